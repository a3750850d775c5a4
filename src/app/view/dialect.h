/*
 * A dialect: a wire format of attach (src/net/PROTOCOL.md). Its common parts are in attach (from
 * the viewer) and frames (to the viewer); the differences are this table of functions. A further
 * dialect is one source file and one row of dialects.c.
 */
#ifndef APP_DIALECT_H
#define APP_DIALECT_H

#include "app/window/windows.h"
#include "base/codec/json.h"
#include "net/conn.h"

#define DIALECT_HEAD_MAX 24 /* limit of the heads, in bytes */

struct viewer;

struct dialect {
    const char *name;     /* subprotocol (RFC 6455 section 11.3.4); also in lists and the log */
    uint8_t input_head;   /* bytes of an input message before the input, including its type, '0' */
    uint8_t named_head;   /* the same of type '9', which names an incarnation; 0: there is none */
    uint8_t frame_head;   /* bytes of a frame before the painted bytes, including its type */
    bool late_credential; /* the first message may carry the token that the upgrade lacked */
    bool acknowledges;    /* the viewer acknowledges the frames that it has drawn */
    bool keeps_lines;     /* lines that scroll off are painted for the viewer's own scrollback */

    /* From the viewer. Each function returns NULL, or a sentence about the error. */
    /* Handles the first message. */
    const char *(*read_hello)(struct viewer *v, struct json hello);
    /* Called once the head of an input message is in v->gather. Sets v->addressed, if the input is
     * not for the window's present incarnation. */
    const char *(*begin_input)(struct viewer *v);
    /* Handles any other message, complete and not empty. */
    const char *(*take_message)(struct conn *c, struct viewer *v, struct slice message);

    /* To the viewer. False: no room in the out buffer; called again once there is some. */
    bool (*send_welcome)(struct conn *c, struct viewer *v);
    bool (*send_title)(struct conn *c, struct slice title);
    /* Sends all changes except titles, frames and confirmations of input. *wake_ms is set to the
     * time of the next call, if one is needed. */
    bool (*send_changes)(struct conn *c, struct viewer *v, const struct window *w, uint64_t now_ms,
                         uint64_t *wake_ms);
    /* Confirms input: before a frame is sent (after_ms 0), or once no frame has followed for
     * after_ms. Returns the time of the next call; 0: no room; UINT64_MAX: nothing to confirm. */
    uint64_t (*send_applied)(struct conn *c, struct viewer *v, uint64_t now_ms, uint32_t after_ms);
    /* Writes frame_head bytes. whole: the picture is complete. */
    void (*put_frame_head)(uint8_t *to, const struct viewer *v, const struct window *w, bool whole);
};

#endif
