/* The mapping of the board, and its initial state. */
#include "board/board.h"

#include "base/clock.h"
#include "base/endian.h"
#include "os/random.h"

#include <sys/mman.h>

/* The lowest bits of the first incarnation, which are zero; the others are random. A board gives
 * out two to this power before it could repeat another board's. */
#define INCARNATION_BITS 20

struct board *board_map(int fd)
{
    void *at = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return at == MAP_FAILED ? NULL : at;
}

/* Returns the number before the first incarnation of this board: another one for each board, since
 * clients keep input that was typed for a window of an earlier one. */
static uint64_t board_incarnations(void)
{
    uint8_t seed[4];
    if (!os_random(seed, sizeof seed))
        endian_put_u32(seed, (uint32_t)clock_unix());
    return (uint64_t)endian_get_u32(seed) << INCARNATION_BITS;
}

void board_init(struct board *b, uint64_t now_ms)
{
    b->magic = BOARD_MAGIC;
    b->layout = BOARD_LAYOUT;
    b->profile = PROFILE;
    b->size = sizeof *b;
    b->started_ms = now_ms;
    b->feeding = LIMIT_WINDOWS;
    b->resizing = LIMIT_WINDOWS;
    b->incarnations = board_incarnations();
    journal_init(&b->journal);
    table_init(&b->session_table, b->session_slots, LIMIT_SESSIONS);
    table_init(&b->window_table, b->window_slots, LIMIT_WINDOWS);
    table_init(&b->login_table, b->login_slots, LIMIT_LOGINS);
}

bool board_fits(const struct board *b)
{
    return b->magic == BOARD_MAGIC && b->layout == BOARD_LAYOUT && b->profile == PROFILE &&
           b->size == sizeof *b;
}
