/* Handlers of sessions and their windows: opening, renaming, restarting, closing. */
#ifndef APP_API_SESSIONS_H
#define APP_API_SESSIONS_H

#include "app/request/call.h"

void api_sessions(const struct call *k);
void api_session_open(const struct call *k);
void api_session_rename(const struct call *k);
void api_session_close(const struct call *k);
void api_windows(const struct call *k);
void api_window_open(const struct call *k);
void api_window_change(const struct call *k);
void api_window_close(const struct call *k);
void api_window_restart(const struct call *k);

#endif
