/*
 * Random streams with changes of size, and the lines that the window has after each step, for a
 * terminal of another make to be compared with (tests/converge/wrap.test.mjs). One JSON line a
 * case.
 *
 * wrap-dump CASES FIRST_SEED
 *
 * A step is {"feed":BASE64} or {"resize":[COLS,ROWS]}, with "history" and "screen": rows as
 * [text without blanks at its end, continues in the next row]. "cursor" is [x, y, pending wrap].
 */
#include "base/codec/base64.h"
#include "term/check.h"
#include "term/resize.h"
#include "term/term.h"
#include "term/undo.h"
#include "term/wrap.h"

#include "../lib/wrapping.h"

#include <stdlib.h>

static struct term window;
static struct undo undo;
static struct scratch scratch;
static struct stream stream;

static void put_text(const uint8_t *text, size_t len, bool continues)
{
    while (len > 0 && text[len - 1] == ' ')
        len--;
    printf("[\"");
    for (size_t i = 0; i < len; i++)
        printf("%s%c", text[i] == '"' || text[i] == '\\' ? "\\" : "", text[i]);
    printf("\",%s]", continues ? "true" : "false");
}

static void put_history(void)
{
    uint64_t position = window.history.state.tail;
    struct history_line line;
    const char *before = "";
    while (history_after(&window.history, &position, &line)) {
        static uint8_t text[LIMIT_COLS * LIMIT_CLUSTER_POINTS * 4];
        struct history_cell cell;
        size_t len = 0;
        bool wrapped = line.wrapped;
        while (history_cell(&line, &cell)) {
            for (uint32_t i = 0; i < cell.count; i++)
                len += utf8_put(cell.points[i], text + len);
            if (cell.count == 0)
                text[len++] = ' ';
        }
        printf("%s", before);
        put_text(text, len, wrapped);
        before = ",";
    }
}

static void put_screen(void)
{
    const struct term_state *s = &window.state;
    for (uint16_t y = 0; y < s->rows; y++) {
        static uint8_t text[LIMIT_COLS * LIMIT_CLUSTER_POINTS * 4];
        bool wrapped = wrap_continues(&window, s->active, y);
        size_t len = 0;
        for (unsigned x = 0; x < s->cols; x++)
            len += term_cell_text(&window, term_cells(&window, y)[x], text + len);
        printf("%s", y > 0 ? "," : "");
        put_text(text, len, wrapped);
    }
}

static void put_state(void)
{
    const struct term_state *s = &window.state;
    if (!term_check(&window)) {
        fprintf(stderr, "wrap-dump: the invariants do not hold\n");
        exit(1);
    }
    printf(",\"history\":[");
    put_history();
    printf("],\"screen\":[");
    put_screen();
    printf("],\"cursor\":[%u,%u,%s]}", s->cursor.x, s->cursor.y,
           s->cursor.pending_wrap ? "true" : "false");
}

static void feed(void)
{
    static char storage[STREAM_MAX / 3 * 4 + 8];
    struct text t;
    text_init(&t, storage, sizeof storage);
    base64_encode(&t, (struct slice){stream.bytes, stream.len});
    printf("{\"feed\":\"%.*s\"", (int)t.len, t.at);
    for (size_t at = 0; at < stream.len; at += LIMIT_CHUNK) {
        size_t n = stream.len - at < LIMIT_CHUNK ? stream.len - at : LIMIT_CHUNK;
        term_feed(&window, &undo, (struct slice){stream.bytes + at, n}, 0);
        term_answered(&window);
    }
    put_state();
}

static void resize(void)
{
    uint16_t cols = (uint16_t)(2 + stream_random(&stream, 24));
    uint16_t rows = (uint16_t)(2 + stream_random(&stream, 8));
    if (stream_random(&stream, 3) == 0)
        rows = (uint16_t)stream.rows;
    term_resize(&window, &scratch, cols, rows);
    stream.cols = cols;
    stream.rows = rows;
    printf(",{\"resize\":[%u,%u]", cols, rows);
    put_state();
}

/* A stream; then, with the cursor in a blank row below all text, some changes of size; and
 * again. */
static void run(uint32_t seed)
{
    stream.seed = (seed + 7) * 2654435761u | 1;
    stream.cols = 2 + stream_random(&stream, 24);
    stream.rows = 2 + stream_random(&stream, 8);
    memset(&window, 0, sizeof window);
    term_init(&window, (uint16_t)stream.cols, (uint16_t)stream.rows);
    printf("{\"seed\":%u,\"cols\":%u,\"rows\":%u,\"steps\":[", seed, stream.cols, stream.rows);
    for (unsigned rounds = 1 + stream_random(&stream, 3); rounds > 0; rounds--) {
        wrapping_make(&stream, 5 + stream_random(&stream, 30));
        feed();
        stream.len = 0;
        stream_put(&stream, "\033[r\033[?1047l\033[?2004l\033[r\033[m\033[?7h\033[%u;1H\r\n",
                   stream.rows);
        printf(",");
        feed();
        for (unsigned sizes = 1 + stream_random(&stream, 3); sizes > 0; sizes--)
            resize();
        printf("%s", rounds > 1 ? "," : "");
    }
    printf("]}\n");
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "wrap-dump CASES FIRST_SEED\n");
        return 2;
    }
    uint32_t cases = (uint32_t)strtoul(argv[1], NULL, 10);
    uint32_t first = (uint32_t)strtoul(argv[2], NULL, 10);
    for (uint32_t i = 0; i < cases; i++)
        run(first + i);
    return 0;
}
