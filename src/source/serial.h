/* The settings of a serial line, and how a person writes them. Pure. */
#ifndef SOURCE_SERIAL_H
#define SOURCE_SERIAL_H

#include "base/text.h"
#include "os/serial.h"

enum serial_eol { SERIAL_CR, SERIAL_LF, SERIAL_CRLF };

#define SERIAL_SPEED_MAX 50000000u
#define SERIAL_DELAY_MAX 10000u /* milliseconds */

struct serial_settings {
    struct os_serial line;
    uint16_t delay_ms;  /* pause after each line that is sent */
    uint8_t eol;        /* enum serial_eol: what Enter sends */
    uint8_t local_echo; /* 1: input is shown on the screen, for devices that do not echo it */
    uint8_t guess;      /* 1: the speed is guessed from the bytes that arrive */
    uint8_t unused[3];
};

/* 115200 8N1, no flow control, no hangup, Enter sends CR. */
struct serial_settings serial_default(void);
/* Sets one: "speed" (a number, or "auto"), "frame" ("8N1"), "flow" ("none", "rtscts",
 * "xonxoff"), "hangup", "local-echo" ("yes", "no"), "eol" ("cr", "lf", "crlf"), "delay"
 * (milliseconds). The case of letters does not matter. NULL, or a constant sentence about what
 * is wrong, and nothing was changed. */
const char *serial_set(struct serial_settings *s, struct slice name, struct slice value);
/* Whether there is a setting of that name. */
bool serial_has(struct slice name);
/* Adds the frame, such as "8N1". */
void serial_put_frame(struct text *t, const struct serial_settings *s);
/* The flow control by its name, such as "rtscts". */
const char *serial_flow(const struct serial_settings *s);

#endif
