/* SGR always starts with 0 and is written in full: it does not depend on the viewer's state. */
#include "term/paint_bytes.h"

#include <string.h>

void bytes_position(struct text *t, uint16_t x, uint16_t y)
{
    text_str(t, "\x1b[");
    if (x > 0 || y > 0) {
        text_u64(t, y + 1u);
        text_char(t, ';');
        text_u64(t, x + 1u);
    }
    text_char(t, 'H');
}

void bytes_mode(struct text *t, uint16_t number, bool on)
{
    text_str(t, "\x1b[?");
    text_u64(t, number);
    text_char(t, on ? 'h' : 'l');
}

void bytes_link(struct text *t, struct slice uri)
{
    text_str(t, "\x1b]8;;");
    text_add(t, uri);
    text_char(t, '\a');
}

/* Writes 38 or 48 with semicolons, which all terminals understand; the first 16 colours by the
 * numbers 30 to 37, 90 to 97 and so on. */
static void bytes_color(struct text *t, uint32_t color, uint32_t base)
{
    uint32_t index = color & 0xFF;
    if (color == COLOR_DEFAULT)
        return;
    text_char(t, ';');
    if (color & COLOR_RGB) {
        text_u64(t, base + 8);
        text_str(t, ";2;");
        text_u64(t, color >> 16 & 0xFF);
        text_char(t, ';');
        text_u64(t, color >> 8 & 0xFF);
        text_char(t, ';');
        text_u64(t, index);
    } else if (index < 16) {
        text_u64(t, index < 8 ? base + index : base + 60 + index - 8);
    } else {
        text_u64(t, base + 8);
        text_str(t, ";5;");
        text_u64(t, index);
    }
}

/* Writes 58 with colons: terminals that do not know it ignore it as a whole. */
static void bytes_underline_color(struct text *t, uint32_t color)
{
    if (color == COLOR_DEFAULT)
        return;
    if (color & COLOR_RGB) {
        text_str(t, ";58:2::");
        text_u64(t, color >> 16 & 0xFF);
        text_char(t, ':');
        text_u64(t, color >> 8 & 0xFF);
        text_char(t, ':');
    } else {
        text_str(t, ";58:5:");
    }
    text_u64(t, color & 0xFF);
}

static void bytes_style(struct text *t, const struct style *s)
{
    static const struct {
        uint16_t attribute;
        const char *number;
    } attributes[] = {
        {ATTR_BOLD, ";1"},   {ATTR_FAINT, ";2"},  {ATTR_ITALIC, ";3"},
        {ATTR_BLINK, ";5"},  {ATTR_RAPID, ";6"},  {ATTR_INVERSE, ";7"},
        {ATTR_HIDDEN, ";8"}, {ATTR_STRIKE, ";9"}, {ATTR_OVERLINE, ";53"},
    };
    static const char *const underlines[] = {"", ";4", ";21", ";4:3", ";4:4", ";4:5"};
    text_str(t, "\x1b[0");
    for (size_t i = 0; i < COUNT(attributes); i++)
        if (s->attributes & attributes[i].attribute)
            text_str(t, attributes[i].number);
    text_str(t, underlines[s->underline % 6]);
    bytes_color(t, s->foreground, 30);
    bytes_color(t, s->background, 40);
    bytes_underline_color(t, s->underline_color);
    text_char(t, 'm');
}

void bytes_pen(struct text *t, struct pen *has, const struct pen *wanted)
{
    if (memcmp(&has->style, &wanted->style, sizeof has->style) != 0)
        bytes_style(t, &wanted->style);
    if (!slice_equal(has->link, wanted->link))
        bytes_link(t, wanted->link);
    *has = *wanted;
}

void bytes_pen_reset(struct text *t, struct pen *has)
{
    text_str(t, "\x1b[0m");
    if (has->link.len > 0)
        bytes_link(t, (struct slice){0});
    memset(has, 0, sizeof *has);
}

bool bytes_width_is_sure(struct cell c)
{
    uint32_t point = c.text & CELL_VALUE;
    if (cell_is_cluster(c))
        return false;
    if (c.text & CELL_WIDE)
        return point >= 0x3041 && point <= 0xD7A3 && point != 0x303F;
    return point < 0x0530 || (point >= 0x2500 && point < 0x25A0);
}
