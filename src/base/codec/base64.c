/* Encodes and decodes base64: three bytes become four letters. Decoding is strict: each byte string
 * has exactly one encoding. */
#include "base/codec/base64.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct text *t, struct slice bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t v = (uint32_t)bytes.at[i] << 16;
        if (n > 1)
            v |= (uint32_t)bytes.at[i + 1] << 8;
        if (n > 2)
            v |= bytes.at[i + 2];
        text_char(t, letters[v >> 18]);
        text_char(t, letters[v >> 12 & 63]);
        text_char(t, n > 1 ? letters[v >> 6 & 63] : '=');
        text_char(t, n > 2 ? letters[v & 63] : '=');
    }
}

static int value_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

bool base64_decode(struct slice text, uint8_t *to, size_t size, size_t *len)
{
    size_t n = 0;
    *len = 0;
    if (text.len % 4 != 0)
        return false;
    for (size_t i = 0; i < text.len; i += 4) {
        bool last = i + 4 == text.len;
        size_t pad = 0;
        if (last && text.at[i + 3] == '=')
            pad = text.at[i + 2] == '=' ? 2 : 1;
        uint32_t v = 0;
        for (size_t k = 0; k < 4; k++) {
            int digit = k >= 4 - pad ? 0 : value_of(text.at[i + k]);
            if (digit < 0)
                return false;
            v = v << 6 | (uint32_t)digit;
        }
        uint8_t out[3] = {(uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};
        for (size_t k = 3 - pad; k < 3; k++)
            if (out[k] != 0)
                return false;
        if (size - n < 3 - pad)
            return false;
        for (size_t k = 0; k < 3 - pad; k++)
            to[n++] = out[k];
    }
    *len = n;
    return true;
}
