/* What differs between the kinds of lines: a table for each (line_serial, line_telnet, line_raw). */
#ifndef APP_IO_LINE_DRIVER_H
#define APP_IO_LINE_DRIVER_H

#include "app/window/windows.h"

#define LINE_CHUNK 2048 /* bytes of a device's output that are decoded at once, at most */
#define LINE_UNIT_MAX 2 /* bytes that one byte of input may become */

/*
 * A function that is NULL has nothing to do. Those with a window expect that its descriptor is open; those that
 * return bool are false with errno where the line does not do that.
 */
struct line_driver {
    uint32_t retry_ms; /* between two attempts to open one that is away */
    const char *loss;  /* why it is away when its stream simply ended */
    const char
        *fixed; /* why none of it can be set; NULL: configure, set_break and set_lines are there */
    const char *refusal; /* why something could not be set; NULL: as errno says */
    /* A connection that no earlier server had; changed: s is not what its source says. */
    void (*open)(struct window *w, const struct os_serial *s, bool changed);
    void (*close)(struct window *w); /* its descriptor is about to be closed */
    bool (*configure)(struct window *w, const struct os_serial *s);
    bool (*set_break)(struct window *w, bool on);
    bool (*set_lines)(struct window *w, unsigned lines,
                      bool on);                             /* DTR, RTS of enum os_serial_lines */
    bool (*lines)(const struct window *w, unsigned *lines); /* also without a descriptor */
    /* The speed that it has, where it was set to this one; NULL: not known. Also without a descriptor. */
    uint32_t (*speed)(const struct window *w, uint32_t set);
    void (*probe)(struct window *w); /* sends what a silent device may answer to */
    /* The data of bytes that came, which may be written to `to`; NULL: all of them. decoded() makes that count:
     * until then the same bytes can be decoded again. */
    struct slice (*decode)(struct window *w, struct slice bytes, uint8_t to[LINE_CHUNK]);
    void (*decoded)(struct window *w);
    /* One byte of input as it is sent; returns how many bytes that is. NULL: as it is. */
    size_t (*encode)(const struct window *w, uint8_t byte, uint8_t to[LINE_UNIT_MAX]);
};

#endif
