/*
 * Reads the counts of out-of-memory kills. The machine's count is in /proc/vmstat; the control
 * group's is in its memory.events (version 2) or memory.oom_control (version 1), and
 * /proc/self/cgroup names the group. Files are read in pieces, since vmstat is long. Without /proc
 * every count is 0.
 */
#include "os/proc/oom.h"

#include "base/text.h"
#include "os/descriptor.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define OOM_PATH_BYTES 512
#define OOM_TEXT_BYTES 1024

/* Finds the value of the line "oom_kill N" among the complete lines; false if there is none. Moves
 * an incomplete last line to the front. */
static bool oom_find_kills(uint8_t *text, size_t *used, uint64_t *kills)
{
    struct slice rest = {text, *used}, line;
    while (slice_find(rest, '\n') >= 0) {
        rest = slice_cut(rest, '\n', &line);
        if (slice_starts(line, SLICE("oom_kill ")) && slice_u64(slice_from(line, 9), kills))
            return true;
    }
    memmove(text, rest.at, rest.len);
    *used = rest.len;
    return false;
}

static uint64_t oom_kills_of(const char *path)
{
    uint8_t text[OOM_TEXT_BYTES];
    uint64_t kills = 0;
    size_t used = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? 1 : 0;
    bool found = false;
    while (!found && n > 0 && used < sizeof text) {
        n = read(fd, text + used, sizeof text - used);
        used += n > 0 ? (size_t)n : 0;
        found = oom_find_kills(text, &used, &kills);
    }
    os_close(&fd);
    return kills;
}

/* Writes the path of the group's file, from a line "0::/path" or "4:memory:/path". */
static bool oom_group_file(struct slice line, const char *root, struct text *path)
{
    struct slice number, controllers, group;
    group = slice_cut(slice_cut(line, ':', &number), ':', &controllers);
    bool memory = slice_equal(controllers, SLICE("memory"));
    if (!memory && controllers.len > 0)
        return false;
    text_str(path, root);
    text_str(path, memory ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup");
    text_add(path, group);
    text_str(path, memory ? "/memory.oom_control" : "/memory.events");
    return !path->cut;
}

static uint64_t oom_kills_of_groups(const char *root)
{
    uint8_t text[OOM_TEXT_BYTES];
    struct slice rest, line;
    uint64_t kills = 0;
    TEXT(path, OOM_PATH_BYTES);
    text_str(&path, root);
    text_str(&path, "/proc/self/cgroup");
    int fd = open(text_end(&path), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    rest = slice_make(text, n > 0 ? (size_t)n : 0);
    while (rest.len > 0) {
        rest = slice_cut(rest, '\n', &line);
        text_init(&path, path_storage, sizeof path_storage);
        if (oom_group_file(line, root, &path))
            kills += oom_kills_of(text_end(&path));
    }
    return kills;
}

uint64_t os_oom_kills_at(const char *root)
{
    TEXT(path, OOM_PATH_BYTES);
    text_str(&path, root);
    text_str(&path, "/proc/vmstat");
    return oom_kills_of(text_end(&path)) + oom_kills_of_groups(root);
}

uint64_t os_oom_kills(void)
{
    return os_oom_kills_at("");
}
