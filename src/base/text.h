/*
 * Text built in storage of a fixed size, without printf(), whose frames in musl take 7.5 KB of
 * stack. Text that does not fit is truncated, and `cut` set.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/slice.h"

struct text {
    char *at;    /* the caller's storage; not NUL-terminated until text_end() */
    size_t size; /* size of the storage, in bytes */
    size_t len;
    bool cut; /* something did not fit: the text is incomplete */
};

/* Declares a text `name` and its storage of `bytes` bytes, both in the enclosing block. */
#define TEXT(name, bytes)                                                                          \
    char name##_storage[bytes];                                                                    \
    struct text name;                                                                              \
    text_init(&name, name##_storage, sizeof name##_storage)

/* A constant text made of a string literal, for functions that take a text. */
#define TEXT_OF(literal)                                                                           \
    (&(const struct text){                                                                         \
        .at = "" literal, .size = sizeof(literal) - 1, .len = sizeof(literal) - 1})

/* Starts an empty text in storage of `size` bytes. The functions below append as much as fits, and
 * set t->cut if that is not all. */
void text_init(struct text *t, char *storage, size_t size);
void text_char(struct text *t, char c);
void text_add(struct text *t, struct slice s);
void text_str(struct text *t, const char *s);
void text_u64(struct text *t, uint64_t v);
void text_i64(struct text *t, int64_t v);
void text_hex(struct text *t, uint64_t v, unsigned digits); /* lower case, zero-filled */
void text_pad(struct text *t, uint64_t v, unsigned digits); /* decimal, zero-filled */
/* Appends RFC 3339 in UTC with seconds: 2026-11-21T01:02:03Z. Both date formats clamp to the years
 * 0 to 9999. */
void text_time(struct text *t, int64_t unix_seconds);
/* Appends an IMF-fixdate (RFC 9110 section 5.6.7): Sat, 21 Nov 2026 01:02:03 GMT. */
void text_http_date(struct text *t, int64_t unix_seconds);
struct slice text_slice(const struct text *t);
/* Terminates the text with a NUL inside its storage (overwriting the last byte if full) and returns
 * it. */
const char *text_end(struct text *t);

#endif
