/*
 * Pseudo-random text, piece by piece: the same seed gives the same bytes on every machine.
 */
#ifndef TESTS_DICE_H
#define TESTS_DICE_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define STREAM_MAX (64 * 1024)
#define STREAM_ITEM 8192 /* the largest size of one item */

struct stream {
    uint32_t seed;
    unsigned cols, rows;
    size_t len;
    uint8_t bytes[STREAM_MAX];
};

static inline uint32_t stream_random(struct stream *s, uint32_t below)
{
    uint32_t x = s->seed;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    s->seed = x;
    return (uint32_t)((uint64_t)x * below >> 32);
}

__attribute__((format(printf, 2, 3))) static inline void stream_put(struct stream *s,
                                                                    const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int n = vsnprintf((char *)s->bytes + s->len, STREAM_MAX - s->len, format, list);
    va_end(list);
    s->len += (size_t)n;
}

static inline const char *stream_one(struct stream *s, const char *const *of, size_t n)
{
    return of[stream_random(s, (uint32_t)n)];
}
#define STREAM_ONE(s, ...)                                                                         \
    stream_one(s, (const char *const[]){__VA_ARGS__},                                              \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

#endif
