/*
 * The server's end of the socket to the keeper (board/message.h). What is to be told is owed per
 * window until the socket takes it, so that nothing here waits and nothing is queued without bound.
 */
#ifndef APP_LINK_H
#define APP_LINK_H

#include "app/window/windows.h"

void link_init(int socket);
void link_ready(void);
void link_start(const struct window *w);
void link_start_job(struct handle job, uint32_t request); /* app/jobs/jobs */
void link_end(struct handle window, uint32_t request);
void link_forget(struct handle window, uint32_t request);
/* The file of its output is to be opened; app/io/window_log says whether it is full. */
void link_log(struct handle window);
void link_lost(struct handle window, uint32_t request);
/* Waits for the keeper's messages up to TAKEOVER_END. */
void link_take_over(void);
void link_watch(void); /* from now on in the loop */
bool link_shutting_down(void);
/* Wakes the keeper up to tell its figures (board/figures.h). */
void link_figures(void);
/* Lines are in the journal that the keeper is to write elsewhere. */
void link_logged(void);
void link_bye(void);

#endif
