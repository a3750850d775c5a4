/* Handlers of requests about tmux's sessions and windows, which app/jobs/tmux executes. */
#ifndef APP_API_TMUX_H
#define APP_API_TMUX_H

#include "app/request/call.h"

void api_tmux(const struct call *k);
void api_tmux_new(const struct call *k);
void api_tmux_rename(const struct call *k);
void api_tmux_kill(const struct call *k);

#endif
