/*
 * Runs the plain text tests of the engine (tests/term/README.md): bytes in, screen expected. Each
 * story runs twice, with every feed in one piece and byte by byte, since where a read() cuts the
 * stream must not matter; the engine's invariants are checked after each feed. For each story that
 * fails it prints where, what was expected and what came.
 */
#include "term/check.h"
#include "term/rare.h"
#include "term/resize.h"
#include "term/term.h"
#include "term/undo.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINE_MAX 4096
#define STORIES_MAX 256 /* in one file */
#define START_MS 1000

static struct term term;
static struct undo undo;
static struct scratch scratch;
static int passed, failed;
static bool by_byte;
static uint64_t now_ms;
static uint8_t answers[LINE_MAX / 4 - 1]; /* escaped, they fit a line */
static size_t answers_len;

struct story {
    const char *file;
    char name[LINE_MAX];
    int number; /* in its file, from 0 */
    bool open, wrong;
    bool wrong_whole[STORIES_MAX]; /* what was seen when feeds came in one piece */
};

static void complain(struct story *s, int line, const char *what, const char *expected,
                     const char *got)
{
    if (!s->wrong)
        printf("FAIL %s%s\n", s->name, by_byte ? " (byte by byte)" : "");
    s->wrong = true;
    printf("  %s:%d: %s: expected \"%s\", got \"%s\"\n", s->file, line, what, expected, got);
}

static void finish(struct story *s)
{
    if (s->open && !by_byte)
        s->wrong_whole[s->number] = s->wrong;
    else if (s->open && (s->wrong || s->wrong_whole[s->number]))
        failed++;
    else if (s->open)
        passed++;
    s->number += s->open;
    s->open = false;
}

static int hex(char c)
{
    return c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0';
}

/* \e \r \n \t \b \a \0 \\ and \xNN; everything else is literal. */
static size_t unescape(const char *from, uint8_t *to)
{
    static const char names[] = "erntba0\\", values[] = "\x1b\r\n\t\b\a\0\\";
    size_t n = 0;
    while (*from) {
        const char *at;
        if (*from != '\\') {
            to[n++] = (uint8_t)*from++;
        } else if (from[1] == 'x') {
            to[n++] = (uint8_t)(hex(from[2]) << 4 | hex(from[3]));
            from += 4;
        } else if (from[1] && (at = strchr(names, from[1])) != NULL) {
            to[n++] = (uint8_t)values[at - names];
            from += 2;
        } else {
            from++;
        }
    }
    return n;
}

static void escape(struct slice s, char *to)
{
    for (size_t i = 0; i < s.len; i++)
        to += s.at[i] == '\\'                    ? sprintf(to, "\\\\")
              : s.at[i] == 0x1b                  ? sprintf(to, "\\e")
              : s.at[i] == 0x07                  ? sprintf(to, "\\a")
              : s.at[i] < ' ' || s.at[i] == 0x7F ? sprintf(to, "\\x%02x", s.at[i])
                                                 : sprintf(to, "%c", s.at[i]);
    *to = '\0';
}

/* Collects what the program is answered. */
static void take_answers(void)
{
    struct slice some = term_answers(&term);
    if (some.len > sizeof answers - answers_len)
        some.len = sizeof answers - answers_len;
    memcpy(answers + answers_len, some.at, some.len);
    answers_len += some.len;
    term_answered(&term);
}

static void feed(struct story *s, int line, const char *text, int times)
{
    uint8_t bytes[LINE_MAX];
    size_t len = unescape(text, bytes), step = by_byte ? 1 : len;
    for (int i = 0; i < times; i++)
        for (size_t at = 0; at < len;) {
            struct slice rest = {bytes + at, len - at < step ? len - at : step};
            at += term_feed_some(&term, &undo, rest, now_ms, false);
            take_answers();
        }
    if (!term_check(&term))
        complain(s, line, "feed", "the invariants hold", "one is broken");
}

/* "feeds N text" */
static void feed_times(struct story *s, int line, const char *rest)
{
    int times, used = 0;
    if (sscanf(rest, "%d %n", &times, &used) == 1)
        feed(s, line, rest + used, times);
    else
        complain(s, line, "feeds N TEXT", "a number", rest);
}

