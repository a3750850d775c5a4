/*
 * A credential is hashed and compared with the hashes of the tokens: the time taken reveals neither
 * its length nor its bytes. A cookie is 256 random bits, of which the board keeps only the hash.
 * Wrong credentials are counted per address within a minute, in a bounded table; when it is full, a
 * new address displaces the one whose minute began first.
 */
#include "app/request/auth.h"

#include "base/clock.h"
#include "base/codec/base64.h"
#include "base/codec/sha256.h"
#include "base/log.h"
#include "net/fields.h"
#include "os/random.h"

#include <string.h>
#include <unistd.h>

#define SECRET_BYTES 32
#define MINUTE_MS 60000
#define CREDENTIAL_MAX 512

struct failures {
    char address[CONN_ADDRESS_BYTES];
    uint64_t since_ms;
    uint32_t count;
};

static uint8_t token_hash[32], viewer_hash[32];
static bool has_token, has_viewer;
static struct failures failures[LIMIT_ADDRESSES];
static struct table failures_table = {.size = LIMIT_ADDRESSES};
static char host_name[LIMIT_NAME_BYTES];
static char cookie_name[32];

#define COOKIE_NAME_BYTES 6 /* of a hash, two digits each */

/* Names the cookie after the instance, since browsers share cookies between the ports of a host
 * (RFC 6265 section 8.5): two boards that are reached through ports of one host must not receive
 * each other's. */
static void auth_name_cookie(void)
{
    uint8_t hash[32];
    struct text t;
    sha256(slice_of(app.config->instance), hash);
    text_init(&t, cookie_name, sizeof cookie_name);
    text_str(&t, "boundtty-");
    for (size_t i = 0; i < COOKIE_NAME_BYTES; i++)
        text_hex(&t, hash[i], 2);
    text_end(&t);
}

void auth_init(void)
{
    struct slice token = slice_of(app.config->token), viewer = slice_of(app.config->viewer_token);
    has_token = token.len > 0;
    has_viewer = viewer.len > 0;
    sha256(token, token_hash);
    sha256(viewer, viewer_hash);
    if (gethostname(host_name, sizeof host_name - 1) != 0)
        host_name[0] = '\0';
    auth_name_cookie();
}

static struct failures *auth_failures_of(const char *address)
{
    struct failures *oldest = &failures[0];
    for (size_t i = 0; i < LIMIT_ADDRESSES; i++) {
        if (strcmp(failures[i].address, address) == 0)
            return &failures[i];
        if (failures[i].since_ms < oldest->since_ms)
            oldest = &failures[i];
    }
    if (oldest->address[0] != '\0')
        failures_table.refused++;
    else
        failures_table.high = ++failures_table.used;
    *oldest = (struct failures){0};
    (void)slice_copy(slice_of(address), oldest->address, sizeof oldest->address);
    return oldest;
}

static bool auth_failed_too_often(const struct conn *c, uint64_t now_ms)
{
    const char *address = conn_address(c);
    for (size_t i = 0; i < LIMIT_ADDRESSES; i++)
        if (strcmp(failures[i].address, address) == 0)
            return failures[i].count >= LIMIT_FAILED_LOGINS &&
                   now_ms < failures[i].since_ms + MINUTE_MS;
    return false;
}

static void auth_note_failure(const struct conn *c, uint64_t now_ms)
{
    struct failures *f = auth_failures_of(conn_address(c));
    if (f->count == 0 || now_ms >= f->since_ms + MINUTE_MS) {
        f->since_ms = now_ms;
        f->count = 0;
    }
    f->count++;
    figures_count(&app.board->figures, FIGURE_LOGIN_FAILURES, 1);
    struct log_line l;
    if (!log_open_limited(&l, LOG_WARNING, "login-failed", "login-failed"))
        return;
    log_str(&l, "address", slice_of(conn_address(c)));
    log_u64(&l, "failures", f->count);
    log_close(&l);
}

