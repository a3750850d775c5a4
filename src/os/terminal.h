/* Terminals and PTYs: window size, names, the controlling terminal. */
#ifndef OS_TERMINAL_H
#define OS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sets the window size (TIOCSWINSZ); the program receives SIGWINCH if it changes. */
void os_set_window_size(int fd, uint16_t cols, uint16_t rows);
/* Reads the window size (TIOCGWINSZ); false if fd is no terminal, or its size is unknown. */
bool os_get_window_size(int fd, uint16_t *cols, uint16_t *rows);
/* Writes the path of a PTY's slave side, at most size - 1 bytes; false if `master` is not the
 * master of a PTY, or the path is too long. */
bool os_pty_name(int master, char *to, size_t size);
/* Makes the terminal's line editing erase whole UTF-8 characters (IUTF8), if the system can. */
void os_utf8_terminal(int fd);
/* Makes the PTY the controlling terminal of the session that the caller leads; false and errno on
 * failure. */
bool os_controlling_terminal(int fd);

#endif