/* A row's cells from the first to the last, an erased one as a space. */
static void row_text(uint16_t y, char *to)
{
    uint8_t utf8[LIMIT_CLUSTER_POINTS * 4];
    for (uint16_t x = 0; x < term.state.cols; x++) {
        size_t n = term_cell_text(&term, term_cells(&term, y)[x], utf8);
        memcpy(to, utf8, n);
        to += n;
    }
    *to = '\0';
}

static void check_row(struct story *s, int line, uint16_t y, char *drawn)
{
    char got[LINE_MAX];
    size_t len = strlen(drawn);
    if (len < 2 || drawn[len - 1] != '|' || y >= term.state.rows) {
        complain(s, line, "a row is drawn between bars", "|...|", drawn);
        return;
    }
    drawn[len - 1] = '\0';
    row_text(y, got);
    if (strcmp(drawn + 1, got) != 0)
        complain(s, line, "row", drawn + 1, got);
}

static void put_color(char *to, const char *name, uint32_t c)
{
    if (c & COLOR_RGB)
        sprintf(to + strlen(to), " %s=#%06x", name, (unsigned)(c & 0xFFFFFF));
    else if (c & COLOR_PALETTE)
        sprintf(to + strlen(to), " %s=%u", name, (unsigned)(c & 0xFF));
}

/* The style of one cell in words: "bold fg=1". */
static void style_text(struct cell c, char *to)
{
    static const char *const attributes[] = {"bold",    "faint",  "italic", "blink",   "rapid",
                                             "inverse", "hidden", "strike", "overline"};
    static const char *const underlines[] = {"",      "underline", "double",
                                             "curly", "dotted",    "dashed"};
    struct style style = rare_style(&term, c), *s = &style;
    struct slice link = rare_link(&term, c);
    strcpy(to, "");
    for (int i = 0; i < 9; i++)
        if (s->attributes >> i & 1)
            sprintf(to + strlen(to), " %s", attributes[i]);
    if (s->underline)
        sprintf(to + strlen(to), " %s", underlines[s->underline]);
    put_color(to, "fg", s->foreground);
    put_color(to, "bg", s->background);
    put_color(to, "ul", s->underline_color);
    if (link.len > 0)
        sprintf(to + strlen(to), " link=%.*s", (int)link.len, (const char *)link.at);
    memmove(to, to + (*to == ' '), strlen(to) + (*to != ' '));
    if (!*to)
        strcpy(to, "plain");
}

/* "style X,Y words" */
static void check_style(struct story *s, int line, const char *rest)
{
    int x, y, used = 0;
    char got[LINE_MAX];
    if (sscanf(rest, "%d,%d %n", &x, &y, &used) < 2 || x >= term.state.cols ||
        y >= term.state.rows) {
        complain(s, line, "style X,Y words", "a cell", rest);
        return;
    }
    style_text(term_cells(&term, (uint16_t)y)[x], got);
    if (strcmp(rest + used, got) != 0)
        complain(s, line, "style", rest + used, got);
}

static void check_cursor(struct story *s, int line, const char *rest)
{
    char got[64];
    const struct term_state *t = &term.state;
    sprintf(got, "%d,%d%s%s", t->cursor.x, t->cursor.y, t->cursor.pending_wrap ? " wrap" : "",
            (t->modes & MODE_CURSOR_SHOWN) ? "" : " hidden");
    if (strcmp(rest, got) != 0)
        complain(s, line, "cursor", rest, got);
}

static void check_text(struct story *s, int line, const char *what, const char *expected,
                       struct slice got)
{
    char escaped[LINE_MAX * 4];
    escape(got, escaped);
    if (strcmp(expected, escaped) != 0)
        complain(s, line, what, expected, escaped);
}

static void check_number(struct story *s, int line, const char *what, const char *expected,
                         uint64_t got)
{
    char text[32];
    sprintf(text, "%llu", (unsigned long long)got);
    if (strcmp(expected, text) != 0)
        complain(s, line, what, expected, text);
}

