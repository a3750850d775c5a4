/* Answers that may be longer than an out buffer: written item by item as room comes. */
#ifndef APP_LISTS_H
#define APP_LISTS_H

#include "app/jobs/tmux.h"
#include "app/view/viewer.h"

void lists_sessions(struct conn *c);
void lists_windows(struct conn *c, const struct session *s);
void lists_connections(struct conn *c);
void lists_metrics(struct conn *c); /* /metrics */
void lists_status(struct conn *c);
void lists_samples(struct conn *c);
/* The last lines of the log, as logfmt text or as a JSON array. */
void lists_log(struct conn *c, uint32_t lines, bool json);
void lists_tmux(struct conn *c, struct tmux_telling at);
/* The screen's text, below so many lines of the history. */
void lists_screen(struct conn *c, const struct window *w, uint64_t history);
/* The same below the history from this absolute line on. */
void lists_screen_from(struct conn *c, const struct window *w, uint64_t line);
void lists_writable(struct conn *c, uint64_t now_ms); /* goes on, where one is under way */
void lists_close(struct conn *c);
/* One item each, as the API shows it. */
void lists_put_session(struct text *t, const struct session *s);
void lists_put_window(struct text *t, const struct window *w);

#endif
