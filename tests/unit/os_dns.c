/* Questions as in RFC 1035, and answers: valid, aliased, compressed, malformed, foreign. */
#include "check.h"
#include "os/names/dns.h"

#define ID 0x1234

static uint8_t message[DNS_MESSAGE_MAX];
static size_t len;

static void put(const char *bytes, size_t n)
{
    memcpy(message + len, bytes, n);
    len += n;
}
#define PUT(literal) put(literal, sizeof(literal) - 1)

static size_t ask_slice(struct slice name, enum dns_type type)
{
    struct dns_question q = {.name = name, .type = type, .id = ID};
    return dns_ask(&q, message);
}

static size_t ask(const char *name, enum dns_type type)
{
    return ask_slice(slice_of(name), type);
}

static size_t ask_bytes(const char *name, size_t n)
{
    return ask_slice(slice_make(name, n), DNS_A);
}

/* Writes the head of an answer to "pi.example": flags and the number of records that follow. */
static void begin(unsigned flags, unsigned records)
{
    len = ask("pi.example", DNS_A);
    message[2] = (uint8_t)(flags >> 8);
    message[3] = (uint8_t)flags;
    message[7] = (uint8_t)records;
}

static uint8_t address[16];

static enum dns_outcome read_as(struct slice name, enum dns_type type, bool multicast)
{
    struct dns_question q = {.name = name, .type = type, .id = ID, .multicast = multicast};
    return dns_read(&q, slice_make(message, len), address);
}

static enum dns_outcome read_it(void)
{
    return read_as(SLICE("pi.example"), DNS_A, false);
}

static void questions(void)
{
    STORY("a question consists of a head, the name in labels, the type and the class")
    {
        len = ask("pi.example.", DNS_AAAA);
        CHECK_BYTES("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x02pi\x07"
                    "example\x00\x00\x1c\x00\x01",
                    28, (const char *)message, len);
    }
    STORY("a text that is not a name makes no question")
    {
        char label[70];
        memset(label, 'a', sizeof label);
        CHECK_U64(0, ask("", DNS_A));
        CHECK_U64(0, ask("a..b", DNS_A));
        CHECK_U64(0, ask(".a", DNS_A));
        CHECK_U64(0, ask_bytes(label, 64));
        CHECK(ask_bytes(label, 63) > 0);
        char name[260];
        for (size_t i = 0; i < sizeof name; i++)
            name[i] = i % 10 == 9 ? '.' : 'x';
        CHECK_U64(0, ask_bytes(name, 255));
    }
}

static void answers(void)
{
    STORY("an address after a compressed name is accepted, in any case of letters")
    {
        begin(0x8180, 1);
        PUT("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x01\x02\x03");
        CHECK(read_as(SLICE("PI.Example"), DNS_A, false) == DNS_FOUND);
        CHECK_BYTES("\x0a\x01\x02\x03", 4, (const char *)address, (size_t)4);
    }
    STORY("an alias is followed, wherever its target's address is")
    {
        begin(0x8180, 2);
        PUT("\x02q1\x07"
            "example\x00\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x00\x00\x09");
        PUT("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x05\x02q1\xc0\x0f");
        CHECK(read_it() == DNS_FOUND);
        CHECK_U64(9, address[3]);
    }
    STORY("a loop of aliases is not followed for ever")
    {
        begin(0x8180, 1);
        PUT("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x02\xc0\x0c");
        CHECK(read_it() == DNS_NONE);
    }
}

static void outcomes(void)
{
    STORY("no such name, no such address, and a server failure are distinguished")
    {
        begin(0x8183, 0);
        CHECK(read_it() == DNS_NONE);
        begin(0x8180, 0);
        CHECK(read_it() == DNS_NONE);
        begin(0x8182, 0);
        CHECK(read_it() == DNS_REFUSED);
    }
    STORY("a message that does not answer this question is foreign")
    {
        begin(0x0100, 0);
        CHECK(read_it() == DNS_FOREIGN);
        begin(0x8180, 1);
        PUT("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x01\x02\x03");
        CHECK(read_as(SLICE("other.example"), DNS_A, false) == DNS_FOREIGN);
        CHECK(read_as(SLICE("pi.example"), DNS_AAAA, false) == DNS_FOREIGN);
        message[1] ^= 1;
        CHECK(read_it() == DNS_FOREIGN);
    }
    STORY("an address of another name, class or length is not accepted")
    {
        begin(0x8180, 3);
        PUT("\x01x\xc0\x0f\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x00\x00\x01");
        PUT("\xc0\x0c\x00\x01\x00\x03\x00\x00\x00\x3c\x00\x04\x0a\x00\x00\x02");
        PUT("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x05\x0a\x00\x00\x03\x04");
        CHECK(read_it() == DNS_NONE);
    }
}

static void malformed(void)
{
    STORY("names with pointers to themselves or forward are malformed")
    {
        begin(0x8180, 1);
        PUT("\xc0\x1c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x01\x02\x03");
        CHECK(read_it() == DNS_FOREIGN);
        begin(0x8180, 1);
        PUT("\xc0\xff\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x01\x02\x03");
        CHECK(read_it() == DNS_FOREIGN);
        begin(0x8180, 1);
        PUT("\x80pi\x00\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x01\x02\x03");
        CHECK(read_it() == DNS_FOREIGN);
    }
    STORY("an answer truncated anywhere is never accepted")
    {
        begin(0x8180, 1);
        PUT("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x01\x02\x03");
        for (size_t whole = len; len > 0; len--)
            if (len < whole && read_it() != DNS_FOREIGN)
                CHECK_FAILED("%zu of %zu bytes were taken", len, whole);
    }
    STORY("a multicast answer needs neither id nor question, and is foreign for other names")
    {
        len = 0;
        PUT("\x00\x00\x84\x00\x00\x00\x00\x01\x00\x00\x00\x00");
        PUT("\x02pi\x05local\x00\x00\x01\x80\x01\x00\x00\x00\x78\x00\x04\xc0\xa8\x01\x07");
        CHECK(read_as(SLICE("pi.local"), DNS_A, true) == DNS_FOUND);
        CHECK_BYTES("\xc0\xa8\x01\x07", 4, (const char *)address, (size_t)4);
        CHECK(read_as(SLICE("pi.local"), DNS_AAAA, true) == DNS_FOREIGN);
        CHECK(read_as(SLICE("po.local"), DNS_A, true) == DNS_FOREIGN);
        CHECK(read_as(SLICE("pi.local"), DNS_A, false) == DNS_FOREIGN);
    }
}

int main(void)
{
    questions();
    answers();
    outcomes();
    malformed();
    return check_end();
}
