/* The interface of the drivers of lines, one for each kind (line_serial, line_telnet, line_raw). */
#ifndef APP_IO_LINE_DRIVER_H
#define APP_IO_LINE_DRIVER_H

#include "app/window/windows.h"

#define LINE_CHUNK 1024 /* bytes of a device's output decoded at once, at most */
#define LINE_UNIT_MAX 2 /* bytes that encode one byte of input, at most */

/*
 * A NULL function does nothing. Functions with a window require an open descriptor unless stated
 * otherwise; those that return bool return false with errno if the line does not support the
 * operation.
 */
struct line_driver {
    uint32_t retry_ms; /* between two attempts to open an absent line */
    const char *loss;  /* reason shown when its stream has simply ended */
    const char *fixed; /* why nothing can be set; NULL: configure, set_break and set_lines exist */
    const char *refusal; /* why a setting was refused; NULL: the text of errno */
    /* Begins a connection that no earlier server had open; changed: s differs from the source's
     * settings. */
    void (*open)(struct window *w, const struct os_serial *s, bool changed);
    void (*close)(struct window *w); /* called before the window's descriptor is closed */
    bool (*configure)(struct window *w, const struct os_serial *s);
    bool (*set_break)(struct window *w, bool on);
    bool (*set_lines)(struct window *w, unsigned lines,
                      bool on);                             /* DTR, RTS of enum os_serial_lines */
    bool (*lines)(const struct window *w, unsigned *lines); /* also without a descriptor */
    /* Replaces settings by those that are in effect, as far as they are known. NULL: none is known.
     * Also without a descriptor. */
    void (*actual)(const struct window *w, struct os_serial *s);
    bool (*errors)(const struct window *w,
                   struct os_serial_errors *to); /* NULL: none are counted */
    /* Returns how many bytes of output are not sent yet, or NULL: what is written later follows. */
    int (*unsent)(const struct window *w);
    void (*discard)(struct window *w); /* discards what the kernel holds in both directions */
    void (*probe)(struct window *w);   /* sends something that a silent device may answer */
    /* Returns the data in received bytes, perhaps written to `to`; NULL: all bytes are data.
     * Until decoded() is called, the same bytes can be decoded again. */
    struct slice (*decode)(struct window *w, struct slice bytes, uint8_t to[LINE_CHUNK]);
    void (*decoded)(struct window *w);
    /* Encodes one byte of input; returns the number of bytes. NULL: unchanged. */
    size_t (*encode)(const struct window *w, uint8_t byte, uint8_t to[LINE_UNIT_MAX]);
};

#endif
