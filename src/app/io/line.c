/*
 * The state of lines. A line has the settings of its window's source until a person or the search
 * for the speed changes them. The change, the protocol's state and the unsent second half of an
 * encoded byte are on the board. The deadlines of a pause, a break and a search are this process's
 * own; one timer for each window runs to the earliest.
 *
 * The protocol's state is all zero if the driver has no protocol: then nothing is pending or
 * suspended.
 */
#include "app/io/line.h"

#include "app/core/timers.h"
#include "app/io/guess_speed.h"
#include "app/io/line_view.h"
#include "app/window/notice.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/codec/json.h"
#include "base/errors.h"
#include "term/term.h"

#include <errno.h>
#include <unistd.h>

#define MARK_MS 5     /* between two looks at the output that comes before a change */
#define FIFO_BITS 640 /* that a UART may hold of its output, apart from the kernel */
#define PIECE 128     /* bytes of input encoded at once: the most that one write consumes */

static struct line_times {
    uint64_t hold_until_ms;  /* 0: input is not held back */
    uint64_t break_until_ms; /* 0: no break */
    uint64_t pulse_until_ms; /* 0: no pulse */
    uint64_t written_ms;     /* when input was written last */
    uint64_t mark;           /* position in the input's ring; what is after it is held back */
    bool marked;
    uint64_t show_at_ms; /* output held back is shown then; 0: none is */
    struct handle timer; /* generation 0: not running */
    struct guess guess;
} line_times[LIMIT_WINDOWS];

static struct line_times *line_times_of(const struct window *w)
{
    return &line_times[windows_slot(w)];
}

static const struct line_driver *line_driver(const struct window *w)
{
    return line_driver_of(&w->source);
}

static struct serial_settings line_settings(const struct window *w)
{
    struct serial_settings s = source_serial(&w->source);
    if (w->line.is_changed) {
        s.line = w->line.changed;
        s.guess = 0;
    }
    return s;
}

static void line_note_speed(struct window *w, const char *what, uint32_t speed)
{
    TEXT(t, 16);
    text_u64(&t, speed);
    notice_put(w, what, text_end(&t));
}

/* Configures the line, for its later openings too. False with errno. */
static bool line_configure(struct window *w, const struct os_serial *s)
{
    if (!line_driver(w)->configure(w, s))
        return false;
    w->line.changed = *s;
    w->line.is_changed = 1;
    app.board->list_serial++;
    return true;
}

/* Carries out a step of the search for the speed. */
static void line_guess_step(struct window *w, enum guess_step step)
{
    const struct line_driver *d = line_driver(w);
    struct os_serial s = line_settings(w).line;
    if (step == GUESS_NOT_FOUND) {
        (void)d->configure(w, &s);
        app.board->list_serial++;
        line_note_speed(w, "sends nothing that looks like text, its speed is again", s.speed);
        return;
    }
    s.speed = guess_speed(&line_times_of(w)->guess);
    if (step == GUESS_FOUND && line_configure(w, &s))
        line_note_speed(w, "has a speed that was found", s.speed);
    else if (step == GUESS_TRY && d->configure(w, &s) && d->probe)
        d->probe(w);
}

static void line_end_break(struct window *w)
{
    const struct line_driver *d = line_driver(w);
    line_times_of(w)->break_until_ms = 0;
    if (d->set_break)
        (void)d->set_break(w, false);
}

/* Sets modem lines to their state in `on`. False with errno: some of them may have been set. */
static bool line_set_modem(struct window *w, unsigned lines, unsigned on)
{
    const struct line_driver *d = line_driver(w);
    if (((lines & on) != 0 && !d->set_lines(w, lines & on, true)) ||
        ((lines & ~on) != 0 && !d->set_lines(w, lines & ~on, false)))
        return false;
    w->line.off = (uint8_t)((w->line.off & ~lines) | (lines & ~on));
    return true;
}

static void line_end_pulse(struct window *w)
{
    line_times_of(w)->pulse_until_ms = 0;
    if (w->line.pulse != 0)
        (void)line_set_modem(w, w->line.pulse, w->line.pulse_on);
    w->line.pulse = 0;
}

