/*
 * A stage for tests of app: a board, a configuration, and the other end of the socket to the
 * keeper, which the test plays. The test passes its own time to timers_tick().
 */
#ifndef TESTS_APP_STAGE_H
#define TESTS_APP_STAGE_H

#include "check.h"

#include "app/core/link.h"
#include "app/core/timers.h"
#include "app/window/windows.h"
#include "base/clock.h"
#include "os/loop.h"
#include "term/term.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct board stage_board;
static struct config stage_config = {.cols = 80,
                                     .rows = 24,
                                     .respawn_delay_ms = 1000,
                                     .respawn_max_ms = 60000,
                                     .breaker_cooldown_ms = 30000,
                                     .min_uptime_ms = 10000};
static int stage_keeper = -1, stage_socket = -1; /* the two ends of the link */
static int stage_far = -1;                       /* the other end of the last window's descriptor */

/* Fills in messages as the server does: nothing is sent about a window that is gone. */
static inline bool stage_fill(struct message *m)
{
    const struct window *w = windows_find(m->window);
    if (m->type == MESSAGE_START && w)
        m->source = w->source;
    return m->type != MESSAGE_START || w;
}

static inline void stage_begin(void)
{
    int pair[2];
    close(stage_keeper);
    close(stage_socket);
    (void)socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
    stage_keeper = pair[0];
    stage_socket = pair[1];
    memset(&stage_board, 0, sizeof stage_board);
    board_init(&stage_board, 0);
    app.config = &stage_config;
    app.board = &stage_board;
    loop_init();
    timers_init();
    windows_init();
    link_init(stage_socket, stage_fill);
}

/* Opens a window of a new session; source: its kind and options ("device=/dev/x", ...) up to
 * NULL. */
static inline struct window *stage_window(uint16_t kind, const char *const options[])
{
    struct source source = {.kind = kind};
    struct session *s = NULL;
    struct window *w = NULL;
    struct slice name, value;
    for (size_t i = 0; options && options[i]; i++) {
        value = slice_cut(slice_of(options[i]), '=', &name);
        CHECK(source_add(&source, name, value));
    }
    CHECK(sessions_open((struct slice){0}, &s) == OUTCOME_OK);
    CHECK(windows_open(s, (struct slice){0}, &source, &w) == OUTCOME_OK);
    return w;
}

/* Makes a descriptor as the keeper passes it to a window; stage_far is its other end. */
static inline int stage_descriptor(void)
{
    int pair[2];
    close(stage_far);
    (void)socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    (void)fcntl(pair[0], F_SETFL, O_NONBLOCK);
    (void)fcntl(pair[1], F_SETFL, O_NONBLOCK);
    stage_far = pair[1];
    return pair[0];
}

/* Returns the type of the next message that the server has sent; MESSAGE_NONE: none. */
static struct message stage_message;
static inline enum message_type stage_sent(void)
{
    int fd = -1;
    if (message_receive(stage_keeper, &stage_message, &fd) != 1)
        return MESSAGE_NONE;
    return (enum message_type)stage_message.type;
}

/* Returns whether the screen shows a text in one of its rows. */
static inline bool stage_shows(const struct window *w, const char *text)
{
    for (uint16_t row = 0; row < w->term.state.rows; row++) {
        char line[1024];
        size_t n = term_row_text(&w->term, row, (uint8_t *)line, sizeof line - 1);
        line[n] = '\0';
        if (strstr(line, text))
            return true;
    }
    return false;
}

static inline bool stage_flagged(enum window_flag flag)
{
    uint16_t slot = 0;
    return windows_next_flagged(flag, &slot) != NULL;
}

#endif
