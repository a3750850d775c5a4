/*
 * term-dump COLS ROWS: a program's output on stdin, the screen's text lines on stdout. With -v also
 * what text does not show, each fact on a line of its own, and only where it is not as after
 * power-on; tests/term compares such dumps.
 */
#include "term/check.h"
#include "term/rare.h"
#include "term/resize.h"
#include "term/term.h"
#include "term/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: term-dump [-v] [-c BYTES] [-r COLSxROWS] COLS ROWS\n"
    "Feeds stdin to a terminal of that size and prints its screen's text lines.\n"
    "  -v  each row between bars, and what the text does not show:\n"
    "        |text|         a row; |text|+ continues in the next one (autowrap)\n"
    "        cursor Y,X     from 1; then: pending-wrap, hidden, shape=N, protect\n"
    "        style Y: A-B what, ...   columns A to B from 1, one line a row that has any;\n"
    "              what: bold faint italic blink rapid inverse hidden strike overline\n"
    "              underline double curly dotted dashed fg=N fg=#rrggbb bg=... ul=...\n"
    "        link Y: A-B URI, ...\n"
    "        protected Y: A-B, ...\n"
    "        modes +on -off ...       those that are not as after power-on\n"
    "        mouse TRACKING ENCODING\n"
    "        screen alternate\n"
    "        margins TOP,BOTTOM,LEFT,RIGHT\n"
    "        charset GL G0 G1 G2 G3\n"
    "        title \"...\"   clipboard \"...\"   answers \"...\"   bell N\n"
    "        history |text|     oldest first, |text|+ continues in the next one\n"
    "      Strings are escaped: \\\\ \\\" \\e, other control bytes \\xHH.\n"
    "  -c  feeds that many bytes at a time (1 to 4096)\n"
    "  -r  resizes at the end; may be given several times, one after the other\n"
    "  -h  this text\n";

static struct term term;
static struct undo undo;
static struct scratch scratch;

static void put_text(struct cell c)
{
    uint8_t out[LIMIT_CLUSTER_POINTS * 4];
    fwrite(out, 1, term_cell_text(&term, c, out), stdout);
}

static void put_escaped(const uint8_t *s, size_t n)
{
    putchar('"');
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"' || s[i] == '\\')
            printf("\\%c", s[i]);
        else if (s[i] == 0x1B)
            printf("\\e");
        else if (s[i] < 0x20 || s[i] == 0x7F)
            printf("\\x%02X", s[i]);
        else
            putchar(s[i]);
    }
    printf("\"\n");
}

static void put_color(const char *name, uint32_t c)
{
    if ((c & COLOR_RGB) != 0)
        printf(" %s=#%06x", name, c & 0xFFFFFF);
    else if (c != COLOR_DEFAULT)
        printf(" %s=%u", name, c & 0xFF);
}

static void put_style(const struct style *s)
{
    static const char *const attributes[] = {"bold",    "faint",  "italic", "blink",   "rapid",
                                             "inverse", "hidden", "strike", "overline"};
    static const char *const underlines[] = {"",       " underline", " double",
                                             " curly", " dotted",    " dashed"};
    for (unsigned i = 0; i < 9; i++)
        if ((s->attributes >> i & 1) != 0)
            printf(" %s", attributes[i]);
    printf("%s", underlines[s->underline]);
    put_color("fg", s->foreground);
    put_color("bg", s->background);
    put_color("ul", s->underline_color);
}

/* What is shown of a cell, and compared between cells: style, URI or protection; zeros: nothing. */
struct trait {
    struct style style;
    struct slice link;
    uint32_t protected;
};

typedef struct trait trait_of(struct cell c);

static struct trait style_of(struct cell c)
{
    return (struct trait){.style = rare_style(&term, c)};
}

static struct trait link_of(struct cell c)
{
    return (struct trait){.link = rare_link(&term, c)};
}

static struct trait protected_of(struct cell c)
{
    return (struct trait){.protected = c.text & CELL_PROTECTED};
}

