/* Sends messages to the service manager. Each message is one datagram, sent by a socket of its own.
 * A name that begins with @ is an abstract socket's, with a NUL in place of the @. */
#include "keeper/notify.h"

#include "base/clock.h"
#include "os/descriptor.h"
#include "os/environment.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define US_A_MS 1000
#define WATCHDOG_MIN_US (2 * US_A_MS) /* half of anything shorter is less than a millisecond */

static struct notify {
    struct sockaddr_un to;
    socklen_t len; /* 0: no service manager listens */
    uint64_t every_ms, next_ms;
    bool ready;
} notify;

/* Returns the value of a variable of the environment; empty if it is not set. */
static struct slice notify_variable(char *const envp[], const char *name)
{
    const char *value = os_variable(envp, name);
    return value ? slice_of(value) : (struct slice){0};
}

/* Whether a pid in a variable is this process's; `absent` if the variable is not set. */
static bool names_us(struct slice pid, bool absent)
{
    uint64_t value;
    return pid.len == 0 ? absent : slice_u64(pid, &value) && value == (uint64_t)getpid();
}

void notify_init(char *const envp[], uint64_t now_ms)
{
    struct slice name = notify_variable(envp, "NOTIFY_SOCKET");
    uint64_t usec;
    notify = (struct notify){.to.sun_family = AF_UNIX};
    if (name.len < 2 || (name.at[0] != '/' && name.at[0] != '@') ||
        !slice_copy(name, notify.to.sun_path, sizeof notify.to.sun_path))
        return;
    if (notify.to.sun_path[0] == '@')
        notify.to.sun_path[0] = '\0';
    notify.len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name.len);
    if (slice_u64(notify_variable(envp, "WATCHDOG_USEC"), &usec) && usec >= WATCHDOG_MIN_US &&
        names_us(notify_variable(envp, "WATCHDOG_PID"), true))
        notify.every_ms = usec / US_A_MS / 2;
    notify.next_ms = now_ms;
}

static void notify_send(const char *words)
{
    if (notify.len == 0)
        return;
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0)
        return;
    (void)os_nonblocking(fd);
    ssize_t sent = sendto(fd, words, strlen(words), MSG_NOSIGNAL,
                          (const struct sockaddr *)&notify.to, notify.len);
    (void)sent; /* if the manager does not read, the next message follows anyway */
    close(fd);
}

void notify_ready(void)
{
    if (!notify.ready)
        notify_send("READY=1\nSTATUS=serving");
    notify.ready = true;
}

void notify_reloading(void)
{
    TEXT(t, 64);
    text_str(&t, "RELOADING=1\nMONOTONIC_USEC=");
    text_u64(&t, clock_us());
    if (notify.ready)
        notify_send(text_end(&t));
    notify.ready = false;
}

void notify_refused(struct slice sentence)
{
    TEXT(t, 640);
    text_str(&t, "STATUS=serving; the reload was refused: ");
    for (size_t i = 0; i < sentence.len; i++)
        text_char(&t, sentence.at[i] < ' ' ? '?' : (char)sentence.at[i]);
    notify_send(text_end(&t));
}

void notify_stopping(void)
{
    notify_send("STOPPING=1\nSTATUS=programs are being ended");
}

uint64_t notify_tick(uint64_t now_ms)
{
    if (notify.every_ms == 0)
        return UINT64_MAX;
    if (now_ms >= notify.next_ms) {
        notify_send("WATCHDOG=1");
        notify.next_ms = now_ms + notify.every_ms;
    }
    return notify.next_ms;
}

unsigned notify_listeners(char *const envp[])
{
    uint64_t count;
    if (!names_us(notify_variable(envp, "LISTEN_PID"), false) ||
        !slice_u64(notify_variable(envp, "LISTEN_FDS"), &count))
        return 0;
    return count < UINT16_MAX ? (unsigned)count : UINT16_MAX;
}
