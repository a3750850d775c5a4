/*
 * Decodes and encodes UTF-8. The range of the second byte depends on the first (no overlong forms,
 * no surrogates, nothing past U+10FFFF); later bytes are 80..BF. A byte out of range ends the
 * sequence before it, which becomes one replacement (the "maximal subpart" of Unicode chapter 3.9).
 */
#include "base/utf8.h"

static enum utf8_step lead(struct utf8 *u, uint8_t byte)
{
    if (byte < 0x80) {
        u->point = byte;
        return UTF8_POINT;
    }
    u->low = 0x80;
    u->high = 0xBF;
    if (byte < 0xC2 || byte > 0xF4)
        return UTF8_BAD;
    if (byte < 0xE0) {
        u->need = 1;
        u->point = byte & 0x1Fu;
    } else if (byte < 0xF0) {
        u->need = 2;
        u->point = byte & 0x0Fu;
        if (byte == 0xE0)
            u->low = 0xA0;
        if (byte == 0xED)
            u->high = 0x9F;
    } else {
        u->need = 3;
        u->point = byte & 0x07u;
        if (byte == 0xF0)
            u->low = 0x90;
        if (byte == 0xF4)
            u->high = 0x8F;
    }
    return UTF8_MORE;
}

enum utf8_step utf8_feed(struct utf8 *u, uint8_t byte)
{
    if (u->need == 0)
        return lead(u, byte);
    if (byte < u->low || byte > u->high) {
        u->need = 0;
        return UTF8_BROKEN;
    }
    u->low = 0x80;
    u->high = 0xBF;
    u->point = u->point << 6 | (byte & 0x3Fu);
    return --u->need == 0 ? UTF8_POINT : UTF8_MORE;
}

size_t utf8_put(uint32_t point, uint8_t out[4])
{
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        point = UTF8_REPLACEMENT;
    if (point < 0x80) {
        out[0] = (uint8_t)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (uint8_t)(0xC0 | point >> 6);
        out[1] = (uint8_t)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (uint8_t)(0xE0 | point >> 12);
        out[1] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | point >> 18);
    out[1] = (uint8_t)(0x80 | (point >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (point & 0x3F));
    return 4;
}

bool utf8_check(struct utf8 *u, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < 0x80 && u->need == 0)
            continue;
        enum utf8_step step = utf8_feed(u, s.at[i]);
        if (step == UTF8_BAD || step == UTF8_BROKEN)
            return false;
    }
    return true;
}

bool utf8_valid(struct slice s)
{
    struct utf8 u = {0};
    return utf8_check(&u, s) && u.need == 0;
}
