/* Lock files of serial lines, in a folder of the test's own. */
#include "check.h"
#include "dies.h"
#include "keeper/line/lock.h"
#include "limits.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/boundtty-unit-lock-XXXXXX";
static char said[128];
static struct text holder;
static struct lock lock, other;

static enum lock_answer take(struct lock *l, const char *device)
{
    text_init(&holder, said, sizeof said);
    enum lock_answer answer = lock_take(l, folder, device, &holder);
    (void)text_end(&holder);
    return answer;
}

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *content(const char *name)
{
    static char bytes[64];
    int fd = open(path_of(name), O_RDONLY);
    ssize_t n = fd >= 0 ? read(fd, bytes, sizeof bytes - 1) : -1;
    if (fd >= 0)
        close(fd);
    bytes[n > 0 ? n : 0] = '\0';
    return n < 0 ? "(not there)" : bytes;
}

static void leave(const char *name, const char *bytes)
{
    int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    CHECK(write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
    close(fd);
}

static pid_t a_dead_one(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    return pid;
}

/* Returns once the child runs its program: exec closes the pipe. */
static pid_t a_sleeper(void)
{
    int ends[2];
    char nothing;
    CHECK(pipe(ends) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0);
    pid_t pid = fork();
    if (pid == 0)
        execl("/bin/sleep", "sleep", "60", (char *)NULL);
    close(ends[1]);
    CHECK(read(ends[0], &nothing, 1) == 0);
    close(ends[0]);
    return pid;
}

static char expected[64]; /* a lock of ours */

static void ours(void)
{
    STORY("a lock has our pid in ten columns, exists while it is held, and leaves no other file")
    {
        CHECK(take(&lock, "/dev/ttyUSB7") == LOCK_TAKEN);
        CHECK_STR(expected, content("LCK..ttyUSB7"));
        lock_give(&lock);
        CHECK_STR("(not there)", content("LCK..ttyUSB7"));
        CHECK(rmdir(folder) == 0 && mkdir(folder, 0700) == 0);
        lock_give(&lock);
    }
    STORY("a second window of ours cannot take the same lock")
    {
        CHECK(take(&lock, "/dev/ttyS4") == LOCK_TAKEN);
        CHECK(take(&other, "/dev/ttyS4") == LOCK_HELD);
        CHECK(strstr(said, "keeper_lock") != NULL);
        lock_give(&other);
        CHECK_STR(expected, content("LCK..ttyS4"));
        lock_give(&lock);
    }
    STORY("locks in two folders are independent")
    {
        char second[] = "/tmp/boundtty-unit-lock-XXXXXX";
        CHECK(mkdtemp(second) != NULL);
        CHECK(take(&lock, "/dev/ttyS4") == LOCK_TAKEN);
        text_init(&holder, said, sizeof said);
        CHECK(lock_take(&other, second, "/dev/ttyS4", &holder) == LOCK_TAKEN);
        lock_give(&lock);
        lock_give(&other);
        CHECK(rmdir(second) == 0);
    }
}

static struct lock locks[LIMIT_WINDOWS];

static void take_one_more(void *with)
{
    (void)with;
    (void)take(&lock, "/dev/ttyX");
}

static void each_window(void)
{
    char device[32];
    STORY("every window can hold a lock; one lock more is a bug")
    {
        for (unsigned i = 0; i < LIMIT_WINDOWS; i++) {
            (void)snprintf(device, sizeof device, "/dev/ttyA%u", i);
            CHECK(take(&locks[i], device) == LOCK_TAKEN);
        }
        CHECK(dies(take_one_more, NULL));
        for (unsigned i = 0; i < LIMIT_WINDOWS; i++)
            lock_give(&locks[i]);
        CHECK(unlink(path_of("LCK..ttyX")) == 0);
        CHECK(rmdir(folder) == 0 && mkdir(folder, 0700) == 0);
    }
}

/* Returns the name of a temporary file of this process. */
static const char *own_name(const char *beginning)
{
    static char name[32];
    (void)snprintf(name, sizeof name, "%s%d", beginning, (int)getpid());
    return name;
}

/* Forks a process with an empty name that holds the lock for the rest of its life. */
static pid_t a_nameless_one(void)
{
    int ends[2];
    char nothing;
    CHECK(pipe(ends) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_NAME, "", 0, 0, 0);
        close(ends[0]);
        close(ends[1]);
        for (;;)
            pause();
    }
    close(ends[1]);
    CHECK(read(ends[0], &nothing, 1) == 0);
    close(ends[0]);
    return pid;
}

static void others(void)
{
    STORY("a lock that another program holds is not taken, and the holder is named")
    {
        pid_t pid = a_sleeper();
        char line[32], named[64];
        snprintf(line, sizeof line, "%10d\n", (int)pid);
        snprintf(named, sizeof named, "sleep (pid %d)", (int)pid);
        leave("LCK..ttyS1", line);
        CHECK(take(&lock, "/dev/ttyS1") == LOCK_HELD);
        CHECK_STR(named, said);
        CHECK_STR(line, content("LCK..ttyS1"));
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        CHECK(take(&lock, "/dev/ttyS1") == LOCK_TAKEN);
        CHECK_STR(expected, content("LCK..ttyS1"));
        lock_give(&lock);
    }
    STORY("a holder whose process has no name is reported as a program")
    {
        char line[32], named[64];
        pid_t pid = a_nameless_one();
        snprintf(line, sizeof line, "%10d\n", (int)pid);
        snprintf(named, sizeof named, "a program (pid %d)", (int)pid);
        leave("LCK..ttyS1", line);
        CHECK(take(&lock, "/dev/ttyS1") == LOCK_HELD);
        CHECK_STR(named, said);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        CHECK(unlink(path_of("LCK..ttyS1")) == 0);
    }
    STORY("a pid followed by a program's name is read too")
    {
        char line[64];
        snprintf(line, sizeof line, "%10d minicom root\n", (int)getppid());
        leave("LCK..ttyS3", line);
        CHECK(take(&lock, "/dev/ttyS3") == LOCK_HELD);
    }
}

