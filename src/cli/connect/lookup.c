/* Searches the server's list of windows, and writes the paths of its API (src/net/PROTOCOL.md). */
#include "cli/connect/lookup.h"

void lookup_put_encoded(struct text *t, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t b = s.at[i];
        bool plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
                     slice_find(SLICE("-._~"), b) >= 0;
        if (plain) {
            text_char(t, (char)b);
        } else {
            text_char(t, '%');
            text_hex(t, b, 2);
        }
    }
}

const char *lookup_path(const struct client *c, bool window, const char *rest, struct text *to)
{
    text_str(to, "/api/sessions/");
    lookup_put_encoded(to, slice_of(c->target.session));
    if (window) {
        text_str(to, "/windows/");
        text_u64(to, c->target.window);
    }
    text_str(to, rest);
    return text_end(to);
}

void lookup_put_name(const struct client *c, struct text *to)
{
    text_str(to, c->target.session);
    text_char(to, ':');
    text_u64(to, c->target.window);
}

/* Sets the target's session to the server's first one. */
static int lookup_session(struct client *c)
{
    struct json session;
    size_t cursor = 0, len;
    int failed = client_ask(c, "GET", "/api/sessions", (struct slice){0});
    if (failed)
        return failed;
    if (json_next(json_read(client_body(c)), &cursor, &session) &&
        json_string(json_member(session, "name"), c->target.session, sizeof c->target.session,
                    &len))
        return CLI_DONE;
    return client_fail(c, CLI_NO_TARGET, c->where, "it has no session; make one with boundtty new");
}

/* Returns the listed window that the target names; without an index the active one, else the
 * first. */
static struct json lookup_choose(const struct target *t, struct json list)
{
    struct json chosen = {.type = JSON_BAD}, one;
    size_t cursor = 0;
    while (json_next(list, &cursor, &one)) {
        uint64_t index = 0;
        bool active = false;
        (void)json_u64(json_member(one, "index"), UINT32_MAX, &index);
        (void)json_bool(json_member(one, "active"), &active);
        if (t->has_window ? index == t->window : active || chosen.type == JSON_BAD)
            chosen = one;
    }
    return chosen;
}

int lookup_window(struct client *c, struct json *window)
{
    TEXT(path, LOOKUP_PATH_BYTES);
    uint64_t index = 0;
    int failed = c->target.session[0] ? CLI_DONE : lookup_session(c);
    if (!failed)
        failed = client_ask(c, "GET", lookup_path(c, false, "/windows", &path), (struct slice){0});
    if (failed)
        return failed;
    *window = lookup_choose(&c->target, json_read(client_body(c)));
    if (!json_u64(json_member(*window, "index"), UINT32_MAX, &index))
        return client_fail(c, CLI_NO_TARGET, c->target.session, "no such window in this session");
    c->target.has_window = true;
    c->target.window = (uint32_t)index;
    return CLI_DONE;
}

int lookup_rename(struct client *c, const char *name)
{
    TEXT(body, 512);
    TEXT(path, LOOKUP_PATH_BYTES);
    bool first = true;
    text_char(&body, '{');
    json_put_string_member(&body, &first, "name", slice_of(name));
    text_char(&body, '}');
    if (body.cut)
        return client_fail(c, CLI_USAGE, name, "a name has at most 63 bytes");
    return client_ask(c, "PATCH", lookup_path(c, c->target.has_window, "", &path),
                      text_slice(&body));
}
