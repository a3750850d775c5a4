/* The handlers of the HTTP surface (DESIGN section 4), one a route. */
#ifndef APP_API_H
#define APP_API_H

#include "app/view/viewer.h"
#include "base/codec/json.h"
#include "source/tmux.h"

/* A request that found its route: the path's words, decoded, and who asks. */
struct call {
    struct conn *conn;
    const struct http_request *request;
    struct json body; /* JSON_BAD where the route has none */
    enum role role;
    struct session *session; /* where the route names one */
    struct window *window;
    struct tmux_id tmux;
    uint64_t now_ms;
};

void api_sessions(const struct call *k);
void api_session_open(const struct call *k);
void api_session_rename(const struct call *k);
void api_session_close(const struct call *k);
void api_windows(const struct call *k);
void api_window_open(const struct call *k);
void api_window_change(const struct call *k);
void api_window_close(const struct call *k);
void api_window_restart(const struct call *k);
void api_attach(const struct call *k);
void api_window_input(const struct call *k);
void api_line(const struct call *k);
void api_line_change(const struct call *k);
void api_raw(const struct call *k);
void api_screen(const struct call *k);
void api_tmux(const struct call *k);
void api_tmux_new(const struct call *k);
void api_tmux_rename(const struct call *k);
void api_tmux_kill(const struct call *k);
void api_connections(const struct call *k);
void api_log(const struct call *k);
void api_events(const struct call *k);
void api_status(const struct call *k);
void api_metrics(const struct call *k);
void api_samples(const struct call *k);
void api_health(const struct call *k);
void api_login(const struct call *k);
void api_login_state(const struct call *k);
void api_logout(const struct call *k);
void api_page(const struct call *k);

#endif
