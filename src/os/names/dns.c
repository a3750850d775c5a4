/*
 * Writes DNS questions and parses answers. A compressed name (RFC 1035 section 4.1.4) continues at
 * an earlier place, always before all that was read of it, and therefore ends. An alias (CNAME) is
 * followed to its target's records in the same message, at most CHAIN_MAX times.
 */
#include "os/names/dns.h"

#include "base/endian.h"
#include "base/text.h"

#include <string.h>

#define HEAD_BYTES 12
#define LABEL_MAX 63
#define CHAIN_MAX 8
#define RECORDS_MAX 128
#define CLASS_IN 1
#define TYPE_CNAME 5
#define FLAG_ANSWER 0x8000u
#define FLAG_RECURSE 0x0100u
#define CODE 0x000Fu
#define CODE_NO_NAME 3
#define CACHE_FLUSH 0x8000u /* RFC 6762 section 10.2: not part of the class */

/* A message, and the position up to which it was read. */
struct dns_reader {
    struct slice message;
    size_t at;
};

/* Returns the 16-bit number at `at`; 0 past the message's end. */
static unsigned dns_number(struct slice m, size_t at)
{
    return at + 2 <= m.len ? endian_get_u16(m.at + at) : 0;
}

/* Returns the name without the root's dot, which is optional. */
static struct slice without_root(struct slice name)
{
    if (slice_ends(name, SLICE(".")))
        name.len--;
    return name;
}

/* Writes the name as labels (RFC 1035 section 3.1) and returns their length; 0 if it is not a
 * name. */
static size_t dns_put_name(uint8_t *to, struct slice name)
{
    size_t at = 0;
    name = without_root(name);
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

size_t dns_ask(const struct dns_question *q, uint8_t to[DNS_MESSAGE_MAX])
{
    memset(to, 0, HEAD_BYTES);
    endian_put_u16(to, q->id);
    endian_put_u16(to + 2, FLAG_RECURSE);
    endian_put_u16(to + 4, 1);
    size_t n = dns_put_name(to + HEAD_BYTES, q->name);
    if (n == 0)
        return 0;
    endian_put_u16(to + HEAD_BYTES + n, (uint16_t)q->type);
    endian_put_u16(to + HEAD_BYTES + n + 2, CLASS_IN);
    return HEAD_BYTES + n + 4;
}

/* Follows a compressed name's pointer at *here, whose target must precede `before`. */
static bool dns_jump(struct slice m, size_t *here, size_t before)
{
    size_t to = dns_number(m, *here) & 0x3FFFu;
    if (*here + 2 > m.len || to >= before)
        return false;
    *here = to;
    return true;
}

/* Reads the name at r->at, as text without the last dot, and advances r->at past it. */
static bool dns_read_name(struct dns_reader *r, char name[DNS_NAME_MAX])
{
    struct text t;
    struct slice m = r->message;
    size_t here = r->at, before = r->at;
    bool jumped = false;
    text_init(&t, name, DNS_NAME_MAX);
    while (here < m.len) {
        unsigned n = m.at[here];
        if (n >= 0xC0) {
            if (!jumped)
                r->at = here + 2;
            jumped = true;
            if (!dns_jump(m, &here, before))
                return false;
            before = here;
            continue;
        }
        struct slice label = slice_part(m, here + 1, n);
        if (n > LABEL_MAX || label.len < n || slice_find(label, '.') >= 0)
            return false;
        here += 1 + n;
        if (n == 0) {
            if (!jumped)
                r->at = here;
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
    return slice_equal_nocase(without_root(a), slice_of(b));
}

/* Skips the questions. Without multicast exactly one is permitted, which must be ours. */
static bool dns_skip_questions(struct dns_reader *r, const struct dns_question *q)
{
    unsigned count = dns_number(r->message, 4);
    char asked[DNS_NAME_MAX];
    if (count > 1 || (count == 0 && !q->multicast))
        return false;
    if (count == 0)
        return true;
    if (!dns_read_name(r, asked) || r->at + 4 > r->message.len)
        return false;
    bool ours = same_name(q->name, asked) && dns_number(r->message, r->at) == (unsigned)q->type;
    r->at += 4;
    return ours || q->multicast;
}

struct dns_record {
    char name[DNS_NAME_MAX];
    unsigned type;    /* 0: the class is not IN */
    size_t data, len; /* position and length of its data in the message */
};

static bool dns_read_record(struct dns_reader *r, struct dns_record *record)
{
    struct slice m = r->message;
    if (!dns_read_name(r, record->name) || r->at + 10 > m.len)
        return false;
    bool internet = (dns_number(m, r->at + 2) & ~CACHE_FLUSH) == CLASS_IN;
    record->type = internet ? dns_number(m, r->at) : 0;
    record->len = dns_number(m, r->at + 8);
    record->data = r->at + 10;
    r->at = record->data + record->len;
    return r->at <= m.len;
}

/* The search of a pass over the records: an address of the name, which an alias replaces. */
struct dns_search {
    enum dns_type type;
    char name[DNS_NAME_MAX];
    bool alias; /* the pass has replaced the name */
    uint8_t *address;
};

/* Makes one pass over the records; the reader is at the first. */
static enum dns_outcome dns_pass(struct dns_reader r, struct dns_search *s)
{
    struct dns_record record;
    size_t bytes = s->type == DNS_A ? 4 : 16;
    s->alias = false;
    for (unsigned i = 0, count = dns_number(r.message, 6); i < count && i < RECORDS_MAX; i++) {
        if (!dns_read_record(&r, &record))
            return DNS_FOREIGN;
        if (!same_name(slice_of(s->name), record.name))
            continue;
        if (record.type == (unsigned)s->type && record.len == bytes) {
            memcpy(s->address, r.message.at + record.data, bytes);
            return DNS_FOUND;
        }
        if (record.type != TYPE_CNAME)
            continue;
        struct dns_reader data = {.message = r.message, .at = record.data};
        if (!dns_read_name(&data, s->name))
            return DNS_FOREIGN;
        s->alias = true;
    }
    return DNS_NONE;
}

/* Whether the message's head is that of an answer to the question. */
static bool dns_answers(const struct dns_question *q, struct slice message)
{
    return message.len >= HEAD_BYTES && (dns_number(message, 2) & FLAG_ANSWER) != 0 &&
           (q->multicast || dns_number(message, 0) == q->id);
}

enum dns_outcome dns_read(const struct dns_question *q, struct slice message, uint8_t address[16])
{
    struct dns_reader r = {.message = message, .at = HEAD_BYTES};
    struct dns_search search = {.type = q->type, .address = address};
    if (!dns_answers(q, message) || !dns_skip_questions(&r, q))
        return DNS_FOREIGN;
    unsigned code = dns_number(message, 2) & CODE;
    if (code != 0)
        return code == CODE_NO_NAME ? DNS_NONE : DNS_REFUSED;
    if (!slice_copy(without_root(q->name), search.name, sizeof search.name))
        return DNS_FOREIGN;
    for (unsigned i = 0; i < CHAIN_MAX; i++) {
        enum dns_outcome outcome = dns_pass(r, &search);
        if (outcome == DNS_NONE && q->multicast && !search.alias)
            return DNS_FOREIGN; /* a host answers only for its own names (RFC 6762 section 6) */
        if (outcome != DNS_NONE || !search.alias)
            return outcome;
    }
    return DNS_NONE;
}
