/* A window's output in a file, a time before each line: what its source says with log, log-size
 * (KiB) and log-files. It is written whether somebody looks or not. */
#ifndef APP_WINDOW_LOG_H
#define APP_WINDOW_LOG_H

#include "app/window/windows.h"

/* Its source is there: the file is asked for, where it says one. */
void window_log_open(struct window *w);
void window_log_close(struct window *w);
/* The file is awaited: nothing is to be read meanwhile, so that nothing is missing in it. */
bool window_log_waits(const struct window *w);
void window_log_put(struct window *w, struct slice bytes);

/* What the keeper tells: the file, or an errno. */
#define WINDOW_LOG_ENDLESS UINT64_MAX /* the size of what is no regular file */
void window_log_file(struct handle h, int fd, uint64_t size);
void window_log_failed(struct handle h, int32_t error);
/* Whether the file is to be moved on, as the keeper is asked for another one. */
bool window_log_full(const struct window *w);

#endif
