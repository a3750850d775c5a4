/* Any bytes as a command line, words ended by NUL: of a client command, of roam, and as a pattern
 * and its text. What they would print is discarded. */
#include "base/bug.h"
#include "base/codec/glob.h"
#include "base/utf8.h"
#include "cli/exit_status.h"
#include "cli/options.h"
#include "cli/roam/remote.h"
#include "cli/say.h"

#include <string.h>

#define WORDS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

bool cli_say(int fd, struct slice text)
{
    (void)fd;
    return text.len > 0;
}

void cli_print(struct slice text)
{
    (void)cli_say(1, text);
}

void cli_error(const char *command, struct slice sentence)
{
    BUG_UNLESS(command[0] != '\0' && sentence.len > 0);
}

static void read_options(char *const argv[], size_t count)
{
    static const char *const names[] = {"-s=", "-n=", "--exit", NULL};
    static struct options o;
    o = (struct options){.command = "fuzz", .usage = "usage"};
    int status = options_read(&o, names, argv);
    BUG_UNLESS(status == -1 || status == CLI_DONE || status == CLI_USAGE);
    BUG_UNLESS(o.count <= count && o.before_dashes <= o.count && o.words[o.count] == NULL);
}

static void read_roam(char *const argv[])
{
    static struct roam_settings s;
    char command[ROAM_REMOTE_BYTES];
    int status = roam_settings_read(&s, argv);
    BUG_UNLESS(status == -1 || status == CLI_DONE || status == CLI_USAGE);
    if (status != -1)
        return;
    BUG_UNLESS(s.host[0] != '-' && s.host[0] != '\0' && s.alive_s > 0 && s.interval_ms > 0);
    if (roam_remote_attach(&s, command))
        BUG_UNLESS(memchr(command, '\0', sizeof command) != NULL);
}

/* Without a star, a question mark and a backslash a pattern is found where it is a part of the
 * text. */
static void match(struct slice pattern, struct slice text)
{
    bool escaped = slice_find(pattern, '\\') >= 0, part = false;
    bool plain = slice_find(pattern, '*') < 0 && slice_find(pattern, '?') < 0;
    if (escaped || glob_wrong(pattern) != NULL)
        return;
    for (size_t i = 0; i + pattern.len <= text.len && !part; i++)
        part = slice_starts(slice_from(text, i), pattern);
    bool found = glob_matches(pattern, text, 0, SIZE_MAX);
    BUG_UNLESS(found || !glob_matches(pattern, text, text.len / 2, text.len / 2));
    BUG_UNLESS(!plain || found == part);
    BUG_UNLESS(!part || found || !utf8_valid(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char storage[4096 + 1];
    char *argv[WORDS_MAX + 1];
    size_t count = 0, at = 0;
    if (size > 4096)
        return 0;
    if (size > 0)
        memcpy(storage, bytes, size);
    storage[size] = '\0';
    for (; at < size && count < WORDS_MAX; at += strlen(storage + at) + 1)
        argv[count++] = storage + at;
    argv[count] = NULL;
    read_options(argv, count);
    read_roam(argv);
    if (size > 0)
        match(slice_part(slice_make(bytes, size), 1, bytes[0] % 8),
              slice_from(slice_make(bytes, size), 2));
    return 0;
}
