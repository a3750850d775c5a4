/* One buffer for the whole process: only one item is built at a time. */
#include "app/request/item.h"

static char item_storage[ITEM_MAX];
static struct text item;

struct text *item_begin(void)
{
    text_init(&item, item_storage, sizeof item_storage);
    return &item;
}
