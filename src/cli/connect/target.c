/*
 * Parses targets. After the scheme everything up to the first '/' is the host, and the rest the
 * session. A session's name may contain a ':' itself: only digits after the last one are a window's
 * index.
 */
#include "cli/connect/target.h"

#include <string.h>

static const char *target_parse_session(struct slice text, struct target *t)
{
    size_t colon = text.len;
    uint64_t window;
    if (slice_ends(text, SLICE("/")))
        text.len--;
    if (slice_find(text, '/') >= 0)
        return "a session's name cannot hold '/'";
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == ':')
            colon = i;
    if (slice_u64(slice_from(text, colon + 1), &window) && window <= UINT32_MAX) {
        t->has_window = true;
        t->window = (uint32_t)window;
        text.len = colon;
    }
    if (!slice_copy(text, t->session, sizeof t->session))
        return "a session's name has at most 63 bytes";
    return t->has_window && t->session[0] == '\0' ? "expected SESSION before :WINDOW" : NULL;
}

static bool target_parse_port(struct slice text, struct target *t)
{
    uint64_t port;
    if (!slice_u64(text, &port) || port == 0 || port > UINT16_MAX)
        return false;
    t->port = (uint16_t)port;
    return true;
}

/* Parses [user@]host[:port]; an IPv6 address is in brackets. */
static const char *target_parse_host(struct slice text, struct target *t)
{
    struct slice host, rest;
    if (slice_find(text, '@') >= 0) {
        struct slice user;
        text = slice_cut(text, '@', &user);
        if (user.len == 0 || user.at[0] == '-' || !slice_copy(user, t->user, sizeof t->user))
            return "invalid user name before '@'";
    }
    if (text.len > 0 && text.at[0] == '[') {
        if (slice_find(text, ']') < 0)
            return "expected ']' after the address";
        rest = slice_cut(slice_from(text, 1), ']', &host);
    } else {
        (void)slice_cut(text, ':', &host);
        rest = slice_from(text, host.len);
    }
    if (host.len == 0 || host.at[0] == '-' || !slice_copy(host, t->host, sizeof t->host))
        return "invalid host name";
    if (rest.len > 0 && (rest.at[0] != ':' || !target_parse_port(slice_from(rest, 1), t)))
        return "expected \":PORT\" (1 to 65535) or nothing after the host";
    return NULL;
}

const char *target_parse(struct slice text, bool host_alone, struct target *t)
{
    static const struct {
        struct slice scheme;
        enum target_way way;
    } schemes[] = {{{(const uint8_t *)"ssh://", 6}, TARGET_SSH},
                   {{(const uint8_t *)"http://", 7}, TARGET_HTTP}};
    struct slice host;
    *t = (struct target){.way = TARGET_LOCAL};
    if (slice_starts(text, SLICE("https://")))
        return "TLS is not supported yet; use ssh://, or http:// through a tunnel";
    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (slice_starts(text, schemes[i].scheme)) {
            text = slice_from(text, schemes[i].scheme.len);
            t->way = schemes[i].way;
            host_alone = true;
        }
    }
    if (slice_find(text, '/') < 0 && !host_alone)
        return target_parse_session(text, t);
    text = slice_cut(text, '/', &host);
    if (host.len > 0 || t->way != TARGET_LOCAL) {
        const char *wrong = target_parse_host(host, t);
        if (wrong)
            return wrong;
        if (t->way == TARGET_LOCAL)
            t->way = TARGET_HTTP;
    }
    return target_parse_session(text, t);
}
