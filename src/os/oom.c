/*
 * The kernel counts what its out-of-memory killer has ended: for the whole machine in /proc/vmstat,
 * for the control group that we are in in memory.events (version 2) or memory.oom_control (version
 * 1). Which group that is stands in /proc/self/cgroup. Files are read in small pieces: vmstat is
 * long.
 */
#if defined(__linux__)
#include "base/text.h"
#include "os/os.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PATH_MAX 512
#define LINE_MAX 1024

/* The value of the line "oom_kill N", among those that are whole; what is left of the last one is
 * moved to the front. */
static bool find_kills(uint8_t *text, size_t *used, uint64_t *kills)
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

static uint64_t kills_of(const char *path)
{
    uint8_t text[LINE_MAX];
    uint64_t kills = 0;
    size_t used = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? 1 : 0;
    bool found = false;
    while (!found && n > 0 && used < sizeof text) {
        n = read(fd, text + used, sizeof text - used);
        used += n > 0 ? (size_t)n : 0;
        found = find_kills(text, &used, &kills);
    }
    if (fd >= 0)
        close(fd);
    return kills;
}

/* "0::/path", or "4:memory:/path". */
static bool group_file(struct slice line, const char *root, struct text *path)
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

static uint64_t kills_of_groups(const char *root)
{
    uint8_t text[LINE_MAX];
    char storage[PATH_MAX];
    struct text path;
    struct slice rest, line;
    uint64_t kills = 0;
    text_init(&path, storage, sizeof storage);
    text_str(&path, root);
    text_str(&path, "/proc/self/cgroup");
    int fd = open(text_end(&path), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    rest = (struct slice){text, n > 0 ? (size_t)n : 0};
    while (rest.len > 0) {
        rest = slice_cut(rest, '\n', &line);
        text_init(&path, storage, sizeof storage);
        if (group_file(line, root, &path))
            kills += kills_of(text_end(&path));
    }
    return kills;
}

uint64_t os_oom_kills_at(const char *root)
{
    TEXT(path, PATH_MAX);
    text_str(&path, root);
    text_str(&path, "/proc/vmstat");
    return kills_of(text_end(&path)) + kills_of_groups(root);
}

uint64_t os_oom_kills(void)
{
    return os_oom_kills_at("");
}
#else
typedef int os_oom_is_not_compiled_here;
#endif
