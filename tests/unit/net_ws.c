/* Tests of WebSocket frames: the cases of a conformance suite as a table, each fed whole and
 * byte by byte. */
#include "check.h"

#include "net/ws.h"

#define MOST 70000

/* Frames are written as text: "81 text" is head bytes in hex up to a space, then the payload,
 * which is masked on the way in. */
struct builder {
    uint8_t bytes[MOST * 2];
    size_t len;
};
static struct builder in;

static void frame(uint8_t first, const void *payload, size_t len)
{
    static const uint8_t mask[4] = {0x12, 0x34, 0x56, 0xf8};
    size_t n = ws_head(in.bytes + in.len, WS_TEXT, true, len);
    in.bytes[in.len] = first;
    in.bytes[in.len + 1] |= 0x80;
    in.len += n;
    memcpy(in.bytes + in.len, mask, 4);
    in.len += 4;
    for (size_t i = 0; i < len; i++)
        in.bytes[in.len++] = ((const uint8_t *)payload)[i] ^ mask[i % 4];
}

static void text_frame(uint8_t first, const char *payload)
{
    frame(first, payload, strlen(payload));
}

static void raw(const char *bytes, size_t len)
{
    memcpy(in.bytes + in.len, bytes, len);
    in.len += len;
}

/* The events of the bytes, as text: "T(hello)" and "B(..)" messages, "P(..)" ping, "O(..)" pong,
 * "C1000" close, "F1002" failure; messages of more than 40 bytes by their length. */
static char seen[512];
static uint8_t work[MOST * 2];
static uint8_t from_server; /* the reader is a client */

static void note(const char *format, unsigned value)
{
    size_t at = strlen(seen);
    snprintf(seen + at, sizeof seen - at, format, value);
}

static void note_bytes(char what, const uint8_t *bytes, size_t len)
{
    size_t at = strlen(seen);
    if (len > 40)
        snprintf(seen + at, sizeof seen - at, "%c(%zu)", what, len);
    else
        snprintf(seen + at, sizeof seen - at, "%c(%.*s)", what, (int)len, (const char *)bytes);
}

static const char *read_by(size_t at_once, uint64_t most)
{
    static uint8_t message[MOST * 2];
    size_t gathered = 0, have = 0, at = 0;
    struct ws_reader r = {.from_server = from_server};
    seen[0] = '\0';
    memcpy(work, in.bytes, in.len);
    while (have < in.len) {
        have = have + at_once < in.len ? have + at_once : in.len;
        for (;;) {
            struct ws_event e;
            size_t n = ws_read(&r, work + at, have - at, most, &e);
            at += n;
            if (e.type == WS_EVENT_FAIL) {
                note("F%u", e.code);
                return seen;
            }
            if (e.type == WS_EVENT_DATA) {
                if (e.first)
                    gathered = 0;
                if (e.data.len > 0)
                    memcpy(message + gathered, e.data.at, e.data.len);
                gathered += e.data.len;
                if (e.last)
                    note_bytes(e.opcode == WS_TEXT ? 'T' : 'B', message, gathered);
            }
            if (e.type == WS_EVENT_PING || e.type == WS_EVENT_PONG)
                note_bytes(e.type == WS_EVENT_PING ? 'P' : 'O', e.data.at, e.data.len);
            if (e.type == WS_EVENT_CLOSE)
                note("C%u", e.code);
            if (n == 0)
                break;
        }
    }
    return seen;
}

static void expect(const char *expected)
{
    static const size_t cuts[] = {MOST * 2, 1, 2, 3, 7, 1000};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++)
        CHECK_STR(expected, read_by(cuts[i], 65536));
    in.len = 0;
}

static char big[MOST];

