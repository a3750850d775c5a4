/*
 * ttyd's protocol has no acknowledgements: a frame follows once the connection has sent the
 * previous one. The token may come in the first message. Lines that scroll off are painted, since
 * the client keeps its own scrollback.
 */
#include "app/view/dialect_tty.h"

#include "app/view/control.h"
#include "net/upgrade.h"

/* The first message may lack a size. */
static const char *tty_read_hello(struct viewer *v, struct json hello)
{
    (void)control_read_size(hello, v);
    return NULL;
}

static const char *tty_begin_input(struct viewer *v)
{
    (void)v;
    return NULL;
}

/* Sends the preferences of ttyd's page: an empty object. */
static bool tty_send_welcome(struct conn *c, struct viewer *v)
{
    (void)v;
    return ws_send(c, WS_BINARY, TEXT_OF("2{}"));
}

static bool tty_send_changes(struct conn *c, struct viewer *v, const struct window *w,
                             uint64_t now_ms, uint64_t *wake_ms)
{
    (void)c;
    (void)v;
    (void)w;
    (void)now_ms;
    (void)wake_ms;
    return true;
}

static uint64_t tty_send_applied(struct conn *c, struct viewer *v, uint64_t now_ms,
                                 uint32_t after_ms)
{
    (void)c;
    (void)v;
    (void)now_ms;
    (void)after_ms;
    return UINT64_MAX;
}

static void tty_put_frame_head(uint8_t *to, const struct viewer *v, const struct window *w,
                               bool whole)
{
    (void)v;
    (void)w;
    (void)whole;
    to[0] = '0';
}

const struct dialect dialect_tty = {
    .name = "tty",
    .input_head = 1,
    .frame_head = 1,
    .late_credential = true,
    .keeps_lines = true,
    .read_hello = tty_read_hello,
    .begin_input = tty_begin_input,
    .take_message = control_take,
    .send_welcome = tty_send_welcome,
    .send_title = control_send_title,
    .send_changes = tty_send_changes,
    .send_applied = tty_send_applied,
    .put_frame_head = tty_put_frame_head,
};
