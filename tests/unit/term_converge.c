/*
 * Viewers converge: for any output, split into any chunks, and any delay of a viewer, a terminal
 * that was fed all of the viewer's frames shows the same screen as the window. The viewer's
 * terminal is the engine itself; tests/converge uses another implementation.
 *
 * term_converge [CASES [FIRST_SEED]]
 */
#include "term/check.h"
#include "term/paint.h"
#include "term/paint_line.h"
#include "term/rare.h"
#include "term/resize.h"
#include "term/term.h"
#include "term/undo.h"

#include "../lib/stream.h"
#include "check.h"

#include <dirent.h>
#include <stdlib.h>

#ifdef __SANITIZE_ADDRESS__
#define CASES 1000
#else
#define CASES 2000
#endif
#define VIEWERS 2
#define FRAMES_MAX 20000
#define REPORTED                                                                                   \
    (MODE_APPLICATION_CURSOR | MODE_REVERSE_VIDEO | MODE_CURSOR_SHOWN | MODE_APPLICATION_KEYPAD |  \
     MODE_FOCUS | MODE_BRACKETED_PASTE)

struct viewer {
    struct painter painter;
    struct term shows;
};

static struct term window;
static struct viewer viewers[VIEWERS];
static struct undo undo;
static struct scratch scratch;
static struct stream stream;
static struct stream
    dice; /* random choices other than the program's output: chunks, stalls, sizes */

static void feed_all(struct term *t, const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        size_t part = n < LIMIT_CHUNK ? n : LIMIT_CHUNK;
        term_feed(t, &undo, (struct slice){bytes, part}, 0);
        bytes += part;
        n -= part;
    }
}

static void viewer_start(struct viewer *v, bool keep_lines)
{
    memset(&v->shows, 0, sizeof v->shows);
    term_init(&v->shows, window.state.cols, window.state.rows);
    paint_init(&v->painter, keep_lines, true);
}

/* Paints one frame of a random size. Returns true if the viewer's screen is then complete. */
static bool viewer_frame(struct viewer *v)
{
    static uint8_t out[PAINT_ROOM + 15 * 1024];
    bool whole = false;
    size_t size = stream_random(&dice, 2) == 0 ? PAINT_ROOM
                                               : PAINT_ROOM + stream_random(&dice, 15 * 1024 + 1);
    size_t n = paint_frame(&v->painter, &window, out, size, &whole);
    CHECK(n <= size);
    feed_all(&v->shows, out, n);
    return whole;
}

/* Takes frames until none is due; false if that does not happen. */
static bool viewer_drain(struct viewer *v)
{
    for (unsigned i = 0; i < FRAMES_MAX; i++)
        if (viewer_frame(v) && !paint_due(&v->painter, &window))
            return true;
    return false;
}

