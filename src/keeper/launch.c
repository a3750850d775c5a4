/*
 * Forks the server, without an exec: it inherits the configuration and the board as they are in
 * memory. All signals are blocked over the fork, and no handler of the keeper runs in the server.
 */
#include "keeper/launch.h"

#include "keeper/child/children.h"
#include "keeper/core/signals.h"
#include "keeper/line/lines.h"
#include "keeper/listeners.h"
#include "keeper/log/logs.h"
#include "keeper/log/window_logs.h"
#include "os/descriptor.h"
#include "os/proc/usage.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define STANDARD_ERROR 2 /* kept by the server, for its log */

/* Functions that return a module's descriptors one by one: every module of the keeper that owns
 * any. */
static int *(*const owners[])(uint16_t *place) = {
    listeners_fd, children_fd, lines_fd, window_logs_fd, logs_fd, signals_fd,
};

static void launch_close_fds(void)
{
    for (size_t i = 0; i < COUNT(owners); i++) {
        uint16_t place = 0;
        int *fd;
        while ((fd = owners[i](&place)) != NULL)
            os_close(fd);
    }
    os_usage_close();
}

/* Detaches the server from the keeper's terminal. */
static void launch_leave_terminal(void)
{
    int fd = open("/dev/null", O_RDWR);
    if (fd < 0)
        return;
    for (int i = 0; i < STANDARD_ERROR; i++)
        (void)dup2(fd, i);
    if (fd > STANDARD_ERROR)
        close(fd);
}

static bool open_pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        (void)os_nonblocking(
            ends[i]); /* message_send() and message_receive() do not block anyway */
    return true;
}

int launch_server(keeper_server *serve, const struct config *config, struct board *board,
                  int32_t *pid)
{
    int ends[2];
    sigset_t before;
    pid_t keeper = getpid();
    if (!open_pair(ends))
        return -1;
    signals_block(&before);
    *pid = (int32_t)fork();
    if (*pid == 0) {
        (void)os_die_with_parent();
        if (getppid() != keeper)
            _exit(1);
        close(ends[0]);
        launch_close_fds();
        launch_leave_terminal();
        signals_for_server();
        _exit(serve(config, board, ends[1]));
    }
    int error = errno;
    signals_unblock(&before);
    close(ends[1]);
    if (*pid > 0)
        return ends[0];
    close(ends[0]);
    errno = error;
    return -1;
}
