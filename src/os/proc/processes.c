/*
 * Signals processes, which are found in /proc, each by its stat line, "PID (NAME) STATE PPID PGRP
 * SESSION ...". The name may contain any byte, also ')', and ends at the last one. Without /proc
 * none are found.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#else
#define _DEFAULT_SOURCE
#endif
#include "os/proc/processes.h"

#include "base/text.h"
#include "os/proc/folder.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

struct stat_line {
    uint8_t state;
    uint64_t parent, session;
};

static bool processes_parse(struct slice line, struct stat_line *to)
{
    size_t close = line.len;
    while (close > 0 && line.at[close - 1] != ')')
        close--;
    struct slice word[4];
    line = slice_trim(slice_from(line, close));
    for (size_t i = 0; i < 4; i++)
        line = slice_cut(line, ' ', &word[i]);
    to->state = word[0].len > 0 ? word[0].at[0] : 'Z';
    return close > 0 && slice_u64(word[1], &to->parent) && slice_u64(word[3], &to->session);
}

static bool processes_read_stat(const char *pid, struct stat_line *to)
{
    uint8_t line[512];
    TEXT(t, 64);
    text_str(&t, "/proc/");
    text_str(&t, pid);
    text_str(&t, "/stat");
    int fd = open(text_end(&t), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, line, sizeof line);
    close(fd);
    return n > 0 && processes_parse(slice_make(line, (size_t)n), to);
}

/* Signals the process with this name in /proc if it is alive and related to `of` as `kin` says;
 * returns whether it was. getsid(), if permitted, rules out most processes of other sessions at a
 * fraction of the cost of reading a file. */
static bool processes_signal(const char *name, enum os_kin kin, uint64_t of, int number)
{
    struct stat_line s;
    uint64_t pid;
    if (!slice_u64(slice_of(name), &pid))
        return false;
    pid_t session = kin == OS_OF_SESSION ? getsid((pid_t)pid) : -1;
    if ((session >= 0 && (uint64_t)session != of) || !processes_read_stat(name, &s) ||
        s.state == 'Z')
        return false;
    return (kin == OS_OF_SESSION ? s.session : s.parent) == of && kill((pid_t)pid, number) == 0;
}

unsigned os_signal_kin(enum os_kin kin, int32_t of, int number)
{
    struct os_folder folder;
    unsigned count = 0;
    const char *name;
    int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    os_folder_start(&folder, fd);
    while ((name = os_folder_next(&folder)) != NULL)
        count += processes_signal(name, kin, (uint64_t)of, number) ? 1 : 0;
    close(fd);
    return count;
}
