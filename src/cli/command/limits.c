/*
 * The sum is that of tools/bound: the program's read-only part once (both processes share it), all
 * that can be written once, for the server, what the keeper can write of it once more, the board,
 * and two stacks. The linker's own symbols tell where the parts of the program begin and
 * end; the libraries of a program that is not static are not ours to count.
 */
#include "board/board.h"
#include "cli/cli.h"
#include "net/conn.h"
#include "term/paint.h"

#define PAGE 4096u
#define LINE_MAX 160
#define COUNT_COLUMN 36
#define SUM_COLUMN 68
/* They share a place. */
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

static void pad(struct text *t, size_t column)
{
    while (t->len < column && t->len < t->size)
        text_char(t, ' ');
}

static void put_kib(struct text *t, size_t column, size_t bytes)
{
    TEXT(n, 32);
    text_u64(&n, (bytes + 1023) / 1024);
    text_str(&n, " KiB");
    pad(t, column - n.len);
    text_add(t, text_slice(&n));
}

/* count of them, each so many bytes; count 0: the row has only a sum. */
static void row(const char *name, size_t count, size_t each)
{
    TEXT(t, LINE_MAX);
    text_str(&t, "  ");
    text_str(&t, name);
    if (count > 0) {
        pad(&t, COUNT_COLUMN);
        text_u64(&t, count);
        text_str(&t, " x ");
        text_u64(&t, each);
        text_str(&t, " bytes");
    }
    put_kib(&t, SUM_COLUMN, count > 0 ? count * each : each);
    text_char(&t, '\n');
    cli_say(1, text_slice(&t));
}

static void head(const char *words)
{
    cli_say(1, slice_of(words));
}

static void put_board(void)
{
    row("windows", LIMIT_WINDOWS, sizeof(struct window));
    row("  two screens of cells", LIMIT_WINDOWS, sizeof(struct grid) * 2);
    row("  history", LIMIT_WINDOWS, sizeof(struct history));
    row("  styles", LIMIT_WINDOWS, sizeof(struct styles));
    row("  clusters of code points", LIMIT_WINDOWS, sizeof(struct clusters));
    row("  links", LIMIT_WINDOWS, sizeof(struct links));
    row("  clipboard", LIMIT_WINDOWS, LIMIT_CLIPBOARD_BYTES);
    row("  input ring", LIMIT_WINDOWS, sizeof(struct input));
    row("  output being fed", LIMIT_WINDOWS, sizeof(struct chunk));
    row("sessions", LIMIT_SESSIONS, sizeof(struct session));
    row("logins", LIMIT_LOGINS, sizeof(struct login));
    row("clients that come back", LIMIT_CLIENTS, sizeof(struct client));
    row("lines of the log", LIMIT_JOURNAL, sizeof(struct journal_line));
    row("undo of a chunk, or one resize", 0, UNDO_OR_SCRATCH);
    row("figures and samples", 0, sizeof(struct figures));
}

static void put_server(void)
{
    row("connections", LIMIT_CONNECTIONS, sizeof(struct conn) + LIMIT_CONN_IN + LIMIT_CONN_OUT);
    row("what each viewer was shown", LIMIT_CONNECTIONS, sizeof(struct painter));
}

static size_t put_sum(void)
{
    size_t shared = span(__executable_start, __init_array_start);
    size_t own = span(__init_array_start, end), board = pages(sizeof(struct board));
    row("program, read only (shared)", 0, shared);
    row("the board (shared)", 0, board);
    row("variables of the server", 0, own);
    row("variables of the keeper, at most", 0, LIMIT_KEEPER_BYTES);
    row("stack, of each process", 2, LIMIT_STACK_BYTES);
    return shared + own + LIMIT_KEEPER_BYTES + board + 2 * LIMIT_STACK_BYTES;
}

int cli_limits(char *const argv[])
{
    (void)argv;
    char storage[LINE_MAX];
    struct text t;
    head("Profile " PROFILE_NAME ". What its capacities cost, on the board:\n");
    put_board();
    head("of the server alone:\n");
    put_server();
    head("and in all, both processes together:\n");
    size_t sum = put_sum();
    text_init(&t, storage, sizeof storage);
    text_str(&t, "  total");
    put_kib(&t, SUM_COLUMN, sum);
    text_str(&t, "\n  ");
    text_u64(&t, sum);
    text_str(&t, " bytes of at most ");
    text_u64(&t, LIMIT_TOTAL_BYTES);
    text_str(&t, "; pages that nobody touched cost nothing\n");
    cli_say(1, text_slice(&t));
    return sum <= LIMIT_TOTAL_BYTES ? 0 : 1;
}
