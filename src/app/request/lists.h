/*
 * Lists: answers that may be longer than an out buffer, written item by item as room comes. What
 * the items are is a kind of list, which belongs to the module that has them.
 */
#ifndef APP_LISTS_H
#define APP_LISTS_H

#include "app/request/item.h"
#include "base/table.h"
#include "net/conn.h"

/* Where a list is; each kind uses the members that it needs, and all start at 0. */
struct list_cursor {
    struct handle subject; /* the session or window whose parts are listed */
    uint64_t next;         /* the number of the next item, where items are numbered */
    uint64_t end;          /* the number after the last item */
    uint64_t position;     /* where the next item is in its storage; 0: to be looked up */
    uint32_t serial;       /* the version of that storage that position belongs to */
    uint16_t slot;         /* the next slot of a table, or the next step */
    uint16_t part;         /* how much of the next item was written: columns, or a phase */
};

struct list_kind {
    /* Writes the next item, of at most ITEM_MAX - 1 bytes, and moves the cursor. False: there are no
     * more items. What the cursor names may vanish between two calls: go on with what follows. */
    bool (*put)(struct text *item, struct list_cursor *at);
    const char *type; /* Content-Type */
    bool is_array;    /* of JSON: the brackets and commas are written here */
};

/* Begins the answer 200. kind outlives everything; extra: further field lines, or NULL. */
void lists_begin(struct conn *c, const struct list_kind *kind, struct list_cursor at,
                 const struct text *extra);
void lists_writable(struct conn *c); /* continues the connection's list, where there is one */
void lists_close(struct conn *c);    /* the connection is over */

#endif
