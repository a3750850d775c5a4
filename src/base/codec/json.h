/*
 * JSON (RFC 8259), read in place and written into a text. No tree is built and nothing recurses: a
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
    struct slice raw; /* the value's own text; a string includes its quotes */
};

/* Validates the text and returns its one value; JSON_BAD if it is not JSON. */
struct json json_read(struct slice text);
/* Returns the value of a member; of several with that name the last counts, and names are compared
 * after unescaping. JSON_BAD if the object has no such member. */
struct json json_member(struct json object, const char *name);
/* Reads the next member of an object; *cursor starts at 0. False after the last. */
bool json_next_member(struct json object, size_t *cursor, struct json *name, struct json *value);
/* Whether the value is a string that is equal to `wanted` after unescaping. */
bool json_string_is(struct json string, struct slice wanted);
/* Reads the next element of an array; *cursor starts at 0. False after the last. */
bool json_next(struct json array, size_t *cursor, struct json *element);
/* Unescapes a string into the caller's storage, as UTF-8 with a NUL. A lone surrogate becomes
 * U+FFFD. False if the value is not a string, does not fit in `size` bytes, or contains a NUL. */
bool json_string(struct json value, char *to, size_t size, size_t *len);
/* Unescapes a string piece by piece: writes the next 1 to 4 bytes of its value to out. *cursor
 * starts at 0. Returns how many bytes were written; 0 at the end. */
size_t json_string_next(struct json value, size_t *cursor, uint8_t out[4]);
/* Reads an integer from 0 to max; false for anything else, including 1.5, 1e3 and -0. */
bool json_u64(struct json value, uint64_t max, uint64_t *to);
/* Reads true or false; false for a value of another type. */
bool json_bool(struct json value, bool *to);

/* Writing. The caller writes the punctuation of objects and arrays. In strings malformed UTF-8
 * becomes U+FFFD; control characters, quotes and backslashes are escaped, and so are U+2028, U+2029
 * and '<', since JSON can be embedded in a page. A byte becomes at most 6. */
void json_put_string(struct text *t, struct slice s);
/* Writes "name": with a comma before it unless *first, which becomes false. */
void json_put_name(struct text *t, bool *first, const char *name);
/* Each writes a whole member; comma and name as in json_put_name(). */
void json_put_u64_member(struct text *t, bool *first, const char *name, uint64_t value);
void json_put_string_member(struct text *t, bool *first, const char *name, struct slice value);
void json_put_bool_member(struct text *t, bool *first, const char *name, bool value);
/* Writes the time as text_time() does: RFC 3339 in UTC. */
void json_put_time_member(struct text *t, bool *first, const char *name, int64_t unix_seconds);

#endif
