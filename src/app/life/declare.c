/* The reader of sources in JSON. Members that are not options are ignored; source_check()
 * decides which values an option may have. */
#include "app/life/declare.h"

static bool declare_refuse(struct text *error, const char *subject, const char *what)
{
    text_str(error, subject);
    text_str(error, what);
    return false;
}

static bool declare_absent(struct json j)
{
    return j.type == JSON_BAD || j.type == JSON_NULL;
}

/* Turns an array of strings into the argv: words, each NUL-terminated. */
static bool declare_read_command(struct json j, struct source *to)
{
    char words[LIMIT_COMMAND_BYTES];
    struct json word;
    size_t used = 0, cursor = 0, len = 0, count = 0;
    if (declare_absent(j))
        return true;
    if (j.type != JSON_ARRAY)
        return false;
    while (json_next(j, &cursor, &word)) {
        if (++count >= LIMIT_ARGUMENTS ||
            !json_string(word, words + used, sizeof words - used, &len))
            return false;
        used += len + 1;
    }
    return count > 0 && words[0] != '\0' && source_set_argv(to, slice_make(words, used));
}

static bool declare_add_value(struct source *to, const char *name, struct json j)
{
    char value[LIMIT_PATH_BYTES];
    size_t len = 0;
    bool yes;
    if (j.type == JSON_NUMBER)
        return source_add(to, slice_of(name), j.raw);
    if (json_bool(j, &yes))
        return source_add(to, slice_of(name), yes ? SLICE("yes") : SLICE("no"));
    return json_string(j, value, sizeof value, &len) &&
           source_add(to, slice_of(name), slice_make(value, len));
}

static bool declare_add_option(struct source *to, const char *name, struct json j)
{
    struct json element;
    size_t cursor = 0;
    if (declare_absent(j))
        return true;
    if (j.type != JSON_ARRAY)
        return declare_add_value(to, name, j);
    while (json_next(j, &cursor, &element))
        if (!declare_add_value(to, name, element))
            return false;
    return true;
}

static bool declare_read_kind(struct json j, struct source *to)
{
    char word[16];
    size_t len = 0;
    return declare_absent(j) || (json_string(j, word, sizeof word, &len) &&
                                 source_kind_of(slice_make(word, len), &to->kind));
}

bool declare_source(struct json body, struct source *to, struct text *error)
{
    size_t at = 0;
    const char *name;
    *to = (struct source){.kind = SOURCE_COMMAND};
    if (!declare_read_kind(json_member(body, "source"), to))
        return declare_refuse(error, "source is none of", " command serial tcp ssh tmux");
    if (!declare_read_command(json_member(body, "command"), to))
        return declare_refuse(error, "command", " is an array of strings, the program first");
    while ((name = source_option_name(&at)) != NULL)
        if (!declare_add_option(to, name, json_member(body, name)))
            return declare_refuse(error, name, " is no text, or too long");
    return source_check(to, error);
}