/* "history N text": the line N before the screen's first row, 1 the newest. */
static void check_history(struct story *s, int line, const char *rest)
{
    struct history_line at;
    struct history_cell cell;
    int n, used = 0;
    char got[LINE_MAX] = "", *to = got;
    if (sscanf(rest, "%d%n", &n, &used) != 1 ||
        !history_find(&term.history, term.history.state.next - (uint64_t)n, &at)) {
        complain(s, line, "history", rest, "no such line");
        return;
    }
    while (history_cell(&at, &cell)) {
        uint8_t utf8[4];
        if (cell.count == 0)
            *to++ = ' ';
        for (uint32_t i = 0; i < cell.count; i++) {
            size_t len = utf8_put(cell.points[i], utf8);
            memcpy(to, utf8, len);
            to += len;
        }
    }
    *to = '\0';
    rest += used + (rest[used] == ' ');
    if (strcmp(rest, got) != 0)
        complain(s, line, "history", rest, got);
}

static const struct {
    const char *name;
    uint32_t bit;
} modes[] = {
    {"application-cursor", MODE_APPLICATION_CURSOR},
    {"reverse-video", MODE_REVERSE_VIDEO},
    {"origin", MODE_ORIGIN},
    {"autowrap", MODE_AUTOWRAP},
    {"application-keypad", MODE_APPLICATION_KEYPAD},
    {"insert", MODE_INSERT},
    {"newline", MODE_NEWLINE},
    {"focus", MODE_FOCUS},
    {"bracketed-paste", MODE_BRACKETED_PASTE},
    {"synchronized", MODE_SYNCHRONIZED},
    {"reverse-wrap", MODE_REVERSE_WRAP},
    {"blink", MODE_CURSOR_BLINK},
    {"side-margins", MODE_MARGINS_SIDE},
};

/* All that is on, in words: "autowrap alternate mouse=any,sgr shape=5". */
static void check_modes(struct story *s, int line, const char *rest)
{
    static const char *const trackings[] = {"off", "x10", "buttons", "drag", "any"};
    static const char *const encodings[] = {"", ",sgr", ",urxvt"};
    char got[LINE_MAX] = "";
    const struct term_state *t = &term.state;
    for (size_t i = 0; i < COUNT(modes); i++)
        if (t->modes & modes[i].bit)
            sprintf(got + strlen(got), " %s", modes[i].name);
    if (t->active == SCREEN_ALTERNATE)
        strcat(got, " alternate");
    if (t->mouse || t->encoding)
        sprintf(got + strlen(got), " mouse=%s%s", trackings[t->mouse], encodings[t->encoding]);
    if (t->shape)
        sprintf(got + strlen(got), " shape=%u", t->shape);
    if (term_waits(&term, now_ms))
        strcat(got, " waits");
    if (strcmp(rest, got + (*got == ' ')) != 0)
        complain(s, line, "modes", rest, got + (*got == ' '));
}

/* The rows whose line continues in the next one, by number. */
static void check_wraps(struct story *s, int line, const char *rest)
{
    char got[LINE_MAX] = "";
    for (uint16_t y = 0; y < term.state.rows; y++)
        if (term_row(&term, y)->wrapped)
            sprintf(got + strlen(got), "%s%d", *got ? " " : "", y);
    if (strcmp(rest, got) != 0)
        complain(s, line, "wraps", rest, got);
}

static void size(struct story *s, int line, const char *rest, bool again)
{
    int cols, rows;
    if (sscanf(rest, "%dx%d", &cols, &rows) != 2) {
        complain(s, line, "size", "COLSxROWS", rest);
    } else if (again) {
        term_resize(&term, &scratch, (uint16_t)cols, (uint16_t)rows);
        if (!term_check(&term))
            complain(s, line, "resize", "the invariants hold", "one is broken");
    } else {
        memset(&term, 0, sizeof term);
        answers_len = 0;
        term_init(&term, (uint16_t)cols, (uint16_t)rows);
    }
}

static const char *after(const char *text, const char *word)
{
    size_t n = strlen(word);
    return strncmp(text, word, n) == 0 && (text[n] == ' ' || !text[n]) ? text + n + (text[n] == ' ')
                                                                       : NULL;
}

