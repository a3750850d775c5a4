/* The state directory: problems, repairs, and files that are left alone. */
#include "check.h"
#include "keeper/core/counts.h"
#include "keeper/housekeeping.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define NOW 1700000000
#define WEEK (7 * 24 * 60 * 60)

static char folder[] = "/tmp/boundtty-unit-house-XXXXXX";
static char found[1024];

static void note(const char *name, const char *problem, bool repaired)
{
    size_t used = strlen(found);
    snprintf(found + used, sizeof found - used, "%s %s%s\n", name, problem,
             repaired ? " (repaired)" : "");
}

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* Creates a file of the given age. */
static void leave(const char *name, mode_t mode, int64_t age)
{
    const struct timespec times[2] = {{.tv_sec = NOW - age}, {.tv_sec = NOW - age}};
    int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_EXCL, 0600);
    CHECK(fd >= 0 && fchmod(fd, mode) == 0 && futimens(fd, times) == 0);
    close(fd);
}

static bool is_there(const char *name)
{
    struct stat st;
    return lstat(in_folder(name), &st) == 0;
}

static mode_t mode_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

static unsigned check(bool repair)
{
    found[0] = '\0';
    return housekeeping_check(folder, repair, NOW, note);
}

static void permissions(void)
{
    STORY("a directory and a file that others can read are reported, and repaired only on request")
    {
        CHECK_U64(0, check(true));
        CHECK_STR("", found);
        leave("open", 0640, 0);
        CHECK(chmod(folder, 0701) == 0);
        CHECK_U64(2, check(false));
        CHECK(strstr(found, "open can be read or changed by others\n") != NULL);
        CHECK(strstr(found, folder) != NULL);
        CHECK(mode_of(folder) == 0701 && mode_of(in_folder("open")) == 0640);
        CHECK_U64(0, check(true));
        CHECK(strstr(found, "open can be read or changed by others (repaired)\n") != NULL);
        CHECK(mode_of(folder) == 0700 && mode_of(in_folder("open")) == 0600);
        CHECK_U64(0, check(false));
        CHECK(unlink(in_folder("open")) == 0);
    }
    STORY("a symbolic link and a directory inside are left alone")
    {
        CHECK(symlink("/etc/passwd", in_folder("link")) == 0 && mkdir(in_folder("sub"), 0755) == 0);
        CHECK(chmod(in_folder("sub"), 0755) == 0);
        CHECK_U64(0, check(true));
        CHECK(is_there("link") && mode_of(in_folder("sub")) == 0755);
        CHECK(unlink(in_folder("link")) == 0 && rmdir(in_folder("sub")) == 0);
    }
}

static void stale(void)
{
    STORY("half-written files are removed at an age of seven days, not a second earlier, and no "
          "others")
    {
        leave("a.new", 0600, WEEK);
        leave("b.part", 0600, WEEK);
        leave("c.new", 0600, WEEK - 1);
        leave("d.txt", 0600, 10 * WEEK);
        CHECK_U64(2, check(false));
        CHECK(is_there("a.new"));
        CHECK_U64(0, check(true));
        CHECK(strstr(found, "a.new was left more than 7 days ago (repaired)\n") != NULL);
        CHECK(!is_there("a.new") && !is_there("b.part") && is_there("c.new") && is_there("d.txt"));
        CHECK(unlink(in_folder("c.new")) == 0 && unlink(in_folder("d.txt")) == 0);
    }
    STORY("an old socket is removed if no process accepts there, and kept otherwise")
    {
        struct sockaddr_un a = {.sun_family = AF_UNIX};
        const struct timespec times[2] = {{.tv_sec = NOW - WEEK}, {.tv_sec = NOW - WEEK}};
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        CHECK(slice_copy(slice_of(in_folder("sock")), a.sun_path, sizeof a.sun_path));
        CHECK(bind(fd, (const struct sockaddr *)&a, sizeof a) == 0 && listen(fd, 1) == 0);
        CHECK(chmod(a.sun_path, 0600) == 0 && utimensat(AT_FDCWD, a.sun_path, times, 0) == 0);
        CHECK_U64(0, check(true));
        CHECK(is_there("sock"));
        close(fd);
        CHECK_U64(0, check(true));
        CHECK(!is_there("sock"));
    }
}

static void counted(void)
{
    uint64_t counts[KEEPER_COUNTS];
    STORY("the first check is made at once, the next an hour later, and both are counted")
    {
        counts_init();
        leave("open", 0644, 0);
        housekeeping_init(folder, 1000);
        CHECK_U64(1000 + 3600000, housekeeping_tick(1001));
        CHECK_U64(0600, mode_of(in_folder("open")));
        CHECK(chmod(in_folder("open"), 0604) == 0);
        CHECK_U64(1000 + 3600000, housekeeping_tick(1000 + 3599999));
        CHECK_U64(0604, mode_of(in_folder("open")));
        CHECK_U64(1000 + 2 * 3600000, housekeeping_tick(1000 + 3600000));
        CHECK_U64(0600, mode_of(in_folder("open")));
        counts_read(counts);
        CHECK_U64(2, counts[KEEPER_COUNT_PERMISSIONS_FOUND]);
        CHECK_U64(2, counts[KEEPER_COUNT_PERMISSIONS_REPAIRED]);
        CHECK_U64(0, counts[KEEPER_COUNT_FILES_REMOVED]);
        CHECK(unlink(in_folder("open")) == 0);
    }
    STORY("a directory that does not exist is no problem; a file in its place is")
    {
        found[0] = '\0';
        CHECK_U64(0, housekeeping_check("/nonexistent/at-all", true, NOW, note));
        CHECK_U64(1, housekeeping_check("/etc/passwd", true, NOW, note));
        CHECK_STR("/etc/passwd cannot be opened as a directory\n", found);
    }
}

int main(void)
{
    CHECK(mkdtemp(folder) != NULL);
    permissions();
    stale();
    counted();
    CHECK(rmdir(folder) == 0);
    return check_end();
}