static bool same_trait(const struct trait *a, const struct trait *b)
{
    return memcmp(&a->style, &b->style, sizeof a->style) == 0 && slice_equal(a->link, b->link) &&
           a->protected == b->protected;
}

/* Puts the runs of cells of each row that are alike. */
static void put_runs(const char *name, trait_of *of)
{
    for (uint16_t y = 0; y < term.state.rows; y++) {
        const struct cell *cells = term_cells(&term, y);
        const char *before = "";
        for (uint16_t x = 0, end; x < term.state.cols; x = end) {
            struct trait first = of(cells[x]), next, none = {0};
            for (end = (uint16_t)(x + 1); end < term.state.cols; end++) {
                next = of(cells[end]);
                if (!same_trait(&first, &next))
                    break;
            }
            if (same_trait(&first, &none))
                continue;
            if (*before == '\0')
                printf("%s %u:", name, y + 1u);
            printf("%s %u-%u", before, x + 1u, (unsigned)end);
            before = ",";
            put_style(&first.style);
            if (first.link.len > 0)
                printf(" %.*s", (int)first.link.len, (const char *)first.link.at);
        }
        if (*before != '\0')
            putchar('\n');
    }
}

static void put_modes(void)
{
    static const struct {
        uint32_t mode;
        const char *name;
    } modes[] = {{MODE_APPLICATION_CURSOR, "application-cursor"},
                 {MODE_REVERSE_VIDEO, "reverse-video"},
                 {MODE_ORIGIN, "origin"},
                 {MODE_AUTOWRAP, "autowrap"},
                 {MODE_CURSOR_SHOWN, "cursor"},
                 {MODE_APPLICATION_KEYPAD, "application-keypad"},
                 {MODE_INSERT, "insert"},
                 {MODE_NEWLINE, "newline"},
                 {MODE_FOCUS, "focus"},
                 {MODE_BRACKETED_PASTE, "bracketed-paste"},
                 {MODE_SYNCHRONIZED, "synchronized"},
                 {MODE_REVERSE_WRAP, "reverse-wrap"},
                 {MODE_CURSOR_BLINK, "cursor-blink"},
                 {MODE_MARGINS_SIDE, "side-margins"},
                 {MODE_REVERSE_WRAP_FAR, "reverse-wrap-far"}};
    uint32_t initial = MODE_AUTOWRAP | MODE_CURSOR_SHOWN, differ = term.state.modes ^ initial;
    if (differ == 0)
        return;
    printf("modes");
    for (size_t i = 0; i < COUNT(modes); i++)
        if ((differ & modes[i].mode) != 0)
            printf(" %c%s", (term.state.modes & modes[i].mode) != 0 ? '+' : '-', modes[i].name);
    putchar('\n');
}

static void put_cursor(void)
{
    const struct term_state *s = &term.state;
    printf("cursor %u,%u", s->cursor.y + 1u, s->cursor.x + 1u);
    if (s->cursor.pending_wrap != 0)
        printf(" pending-wrap");
    if ((s->modes & MODE_CURSOR_SHOWN) == 0)
        printf(" hidden");
    if (s->shape != 0)
        printf(" shape=%u", s->shape);
    if (s->cursor.protect != 0)
        printf(" protect");
    putchar('\n');
}

static void put_state(void)
{
    static const char *const tracking[] = {"off", "x10", "buttons", "drag", "any"};
    static const char *const encoding[] = {"plain", "sgr", "urxvt"};
    const struct term_state *s = &term.state;
    put_modes();
    if (s->mouse != MOUSE_OFF || s->encoding != MOUSE_PLAIN)
        printf("mouse %s %s\n", tracking[s->mouse], encoding[s->encoding]);
    if (s->active == SCREEN_ALTERNATE)
        printf("screen alternate\n");
    if (s->top != 0 || s->bottom + 1 != s->rows || s->left != 0 || s->right + 1 != s->cols)
        printf("margins %u,%u,%u,%u\n", s->top + 1u, s->bottom + 1u, s->left + 1u, s->right + 1u);
    if (s->cursor.charset != 0 || memcmp(s->cursor.charsets, "BBBB", 4) != 0)
        printf("charset G%u %c%c%c%c\n", s->cursor.charset, s->cursor.charsets[0],
               s->cursor.charsets[1], s->cursor.charsets[2], s->cursor.charsets[3]);
    if (s->title_len > 0) {
        printf("title ");
        put_escaped(term.title, s->title_len);
    }
    if (s->clipboard_len > 0) {
        printf("clipboard ");
        put_escaped(term_clipboard(&term).at, s->clipboard_len);
    }
    if (s->answer_len > 0) {
        printf("answers ");
        put_escaped(term.answer, s->answer_len);
    }
    if (s->bell_serial > 0)
        printf("bell %u\n", s->bell_serial);
}