/* Begins a pulse, after the other changes: lines that are on are off for a while, others on. A
 * device reports their state; elsewhere they are as they were set last, and on if they were not. */
static bool line_start_pulse(struct window *w, const struct line_change *c)
{
    unsigned on = (unsigned)~w->line.off, modem;
    if (c->pulse == 0)
        return true;
    if (w->source.kind == SOURCE_SERIAL && line_driver(w)->lines(w, &modem))
        on = modem;
    on &= c->pulse;
    if (!line_set_modem(w, c->pulse, ~on))
        return false;
    w->line.pulse = (uint8_t)c->pulse;
    w->line.pulse_on = (uint8_t)on;
    return true;
}

static void line_set_timer(struct window *w, uint64_t now_ms);

static void line_due(uint32_t slot, uint64_t now_ms)
{
    struct window *w = &app.board->windows[slot];
    struct line_times *l = &line_times[slot];
    if (windows_live(w)->fd < 0)
        return;
    if (l->break_until_ms > 0 && now_ms >= l->break_until_ms)
        line_end_break(w);
    if (l->pulse_until_ms > 0 && now_ms >= l->pulse_until_ms)
        line_end_pulse(w);
    if (now_ms >= l->hold_until_ms)
        l->hold_until_ms = 0;
    if (l->show_at_ms > 0 && now_ms >= l->show_at_ms) {
        l->show_at_ms = 0;
        line_view_release(w);
    }
    enum guess_step step = guess_tick(&l->guess, now_ms);
    if (step != GUESS_CONTINUE)
        line_guess_step(w, step);
    line_set_timer(w, now_ms);
    windows_raise(w, FLAG_FLUSH);
}

static uint64_t line_earlier(uint64_t a, uint64_t deadline_ms)
{
    return deadline_ms == 0 ? a : clock_earlier(a, deadline_ms);
}

static void line_set_timer(struct window *w, uint64_t now_ms)
{
    struct line_times *l = line_times_of(w);
    uint64_t at = guess_due(&l->guess);
    at = line_earlier(at, l->hold_until_ms);
    at = line_earlier(at, l->break_until_ms);
    at = line_earlier(at, l->pulse_until_ms);
    at = line_earlier(at, l->marked ? now_ms + MARK_MS : 0);
    at = line_earlier(at, l->show_at_ms);
    timers_stop(l->timer);
    if (at == UINT64_MAX)
        return;
    l->timer =
        timers_start("line", now_ms, at > now_ms ? at - now_ms : 0, 0, line_due, windows_slot(w));
    BUG_UNLESS(l->timer.generation != 0); /* the table has one for each window */
}

static void line_guess_start(struct window *w, uint64_t now_ms)
{
    guess_start(&line_times_of(w)->guess, now_ms);
    line_guess_step(w, GUESS_TRY);
    app.board->list_serial++;
    line_set_timer(w, now_ms);
}

static void line_stop_all(const struct window *w)
{
    struct line_times *l = line_times_of(w);
    timers_stop(l->timer);
    l->hold_until_ms = l->break_until_ms = l->pulse_until_ms = l->show_at_ms = 0;
    l->guess.running = 0;
    l->marked = false;
}

/* Begins the view of an opened line. Output that the previous server held back is shown. */
static void line_view_start(struct window *w, bool fresh)
{
    uint32_t held_ms = fresh ? line_view_open(w) : 0;
    if (held_ms == 0 && line_view_holds(w))
        line_view_release(w);
    if (held_ms == 0)
        return;
    uint64_t now = clock_ms();
    line_times_of(w)->show_at_ms = now + held_ms;
    line_set_timer(w, now);
}

void line_opened(struct window *w, bool fresh)
{
    const struct line_driver *d = line_driver(w);
    struct serial_settings s = line_settings(w);
    line_stop_all(w);
    if (fresh) {
        w->line.telnet = (struct telnet){0};
        w->line.pending_len = 0;
        w->line.pulse = 0;
        w->line.off = (uint8_t)((s.line.dtr == OS_SERIAL_OFF ? OS_SERIAL_DTR : 0) |
                                (s.line.rts == OS_SERIAL_OFF ? OS_SERIAL_RTS : 0));
    } else {
        line_end_break(w); /* the previous server may have begun one, or a pulse */
        line_end_pulse(w);
    }
    if (fresh && d->open)
        d->open(w, &s.line, w->line.is_changed);
    line_view_start(w, fresh);
    if (s.guess && !d->fixed)
        line_guess_start(w, clock_ms());
}

