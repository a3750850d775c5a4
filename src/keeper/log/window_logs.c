/* Opens the log files of windows. Only pending answers are stored here: a file that was sent
 * belongs to the server. */
#include "keeper/log/window_logs.h"

#include "keeper/log/rotate.h"
#include "os/descriptor.h"

#include <errno.h>
#include <unistd.h>

static struct answer {
    struct handle window;
    int fd;    /* -1: none */
    int error; /* errno of the failed open; 0: none */
    uint64_t size;
    bool pending;
} answers[LIMIT_WINDOWS];

void window_logs_init(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        answers[i] = (struct answer){.fd = -1};
}

static void answer_drop(struct answer *a)
{
    os_close(&a->fd);
    *a = (struct answer){.fd = -1};
}

void window_logs_drop(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        answer_drop(&answers[i]);
}

static void answer_open(struct answer *a, const struct message *m)
{
    char path[LIMIT_PATH_BYTES];
    struct slice value;
    uint64_t files = DEFAULT_LOG_FILES;
    a->error = ENAMETOOLONG;
    if (!source_option(&m->source, "log", &value) || !slice_copy(value, path, sizeof path))
        return;
    if (source_option(&m->source, "log-files", &value))
        (void)slice_u64(value, &files);
    bool full = m->status == 1;
    if (full)
        rotate_move(path, (unsigned)files);
    a->fd = rotate_open(path, &a->size);
    a->error = a->fd < 0 ? errno : 0;
    if (full && a->fd >= 0 && a->size < UINT64_MAX && ftruncate(a->fd, 0) == 0)
        a->size = 0; /* a file that could not be rotated is truncated, to keep its limit */
}

bool window_logs_open(const struct message *m)
{
    if (m->window.index >= LIMIT_WINDOWS || !source_whole(&m->source))
        return false;
    struct answer *a = &answers[m->window.index];
    answer_drop(a);
    a->window = m->window;
    a->pending = true;
    answer_open(a, m);
    return true;
}

static bool answer_send(int socket, const struct answer *a)
{
    static struct message m;
    m = (struct message){.type = a->fd >= 0 ? MESSAGE_LOG_FILE : MESSAGE_LOG_FAILED,
                         .window = a->window,
                         .status = a->size == UINT64_MAX ? -1
                                   : a->size < INT32_MAX ? (int32_t)a->size
                                                         : INT32_MAX,
                         .error = a->error};
    return message_send(socket, &m, a->fd);
}

bool window_logs_flush(int socket)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        if (!answers[i].pending)
            continue;
        if (!answer_send(socket, &answers[i]))
            return false;
        answer_drop(&answers[i]);
    }
    return true;
}

int *window_logs_fd(uint16_t *place)
{
    return *place < LIMIT_WINDOWS ? &answers[(*place)++].fd : NULL;
}
