/*
 * What a line is set to says its window's source, until that is changed by hand or by a guess. The
 * change, telnet's state and the half of a byte's encoding that a device did not take stand on the
 * board. Beside them this process knows deadlines: of a pause, of a break, of a guess. One timer a
 * window is set to the first.
 *
 * A chunk is decoded beside itself with a copy of telnet's state, which takes the state's place
 * only when the terminal has been fed: a successor decodes the same chunk again.
 */
#include "app/io/line.h"

#include "app/core/timers.h"
#include "app/io/guess_speed.h"
#include "app/window/notice.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "base/errors.h"
#include "term/term.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PIECE 128 /* bytes of input that are encoded at once: a write takes at most as many */
#define UNIT_MAX 2

static struct {
    uint64_t hold_until_ms;  /* 0: it does not */
    uint64_t break_until_ms; /* 0: there is none */
    struct handle timer;
    struct guess guess;
} lines[LIMIT_WINDOWS];

static struct telnet next; /* behind the chunk that was decoded */

static bool speaks_telnet(const struct window *w)
{
    struct slice protocol;
    return w->source.kind == SOURCE_TCP && source_option(&w->source, "protocol", &protocol) &&
           slice_equal(protocol, SLICE("rfc2217"));
}

static int descriptor(const struct window *w)
{
    return windows_live(w)->fd;
}

static struct serial_settings settings_of(const struct window *w)
{
    struct serial_settings s = source_serial(&w->source);
    if (w->line.is_changed) {
        s.line = w->line.changed;
        s.guess = 0;
    }
    return s;
}

static void set_timer(struct window *w, uint64_t now_ms);

/* Tries a speed, or a frame. False and errno. */
static bool configure(struct window *w, const struct os_serial *s)
{
    if (w->source.kind == SOURCE_SERIAL)
        return os_serial_configure(descriptor(w), s);
    errno = EOPNOTSUPP;
    return speaks_telnet(w) && telnet_set(&w->line.telnet, s);
}

static void note_speed(struct window *w, const char *what, uint32_t speed)
{
    TEXT(t, 16);
    text_u64(&t, speed);
    notice_put(w, what, text_end(&t));
}

/* From now on, also when the device was away. */
static bool change(struct window *w, const struct os_serial *s)
{
    if (!configure(w, s))
        return false;
    w->line.changed = *s;
    w->line.is_changed = 1;
    app.board->list_serial++;
    return true;
}

static void follow(struct window *w, enum guess_step step)
{
    struct os_serial s = settings_of(w).line;
    const struct guess *g = &lines[windows_slot(w)].guess;
    if (step == GUESS_NOT_FOUND) {
        (void)configure(w, &s);
        app.board->list_serial++;
        note_speed(w, "sends nothing that looks like text, its speed is again", s.speed);
        return;
    }
    s.speed = guess_speed(g);
    if (step == GUESS_FOUND && change(w, &s))
        note_speed(w, "has a speed that was found", s.speed);
    else if (step == GUESS_TRY && configure(w, &s) && w->source.kind == SOURCE_SERIAL)
        (void)!write(descriptor(w), "\r", 1);
}

static void guess(struct window *w, uint64_t now_ms)
{
    struct guess *g = &lines[windows_slot(w)].guess;
    guess_start(g, now_ms);
    follow(w, GUESS_TRY);
    app.board->list_serial++;
    set_timer(w, now_ms);
}

static void end_break(struct window *w)
{
    lines[windows_slot(w)].break_until_ms = 0;
    if (w->source.kind == SOURCE_SERIAL)
        (void)os_serial_break(descriptor(w), false);
    else
        (void)telnet_break(&w->line.telnet, false);
}

static void due(uint32_t slot, uint64_t now_ms)
{
    struct window *w = &app.board->windows[slot];
    if (descriptor(w) < 0)
        return;
    if (lines[slot].break_until_ms > 0 && now_ms >= lines[slot].break_until_ms)
        end_break(w);
    if (now_ms >= lines[slot].hold_until_ms)
        lines[slot].hold_until_ms = 0;
    enum guess_step step = guess_tick(&lines[slot].guess, now_ms);
    if (step != GUESS_GO_ON)
        follow(w, step);
    set_timer(w, now_ms);
    windows_raise(w, FLAG_FLUSH);
}

static void set_timer(struct window *w, uint64_t now_ms)
{
    uint16_t slot = windows_slot(w);
    const struct guess *g = &lines[slot].guess;
    uint64_t hold = lines[slot].hold_until_ms, pause = lines[slot].break_until_ms;
    uint64_t at = hold > 0 ? hold : UINT64_MAX;
    at = pause > 0 ? clock_earlier(at, pause) : at;
    at = g->running ? clock_earlier(at, guess_due(g)) : at;
    timers_stop(lines[slot].timer);
    if (at == UINT64_MAX)
        return;
    lines[slot].timer = timers_start("line", now_ms, at > now_ms ? at - now_ms : 0, 0, due, slot);
    BUG_UNLESS(lines[slot].timer.generation != 0); /* there is one for each window */
}

