/* A window's output in a file, with the time before each line, whether it has viewers or not: where its
 * source has the options log, log-size (KiB) and log-files. */
#ifndef APP_IO_WINDOW_LOG_H
#define APP_IO_WINDOW_LOG_H

#include "app/window/windows.h"

/* Its source is being started: the keeper is asked for the file, where it has the option. */
void window_log_open(struct window *w);
void window_log_close(struct window *w);
/* Whether the first file is awaited: nothing may be read then, so that nothing is missing in it. FLAG_POLL
 * is raised when it is there. */
bool window_log_waits(const struct window *w);
void window_log_put(struct window *w, struct slice bytes);

/* The keeper's reports: the file, which becomes the window's or is closed, or why there is none. */
#define WINDOW_LOG_ENDLESS UINT64_MAX /* the size of what is not a regular file */
void window_log_file(struct handle h, int fd, uint64_t size);
void window_log_failed(struct handle h, int32_t error);
/* Whether the file is full: the keeper is to rotate it. */
bool window_log_full(const struct window *w);

#endif
