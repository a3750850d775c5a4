/* Numbers in network byte order (big-endian), at any alignment. */
#ifndef BASE_ENDIAN_H
#define BASE_ENDIAN_H

#include <stdint.h>

static inline uint16_t endian_get_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t endian_get_u32(const uint8_t *at)
{
    return (uint32_t)endian_get_u16(at) << 16 | endian_get_u16(at + 2);
}

static inline uint64_t endian_get_u64(const uint8_t *at)
{
    return (uint64_t)endian_get_u32(at) << 32 | endian_get_u32(at + 4);
}

static inline void endian_put_u16(uint8_t *to, uint16_t v)
{
    to[0] = (uint8_t)(v >> 8);
    to[1] = (uint8_t)v;
}

static inline void endian_put_u32(uint8_t *to, uint32_t v)
{
    endian_put_u16(to, (uint16_t)(v >> 16));
    endian_put_u16(to + 2, (uint16_t)v);
}

static inline void endian_put_u64(uint8_t *to, uint64_t v)
{
    endian_put_u32(to, (uint32_t)(v >> 32));
    endian_put_u32(to + 4, (uint32_t)v);
}

#endif
