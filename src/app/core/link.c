/*
 * The pending messages: at most one of each kind for each slot of a window or job, so that an END
 * never replaces a START. Except in a storm the socket accepts them at once; otherwise they wait
 * for POLLOUT.
 */
#include "app/core/link.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define BYE_MS 1000

/* In the order of sending. */
enum link_kind { LINK_FORGET, LINK_LOST, LINK_LOG, LINK_START, LINK_END, LINK_KINDS };

static const enum message_type link_types[LINK_KINDS] = {
    [LINK_FORGET] = MESSAGE_FORGET, [LINK_LOST] = MESSAGE_LOST, [LINK_LOG] = MESSAGE_LOG,
    [LINK_START] = MESSAGE_START,   [LINK_END] = MESSAGE_END,
};

struct pending {
    struct handle child; /* generation 0: nothing pending */
    uint32_t request;
};

static struct pending pending[LIMIT_CHILDREN][LINK_KINDS];
static uint32_t pending_bare; /* pending messages without contents: one bit for each type */
static link_fill *fill_message;
static int link_socket, link_watched; /* link_watched -1: not in the loop yet */

_Static_assert(MESSAGE_TYPES <= 32, "a bit for each type of message");

void link_init(int socket, link_fill *fill)
{
    memset(pending, 0, sizeof pending);
    pending_bare = 0;
    fill_message = fill;
    link_socket = socket;
    link_watched = -1;
}

/* Exits: without the keeper the server cannot continue. */
static _Noreturn void link_die(void)
{
    struct log_line l;
    log_open(&l, LOG_ERROR, "keeper-gone");
    log_close(&l);
    _exit(1);
}

/* Returns false if the socket is full. */
static bool link_send(const struct message *m)
{
    if (message_send(link_socket, m, -1))
        return true;
    if (!message_later(errno))
        link_die();
    return false;
}

static bool link_send_bare(enum message_type type)
{
    struct message m = {.type = type};
    return link_send(&m);
}

static bool link_send_pending(enum link_kind kind, const struct pending *p)
{
    struct message m = {.type = link_types[kind], .window = p->child, .request = p->request};
    return !fill_message(&m) || link_send(&m);
}

/* Returns false if the socket is full. */
static bool link_flush_bare(void)
{
    for (unsigned type = 0; type < MESSAGE_TYPES && pending_bare != 0; type++) {
        if (!(pending_bare >> type & 1u))
            continue;
        if (!link_send_bare((enum message_type)type))
            return false;
        pending_bare &= ~(1u << type);
    }
    return true;
}

/* Returns false if the socket is full. */
static bool link_flush_slot(struct pending of[LINK_KINDS])
{
    for (unsigned kind = 0; kind < LINK_KINDS; kind++) {
        if (of[kind].child.generation == 0)
            continue;
        if (!link_send_pending((enum link_kind)kind, &of[kind]))
            return false;
        of[kind] = (struct pending){0};
    }
    return true;
}

void link_flush(void)
{
    bool all = link_flush_bare();
    for (uint16_t i = 0; i < LIMIT_CHILDREN && all; i++)
        all = link_flush_slot(pending[i]);
    if (link_watched >= 0)
        loop_want(link_watched, all ? POLLIN : POLLIN | POLLOUT);
}

static void link_add(enum link_kind kind, struct handle child, uint32_t request)
{
    BUG_UNLESS(child.index < LIMIT_CHILDREN);
    pending[child.index][kind] = (struct pending){child, request};
    link_flush();
}

static void link_add_bare(enum message_type type)
{
    pending_bare |= 1u << type;
    link_flush();
}

void link_forget(struct handle child, uint32_t request)
{
    link_add(LINK_FORGET, child, request);
}

void link_lost(struct handle child, uint32_t request)
{
    link_add(LINK_LOST, child, request);
}

void link_log(struct handle child)
{
    link_add(LINK_LOG, child, 0);
}

void link_start(struct handle child, uint32_t request)
{
    BUG_UNLESS(child.index < LIMIT_CHILDREN);
    pending[child.index][LINK_END] = (struct pending){0};
    link_add(LINK_START, child, request);
}

void link_end(struct handle child, uint32_t request)
{
    link_add(LINK_END, child, request);
}

void link_ready(void)
{
    link_add_bare(MESSAGE_READY);
}

void link_bye(void)
{
    uint64_t until_ms = clock_ms() + BYE_MS;
    while (!link_send_bare(MESSAGE_BYE) && loop_wait_for(link_socket, POLLOUT, until_ms))
        ;
}

void link_figures(void)
{
    link_add_bare(MESSAGE_FIGURES);
}

void link_logged(void)
{
    link_add_bare(MESSAGE_LOGGED);
}

void link_pong(void)
{
    link_add_bare(MESSAGE_PONG);
}

bool link_receive(struct message *m, int *fd)
{
    int got = message_receive(link_socket, m, fd);
    if (got == 0 || (got < 0 && !message_later(errno)))
        link_die();
    return got > 0;
}

void link_wait(void)
{
    (void)loop_wait_for(link_socket, POLLIN, UINT64_MAX);
}

void link_watch(loop_callback *ready)
{
    link_watched = loop_watch(link_socket, POLLIN, ready, 0);
    BUG_UNLESS(link_watched >= 0);
    link_flush();
}
