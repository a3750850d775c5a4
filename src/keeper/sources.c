/* Passes messages to programs or lines. A message belongs to the module that has its slot; a START,
 * whose slot is free, to the module of its source's kind. */
#include "keeper/sources.h"

#include "base/clock.h"
#include "keeper/child/programs.h"
#include "keeper/line/lines.h"
#include "keeper/log/window_logs.h"

static const struct spawn_settings *spawning;
static bool ending; /* everything was asked to end: no further start */

void sources_init(uint32_t kill_ms, const struct spawn_settings *settings)
{
    spawning = settings;
    ending = false;
    children_init(kill_ms);
    lines_init();
    window_logs_init();
}

bool sources_start(const struct message *m, uint64_t now_ms)
{
    if (m->window.index >= LIMIT_CHILDREN || !source_whole(&m->source))
        return false;
    bool program = programs_run(&m->source), window = m->window.index < LIMIT_WINDOWS;
    if (!program && (!window || children_has(m->window)))
        return false;
    if (program && window && lines_has(m->window))
        return false;
    if (ending)
        return true;
    return program ? children_start(m, spawning, now_ms) : lines_start(m, now_ms);
}

static bool is_line(const struct message *m)
{
    return m->window.index < LIMIT_WINDOWS && lines_has(m->window);
}

bool sources_end(const struct message *m, uint64_t now_ms)
{
    if (m->window.index >= LIMIT_CHILDREN)
        return false;
    return is_line(m) ? lines_end(m) : children_end(m, now_ms);
}

bool sources_lost(const struct message *m, uint64_t now_ms)
{
    (void)now_ms;
    return m->window.index < LIMIT_WINDOWS && lines_lost(m);
}

bool sources_log(const struct message *m, uint64_t now_ms)
{
    (void)now_ms;
    return window_logs_open(m);
}

bool sources_forget(const struct message *m, uint64_t now_ms)
{
    (void)now_ms;
    if (m->window.index >= LIMIT_CHILDREN)
        return false;
    return is_line(m) ? lines_forget(m) : children_forget(m);
}

uint64_t sources_tick(uint64_t now_ms)
{
    return clock_earlier(children_tick(now_ms), lines_tick(now_ms));
}

void sources_end_all(uint64_t now_ms)
{
    ending = true;
    children_end_all(now_ms);
    lines_close_all();
}

void sources_new_server(uint64_t now_ms)
{
    children_new_server(now_ms);
    lines_new_server();
    window_logs_drop();
}

bool sources_flush(int socket)
{
    /* A log file is sent before the PTY whose output is written into it. */
    return window_logs_flush(socket) && children_flush(socket) && lines_flush(socket);
}
