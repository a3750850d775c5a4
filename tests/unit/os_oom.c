/* The kernel's counts of kills, read from files below a root of the test's own. */
#include "check.h"
#include "os/proc/oom.h"

#include <stdlib.h>
#include <sys/stat.h>

static char root[] = "/tmp/boundtty-oom-XXXXXX";

static void put(const char *path, const char *text)
{
    char whole[512];
    snprintf(whole, sizeof whole, "%s%s", root, path);
    for (char *slash = whole + strlen(root) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        (void)mkdir(whole, 0700);
        *slash = '/';
    }
    FILE *f = fopen(whole, "w");
    fputs(text, f);
    fclose(f);
}

int main(void)
{
    if (!mkdtemp(root))
        return 1;
    STORY("without files there are no kills")
    CHECK_U64(0, os_oom_kills_at(root));
    STORY("the machine's count is found however far down in the file it is")
    {
        char *text = malloc(20000);
        text[0] = '\0';
        for (int i = 0; i < 300; i++)
            strcat(text, "nr_something_that_is_counted 12345\n");
        strcat(text, "oom_kill 7\nafter 1\n");
        put("/proc/vmstat", text);
        CHECK_U64(7, os_oom_kills_at(root));
        free(text);
    }
    STORY("the control group's count is added, version 2")
    {
        put("/proc/self/cgroup", "0::/board.slice/boundtty.service\n");
        put("/sys/fs/cgroup/board.slice/boundtty.service/memory.events",
            "low 0\noom 3\noom_kill 2\n");
        CHECK_U64(9, os_oom_kills_at(root));
    }
    STORY("the control group's count is added, version 1, among other controllers")
    {
        put("/proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/old\n");
        put("/sys/fs/cgroup/memory/old/memory.oom_control",
            "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");
        CHECK_U64(11, os_oom_kills_at(root));
    }
    return check_end();
}
