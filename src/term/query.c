/* Queries are answered by the server, whether or not anyone is attached. */
#include "term/query.h"

#include "term/answer.h"
#include "term/colors.h"
#include "term/modes.h"
#include "term/rect.h"
#include "term/sequence.h"

void query_attributes(struct feed *f, enum device_attributes which)
{
    /* VT420: selective erase, horizontal scrolling, colours, rectangles; and 52: OSC 52. */
    static const char *const answers[] = {
        [DA_PRIMARY] = "\033[?64;6;21;22;28c",
        [DA_SECONDARY] = "\033[>41;400;0c",
        [DA_TERTIARY] = "\033P!|00000000\033\\",
    };
    if (parameter(&f->t->state.parser, 0, 0) != 0)
        return;
    bool clipboard = which == DA_PRIMARY && f->t->shown.clipboard != 0;
    answer_string(f, clipboard ? "\033[?64;6;21;22;28;52c" : answers[which]);
}

/* A termcap or terminfo name and its value, in hexadecimal as they are sent. */
struct query_capability {
    char name[16];
    const char *value;
    bool clipboard; /* only where programs may set the clipboard */
};

/* Answers one name of XTGETTCAP. */
static void query_capability(struct feed *f, struct slice name)
{
    static const struct query_capability table[] = {
        {"4d73", "1b5d35323b25703125733b257032257307", true}, /* Ms: OSC 52 ; %p1%s ; %p2%s BEL */
        {"544e", "787465726d2d323536636f6c6f72", false},      /* TN: xterm-256color */
        {"6e616d65", "787465726d2d323536636f6c6f72", false},  /* name */
        {"436f", "323536", false},                            /* Co: 256 */
        {"636f6c6f7273", "323536", false},                    /* colors */
        {"524742", "38", false},                              /* RGB: 8 bits a channel */
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        if (!slice_equal_nocase(name, slice_of(table[i].name)) ||
            (table[i].clipboard && f->t->shown.clipboard == 0))
            continue;
        TEXT(a, ANSWER_MAX);
        text_str(&a, "\033P1+r");
        text_str(&a, table[i].name);
        text_char(&a, '=');
        text_str(&a, table[i].value);
        text_str(&a, "\033\\");
        answer_send(f, &a);
        return;
    }
    answer_string(f, "\033P0+r\033\\");
}

void query_termcap(struct feed *f)
{
    const struct parser *p = &f->t->state.parser;
    struct slice names = slice_make(f->t->string, p->truncated != 0 ? 0 : p->string_len), name;
    struct slice list = answer_list_begin(f, names);
    do {
        list = slice_cut(list, ';', &name);
        query_capability(f, name);
    } while (list.len > 0 && !f->full);
    answer_list_end(f, names, list);
}

void query_version(struct feed *f)
{
    if (parameter(&f->t->state.parser, 0, 0) == 0)
        answer_string(f, "\033P>|boundtty(" BOUNDTTY_VERSION ")\033\\");
}

static void query_position(struct feed *f, const char *before, const char *after)
{
    const struct term_state *s = &f->t->state;
    unsigned x = s->cursor.x + 1u, y = s->cursor.y + 1u;
    if (screen_mode(f, MODE_ORIGIN)) {
        x -= s->cursor.x >= s->left ? s->left : s->cursor.x;
        y -= s->cursor.y >= s->top ? s->top : s->cursor.y;
    }
    answer_pair(f, before, y, x, after);
}

/* Answers DECCKSR (VT510): DCS id ! ~ hhhh ST. The checksum is the negated sum. */
static void query_send_checksum(struct feed *f, unsigned id, unsigned sum)
{
    TEXT(a, 32);
    text_str(&a, "\033P");
    text_u64(&a, id);
    text_str(&a, "!~");
    for (unsigned shift = 16; shift > 0; shift -= 4)
        text_char(&a, "0123456789ABCDEF"[(0u - sum) >> (shift - 4) & 0xF]);
    text_str(&a, "\033\\");
    answer_send(f, &a);
}

static void query_memory_checksum(struct feed *f)
{
    query_send_checksum(f, parameter(&f->t->state.parser, 1, 0), 0);
}

void query_checksum(struct feed *f)
{
    query_send_checksum(f, parameter(&f->t->state.parser, 0, 0), rect_sum(f));
}

void query_mode(struct feed *f, bool dec)
{
    unsigned number = parameter(&f->t->state.parser, 0, 0);
    answer_pair(f, dec ? "\033[?" : "\033[", number, modes_query(f, dec, number), "$y");
}

#define DSR_KEY(dec, number) ((unsigned)(dec) << 16 | (number))

void query_status(struct feed *f, bool dec)
{
    switch (DSR_KEY(dec, parameter(&f->t->state.parser, 0, 0))) {
#define DSR(mnemonic, prefix, number, name, source, function, arguments)                           \
    case DSR_KEY((prefix) == '?', number):                                                         \
        function arguments;                                                                        \
        break;
#include "term/sequences.def"
    default:
        break;
    }
}
