/*
 * Prints the capacities and their memory. The sum is that of tools/bound: the program's read-only
 * part once (both processes share it), its writable part once for the server, the part of it that
 * the keeper can write once more, the board, and two stacks. The linker's symbols give the bounds
 * of the program's parts; the libraries of a dynamically linked program are not counted.
 */
#include "cli/command/limits.h"

#include "board/board.h"
#include "cli/exit_status.h"
#include "cli/say.h"
#include "net/conn.h"
#include "term/paint.h"

#include <string.h>

#define PAGE 4096u
#define LINE_MAX 160
#define COUNT_COLUMN 36
#define SUM_COLUMN 68
/* The undo area and the scratch space of a resize share their memory. */
#define UNDO_OR_SCRATCH                                                                            \
    (sizeof(struct undo) > sizeof(struct scratch) ? sizeof(struct undo) : sizeof(struct scratch))

extern const char __executable_start[], end[];
extern const char __init_array_start[] __attribute__((visibility("hidden")));

static size_t pages(size_t bytes)
{
    return (bytes + PAGE - 1) / PAGE * PAGE;
}

static size_t span(const char *from, const char *to)
{
    return pages((uintptr_t)to - (uintptr_t)from / PAGE * PAGE);
}

static void limits_pad(struct text *t, size_t column)
{
    while (t->len < column && t->len < t->size)
        text_char(t, ' ');
}

static void limits_put_kib(struct text *t, size_t column, size_t bytes)
{
    TEXT(n, 32);
    text_u64(&n, (bytes + 1023) / 1024);
    text_str(&n, " KiB");
    limits_pad(t, column - n.len);
    text_add(t, text_slice(&n));
}

/* Prints a row: `count` items of `each` bytes; count 0: `each` bytes in all. */
static void limits_row(const char *name, size_t count, size_t each)
{
    TEXT(t, LINE_MAX);
    text_str(&t, "  ");
    text_str(&t, name);
    if (count > 0) {
        limits_pad(&t, COUNT_COLUMN);
        text_u64(&t, count);
        text_str(&t, " x ");
        text_u64(&t, each);
        text_str(&t, " bytes");
    }
    limits_put_kib(&t, SUM_COLUMN, count > 0 ? count * each : each);
    text_char(&t, '\n');
    cli_print(text_slice(&t));
}

static void limits_heading(const char *text)
{
    cli_print(slice_of(text));
}

/* The items on the board; count 0: `each` bytes in all. */
static const struct {
    const char *name;
    size_t count, each;
} board_rows[] = {
    {"windows", LIMIT_WINDOWS, sizeof(struct window)},
    {"  two screens of cells", LIMIT_WINDOWS, sizeof(struct grid) * 2},
    {"  history", LIMIT_WINDOWS, sizeof(struct history)},
    {"  clusters of code points", LIMIT_WINDOWS, sizeof(struct clusters)},
    {"  links and underline colours", LIMIT_WINDOWS, sizeof(struct rares)},
    {"  awaited patterns, and marks", LIMIT_WINDOWS, sizeof(struct transcript)},
    {"  clipboard", LIMIT_WINDOWS, LIMIT_CLIPBOARD_BYTES},
    {"  input ring", LIMIT_WINDOWS, sizeof(struct input)},
    {"  output being fed", LIMIT_WINDOWS, sizeof(struct chunk)},
    {"sessions", LIMIT_SESSIONS, sizeof(struct session)},
    {"logins", LIMIT_LOGINS, sizeof(struct login)},
    {"clients that may reconnect", LIMIT_CLIENTS, sizeof(struct client)},
    {"lines of the log", LIMIT_JOURNAL, sizeof(struct journal_line)},
    {"undo of a chunk, or one resize", 0, UNDO_OR_SCRATCH},
    {"counters and samples", 0, sizeof(struct figures)},
};

static void limits_board(void)
{
    for (size_t i = 0; i < COUNT(board_rows); i++)
        limits_row(board_rows[i].name, board_rows[i].count, board_rows[i].each);
}

static void limits_server(void)
{
    limits_row("connections", LIMIT_CONNECTIONS, conn_bytes());
    limits_row("what each viewer was shown", LIMIT_CONNECTIONS, sizeof(struct painter));
}

static size_t limits_sum(void)
{
    size_t shared = span(__executable_start, __init_array_start);
    size_t own = span(__init_array_start, end), board = pages(sizeof(struct board));
    limits_row("program, read only (shared)", 0, shared);
    limits_row("the board (shared)", 0, board);
    limits_row("variables of the server", 0, own);
    limits_row("variables of the keeper, at most", 0, LIMIT_KEEPER_BYTES);
    limits_row("stack, of each process", 2, LIMIT_STACK_BYTES);
    return shared + own + LIMIT_KEEPER_BYTES + board + 2 * LIMIT_STACK_BYTES;
}

/* Checks the command line, which has no words except -h. */
static int limits_usage(const char *word)
{
    if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0) {
        cli_print(SLICE("usage: boundtty limits\n"
                        "\n"
                        "Prints what each capacity costs, and the most memory that both "
                        "processes can ever take.\n"
                        "Exits 0; 1 that is above the profile's bound.\n"));
        return CLI_DONE;
    }
    cli_error("limits", SLICE("it takes no words; try boundtty limits -h"));
    return CLI_USAGE;
}

int cli_limits(char *const argv[])
{
    TEXT(t, LINE_MAX);
    if (argv[0])
        return limits_usage(argv[0]);
    limits_heading("Profile " PROFILE_NAME ". What its capacities cost, on the board:\n");
    limits_board();
    limits_heading("of the server alone:\n");
    limits_server();
    limits_heading("and in all, both processes together:\n");
    size_t sum = limits_sum();
    text_str(&t, "  total");
    limits_put_kib(&t, SUM_COLUMN, sum);
    text_str(&t, "\n  ");
    text_u64(&t, sum);
    text_str(&t, " bytes of at most ");
    text_u64(&t, LIMIT_TOTAL_BYTES);
    text_str(&t, "; pages that were never used cost nothing\n");
    cli_print(text_slice(&t));
    return sum <= LIMIT_TOTAL_BYTES ? CLI_DONE : CLI_REFUSED;
}