static void stop_all(const struct window *w)
{
    uint16_t slot = windows_slot(w);
    timers_stop(lines[slot].timer);
    lines[slot].hold_until_ms = lines[slot].break_until_ms = 0;
    lines[slot].guess.running = 0;
}

void line_opened(struct window *w, bool fresh)
{
    struct serial_settings s = settings_of(w);
    uint64_t now = clock_ms();
    stop_all(w);
    if (fresh) {
        w->line.telnet = (struct telnet){0};
        w->line.pending_len = 0;
    }
    if (fresh && speaks_telnet(w))
        telnet_init(&w->line.telnet, &s.line);
    else if (fresh && w->line.is_changed)
        (void)configure(w, &s.line);
    if (!fresh)
        end_break(w); /* a predecessor may have begun one */
    if (s.guess)
        guess(w, now);
}

void line_closed(struct window *w)
{
    stop_all(w);
    if (w->source.kind == SOURCE_SERIAL)
        os_serial_give_up(descriptor(w));
}

struct slice line_decode(struct window *w, struct slice bytes, uint8_t to[LINE_CHUNK])
{
    BUG_UNLESS(bytes.len <= LINE_CHUNK);
    struct guess *g = &lines[windows_slot(w)].guess;
    next = w->line.telnet;
    if (speaks_telnet(w))
        bytes = (struct slice){to, telnet_feed(&next, bytes, to)};
    if (!g->running)
        return bytes;
    /* What a wrong speed makes of it is not shown. */
    uint64_t now = clock_ms();
    enum guess_step step = guess_feed(g, bytes, now);
    if (step != GUESS_GO_ON) {
        w->line.telnet = next;
        follow(w, step);
        next = w->line.telnet;
    }
    set_timer(w, now);
    return (struct slice){0};
}

void line_decoded(struct window *w)
{
    const struct telnet *was = &w->line.telnet;
    bool changed = next.modem != was->modem || next.speed != was->speed ||
                   next.ours.in_force != was->ours.in_force;
    if (changed)
        app.board->list_serial++;
    w->line.telnet = next;
}

bool line_owes(const struct window *w)
{
    return w->line.pending_len > 0 || w->line.telnet.out_len > 0;
}

bool line_holds(const struct window *w)
{
    return lines[windows_slot(w)].hold_until_ms > 0 || w->line.telnet.suspended;
}

static size_t write_some(const struct window *w, const uint8_t *bytes, size_t len)
{
    ssize_t n = len > 0 ? write(descriptor(w), bytes, len) : 0;
    return n > 0 ? (size_t)n : 0;
}

/* The rest of a byte, then telnet's own. False: not all of it was taken. */
static bool write_own(struct window *w)
{
    struct line_state *l = &w->line;
    if (l->pending_len > 0 && write_some(w, l->pending, l->pending_len) != l->pending_len)
        return false; /* it is one byte */
    l->pending_len = 0;
    struct slice out = telnet_out(&l->telnet);
    telnet_took(&l->telnet, write_some(w, out.at, out.len));
    return l->telnet.out_len == 0;
}

/* One byte of input as the device gets it. */
static size_t encode(const struct window *w, uint8_t eol, bool telnet, uint8_t byte,
                     uint8_t to[UNIT_MAX])
{
    if (byte == '\r' && eol != SERIAL_CR) {
        to[0] = eol == SERIAL_LF ? '\n' : '\r';
        to[1] = '\n';
        return eol == SERIAL_LF ? 1 : 2;
    }
    to[0] = byte;
    return telnet ? telnet_put(&w->line.telnet, byte, to) : 1;
}

static void echo(struct window *w, struct slice bytes)
{
    uint8_t shown[2 * PIECE];
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        shown[len++] = bytes.at[i];
        if (bytes.at[i] == '\r')
            shown[len++] = '\n';
    }
    term_feed(&w->term, &app.board->undo, (struct slice){shown, len}, 0);
}

/* After a line the device is given time. */
static void hold(struct window *w, uint16_t delay_ms)
{
    uint64_t now = clock_ms();
    lines[windows_slot(w)].hold_until_ms = now + delay_ms;
    set_timer(w, now);
}

/* How much of the input these written bytes are; of a byte that is half written the rest is kept.
 */
static size_t settle(struct window *w, uint8_t eol, bool telnet, struct slice bytes, size_t written)
{
    uint8_t unit[UNIT_MAX];
    size_t count = 0;
    while (written > 0) {
        size_t len = encode(w, eol, telnet, bytes.at[count++], unit);
        if (len > written) {
            w->line.pending[0] = unit[1];
            w->line.pending_len = 1;
            len = written;
        }
        written -= len;
    }
    return count;
}