static void messages(void)
{
    STORY("text and binary messages are read, including empty ones")
    {
        text_frame(0x81, "hello");
        text_frame(0x82, "bytes");
        text_frame(0x81, "");
        text_frame(0x82, "");
        expect("T(hello)B(bytes)T()B()");
    }
    STORY("every coding of the length is read, at its edges")
    {
        frame(0x82, big, 125);
        frame(0x82, big, 126);
        frame(0x82, big, 65535);
        expect("B(125)B(126)B(65535)");
        frame(0x82, big, 65536);
        expect("B(65536)");
    }
    STORY("a message in fragments is read, with control frames between them")
    {
        text_frame(0x01, "he");
        text_frame(0x89, "ping");
        text_frame(0x00, "");
        text_frame(0x00, "ll");
        text_frame(0x8a, "");
        text_frame(0x80, "o");
        expect("P(ping)O()T(hello)");
    }
    STORY("fragments that are all empty are one empty message")
    {
        text_frame(0x01, "");
        text_frame(0x00, "");
        text_frame(0x80, "");
        expect("T()");
    }
}

static void broken_frames(void)
{
    static const struct {
        const char *story;
        uint8_t first;
        size_t len;
    } wrong[] = {{"RSV1", 0xc1, 3},
                 {"RSV2", 0xa1, 3},
                 {"RSV3", 0x91, 3},
                 {"opcode 3", 0x83, 0},
                 {"opcode 7", 0x87, 3},
                 {"opcode 11", 0x8b, 0},
                 {"opcode 15", 0x8f, 3},
                 {"a ping in fragments", 0x09, 3},
                 {"a close in fragments", 0x08, 0},
                 {"a ping of 126", 0x89, 126},
                 {"a close of 126", 0x88, 126},
                 {"a continuation of nothing", 0x80, 3},
                 {"and an open one", 0x00, 3}};
    STORY("forbidden frames fail with 1002")
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        frame(wrong[i].first, big, wrong[i].len);
        expect("F1002");
    }
    STORY("a new message inside another one fails with 1002")
    {
        text_frame(0x01, "a");
        text_frame(0x81, "b");
        expect("F1002");
    }
    STORY("an unmasked frame fails with 1002")
    {
        raw("\x81\x01x", 3);
        expect("F1002");
    }
    STORY("lengths must be coded in the fewest bytes, and stay under 2^63")
    {
        raw("\x82\xfe\x00\x7d\0\0\0\0", 8);
        expect("F1002");
        raw("\x82\xff\0\0\0\0\0\0\xff\xff\0\0\0\0", 14);
        expect("F1002");
        raw("\x82\xff\x80\0\0\0\0\0\0\0\0\0\0\0", 14);
        expect("F1002");
    }
    STORY("a message above the limit fails with 1009 as soon as its head has arrived")
    {
        raw("\x82\xff\0\0\0\0\0\x01\0\x01\0\0\0\0", 14);
        expect("F1009");
        frame(0x02, big, 65535);
        frame(0x00, big, 1);
        expect("");
        frame(0x02, big, 65535);
        frame(0x00, big, 1);
        frame(0x80, big, 1);
        expect("F1009");
        raw("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14);
        expect("F1009");
    }
}

static void utf8(void)
{
    static const struct {
        const char *text;
        bool valid;
    } texts[] = {{"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5", true},
                 {"\xf4\x8f\xbf\xbf", true},
                 {"\xed\x9f\xbf\xee\x80\x80", true},
                 {"\xef\xbf\xbe", true},
                 {"\xed\xa0\x80", false},
                 {"\xf4\x90\x80\x80", false},
                 {"\xc0\xaf", false},
                 {"\xe0\x80\x80", false},
                 {"\xfe", false},
                 {"\x80", false},
                 {"abc\xce", false},
                 {"\xce\x41", false}};
    STORY("text that is not UTF-8 fails with 1007")
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char valid[64];
        snprintf(valid, sizeof valid, "T(%s)", texts[i].text);
        text_frame(0x81, texts[i].text);
        expect(texts[i].valid ? valid : "F1007");
    }
    STORY("a character may be split by fragments")
    {
        text_frame(0x01, "\xce");
        text_frame(0x80, "\xba");
        expect("T(\xce\xba)");
    }
    STORY("the first invalid byte fails, however much of the frame is still to come")
    {
        text_frame(0x81, "ab\xff and much more");
        in.len -= 10;
        expect("F1007");
    }
    STORY("binary messages may contain any bytes")
    {
        text_frame(0x82, "\xff\xfe");
        expect("B(\xff\xfe)");
    }
}