static void put_history(void)
{
    struct history_line l;
    for (uint64_t n = term.history.state.first; n < term.history.state.next; n++) {
        if (!history_find(&term.history, n, &l))
            continue;
        bool wrapped = l.wrapped;
        struct history_cell c;
        printf("history |");
        while (history_cell(&l, &c)) {
            uint8_t out[4];
            for (uint32_t i = 0; i < c.count; i++)
                fwrite(out, 1, utf8_put(c.points[i], out), stdout);
            if (c.count == 0)
                putchar(' ');
        }
        printf("|%s\n", wrapped ? "+" : "");
    }
}

static void dump(bool verbose)
{
    for (uint16_t y = 0; y < term.state.rows; y++) {
        if (!verbose) {
            uint8_t line[LIMIT_COLS * LIMIT_CLUSTER_POINTS * 4];
            fwrite(line, 1, term_row_text(&term, y, line, sizeof line), stdout);
            putchar('\n');
            continue;
        }
        const struct cell *cells = term_cells(&term, y);
        putchar('|');
        for (uint16_t x = 0; x < term.state.cols; x++)
            put_text(cells[x]);
        printf("|%s\n", term_row(&term, y)->wrapped != 0 ? "+" : "");
    }
    if (!verbose)
        return;
    put_cursor();
    put_runs("style", style_of);
    put_runs("link", link_of);
    put_runs("protected", protected_of);
    put_state();
    put_history();
}

static bool size_of(const char *text, char between, uint16_t *cols, uint16_t *rows)
{
    unsigned c, r;
    char sign;
    if (sscanf(text, "%u%c%u", &c, &sign, &r) != 3 || sign != between || c > 65535 || r > 65535)
        return false;
    *cols = (uint16_t)c;
    *rows = (uint16_t)r;
    term_size_clamp(cols, rows);
    return *cols == c && *rows == r;
}

static int wrong(void)
{
    fputs(usage, stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static uint8_t bytes[LIMIT_CHUNK];
    uint16_t sizes[16][2], cols, rows;
    size_t resizes = 0, chunk = sizeof bytes, n;
    bool verbose = false;
    int option;
    while ((option = getopt(argc, argv, "vc:r:h")) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            return 0;
        }
        if (option == 'v')
            verbose = true;
        else if (option == 'c')
            chunk = (size_t)strtoul(optarg, NULL, 10);
        else if (option != 'r' || resizes == 16 ||
                 !size_of(optarg, 'x', &sizes[resizes][0], &sizes[resizes][1]))
            return wrong();
        else
            resizes++;
    }
    char size[64];
    if (argc - optind != 2 || chunk == 0 || chunk > sizeof bytes)
        return wrong();
    snprintf(size, sizeof size, "%s %s", argv[optind], argv[optind + 1]);
    if (!size_of(size, ' ', &cols, &rows))
        return wrong();
    term_init(&term, cols, rows);
    while ((n = fread(bytes, 1, chunk, stdin)) > 0)
        term_feed(&term, &undo, (struct slice){bytes, n}, 0);
    for (size_t i = 0; i < resizes; i++)
        term_resize(&term, &scratch, sizes[i][0], sizes[i][1]);
    dump(verbose);
    if (!term_check(&term)) {
        fprintf(stderr, "term-dump: the terminal's invariants do not hold\n");
        return 1;
    }
    return 0;
}