static enum role auth_role_of_token(struct slice token)
{
    uint8_t hash[32];
    sha256(token, hash);
    bool full = secret_equal(hash, token_hash, sizeof hash) && has_token;
    bool look = secret_equal(hash, viewer_hash, sizeof hash) && has_viewer;
    if (full)
        return ROLE_FULL;
    return look ? ROLE_LOOK : ROLE_NONE;
}

enum role auth_token(const struct conn *c, struct slice token, uint64_t now_ms, bool *refused)
{
    *refused = auth_failed_too_often(c, now_ms);
    figures_count(&app.board->figures, FIGURE_LOGINS_LIMITED, *refused);
    if (*refused) {
        log_limit("failed-logins", slice_of(conn_address(c)));
        return ROLE_NONE;
    }
    enum role role = auth_role_of_token(token);
    if (role == ROLE_NONE)
        auth_note_failure(c, now_ms);
    return role;
}

static struct login *auth_login_of(struct slice cookie)
{
    uint8_t hash[32];
    sha256(cookie, hash);
    for (uint16_t i = 0; i < LIMIT_LOGINS; i++) {
        struct login *l = &app.board->logins[i];
        if (app.board->login_slots[i].taken && secret_equal(hash, l->hash, sizeof hash))
            return l;
    }
    return NULL;
}

/* The role of a cookie. An unknown cookie may be an old one; it is not counted as a failure. */
static enum role auth_role_of_cookie(const struct http_request *r)
{
    struct slice cookie;
    if (!http_cookie(r, slice_of(cookie_name), &cookie))
        return ROLE_NONE;
    struct login *l = auth_login_of(cookie);
    if (!l)
        return ROLE_NONE;
    l->used_ms = clock_ms();
    return l->readonly ? ROLE_LOOK : ROLE_FULL;
}

/* Gets the token of "Bearer TOKEN", the password of "Basic user:TOKEN" or, on an upgrade, ?token=.
 * True with length 0: an Authorization field without a usable credential. */
static bool auth_credential(const struct http_request *r, bool upgrade, char *to, size_t size,
                            size_t *len)
{
    struct slice value, scheme, query;
    if (http_field(r, "Authorization", &value)) {
        struct slice rest = slice_trim(slice_cut(value, ' ', &scheme));
        if (slice_equal_nocase(scheme, SLICE("Bearer"))) {
            *len = rest.len;
            return slice_copy(rest, to, size);
        }
        uint8_t pair[CREDENTIAL_MAX];
        size_t n = 0;
        if (slice_equal_nocase(scheme, SLICE("Basic")) &&
            base64_decode(rest, pair, sizeof pair, &n)) {
            struct slice user, password = slice_cut((struct slice){pair, n}, ':', &user);
            *len = password.len;
            return slice_copy(password, to, size);
        }
        *len = 0;
        return true;
    }
    return upgrade && http_query(r->query, "token", &query) && http_decode(query, to, size, len);
}

bool auth_has_credential(const struct http_request *r, bool upgrade)
{
    struct slice any;
    return http_field(r, "Authorization", &any) || http_cookie(r, slice_of(cookie_name), &any) ||
           (upgrade && http_query(r->query, "token", &any));
}

/* Whether the request is by a client of the local socket other than a browser. A browser would name
 * an Origin or, through a port that somebody has forwarded to the socket, another Host. */
static bool is_own_client(const struct conn *c, const struct http_request *r)
{
    struct slice origin;
    return conn_is_trusted(c) && slice_equal_nocase(r->host, SLICE("localhost")) &&
           !http_field(r, "Origin", &origin);
}

enum role auth_request(const struct conn *c, const struct http_request *r, bool upgrade,
                       uint64_t now_ms, bool *refused)
{
    char token[CREDENTIAL_MAX];
    size_t len = 0;
    *refused = false;
    enum role role = auth_role_of_cookie(r);
    if (role != ROLE_NONE)
        return role;
    if (!auth_credential(r, upgrade, token, sizeof token, &len))
        return is_own_client(c, r) ? ROLE_FULL : ROLE_NONE;
    return auth_token(c, slice_make(token, len), now_ms, refused);
}