size_t line_write(struct window *w, struct slice bytes)
{
    uint8_t out[PIECE * UNIT_MAX];
    struct serial_settings s = settings_of(w);
    bool telnet = speaks_telnet(w);
    size_t len = 0, count = 0;
    if (!write_own(w) || line_holds(w))
        return 0;
    ptrdiff_t end = s.delay_ms > 0 ? slice_find(bytes, '\r') : -1;
    bytes = slice_part(bytes, 0, end >= 0 && end < PIECE ? (size_t)end + 1 : PIECE);
    while (count < bytes.len)
        len += encode(w, s.eol, telnet, bytes.at[count++], out + len);
    count = settle(w, s.eol, telnet, bytes, write_some(w, out, len));
    if (s.local_echo && count > 0)
        echo(w, slice_part(bytes, 0, count));
    if (s.delay_ms > 0 && count > 0 && bytes.at[count - 1] == '\r')
        hold(w, s.delay_ms);
    return count;
}

static const char *not_there(const struct window *w)
{
    if (!source_is_line(&w->source))
        return "the window is no serial line";
    if (descriptor(w) < 0)
        return "the line is away";
    if (w->source.kind == SOURCE_TCP && !speaks_telnet(w))
        return "a raw TCP port has no line to be set: declare protocol = rfc2217";
    return NULL;
}

static const char *outcome(struct window *w, bool done)
{
    windows_raise(w, FLAG_FLUSH);
    if (done)
        return NULL;
    return w->source.kind == SOURCE_SERIAL ? error_text(errno)
                                           : "the other side has no control of its line";
}

const char *line_break(struct window *w, uint64_t ms)
{
    const char *wrong = not_there(w);
    uint64_t now = clock_ms();
    if (wrong)
        return wrong;
    bool serial = w->source.kind == SOURCE_SERIAL;
    bool done = serial ? os_serial_break(descriptor(w), true) : telnet_break(&w->line.telnet, true);
    if (done)
        lines[windows_slot(w)].break_until_ms = now + ms;
    set_timer(w, now);
    return outcome(w, done);
}

const char *line_set_lines(struct window *w, unsigned which, bool on)
{
    const char *wrong = not_there(w);
    if (wrong)
        return wrong;
    return outcome(w, w->source.kind == SOURCE_SERIAL
                          ? os_serial_set_lines(descriptor(w), which, on)
                          : telnet_set_lines(&w->line.telnet, which, on));
}

const char *line_set(struct window *w, struct slice name, struct slice value)
{
    struct serial_settings s = settings_of(w);
    const char *wrong = not_there(w);
    if (wrong)
        return wrong;
    wrong = serial_set(&s, name, value);
    if (wrong)
        return wrong;
    lines[windows_slot(w)].guess.running = 0;
    if (s.guess) {
        guess(w, clock_ms());
        return outcome(w, true);
    }
    return outcome(w, change(w, &s.line));
}

static bool modem_lines(const struct window *w, unsigned *which)
{
    *which = w->line.telnet.modem;
    return w->source.kind == SOURCE_SERIAL
               ? descriptor(w) >= 0 && os_serial_lines(descriptor(w), which)
               : w->line.telnet.modem_known;
}

static void put_modem(struct text *t, unsigned which)
{
    static const char *const names[] = {"cts", "dsr", "dcd", "ri", "dtr", "rts"};
    bool first = true;
    text_char(t, '{');
    for (unsigned i = 0; i < COUNT(names); i++) {
        json_put_name(t, &first, names[i]);
        text_str(t, which >> i & 1 ? "true" : "false");
    }
    text_char(t, '}');
}

void line_put(struct text *t, const struct window *w)
{
    struct serial_settings s = settings_of(w);
    uint16_t slot = windows_slot(w);
    unsigned which;
    if (w->source.kind == SOURCE_SERIAL && descriptor(w) >= 0)
        (void)os_serial_speed(descriptor(w), &s.line.speed);
    else if (w->source.kind == SOURCE_TCP && !speaks_telnet(w))
        s.line.speed = 0; /* what lies behind a raw port is not known */
    text_str(t, "{\"speed\":");
    text_u64(t, s.line.speed);
    text_str(t, ",\"frame\":\"");
    serial_put_frame(t, &s);
    text_str(t, "\",\"flow\":\"");
    text_str(t, serial_flow(&s));
    text_str(t, lines[slot].guess.running ? "\",\"guessing\":true" : "\",\"guessing\":false");
    text_str(t, lines[slot].break_until_ms > 0 ? ",\"breaking\":true" : ",\"breaking\":false");
    text_str(t, ",\"modem\":");
    if (modem_lines(w, &which))
        put_modem(t, which);
    else
        text_str(t, "null");
    text_char(t, '}');
}
