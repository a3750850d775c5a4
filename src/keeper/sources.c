/* The slot says whose a message is; a START, which finds it empty, by its source. */
#include "keeper/sources.h"

#include "keeper/child/programs.h"
#include "keeper/line/lines.h"
#include "keeper/log/window_logs.h"

void sources_init(uint32_t kill_ms)
{
    children_init(kill_ms);
    lines_init();
    window_logs_init();
}

bool sources_start(const struct message *m, const struct spawn_settings *settings, uint64_t now_ms)
{
    if (m->window.index >= LIMIT_CHILDREN || !source_whole(&m->source))
        return false;
    if (m->window.index >= LIMIT_WINDOWS)
        return programs_run(&m->source) && children_start(m, settings, now_ms);
    if (programs_run(&m->source))
        return !lines_hold(m->window) && children_start(m, settings, now_ms);
    return !children_hold(m->window) && lines_start(m, now_ms);
}

static bool is_line(const struct message *m)
{
    return m->window.index < LIMIT_WINDOWS && lines_hold(m->window);
}

bool sources_end(const struct message *m, uint64_t now_ms)
{
    if (m->window.index >= LIMIT_CHILDREN)
        return false;
    return is_line(m) ? lines_end(m) : children_end(m, now_ms);
}

bool sources_lost(const struct message *m)
{
    return m->window.index < LIMIT_WINDOWS && lines_lost(m);
}

bool sources_forget(const struct message *m)
{
    if (m->window.index >= LIMIT_CHILDREN)
        return false;
    return is_line(m) ? lines_forget(m) : children_forget(m);
}

uint64_t sources_tick(uint64_t now_ms)
{
    uint64_t programs = children_tick(now_ms), lines = lines_tick(now_ms);
    return programs < lines ? programs : lines;
}

void sources_end_all(uint64_t now_ms)
{
    children_end_all(now_ms);
    lines_close_all();
}

void sources_owe_all(uint64_t now_ms)
{
    children_owe_all(now_ms);
    lines_owe_all();
    window_logs_drop();
}

bool sources_pay(int socket)
{
    /* A file before the output that it is for. */
    return window_logs_pay(socket) && children_pay(socket) && lines_pay(socket);
}

void sources_close_fds(void)
{
    children_close_fds();
    lines_close_fds();
    window_logs_drop();
}
