/* One datagram a message. A socket's name that begins with @ is an abstract one, without the @. */
#include "keeper/notify.h"

#include "base/slice.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct notify {
    struct sockaddr_un to;
    socklen_t len; /* 0: nobody wants to know */
    uint64_t every_ms, next_ms;
    bool ready;
} notify;

/* The value of a variable of the environment; empty: there is none. */
static struct slice variable(char *const envp[], const char *name)
{
    struct slice n = slice_of(name);
    for (char *const *v = envp; *v; v++)
        if (slice_starts(slice_of(*v), n) && (*v)[n.len] == '=')
            return slice_from(slice_of(*v), n.len + 1);
    return (struct slice){0};
}

/* Whether a variable that names a process is ours, or is not there where that means the same. */
static bool is_ours(struct slice pid, bool absent)
{
    uint64_t value;
    return pid.len == 0 ? absent : slice_u64(pid, &value) && value == (uint64_t)getpid();
}

void notify_init(char *const envp[], uint64_t now_ms)
{
    struct slice name = variable(envp, "NOTIFY_SOCKET");
    uint64_t usec;
    notify = (struct notify){.to.sun_family = AF_UNIX};
    if (name.len < 2 || (name.at[0] != '/' && name.at[0] != '@') ||
        !slice_copy(name, notify.to.sun_path, sizeof notify.to.sun_path))
        return;
    if (notify.to.sun_path[0] == '@')
        notify.to.sun_path[0] = '\0';
    notify.len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name.len);
    if (slice_u64(variable(envp, "WATCHDOG_USEC"), &usec) && usec >= 2000 &&
        is_ours(variable(envp, "WATCHDOG_PID"), true))
        notify.every_ms = usec / 2000;
    notify.next_ms = now_ms;
}

static void say(const char *words)
{
    if (notify.len == 0)
        return;
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0)
        return;
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    ssize_t n = sendto(fd, words, strlen(words), MSG_NOSIGNAL, (const struct sockaddr *)&notify.to,
                       notify.len);
    (void)n;
    close(fd);
}

void notify_ready(void)
{
    if (!notify.ready)
        say("READY=1\nSTATUS=serving");
    notify.ready = true;
}

void notify_reloading(void)
{
    if (notify.ready)
        say("RELOADING=1");
    notify.ready = false;
}

void notify_stopping(void)
{
    say("STOPPING=1\nSTATUS=programs are being ended");
}

uint64_t notify_tick(uint64_t now_ms)
{
    if (notify.every_ms == 0)
        return UINT64_MAX;
    if (now_ms >= notify.next_ms) {
        say("WATCHDOG=1");
        notify.next_ms = now_ms + notify.every_ms;
    }
    return notify.next_ms;
}

unsigned notify_listeners(char *const envp[])
{
    uint64_t count;
    if (!is_ours(variable(envp, "LISTEN_PID"), false) ||
        !slice_u64(variable(envp, "LISTEN_FDS"), &count))
        return 0;
    return count < UINT16_MAX ? (unsigned)count : UINT16_MAX;
}
