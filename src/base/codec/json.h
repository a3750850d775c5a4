/*
 * JSON (RFC 8259), read in place and written into a text. There is no tree and no recursion: a
 * caller reads one object or array at a time. Nesting deeper than JSON_DEPTH is refused.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/text.h"

#define JSON_DEPTH 16

enum json_type {
    JSON_BAD,
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json {
    enum json_type type;
    struct slice raw; /* the value's own text; a string with its quotes */
};

/* The one value of the text, checked whole; JSON_BAD: it is not JSON. */
struct json json_read(struct slice text);
/* A member's value (the last of that name, names compared after unescaping); JSON_BAD: none. */
struct json json_member(struct json object, const char *name);
/* The next element of an array: *cursor starts at 0. False: no more. */
bool json_next(struct json array, size_t *cursor, struct json *element);
/* A string, unescaped, as UTF-8 into the caller's storage. False where it is not a string, does
 * not fit, or holds a NUL; a lone surrogate becomes U+FFFD. NUL-terminated. */
bool json_string(struct json value, char *to, size_t size, size_t *len);
/* Unescapes a piece at a time: the next 1 to 4 bytes of a string's value. *cursor starts at 0.
 * Returns how many bytes were written to out; 0 at the end. */
size_t json_string_next(struct json value, size_t *cursor, uint8_t out[4]);
/* A whole number from 0 to max; false otherwise (also 1.5, 1e3, -0). */
bool json_u64(struct json value, uint64_t max, uint64_t *to);
bool json_bool(struct json value, bool *to);

/* Writing. The caller writes the punctuation of its shapes. In strings malformed UTF-8 becomes
 * U+FFFD; control characters, quotes and backslashes are escaped, and so are U+2028, U+2029 and
 * '<', since JSON can be part of a page. A byte becomes at most 6. */
void json_put_string(struct text *t, struct slice s);
/* "name": with a comma before it where *first is false; *first becomes false. */
void json_put_name(struct text *t, bool *first, const char *name);
/* A whole member, with the comma and the name as json_put_name() writes them. */
void json_put_u64_member(struct text *t, bool *first, const char *name, uint64_t value);
void json_put_string_member(struct text *t, bool *first, const char *name, struct slice value);
void json_put_bool_member(struct text *t, bool *first, const char *name, bool value);
/* RFC 3339 in UTC, as text_time() writes it. */
void json_put_time_member(struct text *t, bool *first, const char *name, int64_t unix_seconds);

#endif
