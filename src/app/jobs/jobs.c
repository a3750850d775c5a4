/* The slot of a job is occupied until the keeper has reported its end. The report of a job that was
 * never started may not arrive; the slot is then freed some time after the deadline. */
#include "app/jobs/jobs.h"

#include "app/core/app.h"
#include "app/core/link.h"
#include "app/core/timers.h"
#include "base/bug.h"
#include "base/clock.h"
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define PIECE 1024
#define PIECES_A_TURN 16
#define PIECES_A_DRAIN 128 /* more than a pipe holds */
#define GRACE_MS 2000      /* from the keeper's SIGKILL until its report is given up */

static struct job {
    const struct job_user *user; /* NULL: the slot is free */
    uint32_t id, request, deadline_ms;
    uint64_t until_ms;
    int fd, watch;        /* -1: none */
    struct handle expiry; /* timer after which the keeper's report is given up */
    struct source source;
} jobs[LIMIT_JOBS];
static struct table table = {.size = LIMIT_JOBS};

void jobs_init(void)
{
    for (uint16_t i = 0; i < LIMIT_JOBS; i++)
        jobs[i] = (struct job){.fd = -1, .watch = -1};
}

const struct source *jobs_source(uint16_t slot, uint32_t *deadline_ms)
{
    *deadline_ms = jobs[slot].deadline_ms;
    return &jobs[slot].source;
}

static struct handle jobs_handle(const struct job *j)
{
    return (struct handle){.index = (uint16_t)(LIMIT_WINDOWS + (j - jobs)), .generation = 1};
}

/* Reads one piece of output. False: nothing more at present. */
static bool jobs_read_piece(struct job *j)
{
    uint8_t piece[PIECE];
    ssize_t n = read(j->fd, piece, sizeof piece);
    if (n > 0)
        j->user->output(j->id, (struct slice){piece, (size_t)n});
    else if (n == 0)
        loop_want(j->watch, 0); /* the end is reported by the keeper */
    return n > 0;
}

static void jobs_read_pieces(struct job *j, int most)
{
    for (int i = 0; i < most && jobs_read_piece(j); i++)
        ;
}

static void jobs_readable(uint32_t slot, short revents, uint64_t now_ms)
{
    (void)revents;
    (void)now_ms;
    jobs_read_pieces(&jobs[slot], PIECES_A_TURN);
}

static void jobs_finish(struct job *j, struct job_end end)
{
    const struct job_user *user = j->user;
    uint32_t id = j->id;
    if (j->fd >= 0) {
        jobs_read_pieces(j, PIECES_A_DRAIN);
        loop_forget(j->watch);
        close(j->fd);
    }
    timers_stop(j->expiry);
    j->fd = j->watch = -1;
    j->user = NULL;
    table.used--;
    if (end.error == 0 && clock_ms() >= j->until_ms)
        end.error = ETIMEDOUT;
    user->ended(id, end);
}

static void jobs_expire(uint32_t slot, uint64_t now_ms)
{
    (void)now_ms;
    if (jobs[slot].user)
        jobs_finish(&jobs[slot], (struct job_end){.error = ETIMEDOUT});
}

bool jobs_run(const struct source *program, uint32_t deadline_ms, const struct job_user *user,
              uint32_t id)
{
    for (uint16_t i = 0; i < LIMIT_JOBS; i++) {
        struct job *j = &jobs[i];
        if (j->user)
            continue;
        j->user = user;
        table.used++;
        table.high = table.used > table.high ? table.used : table.high;
        j->id = id;
        j->request++;
        j->deadline_ms = deadline_ms;
        j->until_ms = clock_ms() + deadline_ms;
        j->source = *program;
        j->expiry = timers_start("job", clock_ms(), deadline_ms + app.config->kill_ms + GRACE_MS, 0,
                                 jobs_expire, i);
        BUG_UNLESS(j->expiry.generation != 0); /* LIMIT_TIMERS includes one for each job */
        link_start(jobs_handle(j), j->request);
        return true;
    }
    table.refused++;
    return false;
}

void jobs_started(uint16_t slot, uint32_t request, int fd)
{
    struct job *j = &jobs[slot];
    if (!j->user || j->request != request || j->fd >= 0) {
        close(fd);
        return;
    }
    j->fd = fd;
    j->watch = loop_watch(fd, POLLIN, jobs_readable, slot);
    BUG_UNLESS(j->watch >= 0);
}

void jobs_ended(uint16_t slot, uint32_t request, struct job_end end)
{
    struct job *j = &jobs[slot];
    link_forget(jobs_handle(j), request);
    if (j->user && j->request == request)
        jobs_finish(j, end);
}

const struct table *jobs_table(void)
{
    return &table;
}
