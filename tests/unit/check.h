/*
 * The unit tests' harness. A test is a story with a name; a failing check says
 * what was expected, what came, and where, and the run continues. Each test
 * program ends with one line "N passed, N failed". STORY_FILTER=TEXT runs the stories whose
 * names hold that text.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check_passed, check_failed;
static bool check_story_failed;
static const char *check_story = "";

#define CHECK_FAILED(...)                                                                          \
    do {                                                                                           \
        check_story_failed = true;                                                                 \
        printf("FAIL %s\n  %s:%d: ", check_story, __FILE__, __LINE__);                             \
        printf(__VA_ARGS__);                                                                       \
        printf("\n");                                                                              \
    } while (0)

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            CHECK_FAILED("expected: %s", #condition);                                              \
    } while (0)

#define CHECK_U64(expected, got)                                                                   \
    do {                                                                                           \
        uint64_t check_e = (uint64_t)(expected), check_g = (uint64_t)(got);                        \
        if (check_e != check_g)                                                                    \
            CHECK_FAILED("%s: expected %" PRIu64 ", got %" PRIu64, #got, check_e, check_g);        \
    } while (0)

#define CHECK_BYTES(expected, expected_len, got, got_len)                                          \
    do {                                                                                           \
        size_t check_el = (expected_len), check_gl = (got_len);                                    \
        if (check_el != check_gl || (check_el > 0 && memcmp((expected), (got), check_el) != 0))    \
            CHECK_FAILED("%s: expected \"%.*s\" (%zu bytes), got \"%.*s\" (%zu bytes)", #got,      \
                         (int)check_el, (const char *)(expected), check_el, (int)check_gl,         \
                         (const char *)(got), check_gl);                                           \
    } while (0)

#define CHECK_STR(expected, got) CHECK_BYTES(expected, strlen(expected), got, strlen(got))

/* Begins a story; false: STORY_FILTER is set in the environment and is no part of its name. */
static inline bool check_begin(const char *name)
{
    const char *filter = getenv("STORY_FILTER");
    check_story = name;
    check_story_failed = false;
    return !filter || strstr(name, filter) != NULL;
}

/* STORY("a full table says so") { ... } inside a function. */
#define STORY(name)                                                                                \
    for (bool check_once = check_begin(name); check_once;                                          \
         check_once = false, check_story_failed ? check_failed++ : check_passed++)

static inline int check_end(void)
{
    printf("%d passed, %d failed\n", check_passed, check_failed);
    return check_failed == 0 ? 0 : 1;
}

#endif
