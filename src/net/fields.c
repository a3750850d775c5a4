/* Lookups in a parsed request. Each walks all fields, of which there are at most HTTP_FIELDS. */
#include "net/fields.h"

bool http_field(const struct http_request *r, const char *name, struct slice *value)
{
    struct slice wanted = slice_of(name);
    for (uint16_t i = 0; i < r->field_count; i++) {
        if (slice_equal_nocase(r->fields[i].name, wanted)) {
            *value = r->fields[i].value;
            return true;
        }
    }
    return false;
}

unsigned http_field_count(const struct http_request *r, const char *name)
{
    unsigned n = 0;
    for (uint16_t i = 0; i < r->field_count; i++)
        n += slice_equal_nocase(r->fields[i].name, slice_of(name));
    return n;
}

bool http_field_has(const struct http_request *r, const char *name, const char *token)
{
    struct slice wanted = slice_of(name), sought = slice_of(token);
    for (uint16_t i = 0; i < r->field_count; i++) {
        if (slice_equal_nocase(r->fields[i].name, wanted) &&
            http_list_has(r->fields[i].value, sought))
            return true;
    }
    return false;
}

bool http_cookie(const struct http_request *r, struct slice name, struct slice *value)
{
    for (uint16_t i = 0; i < r->field_count; i++) {
        if (!slice_equal_nocase(r->fields[i].name, SLICE("cookie")))
            continue;
        struct slice list = r->fields[i].value;
        while (list.len > 0) {
            struct slice pair, key;
            list = slice_cut(list, ';', &pair);
            pair = slice_trim(pair);
            *value = slice_cut(pair, '=', &key);
            if (key.len < pair.len && slice_equal(key, name))
                return true;
        }
    }
    return false;
}

bool http_query(struct slice query, const char *name, struct slice *value)
{
    struct slice wanted = slice_of(name);
    while (query.len > 0) {
        struct slice pair, key;
        query = slice_cut(query, '&', &pair);
        struct slice rest = slice_cut(pair, '=', &key);
        if (slice_equal(key, wanted)) {
            *value = rest;
            return true;
        }
    }
    return false;
}

bool http_decode(struct slice encoded, char *to, size_t size, size_t *len)
{
    size_t n = 0;
    for (size_t i = 0; i < encoded.len; i++) {
        uint64_t byte = encoded.at[i];
        if (byte == '%') {
            struct slice digits = slice_part(encoded, i + 1, 2);
            if (digits.len != 2 || !slice_hex(digits, &byte))
                return false;
            i += 2;
        }
        if (byte == 0 || n + 1 >= size)
            return false;
        to[n++] = (char)byte;
    }
    if (size == 0)
        return false;
    to[n] = '\0';
    *len = n;
    return true;
}
