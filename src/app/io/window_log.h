/* Writes a window's output to a file, each line with its time, whether the window has viewers or
 * not, if its source has the option log (also log-size, in KiB, and log-files). */
#ifndef APP_IO_WINDOW_LOG_H
#define APP_IO_WINDOW_LOG_H

#include "app/window/windows.h"

/* Asks the keeper for the file, if the source has the option; call when the source is started. */
void window_log_open(struct window *w);
void window_log_close(struct window *w);
/* Returns whether the first file is awaited: nothing may be read then, so that nothing is
 * missing from it. FLAG_POLL is raised when it has arrived. */
bool window_log_waits(const struct window *w);
/* Asks the keeper for every open file again, as log rotation expects; until they arrive, the old
 * ones are written. */
void window_log_reopen_all(void);
void window_log_put(struct window *w, struct slice bytes);

/* The keeper's reports: the file, which becomes the window's or is closed, or the errno why
 * there is none. */
#define WINDOW_LOG_ENDLESS UINT64_MAX /* the size of a file that is not regular */
void window_log_file(struct handle h, int fd, uint64_t size);
void window_log_failed(struct handle h, int32_t error);
/* Returns whether the file is full, so that the keeper must rotate it. */
bool window_log_full(const struct window *w);

#endif