static void closing(void)
{
    static const struct {
        uint16_t code;
        bool valid;
    } codes[] = {{0, false},    {999, false},  {1000, true},  {1001, true},  {1002, true},
                 {1003, true},  {1004, false}, {1005, false}, {1006, false}, {1007, true},
                 {1011, true},  {1014, true},  {1015, false}, {1016, false}, {2999, false},
                 {3000, true},  {3999, true},  {4000, true},  {4999, true},  {5000, false},
                 {65535, false}};
    STORY("invalid close codes fail with 1002")
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        uint8_t payload[4] = {(uint8_t)(codes[i].code >> 8), (uint8_t)codes[i].code, 'o', 'k'};
        char valid[16];
        snprintf(valid, sizeof valid, "C%u", codes[i].code);
        frame(0x88, payload, 4);
        expect(codes[i].valid ? valid : "F1002");
    }
    STORY("a close frame may be empty, but not one byte long, and its reason must be UTF-8")
    {
        text_frame(0x88, "");
        expect("C1005");
        text_frame(0x88, "x");
        expect("F1002");
        frame(0x88, "\x03\xe8\xff", 3);
        expect("F1007");
        frame(0x88, big, 125);
        expect("F1002"); /* code 0x6161 */
    }
}

static void other_side(void)
{
    from_server = 1;
    STORY("a client reads only unmasked frames")
    {
        raw("\x82\x03"
            "abc\x89\x00\x82\x00\x88\x02\x03\xe8",
            13);
        expect("B(abc)P()B()C1000");
        raw("\x02\x02"
            "ab\x80\x7e\x00\x7e",
            8);
        memset(in.bytes + in.len, 'c', 126);
        in.len += 126;
        expect("B(128)");
        text_frame(0x82, "masked");
        expect("F1002");
    }
    from_server = 0;
}

static void handshake(void)
{
    char storage[64];
    struct text t;
    STORY("the accept key is that of RFC 6455 section 1.3")
    {
        text_init(&t, storage, sizeof storage);
        CHECK(ws_accept_key(SLICE("dGhlIHNhbXBsZSBub25jZQ=="), &t));
        CHECK_STR("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", text_end(&t));
    }
    STORY("keys that are not 16 bytes in base64 are refused")
    {
        text_init(&t, storage, sizeof storage);
        CHECK(!ws_accept_key(SLICE(""), &t));
        CHECK(!ws_accept_key(SLICE("dGhlIHNhbXBsZSBub25jZQ"), &t));
        CHECK(!ws_accept_key(SLICE("dGhlIHNhbXBsZSBub25j"), &t));
        CHECK(!ws_accept_key(SLICE("dGhlIHNhbXBsZSBub25jZQ=!"), &t));
        CHECK(!ws_accept_key(SLICE("dGhlIHNhbXBsZSBub25jZXh5"), &t));
    }
    STORY("frame heads are written in the fewest bytes")
    {
        uint8_t head[10];
        CHECK_U64(2, ws_head(head, WS_TEXT, true, 125));
        CHECK_BYTES("\x81\x7d", 2, head, 2);
        CHECK_U64(4, ws_head(head, WS_BINARY, false, 126));
        CHECK_BYTES("\x02\x7e\x00\x7e", 4, head, 4);
        CHECK_U64(10, ws_head(head, WS_CONTINUATION, true, 65536));
        CHECK_BYTES("\x80\x7f\0\0\0\0\0\x01\0\0", 10, head, 10);
    }
}

int main(void)
{
    memset(big, 'a', sizeof big);
    messages();
    broken_frames();
    utf8();
    closing();
    other_side();
    handshake();
    return check_end();
}
