/* Nothing is kept but an answer on its way: a file once handed over is the server's. */
#include "keeper/log/window_logs.h"

#include "keeper/log/rotate.h"

#include <errno.h>
#include <unistd.h>

static struct answer {
    struct handle window;
    int fd; /* -1: it could not be opened */
    int error;
    uint64_t size;
    bool owed;
} answers[LIMIT_WINDOWS];

void window_logs_init(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        answers[i] = (struct answer){.fd = -1};
}

static void drop(struct answer *a)
{
    if (a->fd >= 0)
        close(a->fd);
    *a = (struct answer){.fd = -1};
}

void window_logs_drop(void)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++)
        drop(&answers[i]);
}

static void open_one(struct answer *a, const struct message *m)
{
    char path[LIMIT_PATH_BYTES];
    struct slice value;
    uint64_t files = DEFAULT_LOG_FILES;
    a->error = ENAMETOOLONG;
    if (!source_option(&m->source, "log", &value) || !slice_copy(value, path, sizeof path))
        return;
    if (source_option(&m->source, "log-files", &value))
        (void)slice_u64(value, &files);
    if (m->status == 1)
        rotate_move(path, (unsigned)files);
    a->fd = rotate_open(path, &a->size);
    a->error = a->fd < 0 ? errno : 0;
    if (m->status == 1 && a->fd >= 0 && a->size < UINT64_MAX && ftruncate(a->fd, 0) == 0)
        a->size = 0; /* one that could not be moved begins anew: its size is the promise */
}

bool window_logs_open(const struct message *m)
{
    if (m->window.index >= LIMIT_WINDOWS || !source_whole(&m->source))
        return false;
    struct answer *a = &answers[m->window.index];
    drop(a);
    a->window = m->window;
    a->owed = true;
    open_one(a, m);
    return true;
}

static bool tell(int socket, const struct answer *a)
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

bool window_logs_pay(int socket)
{
    for (uint16_t i = 0; i < LIMIT_WINDOWS; i++) {
        if (!answers[i].owed)
            continue;
        if (!tell(socket, &answers[i]))
            return false;
        drop(&answers[i]);
    }
    return true;
}
