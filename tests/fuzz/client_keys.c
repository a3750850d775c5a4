/* Any bytes as a key's name, as an escape character, and as what is typed after it. */
#include "base/bug.h"
#include "cli/attach/escape.h"
#include "cli/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Types everything; without an escape character what is sent is what was typed. */
static void type(struct escape *e, struct slice typed)
{
    for (size_t i = 0; i < typed.len; i++) {
        uint8_t out[2];
        size_t n;
        enum escape_key key = escape_feed(e, typed.at[i], out, &n);
        BUG_UNLESS(n <= 2);
        BUG_UNLESS(key == ESCAPE_NOTHING || n == 0);
        if (e->character == 0)
            BUG_UNLESS(key == ESCAPE_NOTHING && n == 1 && out[0] == typed.at[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t key[KEYS_BYTES], one;
    struct escape e;
    struct slice all = slice_make(bytes, size), rest = all;
    for (int application = 0; application < 2; application++)
        BUG_UNLESS(keys_bytes(all, application, key) <= KEYS_BYTES);
    while (keys_caret(&rest, &one))
        BUG_UNLESS(one > 0 && one < 128);
    BUG_UNLESS(rest.len <= size);
    if (escape_start(&e, slice_part(all, 0, size % 5)))
        type(&e, slice_from(all, size % 5));
    BUG_UNLESS(escape_start(&e, SLICE("none")));
    type(&e, all);
    return 0;
}
