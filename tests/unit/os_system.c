/* System interfaces: shared memory, users, processes, descriptors. */
#include "check.h"
#include "os/account.h"
#include "os/descriptor.h"
#include "os/environment.h"
#include "os/execute.h"
#include "os/memory.h"
#include "os/proc/oom.h"
#include "os/proc/processes.h"
#include "os/proc/usage.h"
#include "os/process.h"
#include "os/random.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Forks a child that waits for a signal, as the leader of a session if `leads`. */
static pid_t sleeper(bool leads)
{
    int ends[2];
    char byte;
    if (pipe(ends) != 0)
        exit(2);
    pid_t pid = fork();
    if (pid == 0) {
        if (leads)
            setsid();
        if (write(ends[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    if (read(ends[0], &byte, 1) != 1)
        exit(2);
    close(ends[0]);
    close(ends[1]);
    return pid;
}

static void memory_and_users(void)
{
    STORY("shared memory is shared, and no process can shrink it")
    {
        int fd = os_shared_memory("/boundtty-unit", 8192);
        CHECK(fd >= 0);
        char *at = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        CHECK(at != MAP_FAILED);
        pid_t pid = fork();
        if (pid == 0) {
            at[5000] = 'x';
            _exit(0);
        }
        waitpid(pid, NULL, 0);
        CHECK_U64('x', at[5000]);
        CHECK(ftruncate(fd, 0) != 0);
        CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
        munmap(at, 8192);
        close(fd);
    }
    STORY("users are found in /etc/passwd")
    {
        uint32_t uid = 7, gid = 7;
        struct os_account a;
        CHECK(os_user("root", &uid, &gid));
        CHECK_U64(0, uid);
        CHECK_U64(0, gid);
        CHECK(os_account(0, &a));
        CHECK_STR("root", a.name);
        CHECK(a.home[0] == '/' && a.shell[0] == '/');
        CHECK(!os_user("no-such-user", &uid, &gid));
        CHECK(!os_user("", &uid, &gid));
        CHECK(!os_account(4000000000u, &a));
    }
}

static void usage(void)
{
    STORY("kills by the out-of-memory killer are counted, those of /proc/vmstat included")
    {
        FILE *f = popen("sed -n 's/^oom_kill //p' /proc/vmstat", "r");
        unsigned long long kills = 0;
        if (fscanf(f, "%llu", &kills) == 1)
            CHECK(os_oom_kills() >= kills); /* the control group's count may add to it */
        pclose(f);
    }
    STORY("a process reads its descriptors, memory and CPU time")
    {
        struct os_usage f;
        os_usage_read(&f);
        CHECK_U64(0, f.resident_bytes);
        CHECK_U64(0, f.fds);
        os_usage_open();
        os_usage_read(&f);
        uint32_t open_now = 0;
        for (int fd = 0; fd < 1024; fd++)
            open_now += fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
        CHECK_U64(open_now, f.fds);
        CHECK(f.resident_bytes > 0 && f.resident_bytes <= f.virtual_bytes);
        CHECK(f.writable_bytes > 0 && f.writable_bytes <= f.virtual_bytes);
        CHECK(f.cpu_us > 0);
        os_usage_close();
    }
    STORY("touched memory is counted as resident")
    {
        static volatile uint8_t large[4 << 20];
        struct os_usage before, after;
        os_usage_open();
        os_usage_read(&before);
        for (size_t i = 0; i < sizeof large; i += 1024)
            large[i] = 1;
        os_usage_read(&after);
        os_usage_close();
        CHECK(after.resident_bytes >= before.resident_bytes + sizeof large / 2);
        CHECK(after.fds_max > 0 && after.fds == before.fds);
    }
    STORY("random bytes differ")
    {
        uint8_t a[32], b[32];
        CHECK(os_random(a, sizeof a) && os_random(b, sizeof b));
        CHECK(memcmp(a, b, sizeof a) != 0);
    }
}

static void processes(void)
{
    STORY("processes are found by session and by parent; dead ones are not counted")
    {
        pid_t leader = sleeper(true), plain = sleeper(false);
        CHECK_U64(1, os_signal_kin(OS_OF_SESSION, (int32_t)leader, 0));
        CHECK_U64(2, os_signal_kin(OS_OF_PARENT, (int32_t)getpid(), 0));
        CHECK_U64(1, os_signal_kin(OS_OF_SESSION, (int32_t)leader, SIGKILL));
        siginfo_t info;
        CHECK(waitid(P_PID, (id_t)leader, &info, WEXITED | WNOWAIT) == 0);
        CHECK_U64(0, os_signal_kin(OS_OF_SESSION, (int32_t)leader, 0));
        CHECK_U64(1, os_signal_kin(OS_OF_PARENT, (int32_t)getpid(), SIGKILL));
        waitpid(leader, NULL, 0);
        waitpid(plain, NULL, 0);
        CHECK_U64(0, os_signal_kin(OS_OF_PARENT, (int32_t)getpid(), 0));
    }
    STORY("orphans become children of a subreaper")
    {
        CHECK(os_subreaper());
        pid_t parent = fork();
        if (parent == 0) {
            if (fork() == 0)
                _exit(44);
            _exit(0);
        }
        int status;
        CHECK_U64(parent, waitpid(parent, NULL, 0));
        CHECK(waitpid(-1, &status, 0) > 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 44);
    }
}

static void descriptors(void)
{
    STORY("a descriptor becomes nonblocking and close-on-exec, and is closed once")
    {
        int ends_of[2];
        CHECK(pipe(ends_of) == 0 && os_nonblocking(ends_of[0]) && os_close_on_exec(ends_of[1]));
        CHECK(fcntl(ends_of[0], F_GETFL) & O_NONBLOCK && fcntl(ends_of[0], F_GETFD) & FD_CLOEXEC);
        CHECK(!(fcntl(ends_of[1], F_GETFL) & O_NONBLOCK) &&
              fcntl(ends_of[1], F_GETFD) & FD_CLOEXEC);
        int fd = ends_of[0];
        errno = EINTR;
        os_close(&fd);
        CHECK(fd == -1 && errno == EINTR && fcntl(ends_of[0], F_GETFD) < 0);
        os_close(&fd);
        os_close(&ends_of[1]);
        CHECK(!os_nonblocking(-1) && !os_close_on_exec(-1));
    }
    STORY("a variable is found by its whole name")
    {
        char *const envp[] = {(char[]){"HOMES=/x"}, (char[]){"HOME=/y"}, (char[]){"HOME=/z"},
                              (char[]){"EMPTY="}, NULL};
        CHECK_STR("/y", os_variable(envp, "HOME"));
        CHECK_STR("", os_variable(envp, "EMPTY"));
        CHECK(os_variable(envp, "HOM") == NULL && os_variable(envp, "PATH") == NULL);
    }
    STORY("all descriptors from a given one on are closed")
    {
        pid_t pid = fork();
        if (pid == 0) {
            dup2(0, 10);
            dup2(0, 500);
            os_close_from(11);
            _exit(fcntl(10, F_GETFD) >= 0 && fcntl(500, F_GETFD) < 0 ? 0 : 1);
        }
        int status;
        waitpid(pid, &status, 0);
        CHECK_U64(0, status);
    }
}

static void signals_and_programs(void)
{
    STORY("every signal is ignored but those that are excepted, and the default comes back")
    {
        pid_t pid = fork();
        if (pid == 0) {
            sigset_t except;
            sigemptyset(&except);
            sigaddset(&except, SIGTERM);
            os_ignore_signals(&except);
            for (int i = 1; i <= 64; i++)
                if (i != SIGTERM && i != SIGKILL && i != SIGSTOP && kill(getpid(), i) != 0)
                    _exit(1);
            os_default_signals();
            (void)kill(getpid(), SIGUSR1);
            _exit(2);
        }
        int status;
        CHECK(waitpid(pid, &status, 0) == pid);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
    }
    STORY("the limit of core files is given up, and put back for a child")
    {
        pid_t pid = fork();
        if (pid == 0) {
            struct rlimit wanted = {.rlim_cur = 12345, .rlim_max = 99999}, now;
            if (setrlimit(RLIMIT_CORE, &wanted) != 0)
                _exit(1);
            os_forbid_core();
            if (getrlimit(RLIMIT_CORE, &now) != 0 || now.rlim_cur != 0 || now.rlim_max != 99999)
                _exit(2);
            os_permit_core();
            _exit(getrlimit(RLIMIT_CORE, &now) != 0 || now.rlim_cur != 12345);
        }
        int status;
        CHECK(waitpid(pid, &status, 0) == pid);
        CHECK_U64(0, (uint64_t)WEXITSTATUS(status));
    }
    STORY("a program is found in the folders of PATH, or by its path, if it can be executed")
    {
        CHECK(os_executable("sh", "/no/such:/bin"));
        CHECK(!os_executable("sh", "/no/such") && !os_executable("sh", ""));
        CHECK(!os_executable("no-such-program", "/bin:/usr/bin"));
        CHECK(os_executable("/bin/sh", "") && !os_executable("/bin/no-such-program", "/bin"));
        CHECK(!os_executable("passwd", "/etc"));
    }
    STORY("a group is found in /etc/group by its whole name")
    {
        uint32_t gid = 1;
        CHECK(os_group("root", &gid) && gid == 0);
        CHECK(!os_group("roo", &gid) && !os_group("no-such-group", &gid) && gid == 0);
    }
}

int main(void)
{
    memory_and_users();
    usage();
    processes();
    descriptors();
    signals_and_programs();
    return check_end();
}