static uint16_t auth_take_login(void)
{
    struct board *b = app.board;
    uint16_t slot = table_take(&b->login_table, b->login_slots);
    if (slot != TABLE_NONE)
        return slot;
    uint16_t oldest = 0;
    for (uint16_t i = 1; i < LIMIT_LOGINS; i++)
        if (b->logins[i].used_ms < b->logins[oldest].used_ms)
            oldest = i;
    return oldest;
}

static void auth_put_cookie(struct text *field, struct slice value)
{
    text_str(field, "Set-Cookie: ");
    text_str(field, cookie_name);
    text_char(field, '=');
    text_add(field, value);
    text_str(field, "; Path=");
    text_str(field, app.config->base);
    text_str(field, "/; HttpOnly; SameSite=Strict");
}

bool auth_login(enum role role, bool secure, struct text *field)
{
    uint8_t secret[SECRET_BYTES];
    if (!os_random(secret, sizeof secret))
        return false;
    TEXT(cookie, 2 * SECRET_BYTES);
    for (size_t i = 0; i < sizeof secret; i++)
        text_hex(&cookie, secret[i], 2);
    struct login *l = &app.board->logins[auth_take_login()];
    sha256(text_slice(&cookie), l->hash);
    l->used_ms = clock_ms();
    l->readonly = role != ROLE_FULL;
    auth_put_cookie(field, text_slice(&cookie));
    text_str(field, "; Max-Age=31536000");
    text_str(field, secure ? "; Secure\r\n" : "\r\n");
    return true;
}

void auth_logout(const struct http_request *r, struct text *field)
{
    struct slice cookie;
    struct login *l = http_cookie(r, slice_of(cookie_name), &cookie) ? auth_login_of(cookie) : NULL;
    if (l) {
        memset(l->hash, 0, sizeof l->hash);
        table_give(&app.board->login_table, app.board->login_slots,
                   (uint16_t)(l - app.board->logins));
    }
    auth_put_cookie(field, SLICE(""));
    text_str(field, "; Max-Age=0\r\n");
}

/* The Host without its port: "[::1]:7681" becomes "::1". */
static struct slice host_part(struct slice host)
{
    struct slice head;
    if (host.len > 0 && host.at[0] == '[') {
        slice_cut(slice_from(host, 1), ']', &head);
        return head;
    }
    slice_cut(host, ':', &head);
    return head;
}

/* Whether the host is an IP address, which no foreign DNS can point to this machine. */
static bool is_address(struct slice host)
{
    bool v6 = slice_find(host, ':') >= 0;
    for (size_t i = 0; i < host.len; i++) {
        uint8_t c = host.at[i];
        bool digit = c >= '0' && c <= '9';
        bool hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (v6 ? !(hex || c == ':' || c == '.') : !(digit || c == '.'))
            return false;
    }
    return host.len > 0;
}

static bool is_own_name(struct slice host)
{
    struct slice own = slice_of(host_name), label;
    struct slice domain = slice_cut(host, '.', &label);
    bool local =
        slice_equal_nocase(domain, SLICE("local")) || slice_equal_nocase(domain, SLICE("lan"));
    if (own.len > 0 && (slice_equal_nocase(host, own) || (local && slice_equal_nocase(label, own))))
        return true;
    for (uint16_t i = 0; i < app.config->host_count; i++)
        if (slice_equal_nocase(host, slice_of(app.config->hosts[i])))
            return true;
    return slice_equal_nocase(host, SLICE("localhost"));
}

bool auth_host(const struct conn *c, const struct http_request *r)
{
    struct slice host = host_part(r->host);
    return conn_is_unix(c) || is_address(host) || is_own_name(host);
}

bool auth_origin(const struct http_request *r)
{
    struct slice origin, scheme;
    if (!http_field(r, "Origin", &origin))
        return true;
    struct slice rest = slice_cut(origin, ':', &scheme);
    bool web =
        slice_equal_nocase(scheme, SLICE("http")) || slice_equal_nocase(scheme, SLICE("https"));
    return web && slice_starts(rest, SLICE("//")) &&
           slice_equal_nocase(slice_from(rest, 2), r->host);
}

const struct table *auth_failures_table(void)
{
    return &failures_table;
}