static void directive(struct story *s, int line, char *text)
{
    const char *rest;
    if ((rest = after(text, "size")) != NULL)
        size(s, line, rest, false);
    else if ((rest = after(text, "resize")) != NULL)
        size(s, line, rest, true);
    else if ((rest = after(text, "feed")) != NULL)
        feed(s, line, rest, 1);
    else if ((rest = after(text, "feeds")) != NULL)
        feed_times(s, line, rest);
    else if ((rest = after(text, "later")) != NULL)
        now_ms += strtoull(rest, NULL, 10);
    else if ((rest = after(text, "modes")) != NULL)
        check_modes(s, line, rest);
    else if ((rest = after(text, "wraps")) != NULL)
        check_wraps(s, line, rest);
    else if ((rest = after(text, "cursor")) != NULL)
        check_cursor(s, line, rest);
    else if ((rest = after(text, "style")) != NULL)
        check_style(s, line, rest);
    else if ((rest = after(text, "title")) != NULL)
        check_text(s, line, "title", rest, term_title(&term));
    else if ((rest = after(text, "answers")) != NULL) {
        check_text(s, line, "answers", rest, (struct slice){answers, answers_len});
        answers_len = 0;
    } else if ((rest = after(text, "clipboard")) != NULL)
        check_text(s, line, "clipboard", rest, term_clipboard(&term));
    else if ((rest = after(text, "bell")) != NULL)
        check_number(s, line, "bell", rest, term.state.bell_serial);
    else if ((rest = after(text, "lines")) != NULL)
        check_number(s, line, "lines of history", rest,
                     term.history.state.next - term.history.state.first);
    else if ((rest = after(text, "history")) != NULL)
        check_history(s, line, rest);
    else
        complain(s, line, "a directive", "one of tests/term/README.md", text);
}

/* All stories of a file. Rows are drawn on consecutive lines. */
static void run_stories(FILE *f, struct story *s)
{
    char text[LINE_MAX];
    uint16_t row = 0;
    rewind(f);
    s->number = 0;
    for (int line = 1; fgets(text, sizeof text, f) && s->number < STORIES_MAX; line++) {
        text[strcspn(text, "\n")] = '\0';
        if (text[0] == '=') {
            finish(s);
            snprintf(s->name, sizeof s->name, "%s", text + 2);
            s->open = true;
            s->wrong = false;
            now_ms = START_MS;
            size(s, line, "80x24", false);
        } else if (strcmp(text, "screen") == 0) {
            row = 0;
        } else if (text[0] == '|') {
            check_row(s, line, row++, text);
        } else if (text[0] != '\0' && text[0] != '#') {
            directive(s, line, text);
        }
    }
    finish(s);
}

static void run_file(const char *path)
{
    static struct story s;
    FILE *f = fopen(path, "r");
    if (!f) {
        printf("FAIL %s cannot be read\n", path);
        failed++;
        return;
    }
    s = (struct story){.file = path};
    by_byte = false;
    run_stories(f, &s);
    by_byte = true;
    run_stories(f, &s);
    fclose(f);
}

static int is_test(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 4 && strcmp(e->d_name + n - 4, ".txt") == 0 && strcmp(e->d_name, "README.txt") != 0;
}

static void run_folder(const char *path)
{
    struct dirent **names;
    int n = scandir(path, &names, is_test, alphasort);
    for (int i = 0; i < n; i++) {
        char full[1024];
        snprintf(full, sizeof full, "%s/%s", path, names[i]->d_name);
        run_file(full);
        free(names[i]);
    }
    if (n >= 0)
        free(names);
}

int main(int argc, char *argv[])
{
    struct stat st;
    if (argc < 2 || strcmp(argv[1], "-h") == 0) {
        puts("usage: term-run FILE-OR-FOLDER...   runs the plain text tests of the engine");
        return argc < 2 ? 2 : 0;
    }
    for (int i = 1; i < argc; i++) {
        if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
            run_folder(argv[i]);
        else
            run_file(argv[i]);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