void line_closed(struct window *w)
{
    const struct line_driver *d = line_driver(w);
    line_stop_all(w);
    if (d->close)
        d->close(w);
}

struct slice line_decode(struct window *w, struct slice bytes, uint8_t to[LINE_CHUNK])
{
    const struct line_driver *d = line_driver(w);
    struct guess *g = &line_times_of(w)->guess;
    BUG_UNLESS(bytes.len <= LINE_CHUNK);
    if (d->decode)
        bytes = d->decode(w, bytes, to);
    if (!g->running)
        return bytes;
    /* Bytes read at a wrong speed are not shown. */
    uint64_t now = clock_ms();
    enum guess_step step = guess_feed(g, bytes, now);
    if (step != GUESS_CONTINUE) {
        line_decoded(w);
        line_guess_step(w, step);
    }
    line_set_timer(w, now);
    return (struct slice){0};
}

void line_decoded(struct window *w)
{
    const struct line_driver *d = line_driver(w);
    if (d->decoded)
        d->decoded(w);
    line_view_done(w);
}

bool line_pending(const struct window *w)
{
    return w->line.pending_len > 0 || w->line.telnet.out_len > 0;
}

bool line_holds(const struct window *w)
{
    const struct line_times *l = line_times_of(w);
    return l->hold_until_ms > 0 || line_breaks(w) || w->line.telnet.suspended ||
           line_before_mark(w) == 0;
}

void line_mark(struct window *w)
{
    struct line_times *l = line_times_of(w);
    l->mark = w->input.ring.head;
    l->marked = true;
    line_set_timer(w, clock_ms());
}

void line_unmark(struct window *w)
{
    line_times_of(w)->marked = false;
    windows_raise(w, FLAG_FLUSH);
}

size_t line_before_mark(const struct window *w)
{
    const struct line_times *l = line_times_of(w);
    uint64_t tail = w->input.ring.tail;
    if (!l->marked)
        return SIZE_MAX;
    return l->mark > tail ? (size_t)(l->mark - tail) : 0;
}

bool line_sent_mark(struct window *w, uint64_t now_ms)
{
    const struct line_driver *d = line_driver(w);
    const struct line_times *l = line_times_of(w);
    uint32_t speed = line_settings(w).line.speed;
    uint64_t fifo_ms = d->unsent && speed > 0 ? FIFO_BITS * 1000u / speed + 1 : 0;
    return line_before_mark(w) == 0 && l->hold_until_ms == 0 && !line_breaks(w) &&
           !line_pending(w) && (!d->unsent || d->unsent(w) == 0) &&
           now_ms >= l->written_ms + fifo_ms;
}

bool line_breaks(const struct window *w)
{
    return line_times_of(w)->break_until_ms > 0 || line_times_of(w)->pulse_until_ms > 0;
}

static size_t line_write_some(const struct window *w, const uint8_t *bytes, size_t len)
{
    ssize_t n = len > 0 ? write(windows_live(w)->fd, bytes, len) : 0;
    return n > 0 ? (size_t)n : 0;
}

/* Writes the rest of an encoded byte, then the protocol's messages; false: not all were
 * accepted. */
static bool line_write_pending(struct window *w)
{
    struct line_state *l = &w->line;
    if (l->pending_len > 0 && line_write_some(w, l->pending, l->pending_len) != l->pending_len)
        return false; /* pending_len is at most 1 */
    l->pending_len = 0;
    struct slice out = telnet_out(&l->telnet);
    telnet_took(&l->telnet, line_write_some(w, out.at, out.len));
    return l->telnet.out_len == 0;
}

/* Encodes one byte of input for the device; returns the number of bytes. */
static size_t line_encode(const struct window *w, const struct line_driver *d, uint8_t eol,
                          uint8_t byte, uint8_t to[LINE_UNIT_MAX])
{
    if (byte == '\r' && eol != SERIAL_CR) {
        to[0] = eol == SERIAL_LF ? '\n' : '\r';
        to[1] = '\n';
        return eol == SERIAL_LF ? 1 : 2;
    }
    to[0] = byte;
    return d->encode ? d->encode(w, byte, to) : 1;
}

