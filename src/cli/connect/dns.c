/*
 * Names are expanded to text, label by label; a compressed one goes on at an earlier place, always
 * before all that was read of it, so that it ends. From the name that was asked for, the answer's
 * records are followed: an alias (CNAME) goes on with another name, at most CHAIN_MAX times.
 */
#include "cli/connect/dns.h"

#include "base/text.h"

#include <string.h>

#define HEAD 12
#define LABEL_MAX 63
#define CHAIN_MAX 8
#define RECORDS_MAX 128
#define CLASS_IN 1
#define TYPE_CNAME 5
#define FLAG_ANSWER 0x8000u
#define FLAG_RECURSE 0x0100u
#define CODE 0x000Fu
#define CODE_NO_NAME 3
#define CACHE_FLUSH 0x8000u /* RFC 6762 section 10.2: not of the class */

static void put_u16(uint8_t *to, unsigned v)
{
    to[0] = (uint8_t)(v >> 8);
    to[1] = (uint8_t)v;
}

static unsigned get_u16(struct slice m, size_t at)
{
    return at + 2 <= m.len ? (unsigned)(m.at[at] << 8 | m.at[at + 1]) : 0;
}

/* The name in the wire's form; 0: it is none. */
static size_t put_name(uint8_t *to, struct slice name)
{
    size_t at = 0;
    if (slice_ends(name, SLICE(".")))
        name.len--;
    if (name.len == 0 || name.len >= DNS_NAME_MAX)
        return 0;
    while (name.len > 0) {
        struct slice label;
        bool more = slice_find(name, '.') >= 0;
        name = slice_cut(name, '.', &label);
        if (label.len == 0 || label.len > LABEL_MAX || (more && name.len == 0))
            return 0;
        to[at++] = (uint8_t)label.len;
        memcpy(to + at, label.at, label.len);
        at += label.len;
    }
    to[at++] = 0;
    return at;
}

size_t dns_ask(uint8_t to[DNS_MESSAGE_MAX], uint16_t id, struct slice name, enum dns_type type)
{
    memset(to, 0, HEAD);
    put_u16(to, id);
    put_u16(to + 2, FLAG_RECURSE);
    put_u16(to + 4, 1);
    size_t n = put_name(to + HEAD, name);
    if (n == 0)
        return 0;
    put_u16(to + HEAD + n, type);
    put_u16(to + HEAD + n + 2, CLASS_IN);
    return HEAD + n + 4;
}

/* The name that stands at *at, as text without the last dot; *at moves behind it. */
static bool read_name(struct slice m, size_t *at, char name[DNS_NAME_MAX])
{
    struct text t;
    size_t here = *at, before = *at;
    bool jumped = false;
    text_init(&t, name, DNS_NAME_MAX);
    while (here < m.len) {
        unsigned n = m.at[here];
        if (n >= 0xC0) {
            size_t to = get_u16(m, here) & 0x3FFFu;
            if (!jumped)
                *at = here + 2;
            jumped = true;
            if (here + 2 > m.len || to >= before)
                return false;
            here = before = to;
            continue;
        }
        struct slice label = slice_part(m, here + 1, n);
        if (n > LABEL_MAX || label.len < n || slice_find(label, '.') >= 0)
            return false;
        here += 1 + n;
        if (n == 0) {
            if (!jumped)
                *at = here;
            (void)text_end(&t);
            return !t.cut;
        }
        if (t.len > 0)
            text_char(&t, '.');
        text_add(&t, label);
    }
    return false;
}

static bool same_name(struct slice a, const char *b)
{
    if (slice_ends(a, SLICE(".")))
        a.len--;
    return slice_equal_nocase(a, slice_of(b));
}

/* The questions are passed over; unless it is multicast there must be one, and ours. */
static bool read_questions(struct slice m, size_t *at, struct slice name, enum dns_type type,
                           bool multicast)
{
    unsigned count = get_u16(m, 4);
    char asked[DNS_NAME_MAX];
    if (count > 1 || (count == 0 && !multicast))
        return false;
    if (count == 0)
        return true;
    if (!read_name(m, at, asked) || *at + 4 > m.len)
        return false;
    bool ours = same_name(name, asked) && get_u16(m, *at) == type;
    *at += 4;
    return ours || multicast;
}

struct record {
    char name[DNS_NAME_MAX];
    unsigned type;
    size_t data, len; /* where its data stands */
};

static bool read_record(struct slice m, size_t *at, struct record *r)
{
    if (!read_name(m, at, r->name) || *at + 10 > m.len)
        return false;
    r->type = (get_u16(m, *at + 2) & ~CACHE_FLUSH) == CLASS_IN ? get_u16(m, *at) : 0;
    r->len = get_u16(m, *at + 8);
    r->data = *at + 10;
    *at = r->data + r->len;
    return *at <= m.len;
}

/* One walk over the records, from the first that stands at `at`: the address, or the name that the
 * alias in `name` goes on with. */
static enum dns_outcome walk(struct slice m, size_t at, enum dns_type type, char name[DNS_NAME_MAX],
                             bool *alias, uint8_t address[16])
{
    struct record r;
    size_t bytes = type == DNS_A ? 4 : 16;
    *alias = false;
    for (unsigned i = 0, count = get_u16(m, 6); i < count && i < RECORDS_MAX; i++) {
        if (!read_record(m, &at, &r))
            return DNS_FOREIGN;
        if (!same_name(slice_of(name), r.name))
            continue;
        if (r.type == (unsigned)type && r.len == bytes) {
            memcpy(address, m.at + r.data, bytes);
            return DNS_FOUND;
        }
        size_t data = r.data;
        if (r.type == TYPE_CNAME && !read_name(m, &data, name))
            return DNS_FOREIGN;
        *alias = *alias || r.type == TYPE_CNAME;
    }
    return DNS_NONE;
}

enum dns_outcome dns_read(struct slice message, uint16_t id, struct slice name, enum dns_type type,
                          bool multicast, uint8_t address[16])
{
    char current[DNS_NAME_MAX];
    size_t at = HEAD;
    unsigned flags = get_u16(message, 2);
    if (message.len < HEAD || (flags & FLAG_ANSWER) == 0 ||
        (!multicast && get_u16(message, 0) != id) ||
        !read_questions(message, &at, name, type, multicast))
        return DNS_FOREIGN;
    if ((flags & CODE) != 0)
        return (flags & CODE) == CODE_NO_NAME ? DNS_NONE : DNS_REFUSED;
    if (slice_ends(name, SLICE(".")))
        name.len--;
    if (!slice_copy(name, current, sizeof current))
        return DNS_FOREIGN;
    for (unsigned i = 0; i < CHAIN_MAX; i++) {
        bool alias;
        enum dns_outcome o = walk(message, at, type, current, &alias, address);
        if (o != DNS_NONE || !alias)
            return o == DNS_NONE && multicast ? DNS_FOREIGN : o;
    }
    return DNS_NONE;
}
