/* The table is small and is searched linearly. */
#include "term/link.h"

#include <string.h>

uint16_t link_intern(struct term *t, struct slice uri)
{
    uint16_t vacant = 0;
    if (uri.len == 0)
        return 0;
    for (uint16_t i = 1; i < LIMIT_LINKS; i++) {
        const struct link *l = &t->links.entries[i];
        if (l->len == 0)
            vacant = vacant == 0 ? i : vacant;
        else if (l->len == uri.len && memcmp(l->uri, uri.at, uri.len) == 0)
            return i;
    }
    if (vacant == 0 || uri.len > LIMIT_LINK_BYTES) {
        t->counts.links_dropped++;
        return 0;
    }
    memcpy(t->links.entries[vacant].uri, uri.at, uri.len);
    t->links.entries[vacant].len = (uint16_t)uri.len;
    t->links.used++;
    return vacant;
}

void link_free_unused(struct term *t, const uint64_t *used)
{
    struct links *table = &t->links;
    table->used = 0;
    for (uint16_t i = 1; i < LIMIT_LINKS; i++) {
        if (!bits_has(used, i))
            table->entries[i].len = 0;
        if (table->entries[i].len != 0)
            table->used++;
    }
}

bool link_check(const struct term *t)
{
    for (uint32_t i = 0; i < LIMIT_LINKS; i++)
        if (t->links.entries[i].len > LIMIT_LINK_BYTES)
            return false;
    return t->links.entries[0].len == 0;
}