static void line_echo(struct window *w, struct slice bytes)
{
    uint8_t shown[2 * PIECE];
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        shown[len++] = bytes.at[i];
        if (bytes.at[i] == '\r')
            shown[len++] = '\n';
    }
    term_feed(&w->term, &app.board->undo, slice_make(shown, len), 0);
}

/* Starts the pause that a device needs after each line. */
static void line_hold(struct window *w, uint16_t delay_ms)
{
    uint64_t now = clock_ms();
    line_times_of(w)->hold_until_ms = now + delay_ms;
    line_set_timer(w, now);
}

/* Returns how many bytes of input the written bytes encode. The rest of a byte half written is
 * kept. */
static size_t line_settle(struct window *w, const struct line_driver *d, uint8_t eol,
                          struct slice bytes, size_t written)
{
    uint8_t unit[LINE_UNIT_MAX];
    size_t count = 0;
    while (written > 0) {
        size_t len = line_encode(w, d, eol, bytes.at[count++], unit);
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
    uint8_t out[PIECE * LINE_UNIT_MAX];
    struct serial_settings s = line_settings(w);
    const struct line_driver *d = line_driver(w);
    size_t len = 0, count = 0;
    if (!line_write_pending(w) || line_holds(w))
        return 0;
    ptrdiff_t end = s.byte_delay_ms > 0 ? 0 : s.delay_ms > 0 ? slice_find(bytes, '\r') : -1;
    bytes = slice_part(bytes, 0, end >= 0 && end < PIECE ? (size_t)end + 1 : PIECE);
    while (count < bytes.len)
        len += line_encode(w, d, s.eol, bytes.at[count++], out + len);
    count = line_settle(w, d, s.eol, bytes, line_write_some(w, out, len));
    line_times_of(w)->written_ms = clock_ms();
    if (s.local_echo && count > 0)
        line_echo(w, slice_part(bytes, 0, count));
    bool ends = count > 0 && bytes.at[count - 1] == '\r';
    uint16_t pause_ms = ends && s.delay_ms > s.byte_delay_ms ? s.delay_ms : s.byte_delay_ms;
    if (count > 0 && pause_ms > 0)
        line_hold(w, pause_ms);
    return count;
}

void line_discard(struct window *w)
{
    const struct line_driver *d = line_driver(w);
    if (windows_live(w)->fd >= 0 && d->discard)
        d->discard(w);
}

struct line_change line_change_none(const struct window *w)
{
    struct line_change c = {.settings = line_settings(w)};
    c.settings.guess = 0;
    return c;
}

struct verdict line_change_add(struct line_change *c, struct slice name, struct slice value)
{
    const char *wrong = serial_set(&c->settings, name, value);
    if (wrong)
        return verdict_refuse(400, wrong);
    if (c->settings.guess)
        c->guess = true;
    else
        c->configure = true;
    c->settings.guess = 0;
    return VERDICT_DONE;
}

struct verdict line_can_change(const struct window *w)
{
    if (!source_is_line(&w->source))
        return verdict_refuse(409, "the window is not a serial line");
    if (windows_live(w)->fd < 0)
        return verdict_refuse(409, "the line is away");
    if (line_driver(w)->fixed)
        return verdict_refuse(409, line_driver(w)->fixed);
    return VERDICT_DONE;
}

/* Restores the line: its state, and whatever the driver has already set. */
static void line_undo(struct window *w, const struct line_change *c, const struct line_state *was,
                      unsigned modem)
{
    w->line = *was;
    struct os_serial s = line_settings(w).line;
    if (c->configure)
        (void)line_driver(w)->configure(w, &s);
    (void)line_set_modem(w, c->lines | c->pulse, modem);
    w->line = *was;
}

/* Makes all parts of a change; returns why one of them was refused, or NULL. */
static const char *line_carry_out(struct window *w, const struct line_change *c)
{
    const struct line_driver *d = line_driver(w);
    if (c->configure && !line_configure(w, &c->settings.line))
        return d->refusal ? d->refusal : error_text(errno);
    bool lines = line_set_modem(w, c->lines, c->lines_on) && line_start_pulse(w, c);
    if (lines && (c->break_ms == 0 || d->set_break(w, true)))
        return NULL;
    if (d->refusal || (errno != ENOTTY && errno != EINVAL))
        return d->refusal ? d->refusal : error_text(errno);
    return lines ? "the device cannot send a break" : "the device has no modem lines";
}

struct verdict line_apply(struct window *w, const struct line_change *c)
{
    const struct line_driver *d = line_driver(w);
    struct verdict v = line_can_change(w);
    struct line_state was = w->line;
    struct line_times *l = line_times_of(w);
    unsigned modem = 0;
    uint64_t now = clock_ms();
    if (!verdict_done(v))
        return v;
    if (d->lines)
        (void)d->lines(w, &modem);
    const char *wrong = line_carry_out(w, c);
    if (wrong) {
        line_undo(w, c, &was, modem);
        return verdict_refuse(409, wrong);
    }
    if (c->break_ms > 0)
        l->break_until_ms = now + c->break_ms;
    if (c->pulse != 0)
        l->pulse_until_ms = now + c->pulse_ms;
    if (c->configure || c->guess)
        l->guess.running = 0;
    if (c->guess)
        line_guess_start(w, now);
    line_set_timer(w, now);
    windows_raise(w, FLAG_FLUSH);
    return VERDICT_DONE;
}

_Static_assert(
    sizeof "{\"speed\":4294967295,\"frame\":\"8N1\",\"flow\":\"xonxoff\",\"guessing\":false,"
           "\"breaking\":false,\"modem\":{\"cts\":false,\"dsr\":false,\"dcd\":false,"
           "\"ri\":false,\"dtr\":false,\"rts\":false},\"errors\":{\"frame\":4294967295,"
           "\"overrun\":4294967295,\"parity\":4294967295,\"breaks\":4294967295,"
           "\"lost\":4294967295}}" <= LINE_JSON_MAX,
    "a line's JSON fits");

static void line_put_modem(struct text *t, unsigned lines)
{
    static const char *const names[] = {"cts", "dsr", "dcd", "ri", "dtr", "rts"};
    bool first = true;
    text_char(t, '{');
    for (unsigned i = 0; i < COUNT(names); i++)
        json_put_bool_member(t, &first, names[i], lines >> i & 1);
    text_char(t, '}');
}

static void line_put_errors(struct text *t, const struct os_serial_errors *e)
{
    bool first = true;
    text_char(t, '{');
    json_put_u64_member(t, &first, "frame", e->frame);
    json_put_u64_member(t, &first, "overrun", e->overrun);
    json_put_u64_member(t, &first, "parity", e->parity);
    json_put_u64_member(t, &first, "breaks", e->breaks);
    json_put_u64_member(t, &first, "lost", e->lost);
    text_char(t, '}');
}

void line_put(struct text *t, const struct window *w)
{
    const struct line_times *l = line_times_of(w);
    const struct line_driver *d = line_driver(w);
    struct serial_settings s = line_settings(w);
    TEXT(frame, 8);
    unsigned lines = 0;
    bool first = true;
    struct os_serial_errors errors;
    if (d->actual)
        d->actual(w, &s.line);
    serial_put_frame(&frame, &s);
    text_char(t, '{');
    json_put_u64_member(t, &first, "speed", d->actual ? s.line.speed : 0);
    json_put_string_member(t, &first, "frame", text_slice(&frame));
    json_put_string_member(t, &first, "flow", slice_of(serial_flow(&s)));
    json_put_bool_member(t, &first, "guessing", l->guess.running);
    json_put_bool_member(t, &first, "breaking", line_breaks(w));
    json_put_name(t, &first, "modem");
    if (d->lines && d->lines(w, &lines))
        line_put_modem(t, lines);
    else
        text_str(t, "null");
    json_put_name(t, &first, "errors");
    if (d->errors && d->errors(w, &errors))
        line_put_errors(t, &errors);
    else
        text_str(t, "null");
    text_char(t, '}');
}