static bool same_slice(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static struct slice link_of(const struct term *t, struct cell c)
{
    return rare_link(t, c);
}

/* Returns the name of the first property of a cell that differs, or NULL. */
static const char *cell_differs(const struct term *a, struct cell ca, const struct term *b,
                                struct cell cb)
{
    uint8_t text_a[LIMIT_CLUSTER_POINTS * 4], text_b[LIMIT_CLUSTER_POINTS * 4];
    struct slice sa = {text_a, term_cell_text(a, ca, text_a)};
    struct slice sb = {text_b, term_cell_text(b, cb, text_b)};
    if (!same_slice(sa, sb))
        return "text";
    if (((ca.text ^ cb.text) & (CELL_WIDE | CELL_TAIL)) != 0)
        return "width";
    struct style style_a = rare_style(a, ca), style_b = rare_style(b, cb);
    if (memcmp(&style_a, &style_b, sizeof style_a) != 0)
        return "style";
    return same_slice(link_of(a, ca), link_of(b, cb)) ? NULL : "link";
}

static void print_cell(const struct term *t, struct cell c)
{
    const struct style style = rare_style(t, c), *s = &style;
    printf("    text %08x, colours %07x %07x %07x, attributes %03x, underline %u, link %u\n",
           c.text, s->foreground, s->background, s->underline_color, s->attributes, s->underline,
           cell_rare(c));
}

static const char *around_differs(const struct term *a, const struct term *b)
{
    const struct term_state *s = &a->state, *v = &b->state;
    if (s->cursor.x != v->cursor.x || s->cursor.y != v->cursor.y)
        return "cursor";
    if ((s->modes & REPORTED) != (v->modes & REPORTED))
        return "modes";
    if (s->mouse != v->mouse || s->encoding != v->encoding)
        return "mouse";
    if (s->active != v->active)
        return "active screen";
    if (s->shape != v->shape)
        return "shape";
    if (!same_slice(term_clipboard(a), term_clipboard(b)) && s->clipboard_len > 0 &&
        v->clipboard_len > 0)
        return "clipboard";
    return same_slice(term_title(a), term_title(b)) ? NULL : "title";
}

/* Prints the first difference between the window's screen and the viewer's. */
static bool same_screen(const struct term *a, const struct term *b, uint32_t seed, int viewer)
{
    const char *what = around_differs(a, b);
    if (what != NULL) {
        CHECK_FAILED("seed %u, viewer %d: %s differs: %u,%u and %u,%u", seed, viewer, what,
                     a->state.cursor.x, a->state.cursor.y, b->state.cursor.x, b->state.cursor.y);
        return false;
    }
    for (uint16_t y = 0; y < a->state.rows; y++) {
        const struct cell *ca = term_cells(a, y), *cb = term_cells(b, y);
        for (uint16_t x = 0; x < a->state.cols; x++) {
            what = cell_differs(a, ca[x], b, cb[x]);
            if (what == NULL)
                continue;
            CHECK_FAILED("seed %u, viewer %d: %s of column %u, row %u differs", seed, viewer, what,
                         x, y);
            print_cell(a, ca[x]);
            print_cell(b, cb[x]);
            return false;
        }
    }
    return true;
}

static void random_size(uint16_t *cols, uint16_t *rows)
{
    static const uint16_t sizes[][2] = {{80, 24}, {1, 1}, {2, 5}, {40, 400}, {300, 12}};
    uint32_t which = stream_random(&dice, 20);
    *cols = (uint16_t)(1 + stream_random(&dice, 60));
    *rows = (uint16_t)(1 + stream_random(&dice, 20));
    if (which < COUNT(sizes)) {
        *cols = sizes[which][0];
        *rows = sizes[which][1];
    }
    term_size_clamp(cols, rows);
}

/* Resizes the window; a viewer's terminal is resized too, or is opened again. */
static void resize_all(uint16_t cols, uint16_t rows)
{
    term_resize(&window, &scratch, cols, rows);
    for (int i = 0; i < VIEWERS; i++) {
        if (stream_random(&dice, 4) == 0) {
            viewer_start(&viewers[i], viewers[i].painter.keep_lines != 0);
            continue;
        }
        term_resize(&viewers[i].shows, &scratch, cols, rows);
        if (stream_random(&dice, 2) == 0)
            paint_invalidate(&viewers[i].painter);
    }
}

/* Resizes, and sometimes resizes back before a frame is painted. */
static void resize_often(void)
{
    uint16_t cols, rows, old_cols = window.state.cols, old_rows = window.state.rows;
    random_size(&cols, &rows);
    resize_all(cols, rows);
    if (stream_random(&dice, 3) == 0)
        resize_all(old_cols, old_rows);
}

static bool drained_and_same(uint32_t seed)
{
    bool good = true;
    for (int i = 0; i < VIEWERS && good; i++) {
        good = viewer_drain(&viewers[i]);
        if (!good)
            CHECK_FAILED("seed %u, viewer %d: the frames never end", seed, i);
        good = good && same_screen(&window, &viewers[i].shows, seed, i);
    }
    if (!term_check(&window)) {
        CHECK_FAILED("seed %u: the window breaks an invariant", seed);
        good = false;
    }
    return good;
}

/* Feeds the bytes in random chunks; viewers take frames in between or stall. */
static bool run(const uint8_t *bytes, size_t n, uint32_t seed, bool resizes)
{
    uint32_t eager = 1 + stream_random(&dice, 12);
    uint32_t chunk = 1 + stream_random(&dice, stream_random(&dice, 2) == 0 ? 40 : LIMIT_CHUNK);
    for (int i = 0; i < VIEWERS; i++)
        viewer_start(&viewers[i], i % 2 == 1);
    for (size_t at = 0; at < n;) {
        size_t part = 1 + stream_random(&dice, chunk);
        part = part < n - at ? part : n - at;
        term_feed(&window, &undo, (struct slice){bytes + at, part}, 0);
        term_answered(&window);
        at += part;
        for (int i = 0; i < VIEWERS; i++)
            if (stream_random(&dice, eager) == 0 && paint_due(&viewers[i].painter, &window))
                viewer_frame(&viewers[i]);
        if (resizes && stream_random(&dice, 40) == 0)
            resize_often();
        if (stream_random(&dice, 30) == 0 && !drained_and_same(seed))
            return false;
    }
    return drained_and_same(seed);
}

static bool run_seed(uint32_t seed)
{
    uint16_t cols, rows;
    dice.seed = (seed + 7) * 2246822519u | 1;
    random_size(&cols, &rows);
    memset(&window, 0, sizeof window);
    term_init(&window, cols, rows);
    stream_make(&stream, seed, cols, rows, 20 + stream_random(&dice, 120));
    return run(stream.bytes, stream.len, seed, true);
}

/* A viewer that keeps lines and keeps up has every line that left the screen, unchanged. */
static void run_kept_lines(uint32_t seed)
{
    static void (*const items[])(struct stream *) = {stream_flood, stream_ascii, stream_wide,
                                                     stream_sgr, stream_combining};
    static uint8_t want[8192], got[8192];
    struct viewer *v = &viewers[0];
    dice.seed = seed * 2246822519u | 1;
    memset(&window, 0, sizeof window);
    term_init(&window, 40, 10);
    viewer_start(v, true);
    stream_make(&stream, seed, 40, 10, 0);
    for (int i = 0; i < 30; i++)
        items[stream_random(&stream, COUNT(items))](&stream);
    for (size_t at = 0; at < stream.len; at += 60) {
        size_t part = stream.len - at < 60 ? stream.len - at : 60;
        term_feed(&window, &undo, (struct slice){stream.bytes + at, part}, 0);
        CHECK(viewer_drain(v));
    }
    CHECK_U64(window.history.state.next, v->shows.history.state.next);
    for (uint64_t line = 0; line < window.history.state.next; line++) {
        struct history_line a, b;
        CHECK(history_find(&window.history, line, &a) && history_find(&v->shows.history, line, &b));
        bool whole_a, whole_b;
        size_t want_len = paint_line(&a, want, sizeof want, &whole_a),
               got_len = paint_line(&b, got, sizeof got, &whole_b);
        CHECK(whole_a && whole_b);
        CHECK_BYTES(want, want_len, got, got_len);
    }
}

static uint8_t recording[256 * 1024];

static void run_recording(const char *path)
{
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    if (file == NULL)
        return;
    size_t n = fread(recording, 1, sizeof recording, file);
    fclose(file);
    CHECK(n > 0 && n < sizeof recording);
    for (uint32_t seed = 1; seed <= 3; seed++) {
        dice.seed = seed * 2246822519u | 1;
        memset(&window, 0, sizeof window);
        term_init(&window, 80, 24);
        if (!run(recording, n, seed, seed == 3))
            return;
    }
}

static void run_recordings(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *e;
    STORY("the recordings exist (run from the top of the tree)")
    CHECK(dir != NULL);
    while (dir != NULL && (e = readdir(dir)) != NULL) {
        static char path[1024];
        if (strstr(e->d_name, ".bin") == NULL)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        STORY(path)
        run_recording(path);
    }
    if (dir != NULL)
        closedir(dir);
}

int main(int argc, char **argv)
{
    uint32_t cases = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : CASES;
    uint32_t first = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1;
    uint32_t failures = 0;
    STORY("viewers of random streams end up showing the window's screen")
    for (uint32_t i = 0; i < cases && failures < 5; i++)
        failures += !run_seed(first + i);
    STORY("a viewer that keeps lines has every line that scrolled off")
    for (uint32_t seed = 1; seed <= 20; seed++)
        run_kept_lines(seed);
    run_recordings("tests/recordings");
    return check_end();
}