static void stale(void)
{
    STORY("a lock that names a dead process, or none, is taken over")
    {
        char line[32];
        const char *const left[] = {
            line, "", "nonsense\n", "0\n", "-1\n", "99999999999999999999\n", expected};
        snprintf(line, sizeof line, "%10d\n", (int)a_dead_one());
        for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
            leave("LCK..ttyS2", left[i]);
            CHECK(take(&lock, "/dev/ttyS2") == LOCK_TAKEN);
            CHECK_STR(expected, content("LCK..ttyS2"));
            CHECK_STR("(not there)", content(own_name("LOLD.")));
            lock_give(&lock);
        }
    }
    STORY("a temporary file that an earlier process with the same pid left is replaced")
    {
        leave(own_name("LTMP."), "12345");
        CHECK(take(&lock, "/dev/ttyS2") == LOCK_TAKEN);
        CHECK_STR(expected, content("LCK..ttyS2"));
        CHECK_STR("(not there)", content(own_name("LTMP.")));
        lock_give(&lock);
    }
}

static void names(void)
{
    STORY("a link is locked by the device's own name, which includes the name of its folder")
    {
        char link_to[256];
        snprintf(link_to, sizeof link_to, "%s", path_of("by-id"));
        CHECK(symlink("/dev/pts/99", link_to) == 0);
        CHECK(take(&lock, link_to) == LOCK_TAKEN);
        CHECK_STR(expected, content("LCK..pts_99"));
        CHECK(take(&other, "/dev/pts/99") == LOCK_HELD);
        lock_give(&lock);
        CHECK(unlink(link_to) == 0 && symlink("../../ttyUSB9", link_to) == 0);
        CHECK(take(&lock, link_to) == LOCK_TAKEN);
        CHECK_STR(expected, content("LCK..ttyUSB9"));
        lock_give(&lock);
        CHECK(unlink(link_to) == 0 && symlink(link_to, link_to) == 0);
        CHECK(take(&lock, link_to) == LOCK_IMPOSSIBLE);
        CHECK(unlink(link_to) == 0);
    }
    STORY("a link to a name in its own folder is locked by that name")
    {
        char link_to[256], name[128];
        snprintf(link_to, sizeof link_to, "%s", path_of("by-id"));
        snprintf(name, sizeof name, "LCK..tmp_%s_tty8", strrchr(folder, '/') + 1);
        CHECK(symlink("tty8", link_to) == 0);
        CHECK(take(&lock, link_to) == LOCK_TAKEN);
        CHECK_STR(name, lock.name);
        CHECK_STR(expected, content(name));
        lock_give(&lock);
        CHECK(unlink(link_to) == 0);
    }
    STORY("a name that fits to the last byte is locked, a longer one is not")
    {
        char device[80] = "/dev/";
        memset(device + 5, 'x', LOCK_NAME_BYTES - 6);
        CHECK(take(&lock, device) == LOCK_TAKEN);
        CHECK_U64(LOCK_NAME_BYTES - 1, strlen(lock.name));
        lock_give(&lock);
        device[5 + LOCK_NAME_BYTES - 6] = 'x';
        CHECK(take(&lock, device) == LOCK_IMPOSSIBLE && errno == ENAMETOOLONG);
        CHECK(take(&lock, "/dev/") == LOCK_IMPOSSIBLE);
    }
}

static void no_folder(void)
{
    STORY("in a folder that is not writable another program's lock still counts")
    {
        pid_t pid = fork(); /* a child that is not root: exits with 0 on success */
        if (pid == 0) {
            bool dropped = geteuid() != 0 || (chmod(folder, 0755) == 0 && setuid(65534) == 0);
            bool held = dropped && take(&lock, "/dev/ttyS3") == LOCK_HELD;
            bool none = take(&lock, "/dev/ttyS6") == LOCK_IMPOSSIBLE && errno == EACCES;
            _exit(held && (none || getuid() != 65534) ? 0 : 1);
        }
        int status;
        waitpid(pid, &status, 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    STORY("a missing folder for locks is reported")
    {
        text_init(&holder, said, sizeof said);
        CHECK(lock_take(&lock, "/nonexistent/locks", "/dev/ttyS5", &holder) == LOCK_IMPOSSIBLE);
        CHECK_U64(ENOENT, errno);
        lock_give(&lock);
    }
}

int main(void)
{
    CHECK(mkdtemp(folder) != NULL);
    snprintf(expected, sizeof expected, "%10d\n", (int)getpid());
    ours();
    each_window();
    others();
    stale();
    names();
    no_folder();
    CHECK(unlink(path_of("LCK..ttyS3")) == 0 && rmdir(folder) == 0);
    return check_end();
}
