/*
 * What differs between systems: linux.c, and posix.c with the plain ways. Each has
 * all of these; what a system cannot do says so by its answer, never by being absent.
 */
#ifndef OS_OS_H
#define OS_OS_H

#include "base/slice.h"

/* Anonymous shared memory of this size that passes fork and exec; -1 and errno. */
int os_shared_memory(const char *name, size_t size);
/* Memory of the caller's own, all zero, for as long as it runs: a command beside the server takes
 * all that it needs at its start, once, so that it takes no place in the server. NULL and errno. */
void *os_reserve(size_t size);
/* Makes a part of shared memory all zero; its whole pages are given back to the system, where this
 * can be done. Also by a confined process. */
void os_shared_clear(void *at, size_t size);
/* Orphaned grandchildren become this process's (Linux 3.4); false: not here. */
bool os_subreaper(void);
/* The calling process gets SIGKILL when its parent ends; false: not here. */
bool os_die_with_parent(void);
/* Signals (0: only counts) every process of a session, or every child of a parent, that still
 * lives and that the caller may signal. Returns how many; 0 where processes cannot be listed. */
enum os_kin { OS_OF_SESSION, OS_OF_PARENT };
unsigned os_signal_kin(enum os_kin kin, int32_t of, int number);
/* Closes every descriptor from this one on. Safe between fork and exec. */
void os_close_from(int first);
/* Keeps what the kernel buffers for a viewer small: SO_SNDBUF; and by TCP_NOTSENT_LOWAT, POLLOUT
 * comes only when less than half of LIMIT_UNSENT has not been sent. send() alone takes more. */
void os_socket_keep_little(int fd, uint32_t bytes);
/* The kernel ends a connection whose peer has not acknowledged for so long what was sent
 * (TCP_USER_TIMEOUT, RFC 5482), rather than after a quarter of an hour. */
void os_socket_give_up(int fd, uint32_t ms);
/* The event by which poll() tells that the peer will send no more, also while what it did send is
 * not read (POLLRDHUP); 0: not here. */
extern const short os_peer_ends;
/* TIOCSWINSZ: the program gets SIGWINCH where the size is another one. */
void os_set_window_size(int fd, uint16_t cols, uint16_t rows);
/* TIOCGWINSZ; false: it has none. */
bool os_get_window_size(int fd, uint16_t *cols, uint16_t *rows);
/* The name of a PTY master's other side. */
bool os_pty_name(int master, char *to, size_t size);
/* The terminal's line editing knows UTF-8 (IUTF8), where there is such a thing. */
void os_utf8_terminal(int fd);
/* Makes the PTY the controlling terminal of the session that the caller leads. */
bool os_controlling_terminal(int fd);
/* Every signal has its default action again, also those that a libc keeps to itself and that a
 * parent (make does) may have handed down ignored. Safe between fork and exec. */
void os_default_signals(void);
/* Accepts: nonblocking, close-on-exec. -1 and errno. */
int os_accept(int fd);
/* The user at the other end of a unix socket, as it was when it connected; false: not to be had. */
bool os_peer_user(int fd, uint32_t *uid);
/* Gives up what this process could still do: no new privileges, the user (where root), no
 * files (Landlock), and only the system calls that a server needs (seccomp). Returns which of these
 * hold, as bits. OS_USER: the process is not root (uid and gid are only taken where it was). */
enum os_confinement { OS_USER = 1, OS_NO_NEW_PRIVILEGES = 2, OS_FILES = 4, OS_CALLS = 8 };
unsigned os_confine(uint32_t uid, uint32_t gid);
/* Random bytes (getrandom; /dev/urandom); false: none to be had. */
bool os_random(uint8_t *to, size_t size);
/* What the kernel's out-of-memory killer has ended so far, as /proc/vmstat and our control group
 * count it, added up: only that it grows says something. 0 where unknown. */
uint64_t os_oom_kills(void);
uint64_t os_oom_kills_at(const char *root); /* with other files, for tests */
/* What the system tells of this process; 0 where it does not. The descriptors that tell it are
 * opened before the process is confined, and stay open; a forked process closes its parent's and
 * opens its own. */
struct os_figures {
    uint64_t resident_bytes, virtual_bytes;
    uint64_t writable_bytes; /* of the virtual ones: private and writable, the stack among them */
    uint64_t cpu_us;
    uint32_t fds, fds_max;
};
void os_figures_open(void);
void os_figures_close(void);
void os_figures_read(struct os_figures *to);
/*
 * From now on the caller gets no more of the system than it has and what is allowed here: stack,
 * and descriptors; and it leaves no core, in which there would be tokens. Never more than before.
 * Where the system does not tell what it has, and in a build with sanitizers, whose shadow is
 * large, memory is not limited. False: a limit was refused. Opens and closes the figures.
 */
bool os_limit_self(uint64_t stack_bytes, uint32_t descriptors);
/* execve over the folders of a PATH, where the file's name has no slash; returns the errno that
 * tells most. Safe between fork and exec. */
int os_execute(const char *file, char *const argv[], char *const envp[], const char *path);
#define OS_DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
/* The shell and home of a user by /etc/passwd, without getpwnam. uid by name, or false. */
bool os_user(const char *name, uint32_t *uid, uint32_t *gid);
struct os_account {
    char name[64];
    char home[256];
    char shell[256];
};
bool os_account(uint32_t uid, struct os_account *to);
/* The groups that list the user as a member, at most so many; how many they are. */
size_t os_groups(const char *name, uint32_t *gids, size_t most);
/* Root becomes another user for good, with these groups beside its own. Safe between fork and
 * exec. False and errno. */
bool os_become(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count);
/* The kernel asks the other side of a silent connection, and ends it after half a minute without
 * an answer, or as long with bytes that are not confirmed. */
void os_keep_alive(int fd);

#endif
