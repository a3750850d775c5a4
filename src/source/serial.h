/* The settings of a serial line and their textual form. Pure. */
#ifndef SOURCE_SERIAL_H
#define SOURCE_SERIAL_H

#include "base/text.h"
#include "os/serial.h"

enum serial_eol { SERIAL_CR, SERIAL_LF, SERIAL_CRLF };
/* What is shown for a CR or LF received. */
enum serial_map {
    SERIAL_MAP_SAME,
    SERIAL_MAP_CR,
    SERIAL_MAP_LF,
    SERIAL_MAP_CRLF,
    SERIAL_MAP_NOTHING,
};

#define SERIAL_SPEED_MAX 50000000u /* bits per second */
#define SERIAL_DELAY_MAX 10000u    /* milliseconds */

struct serial_settings {
    struct os_serial line;
    uint16_t byte_delay_ms; /* pause after each byte sent, at most SERIAL_DELAY_MAX */
    uint16_t delay_ms;      /* pause after each line sent, at most SERIAL_DELAY_MAX */
    uint8_t eol;            /* enum serial_eol: bytes sent for Enter */
    uint8_t local_echo;     /* 1: input is echoed on the screen, for devices that do not echo it */
    uint8_t guess;          /* 1: the speed is guessed from the bytes received */
    uint8_t hex;            /* 1: output is shown as a hex dump */
    uint8_t map_cr, map_lf; /* enum serial_map */
};

/* Returns the defaults: 115200 8N1, no flow control, no hangup, no local echo, no delay, CR for
 * Enter, output shown as it comes. */
struct serial_settings serial_default(void);
/* Sets one setting: "speed" (1 to SERIAL_SPEED_MAX, or "auto"), "frame" ("8N1"), "flow" ("none",
 * "rtscts", "xonxoff"), "hangup", "local-echo" ("yes", "no"), "eol" ("cr", "lf", "crlf"), "delay",
 * "byte-delay" (milliseconds), "dtr", "rts" ("leave", "on", "off"), "map" (a list: "lf-crlf",
 * "lf-cr", "no-lf", "cr-crlf", "cr-lf", "no-cr"), "hex" ("yes", "no"). Letter case is ignored.
 * Returns NULL, or a constant sentence about the error; then nothing was changed. */
const char *serial_set(struct serial_settings *s, struct slice name, struct slice value);
/* Whether `name` is a setting of a serial line. */
bool serial_has(struct slice name);
/* Appends the frame, such as "8N1". */
void serial_put_frame(struct text *t, const struct serial_settings *s);
/* Returns the name of the flow control, such as "rtscts". */
const char *serial_flow(const struct serial_settings *s);

#endif
