/*
 * Random streams, what a viewer was painted of each, and what the window shows in the end: one JSON
 * line a stream, for a terminal of another make to be compared with (tests/converge).
 *
 * converge-dump CASES FIRST_SEED
 * converge-dump RECORDING           the same of a recorded program, at its quarters
 *
 * A cell is [text, columns (0: the right half of a wide one), foreground, background, attributes];
 * a colour is -1 for the default, a palette index, or 0x1000000 and RGB;
 * an attribute is a bit of enum attribute, 1 << 14 a link, 1 << 15 an underline of any kind.
 */
#include "base/codec/base64.h"
#include "term/paint.h"
#include "term/rare.h"
#include "term/term.h"
#include "term/undo.h"

#include "../lib/stream.h"

#include <stdlib.h>

#define PAINTED_MAX (4 * 1024 * 1024)

static struct term window;
static struct undo undo;
static struct painter painter;
static struct stream stream, dice;
static uint8_t painted[PAINTED_MAX];
static size_t painted_len;

static void put_painted(void)
{
    static char storage[PAINTED_MAX / 3 * 4 + 8];
    struct text t;
    text_init(&t, storage, sizeof storage);
    base64_encode(&t, (struct slice){painted, painted_len});
    fwrite(t.at, 1, t.len, stdout);
}

static void put_json(const uint8_t *text, size_t n)
{
    putchar('"');
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '"' || text[i] == '\\')
            putchar('\\');
        putchar(text[i]);
    }
    putchar('"');
}

static long color(uint32_t c)
{
    if (c == COLOR_DEFAULT)
        return -1;
    return (c & COLOR_RGB) != 0 ? (long)(0x1000000 | (c & 0xFFFFFF)) : (long)(c & 0xFF);
}

static void put_cell(struct cell c)
{
    uint8_t text[LIMIT_CLUSTER_POINTS * 4];
    struct style s = rare_style(&window, c);
    int columns = (c.text & CELL_TAIL) != 0 ? 0 : (c.text & CELL_WIDE) != 0 ? 2 : 1;
    unsigned underline = s.underline != UNDERLINE_NONE ? 1u << 15 : 0;
    putchar('[');
    put_json(text, term_cell_text(&window, c, text));
    printf(",%d,%ld,%ld,%u]", columns, color(s.foreground), color(s.background),
           s.attributes | underline | (rare_link(&window, c).len > 0 ? 1u << 14 : 0));
}

static void put_case(uint32_t seed)
{
    const struct term_state *s = &window.state;
    struct slice title = term_title(&window);
    printf("{\"seed\":%u,\"cols\":%u,\"rows\":%u,\"cursor\":[%u,%u],\"modes\":%u,\"mouse\":%u,"
           "\"alternate\":%s,\"title\":",
           seed, s->cols, s->rows, s->cursor.x, s->cursor.y, s->modes, s->mouse,
           s->active == SCREEN_ALTERNATE ? "true" : "false");
    put_json(title.at, title.len);
    printf(",\"painted\":\"");
    put_painted();
    printf("\",\"screen\":[");
    for (uint16_t y = 0; y < s->rows; y++) {
        const struct cell *cells = term_cells(&window, y);
        printf("%s[", y > 0 ? "," : "");
        for (uint16_t x = 0; x < s->cols; x++) {
            if (x > 0)
                putchar(',');
            put_cell(cells[x]);
        }
        putchar(']');
    }
    printf("]}\n");
}

static bool frame(void)
{
    bool whole = false;
    size_t size = PAINT_ROOM + stream_random(&dice, 4096);
    if (painted_len + size > PAINTED_MAX) {
        fprintf(stderr, "a stream is painted in more than %d bytes\n", PAINTED_MAX);
        exit(1);
    }
    painted_len += paint_frame(&painter, &window, painted + painted_len, size, &whole);
    return whole && !paint_due(&painter, &window);
}

/* Feeds the stream in random chunks, to a viewer that looks in between or does not. */
static void run(uint32_t seed, uint16_t cols, uint16_t rows)
{
    uint32_t eager = 1 + stream_random(&dice, 8);
    memset(&window, 0, sizeof window);
    term_init(&window, cols, rows);
    paint_init(&painter, seed % 2 == 1, true);
    painted_len = 0;
    for (size_t at = 0; at < stream.len;) {
        size_t part = 1 + stream_random(&dice, 300);
        part = part < stream.len - at ? part : stream.len - at;
        term_feed(&window, &undo, (struct slice){stream.bytes + at, part}, 0);
        term_answered(&window);
        at += part;
        if (stream_random(&dice, eager) == 0)
            frame();
    }
    while (!frame())
        continue;
    put_case(seed);
}

static void start_dice(uint32_t seed)
{
    dice.seed = (seed + 3) * 2246822519u | 1;
}

static void run_random(uint32_t seed)
{
    start_dice(seed);
    uint16_t cols = (uint16_t)(2 + stream_random(&dice, 50));
    uint16_t rows = (uint16_t)(1 + stream_random(&dice, 15));
    stream_make(&stream, seed, cols, rows, 20 + stream_random(&dice, 80));
    run(seed, cols, rows);
}

/* What a program wrote to 80 columns and 24 rows. */
static int run_recording(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    size_t len = fread(stream.bytes, 1, sizeof stream.bytes, file);
    fclose(file);
    for (uint32_t seed = 1; seed <= 4; seed++) {
        start_dice(seed);
        stream.len = len * seed / 4;
        run(seed, 80, 24);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2)
        return run_recording(argv[1]);
    if (argc != 3) {
        fprintf(stderr, "converge-dump CASES FIRST_SEED\nconverge-dump RECORDING\n");
        return 2;
    }
    uint32_t cases = (uint32_t)strtoul(argv[1], NULL, 10);
    uint32_t first = (uint32_t)strtoul(argv[2], NULL, 10);
    for (uint32_t i = 0; i < cases; i++)
        run_random(first + i);
    return 0;
}
