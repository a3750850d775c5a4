/* The mapping of the board, and its initial state. */
#include "board/board.h"

#include <sys/mman.h>

struct board *board_map(int fd)
{
    void *at = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return at == MAP_FAILED ? NULL : at;
}

void board_init(struct board *b, int64_t now_unix)
{
    b->magic = BOARD_MAGIC;
    b->layout = BOARD_LAYOUT;
    b->profile = PROFILE;
    b->size = sizeof *b;
    b->started_unix = (uint64_t)now_unix;
    b->feeding = LIMIT_WINDOWS;
    b->resizing = LIMIT_WINDOWS;
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
