/*
 * Any bytes as what tmux answered: read at once and cut anywhere they give the same table, which
 * can be walked to its end, and whose entries are those of lines that were there.
 */
#include "app/jobs/tmux_list.h"
#include "base/bug.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static unsigned walk(const struct tmux_list *l)
{
    struct tmux_entry e;
    struct slice name;
    uint16_t cursor = 0;
    unsigned entries = 0;
    while (tmux_list_next(l, &cursor, &e, &name)) {
        BUG_UNLESS(e.kind == '$' || e.kind == '@');
        BUG_UNLESS(name.len < LIMIT_NAME_BYTES && cursor <= l->used);
        entries++;
    }
    BUG_UNLESS(cursor == l->used);
    return entries;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct tmux_list whole, cut;
    struct slice all = {bytes, size};
    size_t at = size > 0 ? bytes[size - 1] % size : 0;
    unsigned lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\n';
    tmux_list_start(&whole);
    tmux_list_feed(&whole, all);
    BUG_UNLESS(walk(&whole) <= lines);
    tmux_list_start(&cut);
    tmux_list_feed(&cut, slice_part(all, 0, at));
    tmux_list_feed(&cut, slice_from(all, at));
    BUG_UNLESS(memcmp(&whole, &cut, sizeof cut) == 0);
    for (int status = 0; status < 2; status++)
        BUG_UNLESS(tmux_state_name(tmux_list_state(&whole, 0, status << 8)) != NULL);
    return 0;
}
