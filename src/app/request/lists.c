/* A list in progress is a kind and a cursor. Each item is built as a whole and handed over when the
 * out buffer has room for the longest. */
#include "app/request/lists.h"

#include "net/respond.h"

static struct list {
    const struct list_kind *kind; /* NULL: no list is in progress */
    struct list_cursor at;
    bool began; /* at least one item was written */
} lists[LIMIT_CONNECTIONS];

static void lists_end(struct conn *c, struct list *l)
{
    if (l->kind->is_array)
        http_piece(c, l->began ? TEXT_OF("]") : TEXT_OF("[]"));
    l->kind = NULL;
    http_finish(c);
}

void lists_writable(struct conn *c)
{
    struct list *l = &lists[conn_index(c)];
    while (l->kind && http_room(c) >= ITEM_MAX) {
        struct text *item = item_begin();
        if (l->kind->is_array)
            text_char(item, l->began ? ',' : '[');
        if (!l->kind->put(item, &l->at)) {
            lists_end(c, l);
            return;
        }
        l->began = true;
        http_piece(c, item);
    }
}

void lists_begin(struct conn *c, const struct list_kind *kind, struct list_cursor at,
                 const struct text *extra)
{
    lists[conn_index(c)] = (struct list){.kind = kind, .at = at};
    http_stream(c, 200, kind->type, extra);
    lists_writable(c);
}

void lists_close(struct conn *c)
{
    lists[conn_index(c)].kind = NULL;
}
