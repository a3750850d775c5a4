/* The abilities of a confined process, tried from inside. Each try runs in a child of its own,
 * since a forbidden call ends the process. */
#define _GNU_SOURCE /* MAP_ANONYMOUS, TIOCSTI */
#include "check.h"
#include "os/confine/confine.h"
#include "os/proc/usage.h"
#include "os/random.h"
#include "os/serial.h"
#include "os/socket.h"
#include "os/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

#define NOBODY 65534

/* Returns the child's exit status, 0 if it could and 1 if it was refused; or reports that it was
 * killed. */
static int outcome(bool (*can)(void))
{
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        (void)os_confine(NOBODY, NOBODY);
        _exit(can() ? 0 : 1);
    }
    waitpid(pid, &status, 0);
    return status;
}

static bool refused(bool (*can)(void))
{
    int status = outcome(can);
    return (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) ||
           (WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static bool possible(bool (*can)(void))
{
    int status = outcome(can);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool read_file(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool make_file(void)
{
    return open("/tmp/boundtty-unit-confined", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool run_program(void)
{
    char *argv[] = {(char[]){"true"}, NULL}, *envp[] = {NULL};
    execve("/bin/true", argv, envp);
    return false;
}

static bool fork_again(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool trace_parent(void)
{
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool signal_parent(void)
{
    return kill(getppid(), 0) == 0;
}

static bool become_root(void)
{
    return setuid(0) == 0;
}

static bool get_memory(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

/* Usage is read from files opened before; a closed descriptor is one less. */
static bool reads_usage(void)
{
    struct os_usage before, after;
    os_usage_read(&before);
    close(0);
    os_usage_read(&after);
    return before.fds > 2 && after.fds == before.fds - 1 && after.resident_bytes > 0 &&
           after.virtual_bytes >= after.resident_bytes && after.fds_max >= after.fds &&
           after.cpu_us >= before.cpu_us;
}

static int reads_usage_status(void)
{
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        os_usage_open();
        (void)os_confine(NOBODY, NOBODY);
        _exit(reads_usage() ? 0 : 1);
    }
    waitpid(pid, &status, 0);
    return status;
}

static int pair[2], listener, pty;

static bool type_into_terminal(void)
{
    return ioctl(pty, TIOCSTI, "x") == 0;
}

/* A setting that a PTY lacks is refused by the line and not by the filter. */
static bool set_line(void)
{
    const struct os_serial s = {.speed = 74880, .data_bits = 8, .parity = 'N', .stop_bits = 1};
    uint32_t speed = 0;
    unsigned lines;
    bool set = os_serial_configure(pty, &s) && os_serial_speed(pty, &speed) && speed == 74880;
    errno = 0;
    (void)(os_serial_lines(pty, &lines) || os_serial_set_lines(pty, OS_SERIAL_DTR, true) ||
           os_serial_set_lines(pty, OS_SERIAL_DTR, false) || os_serial_break(pty, true) ||
           os_serial_break(pty, false));
    os_serial_give_up(pty);
    return set && errno != EPERM;
}

/* Makes the calls that a server makes all day. */
static bool work(void)
{
    char byte[8];
    uint8_t random[8];
    struct pollfd p = {.fd = pair[0], .events = POLLIN};
    os_set_window_size(pty, 101, 41);
    os_socket_keep_little(pair[1], 8192);
    bool polled = send(pair[1], "x", 1, MSG_NOSIGNAL) == 1 && poll(&p, 1, 1000) == 1 &&
                  recv(pair[0], byte, sizeof byte, 0) == 1;
    bool closed = fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0 && shutdown(pair[0], SHUT_WR) == 0 &&
                  close(pair[0]) == 0;
    int got = os_accept(listener);
    return polled && closed && got < 0 && errno == EAGAIN && os_random(random, sizeof random) &&
           write(2, "", 0) == 0;
}

static void prepare(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    listener = socket(AF_INET, SOCK_STREAM, 0);
    pty = posix_openpt(O_RDWR | O_NOCTTY);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 || pty < 0 ||
        bind(listener, (struct sockaddr *)&any, sizeof any) != 0 || listen(listener, 4) != 0 ||
        fcntl(listener, F_SETFL, O_NONBLOCK) != 0)
        exit(2);
}

/* Confines a child, and returns the confinements that hold. */
static unsigned held(void)
{
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        _exit((int)os_confine(NOBODY, NOBODY));
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? (unsigned)WEXITSTATUS(status) : 0;
}

static bool aborts(void)
{
    abort();
}

int main(void)
{
    prepare();
    unsigned h = held();
    printf("  held: user %d, no new privileges %d, files %d, calls %d\n", !!(h & OS_USER),
           !!(h & OS_NO_NEW_PRIVILEGES), !!(h & OS_FILES), !!(h & OS_CALLS));
    STORY("a confined process can read its memory, time and descriptors")
    {
        CHECK_U64(0, reads_usage_status());
    }
    STORY("a confined process is not root, and gains no privileges")
    {
        CHECK(h & OS_USER);
        CHECK(h & OS_NO_NEW_PRIVILEGES);
        CHECK(SANITIZED || (h & OS_CALLS));
        CHECK(refused(become_root));
    }
    STORY("a confined process opens and makes no file, and runs no program")
    {
        CHECK(!(h & (OS_FILES | OS_CALLS)) || (refused(read_file) && refused(make_file)));
        CHECK(!(h & (OS_FILES | OS_CALLS)) || refused(run_program));
    }
    STORY("a confined process cannot signal its parent")
    {
        CHECK(refused(signal_parent) || !(h & OS_CALLS));
        CHECK(refused(trace_parent));
    }
    STORY("a confined process cannot fork, open sockets, type into a terminal, or get memory")
    {
        CHECK(SANITIZED || refused(fork_again));
        CHECK(SANITIZED || refused(open_socket));
        CHECK(SANITIZED || refused(type_into_terminal));
        CHECK(SANITIZED || refused(get_memory));
    }
    STORY("a confined process sets a serial line that it was given")
    {
        CHECK(possible(set_line));
    }
    STORY("a confined process makes all calls of a server's daily work")
    {
        CHECK(possible(work));
    }
    STORY("a confined process can still die of a broken invariant")
    {
        int status = outcome(aborts);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
    return check_end();
}
