/*
 * The driver of serial devices. The keeper opens the device with its source's settings; this driver
 * changes the settings of the open descriptor. An absent device is tried again soon, so that the
 * boot messages of one just plugged in are not missed.
 */
#include "app/io/line_serial.h"

#include <unistd.h>

static int line_serial_fd(const struct window *w)
{
    return windows_live(w)->fd;
}

static bool line_serial_configure(struct window *w, const struct os_serial *s)
{
    return os_serial_configure(line_serial_fd(w), s);
}

static void line_serial_open(struct window *w, const struct os_serial *s, bool changed)
{
    if (changed)
        (void)line_serial_configure(w, s);
}

static void line_serial_close(struct window *w)
{
    os_serial_give_up(line_serial_fd(w));
}

static bool line_serial_set_break(struct window *w, bool on)
{
    return os_serial_break(line_serial_fd(w), on);
}

static bool line_serial_set_lines(struct window *w, unsigned lines, bool on)
{
    return os_serial_set_lines(line_serial_fd(w), lines, on);
}

static bool line_serial_lines(const struct window *w, unsigned *lines)
{
    return line_serial_fd(w) >= 0 && os_serial_lines(line_serial_fd(w), lines);
}

static void line_serial_actual(const struct window *w, struct os_serial *s)
{
    if (line_serial_fd(w) >= 0)
        (void)os_serial_speed(line_serial_fd(w), &s->speed);
}

static bool line_serial_errors(const struct window *w, struct os_serial_errors *to)
{
    return line_serial_fd(w) >= 0 && os_serial_errors(line_serial_fd(w), to);
}

static void line_serial_probe(struct window *w)
{
    ssize_t ignored =
        write(line_serial_fd(w), "\r", 1); /* a device that accepts nothing cannot answer */
    (void)ignored;
}

static int line_serial_unsent(const struct window *w)
{
    return os_serial_unsent(line_serial_fd(w));
}

static void line_serial_discard(struct window *w)
{
    os_serial_discard(line_serial_fd(w));
}

const struct line_driver line_serial = {
    .retry_ms = 250,
    .loss = "it was unplugged",
    .open = line_serial_open,
    .close = line_serial_close,
    .configure = line_serial_configure,
    .set_break = line_serial_set_break,
    .set_lines = line_serial_set_lines,
    .lines = line_serial_lines,
    .actual = line_serial_actual,
    .errors = line_serial_errors,
    .unsent = line_serial_unsent,
    .discard = line_serial_discard,
    .probe = line_serial_probe,
};
