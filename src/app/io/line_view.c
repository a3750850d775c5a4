/*
 * The view of a line. A chunk is processed with copies of the state, which replace the originals
 * once the terminal has been fed. A row of the hex dump is written byte by byte, since a device may
 * be silent in the middle of a row; its text follows when it is complete.
 */
#include "app/io/line_view.h"

#include "app/io/line_driver.h"
#include "app/io/line_drivers.h"
#include "app/io/repeat.h"
#include "app/io/window_log.h"
#include "app/window/outage.h"
#include "base/bug.h"
#include "term/term.h"

#include <string.h>

#define HELD_MS 2000   /* output of a connection is held back at most this long */
#define HEX_CHUNK 600  /* bytes of a device's output processed at once for the hex dump */
#define HEX_BYTE_MAX 5 /* bytes shown for one in the dump, with its share of the row's end */
#define HEX_ROW_MAX 32 /* bytes shown at the end of a row */
#define HEX_ROW (sizeof((struct line_hex *)0)->bytes)

_Static_assert((LINE_CHUNK + REPEAT_BYTES) * 2 <= LINE_VIEW_BYTES, "a mapped chunk fits");
_Static_assert(HEX_CHUNK *HEX_BYTE_MAX + HEX_ROW_MAX <= LINE_VIEW_BYTES, "a dumped chunk fits");

static struct repeat next_repeat;
static struct line_hex next_hex;
static bool changed; /* the copies are newer than the board's state */

static void line_view_begin(const struct window *w)
{
    if (changed)
        return;
    next_repeat = w->line.repeat;
    next_hex = w->line.hex;
    changed = true;
}

uint32_t line_view_open(struct window *w)
{
    bool again = w->source.kind == SOURCE_TCP && outage_repeats(&w->line.outage) &&
                 !source_yes(&w->source, "hex");
    changed = false;
    w->line.hex = (struct line_hex){0};
    repeat_begin(&w->line.repeat, again);
    return repeat_holds(&w->line.repeat) ? HELD_MS : 0;
}

bool line_view_holds(const struct window *w)
{
    return repeat_holds(&w->line.repeat);
}

size_t line_view_max(const struct window *w)
{
    return source_yes(&w->source, "hex") ? HEX_CHUNK : LINE_CHUNK;
}

struct slice line_view_new(struct window *w, struct slice bytes)
{
    static uint8_t fresh[LINE_CHUNK + REPEAT_BYTES];
    BUG_UNLESS(bytes.len <= LINE_CHUNK);
    line_view_begin(w);
    bytes = repeat_feed(&next_repeat, bytes, fresh);
    if (bytes.len > 0)
        w->line.outage.said = 1;
    return bytes;
}

static void hex_put(struct text *t, struct line_hex *h, uint8_t byte)
{
    text_hex(t, byte, 2);
    h->bytes[h->len++] = byte;
    text_str(t, h->len == HEX_ROW / 2 ? "  " : " ");
    if (h->len < HEX_ROW)
        return;
    text_str(t, " |");
    for (size_t i = 0; i < HEX_ROW; i++)
        text_char(t, h->bytes[i] >= ' ' && h->bytes[i] < 0x7F ? (char)h->bytes[i] : '.');
    text_str(t, "|\r\n");
    h->len = 0;
}

static void map_put(struct text *t, const struct serial_settings *s, uint8_t byte)
{
    static const char *const ends[] = {[SERIAL_MAP_CR] = "\r",
                                       [SERIAL_MAP_LF] = "\n",
                                       [SERIAL_MAP_CRLF] = "\r\n",
                                       [SERIAL_MAP_NOTHING] = ""};
    uint8_t map = byte == '\r' ? s->map_cr : byte == '\n' ? s->map_lf : SERIAL_MAP_SAME;
    if (map == SERIAL_MAP_SAME)
        text_char(t, (char)byte);
    else
        text_str(t, ends[map]);
}

struct slice line_view_shown(struct window *w, struct slice bytes)
{
    static char shown[LINE_VIEW_BYTES];
    struct serial_settings s = source_serial(&w->source);
    struct text t;
    if (!s.hex && s.map_cr == SERIAL_MAP_SAME && s.map_lf == SERIAL_MAP_SAME)
        return bytes;
    line_view_begin(w);
    text_init(&t, shown, sizeof shown);
    for (size_t i = 0; i < bytes.len; i++)
        if (s.hex)
            hex_put(&t, &next_hex, bytes.at[i]);
        else
            map_put(&t, &s, bytes.at[i]);
    BUG_UNLESS(!t.cut);
    return text_slice(&t);
}

void line_view_done(struct window *w)
{
    if (!changed)
        return;
    w->line.repeat = next_repeat;
    w->line.hex = next_hex;
    changed = false;
}

void line_view_release(struct window *w)
{
    struct slice bytes = repeat_release(&w->line.repeat);
    if (bytes.len > 0)
        w->line.outage.said = 1;
    window_log_put(w, bytes);
    bytes = line_view_shown(w, bytes);
    term_feed(&w->term, &app.board->undo, bytes, 0);
    line_view_done(w);
}
