/*
 * Any bytes as a configuration file. Reading that stops at the first mistake and reading that
 * reports every mistake must agree on whether there is one; each sentence begins with the file and
 * a line; a file without a mistake has values within their bounds, and windows that are whole.
 */
#define _GNU_SOURCE /* memfd_create() */
#include "base/bug.h"
#include "config/file.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct config config;
static char path[64];
static unsigned mistakes;

static void report(struct slice sentence)
{
    struct slice place = slice_of(path), line;
    uint64_t number;
    mistakes++;
    BUG_UNLESS(slice_starts(sentence, place));
    sentence = slice_from(sentence, place.len + 1);
    struct slice words = slice_cut(sentence, ':', &line);
    BUG_UNLESS(slice_u64(line, &number) && number > 0 && words.len > 1);
}

static void check_windows(void)
{
    for (uint16_t i = 0; i < config.window_count; i++) {
        struct declaration *d = &config.windows[i];
        TEXT(error, 512);
        BUG_UNLESS(d->name[0] != '\0' && d->session[0] != '\0' && d->respawn <= RESPAWN_ALWAYS);
        BUG_UNLESS(d->start <= START_MANUAL && declaration_key(d) != 0);
        BUG_UNLESS(source_whole(&d->source) && source_check(&d->source, &error));
    }
}

static bool read_file(config_report *to)
{
    TEXT(error, 512);
    memset(&config, 0, sizeof config);
    return config_read_file(&config, path, true, to, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    int fd = memfd_create("config", 0);
    BUG_UNLESS(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    bool good = read_file(NULL);
    if (good) {
        BUG_UNLESS(config.listen_count <= LIMIT_LISTENERS - 1 && config.host_count <= LIMIT_HOSTS);
        BUG_UNLESS(config.cols <= LIMIT_COLS && config.rows <= LIMIT_ROWS);
        BUG_UNLESS(config.command_len <= LIMIT_COMMAND_BYTES && config.log_level <= LOG_ERROR);
        check_windows();
    }
    mistakes = 0;
    bool readable = read_file(report);
    BUG_UNLESS(good == (readable && mistakes == 0));
    close(fd);
    return 0;
}
