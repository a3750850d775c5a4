/*
 * A dialect: a wire format of attach (src/net/PROTOCOL.md). What the dialects have in common is in
 * attach (from the viewer) and frames (to the viewer); what differs is a row of these functions. A
 * further dialect is one source and one row of dialects.c.
 */
#ifndef APP_DIALECT_H
#define APP_DIALECT_H

#include "app/window/windows.h"
#include "base/codec/json.h"
#include "net/conn.h"

#define DIALECT_HEAD_MAX 16 /* of an input message and of a frame, in bytes */

struct viewer;

struct dialect {
    const char *name;     /* the subprotocol (RFC 6455 section 11.3.4); also in lists and the log */
    uint8_t input_head;   /* bytes of an input message before what was typed, its type included */
    uint8_t frame_head;   /* bytes of a frame before what is painted, its type included */
    bool late_credential; /* the first message may bring the token that the upgrade lacked */
    bool acknowledges;    /* the viewer says which frames it has drawn */
    bool keeps_lines;     /* lines that scroll off are painted for the viewer's own scrollback */

    /* From the viewer. The first message: NULL, or a sentence that says what is wrong with it. */
    const char *(*read_hello)(struct viewer *v, struct json hello);
    /* The head of an input message is in v->gather: NULL, or a sentence. */
    const char *(*begin_input)(struct viewer *v);
    /* Any other message, whole and not empty. NULL, or a sentence. */
    const char *(*take_message)(struct conn *c, struct viewer *v, struct slice message);

    /* To the viewer. False: the out buffer has no room; called again when it has. */
    bool (*send_welcome)(struct conn *c, struct viewer *v);
    bool (*send_title)(struct conn *c, struct slice title);
    /* Everything but titles, frames and input's confirmations. *wake_ms: when to be called again. */
    bool (*send_changes)(struct conn *c, struct viewer *v, const struct window *w, uint64_t now_ms,
                         uint64_t *wake_ms);
    /* Confirms input: before a frame is sent, and (after_ms > 0) where no frame has followed for as
     * long. Returns when to be called again; 0: no room. */
    uint64_t (*send_applied)(struct conn *c, struct viewer *v, uint64_t now_ms, uint32_t after_ms);
    /* frame_head bytes. whole: the picture is complete. */
    void (*put_frame_head)(uint8_t *to, const struct viewer *v, const struct window *w, bool whole);
};

#endif
