/* The memory and descriptors that a process can still get after it has limited itself, tried in
 * children. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "check.h"
#include "os/confine/limits.h"
#include "os/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
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

#define STACK (16 * 1024)
#define MORE 20 /* descriptors */

static bool limited(bool (*holds)(void))
{
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        _exit(os_limit_self(STACK, MORE) && holds() ? 0 : 1);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool maps(size_t bytes)
{
    return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

static bool memory_is_refused(void)
{
    return !maps(1024 * 1024) && errno == ENOMEM && !maps(STACK + 4096);
}

static bool stack_can_be_used(void)
{
    volatile char deep[STACK];
    for (size_t i = 0; i < sizeof deep; i += 512)
        deep[i] = 1;
    return deep[512] == 1;
}

static bool descriptors_end(void)
{
    unsigned count = 0;
    while (count < 10 * MORE && open("/dev/null", O_RDONLY) >= 0)
        count++;
    /* The two descriptors used for counting are closed again. */
    return errno == EMFILE && count >= MORE && count <= MORE + 2;
}

static bool leaves_no_core(void)
{
    struct rlimit core = {1, 1};
    return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0;
}

static bool stays_lower(void)
{
    struct rlimit files = {8, 8};
    return setrlimit(RLIMIT_NOFILE, &files) == 0 && os_limit_self(STACK, MORE) &&
           getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max == 8;
}

int main(void)
{
    os_close_from(3);
    STORY("a process that has limited itself gets no more memory, and its stack holds")
    {
        CHECK(SANITIZED || limited(memory_is_refused));
        CHECK(limited(stack_can_be_used));
    }
    STORY("a limited process can open the given number of descriptors and no more")
    {
        CHECK(limited(descriptors_end));
        CHECK(dup2(0, 9) == 9);
        CHECK(limited(descriptors_end));
    }
    STORY("no core is written, and no lower limit is raised")
    {
        CHECK(limited(leaves_no_core));
        CHECK(limited(stays_lower));
    }
    return check_end();
}
