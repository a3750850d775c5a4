/* What a serial line is set to, and how a person writes it. Pure. */
#ifndef BOARD_SERIAL_H
#define BOARD_SERIAL_H

#include "base/text.h"
#include "os/serial.h"

enum serial_eol { SERIAL_CR, SERIAL_LF, SERIAL_CRLF };

#define SERIAL_SPEED_MAX 50000000u
#define SERIAL_DELAY_MAX 10000u /* milliseconds */

struct serial_settings {
    struct os_serial line;
    uint16_t delay_ms;  /* after each line that is sent */
    uint8_t eol;        /* enum serial_eol: what Enter sends */
    uint8_t local_echo; /* 1: what is sent is shown, for devices that do not echo */
    uint8_t guess;      /* 1: the speed is found from what arrives */
    uint8_t unused[3];
};

/* 115200 8N1, no flow control, no hangup, CR. */
struct serial_settings serial_default(void);
/* Sets one: "speed" (a number, or "auto"), "frame" ("8N1"), "flow" ("none", "rtscts", "xonxoff"),
 * "hangup", "local-echo" ("yes", "no"), "eol" ("cr", "lf", "crlf"), "delay" (milliseconds). NULL,
 * or a sentence that says what is wrong, and nothing was changed. */
const char *serial_set(struct serial_settings *s, struct slice name, struct slice value);
/* Whether there is a setting of that name. */
bool serial_has(struct slice name);
void serial_put_frame(struct text *t, const struct serial_settings *s); /* "8N1" */
const char *serial_flow(const struct serial_settings *s);               /* "none", "rtscts" */

#endif
