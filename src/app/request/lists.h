/* Lists: answers that may be longer than an out buffer, written item by item as room becomes
 * available. A kind of list defines the items; it belongs to the module that has them. */
#ifndef APP_LISTS_H
#define APP_LISTS_H

#include "app/request/item.h"
#include "base/table.h"
#include "net/conn.h"

/* The position in a list. Each kind uses the members that it needs; all start at 0. */
struct list_cursor {
    struct handle subject; /* the session or window whose parts are listed */
    uint64_t next;         /* number of the next item, if items are numbered */
    uint64_t end;          /* number after the last item */
    uint64_t position;     /* position of the next item in its storage; 0: to be looked up */
    uint32_t serial;       /* version of the storage to which `position` refers */
    uint16_t slot;         /* next slot of a table, or next step */
    uint16_t part;         /* progress within the next item: columns, or a phase */
};

struct list_kind {
    /* Writes the next item, of at most ITEM_MAX - 1 bytes, and advances the cursor. False: no more
     * items. The cursor's subject may vanish between two calls; the list then continues with
     * whatever follows. */
    bool (*put)(struct text *item, struct list_cursor *at);
    const char *type; /* Content-Type */
    bool is_array;    /* a JSON array: the brackets and commas are written by lists */
};

/* Begins an answer with status 200. kind has static storage; extra: further field lines, or
 * NULL. */
void lists_begin(struct conn *c, const struct list_kind *kind, struct list_cursor at,
                 const struct text *extra);
void lists_writable(struct conn *c); /* continues the connection's list, if it has one */
void lists_close(struct conn *c);    /* the connection has ended */

#endif
