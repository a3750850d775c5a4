/*
 * A record is three numbers of 16 bits (the length of the text, the offset after which a match must
 * end, the one before which it must begin) and the text. A rollback restores only the positions:
 * the bytes that it uncovers are written again when the chunk is fed again, or transcript_drop() is
 * called if the chunk is skipped.
 */
#include "term/transcript.h"

#define RING_BYTES LIMIT_TRANSCRIPT_BYTES
#define HEAD_BYTES 6u
#define TEXT_MAX (RING_BYTES / 2 - HEAD_BYTES)

_Static_assert((RING_BYTES & (RING_BYTES - 1)) == 0 && LIMIT_LINE_BYTES <= UINT16_MAX,
               "positions wrap around the ring, and offsets have 16 bits");

static void transcript_put_byte(struct term *t, uint8_t byte)
{
    t->transcript.bytes[t->state.transcript.next++ % RING_BYTES] = byte;
}

static void transcript_put_number(struct term *t, size_t n)
{
    transcript_put_byte(t, (uint8_t)n);
    transcript_put_byte(t, (uint8_t)(n >> 8));
}

static uint16_t transcript_number(const struct term *t, uint64_t position)
{
    const uint8_t *bytes = t->transcript.bytes;
    return (uint16_t)(bytes[position % RING_BYTES] | bytes[(position + 1) % RING_BYTES] << 8);
}

uint64_t transcript_mark(struct term *t)
{
    struct transcript_state *s = &t->state.transcript;
    (void)transcript_records(t);
    s->until = s->next + RING_BYTES;
    return s->next;
}

bool transcript_records(struct term *t)
{
    const struct transcript_state *s = &t->state.transcript;
    if (s->next < s->until)
        return true;
    if (s->first != s->next || s->next == 0)
        transcript_drop(t);
    return false;
}

void transcript_drop(struct term *t)
{
    struct transcript_state *s = &t->state.transcript;
    s->first = ++s->next;
}

static size_t offset_after_cut(size_t offset, size_t cut)
{
    return offset < cut ? 0 : offset - cut;
}

void transcript_put(struct term *t, const struct line_text *line, size_t before)
{
    struct transcript_state *s = &t->state.transcript;
    size_t cut = line->text.len > TEXT_MAX ? line->text.len - TEXT_MAX : 0;
    size_t len = line->text.len - cut;
    while (s->next + HEAD_BYTES + len - s->first > RING_BYTES)
        s->first += HEAD_BYTES + transcript_number(t, s->first);
    transcript_put_number(t, len);
    transcript_put_number(t, offset_after_cut(line->from, cut));
    transcript_put_number(t,
                          offset_after_cut(before < line->text.len ? before : line->text.len, cut));
    for (size_t i = 0; i < len; i++)
        transcript_put_byte(t, line->text.at[cut + i]);
}

bool transcript_read(const struct term *t, uint64_t *position, struct line_text *line,
                     size_t *before, uint8_t *storage)
{
    uint64_t at = *position, next = t->state.transcript.next;
    if (at + HEAD_BYTES > next)
        return false;
    size_t len = transcript_number(t, at);
    line->from = transcript_number(t, at + 2);
    *before = transcript_number(t, at + 4);
    at += HEAD_BYTES;
    if (len > TEXT_MAX || len > next - at)
        return false;
    for (size_t i = 0; i < len; i++)
        storage[i] = t->transcript.bytes[(at + i) % RING_BYTES];
    line->text = slice_make(storage, len);
    *position = at + len;
    return true;
}

bool transcript_keeps(const struct term *t, uint64_t position)
{
    const struct transcript_state *s = &t->state.transcript;
    uint64_t at = s->first;
    while (at < position && at + HEAD_BYTES <= s->next)
        at += HEAD_BYTES + transcript_number(t, at);
    return at == position && at <= s->next;
}
