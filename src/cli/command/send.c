/*
 * Sends input in parts, each within any server's limit for a body, and as Base64, since it may be
 * any bytes; a part for which the window has no room is sent again. All parts name the incarnation
 * that the window had at first: what is left of a long input never reaches another program.
 */
#include "cli/command/send.h"

#include "base/clock.h"
#include "base/codec/base64.h"
#include "base/errors.h"
#include "cli/command/wait.h"
#include "cli/connect/lookup.h"
#include "cli/keys.h"
#include "os/memory.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define TEXT_BYTES (256 * 1024)
#define PART_BYTES 1200              /* bytes of input in a part */
#define PIECE_BYTES (4 * PART_BYTES) /* bytes of one read() of standard input */
#define BODY_BYTES 1800              /* of a part */
#define PAUSE_MS 20
#define PATIENCE_MS 10000 /* limit for a program that does not read its input */

_Static_assert(BODY_BYTES <= LIMIT_JSON_BODY, "a part fits a body");
_Static_assert(4 * ((PART_BYTES + 2) / 3) +
                       sizeof "{\"base64\":\"\",\"raw\":false,\"incarnation\":}" + 20 <
                   BODY_BYTES,
               "a body holds a part");

static const char usage[] =
    "usage: boundtty send TARGET [--keys] [--raw] [--incarnation N] [--mark]\n"
    "                     [--wait PATTERN [-t SECONDS]] (TEXT... | -)\n"
    "\n"
    "Types TEXT into a window, or standard input until its end. Several TEXTs are joined by a\n"
    "space; no Enter follows. All bytes arrive as they are, but ends of lines that are sent to a\n"
    "serial or TCP line are Enter.\n"
    "  --keys        each word is a key (Enter, Tab, Escape, Up, PageDown, F5, C-c, M-x, S-Left),\n"
    "                or, where no key has this name, text; nothing is put between them\n"
    "  --raw         ends of lines as they are, for a line too\n"
    "  --incarnation N  only if this is the window's incarnation (see GET .../windows)\n"
    "  --wait PATTERN  then waits until a line of the output that follows holds PATTERN; the echo\n"
    "                of TEXT does not count (see boundtty wait -h)\n"
    "  -t SECONDS    waits at most this long\n"
    "  --mark        prints the position before TEXT, or after PATTERN, for boundtty wait --from\n"
    "After -- a word may begin with '-'.\n"
    "Exits 0; 1 the server refuses, the program does not read, or has ended and is another one\n"
    "now; 2 wrong words, 3 no such target, 4 no server there, 124 the time is over.\n"
    "\n";

enum { OPTION_KEYS, OPTION_RAW, OPTION_INCARNATION, OPTION_MARK, OPTION_WAIT, OPTION_SECONDS };
static const char *const names[] = {
    "--keys", "--raw", "--incarnation=", "--mark", "--wait=", "-t=", NULL};

/* What all parts of one input have in common. */
struct sending {
    struct client *client;
    bool raw;
    uint64_t incarnation; /* 0: the server names none */
    struct wait wait;     /* after the input; its mark, if it has none, is that of the first part */
};

static void send_put_words(const struct options *o, bool keys, bool application, struct text *t)
{
    uint8_t bytes[KEYS_BYTES];
    for (size_t i = 1; i < o->count; i++) {
        struct slice word = slice_of(o->words[i]);
        size_t n = keys ? keys_bytes(word, application, bytes) : 0;
        if (!keys && i > 1)
            text_char(t, ' ');
        text_add(t, n > 0 ? slice_make(bytes, n) : word);
    }
}

/* Cuts off as many bytes as a part holds, without splitting CR LF. */
static struct slice cut_part(struct slice *rest)
{
    size_t n = rest->len < PART_BYTES ? rest->len : PART_BYTES;
    if (n < rest->len && rest->at[n - 1] == '\r' && rest->at[n] == '\n')
        n--;
    struct slice part = slice_part(*rest, 0, n);
    *rest = slice_from(*rest, n);
    return part;
}

static void send_put_body(struct sending *s, struct slice part, struct text *body)
{
    bool first = true;
    text_char(body, '{');
    json_put_name(body, &first, "base64");
    text_char(body, '"');
    base64_encode(body, part);
    text_char(body, '"');
    if (s->raw)
        json_put_bool_member(body, &first, "raw", true);
    if (s->incarnation > 0)
        json_put_u64_member(body, &first, "incarnation", s->incarnation);
    text_char(body, '}');
}

/* Sends a part, and repeats it while the window has no room, for PATIENCE_MS. */
static int send_part(struct sending *s, struct slice part)
{
    struct client *c = s->client;
    uint64_t until_ms = clock_ms() + PATIENCE_MS;
    struct slice mark;
    for (;;) {
        TEXT(path, LOOKUP_PATH_BYTES);
        TEXT(body, BODY_BYTES);
        send_put_body(s, part, &body);
        int failed =
            client_open(c, "POST", lookup_path(c, true, "/input", &path), text_slice(&body));
        if (failed)
            return failed;
        if (s->wait.mark[0] == '\0' && request_field(&c->request, "Mark", &mark))
            (void)slice_copy(mark, s->wait.mark, sizeof s->wait.mark);
        if (c->request.status != 503 || clock_ms() >= until_ms)
            return client_gather(c);
        (void)request_body(&c->request, c->body, sizeof c->body, &c->body_len);
        (void)poll(NULL, 0, PAUSE_MS);
    }
}

