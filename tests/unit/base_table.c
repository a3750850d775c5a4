/* Tables of slots: taking, freeing, handles over time, and damage that is found. */
#include "base/table.h"

#include "dies.h"

#define SIZE 4

static struct table t;
static struct slot slots[SIZE + 1]; /* the last one is past the table's end */

static void start(void)
{
    table_init(&t, slots, SIZE);
    slots[SIZE] = (struct slot){.next = TABLE_NONE, .generation = 1};
}

static void take_all(void)
{
    start();
    for (uint16_t i = 0; i < SIZE; i++)
        CHECK_U64(i, table_take(&t, slots));
}

static void counts(void)
{
    STORY("a fresh table is taken from the lowest index up")
    {
        take_all();
        CHECK_U64(SIZE, t.used);
        CHECK(table_check(&t, slots));
    }
    STORY("a full table refuses, counts it, and serves again once a slot is freed")
    {
        take_all();
        CHECK_U64(TABLE_NONE, table_take(&t, slots));
        CHECK_U64(TABLE_NONE, table_take(&t, slots));
        CHECK_U64(2, t.refused);
        table_give(&t, slots, 2);
        CHECK_U64(2, table_take(&t, slots));
        CHECK_U64(2, t.refused);
    }
    STORY("the high-water mark stays when slots are freed")
    {
        start();
        table_take(&t, slots);
        table_take(&t, slots);
        table_take(&t, slots);
        table_give(&t, slots, 0);
        table_give(&t, slots, 1);
        table_take(&t, slots);
        CHECK_U64(2, t.used);
        CHECK_U64(3, t.high);
    }
    STORY("after a storm of takes and frees every slot is accounted for")
    {
        start();
        for (int i = 0; i < 1000; i++) {
            uint16_t a = table_take(&t, slots), b = table_take(&t, slots);
            table_give(&t, slots, i % 2 ? a : b);
            table_give(&t, slots, i % 2 ? b : a);
        }
        CHECK_U64(0, t.used);
        CHECK_U64(2, t.high);
        CHECK(table_check(&t, slots));
    }
    STORY("a table of no slots refuses everything")
    {
        table_init(&t, slots, 0);
        CHECK_U64(TABLE_NONE, table_take(&t, slots));
        CHECK(table_check(&t, slots));
    }
}

static void names(void)
{
    STORY("the slot that was freed last is taken first")
    {
        take_all();
        table_give(&t, slots, 3);
        table_give(&t, slots, 1);
        CHECK_U64(1, table_take(&t, slots));
        CHECK_U64(3, table_take(&t, slots));
    }
    STORY("a handle is valid until its slot is freed, and not for the slot's next life")
    {
        start();
        uint16_t index = table_take(&t, slots);
        struct handle h = table_handle(slots, index);
        CHECK(table_holds(&t, slots, h));
        table_give(&t, slots, index);
        CHECK(!table_holds(&t, slots, h));
        CHECK_U64(index, table_take(&t, slots));
        CHECK(!table_holds(&t, slots, h));
        CHECK(table_holds(&t, slots, table_handle(slots, index)));
    }
    STORY("a handle of zeros and one past the end are not valid")
    {
        take_all();
        CHECK(!table_holds(&t, slots, (struct handle){0}));
        CHECK(!table_holds(&t, slots, (struct handle){.index = SIZE, .generation = 1}));
        CHECK(!table_holds(&t, slots, (struct handle){.index = TABLE_NONE, .generation = 1}));
    }
    STORY("the generation skips 0")
    {
        take_all();
        slots[1].generation = UINT32_MAX;
        table_give(&t, slots, 1);
        CHECK_U64(1, slots[1].generation);
        CHECK(table_check(&t, slots));
    }
}

/* Makes a table with two slots in use (0, 1) and two free (2, 3). */
static void half(void)
{
    start();
    table_take(&t, slots);
    table_take(&t, slots);
    CHECK(table_check(&t, slots));
}

static void inits_too_large(void *with)
{
    static struct slot most[TABLE_NONE];
    table_init(with, most, TABLE_NONE);
}

static void frees_free(void *with)
{
    table_give(with, slots, 3);
}

static void takes_taken(void *with)
{
    t.free = 0;
    (void)table_take(with, slots);
}

static void bugs(void)
{
    STORY(
        "a table of 65,535 slots, a slot freed twice, and a free list into a slot in use are bugs")
    {
        half();
        CHECK(dies(inits_too_large, &t));
        CHECK(dies(frees_free, &t));
        CHECK(dies(takes_taken, &t));
        CHECK(table_check(&t, slots));
    }
}

static void damage(void)
{
    STORY("a slot that is in use twice is found, even if the counts agree")
    {
        half();
        slots[1] = (struct slot){.next = 2, .generation = 1};
        slots[0].taken = 2;
        slots[3].next = TABLE_NONE;
        t.free = 2;
        CHECK(!table_check(&t, slots));
    }
    STORY("a link past the last slot is found, even if the counts agree")
    {
        half();
        slots[2].next = SIZE;
        CHECK(!table_check(&t, slots));
    }
    STORY("links that form a circle are found")
    {
        half();
        slots[3].next = 2;
        CHECK(!table_check(&t, slots));
        half();
        slots[2].next = 2;
        CHECK(!table_check(&t, slots));
    }
    STORY("links that leave the table, lead into a slot in use, or end too soon are found")
    {
        half();
        slots[3].next = SIZE;
        CHECK(!table_check(&t, slots));
        half();
        t.free = 0;
        CHECK(!table_check(&t, slots));
        half();
        slots[2].next = TABLE_NONE;
        CHECK(!table_check(&t, slots));
    }
    STORY("counts that do not agree are found")
    {
        half();
        t.used = 3;
        CHECK(!table_check(&t, slots));
        half();
        t.high = 1;
        CHECK(!table_check(&t, slots));
        half();
        t.high = SIZE + 1;
        CHECK(!table_check(&t, slots));
        half();
        slots[0].taken = 2;
        CHECK(!table_check(&t, slots));
        half();
        slots[0].generation = 0;
        CHECK(!table_check(&t, slots));
    }
}

int main(void)
{
    counts();
    names();
    bugs();
    damage();
    return check_end();
}
