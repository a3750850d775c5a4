/*
 * Sends input in parts, each within any server's limit for a body; a part for which the window has
 * no room is sent again.
 */
#include "cli/command/send.h"

#include "base/clock.h"
#include "cli/connect/lookup.h"
#include "cli/keys.h"
#include "os/memory.h"

#include <poll.h>

#define TEXT_BYTES (256 * 1024)
#define PART_BYTES 256 /* bytes of input in a part */
#define PAUSE_MS 100
#define PATIENCE_MS 10000 /* limit for a program that does not read its input */

_Static_assert(6 * PART_BYTES + sizeof "{\"data\":\"\"}" <= LIMIT_JSON_BODY,
               "a part fits a body, with each byte escaped");

static const char usage[] =
    "usage: boundtty send TARGET [--keys] TEXT...\n"
    "\n"
    "Types TEXT into a window. Several are joined by a space; no Enter follows.\n"
    "  --keys        each word is a key (Enter, Tab, Escape, Up, PageDown, F5, C-c, M-x, S-Left),\n"
    "                or, where no key has this name, text; nothing is put between them\n"
    "After -- a word may begin with '-'.\n"
    "Exits 0; 1 the server refuses, or the program does not read; 2 wrong words, 3 no such "
    "target,\n"
    "4 no server there.\n"
    "\n";

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

/* Cuts off as many bytes as a part holds, without splitting a UTF-8 character. */
static struct slice cut_part(struct slice *rest)
{
    size_t n = rest->len < PART_BYTES ? rest->len : PART_BYTES;
    while (n < rest->len && n > PART_BYTES - 4 && (rest->at[n] & 0xC0) == 0x80)
        n--;
    struct slice part = slice_part(*rest, 0, n);
    *rest = slice_from(*rest, n);
    return part;
}

/* Sends a part, and repeats it until the deadline while the window has no room. */
static int send_part(struct client *c, struct slice part, uint64_t until_ms)
{
    for (;;) {
        TEXT(path, LOOKUP_PATH_BYTES);
        TEXT(body, 6 * PART_BYTES + 16);
        bool first = true;
        text_char(&body, '{');
        json_put_string_member(&body, &first, "data", part);
        text_char(&body, '}');
        int failed =
            client_open(c, "POST", lookup_path(c, true, "/input", &path), text_slice(&body));
        if (failed)
            return failed;
        if (c->request.status != 503 || clock_ms() >= until_ms)
            return client_gather(c);
        (void)request_body(&c->request, c->body, sizeof c->body, &c->body_len);
        (void)poll(NULL, 0, PAUSE_MS);
    }
}

/* Sends the words to the window. application: its cursor keys are in application mode. */
static int send_words(struct client *c, bool application)
{
    struct text t;
    int status = CLI_DONE;
    char *storage = os_reserve(TEXT_BYTES);
    if (!storage)
        return client_fail(c, CLI_REFUSED, "send", "out of memory");
    text_init(&t, storage, TEXT_BYTES);
    send_put_words(&c->options, c->options.value[0] != NULL, application, &t);
    if (t.cut)
        return client_fail(c, CLI_USAGE, "TEXT", "is longer than 256 KiB");
    struct slice rest = text_slice(&t);
    while (rest.len > 0 && status == CLI_DONE)
        status = send_part(c, cut_part(&rest), clock_ms() + PATIENCE_MS);
    return status;
}

int cli_send(char *const argv[])
{
    static const char *const names[] = {"--keys", NULL};
    int status;
    struct json window;
    bool application = false;
    struct client *c = client_start("send", usage, names, argv, &status);
    if (!c)
        return status;
    if (c->options.count < 2)
        return options_wrong(&c->options, c->options.count == 0 ? "TARGET" : "TEXT", " is missing");
    status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = lookup_window(c, &window);
    if (status == CLI_DONE) {
        (void)json_bool(json_member(window, "application_cursor"), &application);
        status = send_words(c, application);
    }
    client_close(c);
    return status;
}
