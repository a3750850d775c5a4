/* Unpacking of lines. The control codes of a packed line change the style, link and width of the
 * cells after them. */
#include "term/history_line.h"

#include "base/utf8.h"
#include "term/history_format.h"

#include <string.h>

void history_line_init(struct history_line *l, struct slice payload, bool wrapped)
{
    memset(l, 0, sizeof *l);
    l->bytes = payload;
    l->wrapped = wrapped;
}

/* Takes the next byte of the payload; 0 at the end. */
static unsigned line_byte(struct history_line *l)
{
    if (l->bytes.len == 0)
        return 0;
    l->bytes.len--;
    return *l->bytes.at++;
}

static uint32_t line_color(struct history_line *l, unsigned kind)
{
    uint32_t value = 0;
    if (kind == 1)
        return COLOR_PALETTE | line_byte(l);
    if (kind == 2) {
        value = line_byte(l);
        value |= line_byte(l) << 8;
        value |= line_byte(l) << 16;
        value |= COLOR_RGB;
    }
    return value;
}

static void line_style(struct history_line *l)
{
    unsigned mask = line_byte(l), attributes = 0, more = 0;
    l->style.foreground = line_color(l, mask >> MASK_FOREGROUND & 3);
    l->style.background = line_color(l, mask >> MASK_BACKGROUND & 3);
    l->style.underline_color = line_color(l, mask >> MASK_UNDERLINE_COLOR & 3);
    if ((mask & MASK_ATTRIBUTES) != 0)
        attributes = line_byte(l);
    if ((mask & MASK_MORE) != 0)
        more = line_byte(l);
    l->style.attributes = (uint16_t)(attributes | more >> 3 << 8);
    l->style.underline = more & 7u;
}

static void line_link(struct history_line *l)
{
    size_t len = line_byte(l);
    len |= (size_t)line_byte(l) << 8;
    l->link = slice_part(l->bytes, 0, len);
    l->bytes = slice_from(l->bytes, len);
}

/* Reads the rest of a code point whose first byte is `byte`; returns U+FFFD if it is malformed. */
static uint32_t line_point(struct history_line *l, unsigned byte)
{
    struct utf8 decoder = {0};
    enum utf8_step step = utf8_feed(&decoder, (uint8_t)byte);
    while (step == UTF8_MORE && l->bytes.len > 0)
        step = utf8_feed(&decoder, (uint8_t)line_byte(l));
    return step == UTF8_POINT ? decoder.point : UTF8_REPLACEMENT;
}

static bool line_cell(struct history_line *l, struct history_cell *to, uint32_t count)
{
    to->count = count;
    to->columns = count > 0 && l->wide ? 2 : 1;
    to->style = l->style;
    to->link = l->link;
    if (l->columns + to->columns > LIMIT_COLS)
        return false;
    l->columns = (uint16_t)(l->columns + to->columns);
    return true;
}

static bool line_cluster(struct history_line *l, struct history_cell *to)
{
    unsigned count = line_byte(l);
    if (count > LIMIT_CLUSTER_POINTS)
        count = LIMIT_CLUSTER_POINTS;
    for (unsigned i = 0; i < count; i++)
        to->points[i] = line_point(l, line_byte(l));
    return line_cell(l, to, count);
}

bool history_cell(struct history_line *l, struct history_cell *to)
{
    while (l->blanks == 0) {
        unsigned byte = line_byte(l);
        if (byte >= 0x20) {
            to->points[0] = byte < 0x80 ? byte : line_point(l, byte);
            return line_cell(l, to, 1);
        }
        if (byte == OP_BLANKS)
            l->blanks = (uint16_t)(line_byte(l) + 1);
        else if (byte == OP_DEFAULT)
            memset(&l->style, 0, sizeof(l->style));
        else if (byte == OP_STYLE)
            line_style(l);
        else if (byte == OP_LINK)
            line_link(l);
        else if (byte == OP_CLUSTER)
            return line_cluster(l, to);
        else if (byte == OP_WIDE || byte == OP_NARROW)
            l->wide = byte == OP_WIDE;
        else
            return false;
    }
    l->blanks--;
    return line_cell(l, to, 0);
}
