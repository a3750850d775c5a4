/* The keeper's figures: published on the board, never read back from it. */
#include "check.h"
#include "keeper/child/children.h"
#include "keeper/core/counts.h"
#include "keeper/measure.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static struct keeper_figures board;

int main(void)
{
    children_init(1000);
    measure_init(&board);
    STORY("nothing is published before the keeper's first turn")
    {
        counts_add(KEEPER_COUNT_KILLS, 2);
        CHECK_U64(0, board.counts[KEEPER_COUNT_KILLS]);
    }
    STORY("a turn publishes counts, children, memory and descriptors")
    {
        measure_turn(5000);
        CHECK_U64(2, board.counts[KEEPER_COUNT_KILLS]);
        CHECK_U64(0, board.children[FIGURE_CHILD_RUNNING]);
        CHECK_U64(0, board.ptys);
        CHECK(board.process.resident_bytes > 0);
        CHECK(board.process.fds > 2 && board.process.fds <= board.process.fds_max);
    }
    STORY("values that another process wrote onto the board are overwritten")
    {
        memset(&board, 0xFF, sizeof board);
        counts_add(KEEPER_COUNT_KILLS, 1);
        measure_turn(5001);
        CHECK_U64(3, board.counts[KEEPER_COUNT_KILLS]);
        CHECK_U64(0, board.counts[KEEPER_COUNT_FILES_REMOVED]);
    }
    STORY("/proc is read at most once a second")
    {
        uint64_t before = board.process.fds;
        int fd = open("/dev/null", O_RDONLY);
        measure_turn(5999);
        CHECK_U64(before, board.process.fds);
        measure_turn(6000);
        CHECK_U64(before + 1, board.process.fds);
        close(fd);
    }
    return check_end();
}
