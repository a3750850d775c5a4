/* Prints a server's status, which is JSON: each value on one line, after its path. */
#include "cli/command/status.h"

#include "cli/connect/client.h"
#include "cli/say.h"
#include "os/memory.h"

static const char usage[] = "usage: boundtty status [HOST]\n"
                            "\n"
                            "Prints a server's tables, processes, counters and latencies.\n"
                            "Exits 0; 1 the server refuses, 2 wrong words, 4 no server there.\n"
                            "\n";

/* The path of the current value in a walk over a JSON text: names and indices, joined by dots. */
struct json_path {
    char storage[512];
    struct text names;
    size_t start[JSON_DEPTH + 1];     /* length of the path of each container around the value */
    uint64_t element[JSON_DEPTH + 1]; /* next index; UINT64_MAX: the container is an object */
    unsigned depth;
};

static void path_enter(struct json_path *p, bool array)
{
    p->depth++;
    p->start[p->depth] = p->names.len;
    p->element[p->depth] = array ? 0 : UINT64_MAX;
}

/* Sets the path to the next value of this container; name: of a member of an object. */
static void path_next(struct json_path *p, struct slice name)
{
    p->names.len = p->start[p->depth];
    if (p->names.len > 0)
        text_char(&p->names, '.');
    if (p->element[p->depth] == UINT64_MAX)
        text_add(&p->names, name);
    else
        text_u64(&p->names, p->element[p->depth]++);
}

static void path_print(const struct json_path *p, struct slice value)
{
    cli_print(text_slice(&p->names));
    cli_print(SLICE(" "));
    cli_print(value);
    cli_print(SLICE("\n"));
}

/* Cuts off a scalar: a string with its quotes, or everything up to the next punctuation. */
static struct slice cut_scalar(struct slice *rest)
{
    bool string = rest->at[0] == '"';
    size_t n = 1;
    if (string)
        for (; n < rest->len && rest->at[n] != '"'; n++)
            n += rest->at[n] == '\\' ? 1 : 0;
    else
        while (n < rest->len && slice_find(SLICE(",]} \n"), rest->at[n]) < 0)
            n++;
    struct slice scalar = slice_part(*rest, 0, string ? n + 1 : n);
    *rest = slice_from(*rest, scalar.len);
    return scalar;
}

/* Prints all values of a text that json_read() has validated. */
static void path_print_all(struct json_path *p, struct slice rest)
{
    bool named = false; /* a member's name was read, and its value follows */
    while (rest.len > 0) {
        uint8_t c = rest.at[0];
        bool in_array = p->depth > 0 && p->element[p->depth] != UINT64_MAX;
        if (c == '}' || c == ']')
            p->depth--;
        if (slice_find(SLICE("}],: \n"), c) >= 0) {
            rest = slice_from(rest, 1);
            continue;
        }
        if (in_array)
            path_next(p, (struct slice){0});
        if (c == '{' || c == '[') {
            path_enter(p, c == '[');
            rest = slice_from(rest, 1);
            named = false;
            continue;
        }
        struct slice scalar = cut_scalar(&rest);
        if (in_array || named) {
            path_print(p, scalar);
            named = false;
            continue;
        }
        path_next(p, slice_part(scalar, 1, scalar.len - 2));
        named = rest.len > 1 && rest.at[0] == ':' && rest.at[1] != '{' && rest.at[1] != '[';
    }
}

int cli_status(char *const argv[])
{
    static const char *const names[] = {NULL};
    int status;
    struct client *c = client_start("status", usage, names, argv, &status);
    struct json_path *p = c ? os_reserve(sizeof *p) : NULL;
    if (!p)
        return status < 0 ? CLI_REFUSED : status;
    text_init(&p->names, p->storage, sizeof p->storage);
    status = options_at_most(&c->options, 1);
    if (status == CLI_DONE)
        status = client_target(c, c->options.words[0], true);
    if (status == CLI_DONE)
        status = client_ask(c, "GET", "/api/status", (struct slice){0});
    if (status == CLI_DONE && json_read(client_body(c)).type == JSON_OBJECT)
        path_print_all(p, client_body(c));
    client_close(c);
    return status;
}