static int send_all(struct sending *s, struct slice rest)
{
    int status = CLI_DONE;
    while (rest.len > 0 && status == CLI_DONE)
        status = send_part(s, cut_part(&rest));
    return status;
}

/* The text that the terminal will show as the echo: up to the first control character. */
static struct slice echo_of(struct slice text)
{
    size_t n = 0;
    while (n < text.len && n < WAIT_ECHO_BYTES - 1 && text.at[n] >= ' ' && text.at[n] != 0x7F)
        n++;
    return slice_part(text, 0, n);
}

/* Begins to look for the pattern, if there is one; everything that is sent afterwards comes later.
 * echo: the text whose echo does not count. */
static int send_begin_wait(struct sending *s, struct slice echo)
{
    if (!s->wait.pattern)
        return CLI_DONE;
    s->wait.echo = echo;
    (void)slice_copy(SLICE("now"), s->wait.mark, sizeof s->wait.mark);
    return wait_begin(s->client, &s->wait);
}

/* Sends the words. application: the window's cursor keys are in application mode. */
static int send_words(struct sending *s, bool application)
{
    struct client *c = s->client;
    struct text t;
    char *storage = os_reserve(TEXT_BYTES);
    if (!storage)
        return client_fail(c, CLI_REFUSED, "send", "out of memory");
    text_init(&t, storage, TEXT_BYTES);
    send_put_words(&c->options, c->options.value[OPTION_KEYS] != NULL, application, &t);
    if (t.cut)
        return client_fail(c, CLI_USAGE, "TEXT", "is longer than 256 KiB");
    int status = send_begin_wait(s, echo_of(text_slice(&t)));
    return status == CLI_DONE ? send_all(s, text_slice(&t)) : status;
}

/* Sends standard input as it comes. A CR at the end of a piece waits for the next, which may begin
 * with its LF. */
static int send_standard_input(struct sending *s)
{
    uint8_t *bytes = os_reserve(PIECE_BYTES);
    size_t kept = 0;
    if (!bytes)
        return client_fail(s->client, CLI_REFUSED, "send", "out of memory");
    int status = send_begin_wait(s, (struct slice){0});
    while (status == CLI_DONE) {
        ssize_t n = read(STDIN_FILENO, bytes + kept, PIECE_BYTES - kept);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return client_fail(s->client, CLI_USAGE, "standard input", error_text(errno));
        size_t len = kept + (size_t)n;
        kept = n > 0 && bytes[len - 1] == '\r' ? 1 : 0;
        status = send_all(s, slice_make(bytes, len - kept));
        bytes[0] = '\r';
        if (n == 0)
            break;
    }
    return status;
}

/* Whether the only TEXT is '-', not after "--". */
static bool is_standard_input(const struct options *o)
{
    return o->count == 2 && o->before_dashes == 2 && strcmp(o->words[1], "-") == 0;
}

/* Sends the input, and waits if requested. */
static int send_to(struct sending *s, struct json window)
{
    const struct options *o = &s->client->options;
    bool application = false;
    if (s->incarnation == 0)
        (void)json_u64(json_member(window, "incarnation"), UINT64_MAX, &s->incarnation);
    (void)json_bool(json_member(window, "application_cursor"), &application);
    int status = is_standard_input(o) ? send_standard_input(s) : send_words(s, application);
    if (status == CLI_DONE && s->wait.pattern)
        status = wait_run(s->client, &s->wait);
    if (status == CLI_DONE && o->value[OPTION_MARK])
        wait_print_mark(&s->wait);
    return status;
}

/* Reads the command line. */
static int send_read_words(const struct options *o, struct sending *s)
{
    const char *pattern = o->value[OPTION_WAIT], *incarnation = o->value[OPTION_INCARNATION];
    if (o->count < 2)
        return options_wrong(o, o->count == 0 ? "TARGET" : "TEXT", " is missing");
    if (incarnation && (!slice_u64(slice_of(incarnation), &s->incarnation) || s->incarnation == 0))
        return options_wrong(o, incarnation, " is not an incarnation's number");
    if (o->value[OPTION_SECONDS] && !pattern)
        return options_wrong(o, "-t", " is how long to wait, and needs --wait");
    s->raw = o->value[OPTION_RAW] != NULL;
    return wait_start(o, &s->wait, pattern, o->value[OPTION_SECONDS]);
}

int cli_send(char *const argv[])
{
    int status;
    struct json window;
    struct client *c = client_start("send", usage, names, argv, &status);
    if (!c)
        return status;
    struct sending s = {.client = c};
    status = send_read_words(&c->options, &s);
    if (status == CLI_DONE)
        status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = lookup_window(c, &window);
    if (status == CLI_DONE)
        status = send_to(&s, window);
    client_close(c);
    return status;
}
