/* What the engine's unit tests share: one terminal, fed with strings, read as a person would. */
#ifndef TESTS_ENGINE_H
#define TESTS_ENGINE_H

#include "check.h"
#include "term/check.h"
#include "term/rare.h"
#include "term/term.h"
#include "term/undo.h"

static struct term engine;
static struct undo engine_undo;

static inline void engine_start(uint16_t cols, uint16_t rows)
{
    memset(&engine, 0, sizeof engine);
    memset(&engine_undo, 0, sizeof engine_undo);
    term_init(&engine, cols, rows);
}

static inline void engine_feed_bytes(const void *bytes, size_t len)
{
    for (size_t at = 0; at < len; at += LIMIT_CHUNK) {
        size_t n = len - at < LIMIT_CHUNK ? len - at : LIMIT_CHUNK;
        term_feed(&engine, &engine_undo, (struct slice){(const uint8_t *)bytes + at, n}, 1000);
        CHECK(term_check(&engine));
    }
}

static inline void engine_feed(const char *s)
{
    engine_feed_bytes(s, strlen(s));
}

static inline const char *engine_row(uint16_t y)
{
    static char text[LIMIT_COLS * LIMIT_CLUSTER_POINTS * 4 + 1];
    text[term_row_text(&engine, y, (uint8_t *)text, sizeof text - 1)] = '\0';
    return text;
}

static inline struct style engine_style(uint16_t x, uint16_t y)
{
    return rare_style(&engine, term_cells(&engine, y)[x]);
}

/* The URI of a cell's link; "" if it has none. */
static inline const char *engine_link(uint16_t x, uint16_t y)
{
    static char text[LIMIT_LINK_BYTES + 1];
    struct slice uri = rare_link(&engine, term_cells(&engine, y)[x]);
    if (uri.len > 0)
        memcpy(text, uri.at, uri.len);
    text[uri.len] = '\0';
    return text;
}

#endif
