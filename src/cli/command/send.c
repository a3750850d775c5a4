/*
 * boundtty send: a text, or keys by their names, typed into a window. It goes in parts that any
 * server's limit for a body takes; one that finds the window's input full is sent again.
 */
#include "base/clock.h"
#include "cli/attach/keys.h"
#include "cli/cli.h"
#include "cli/connect/client.h"
#include "os/memory.h"

#include <poll.h>
#include <string.h>

#define TEXT_BYTES (256 * 1024)
#define PART 512 /* bytes of input; escaped, six times as many */
#define PAUSE_MS 100
#define PATIENCE_MS 10000 /* for a program that does not read */

static const char usage[] =
    "usage: boundtty send TARGET [--keys] TEXT...\n"
    "\n"
    "Types TEXT into a window; several are joined by a space, and no Enter follows.\n"
    "  --keys        each word is a key (Enter, Tab, Escape, Up, PageDown, F5, C-c, M-x, S-Left),\n"
    "                or, where it is the name of none, text; nothing stands between them\n"
    "Behind -- a word may begin with '-'.\n"
    "Exits 0; 1 the server refuses, or the program does not read, 2 usage, 3 no such target, 4 no\n"
    "server there.\n"
    "\n";

static void put_words(const struct client *c, bool keys, bool application, struct text *t)
{
    uint8_t bytes[KEYS_BYTES];
    for (size_t i = 1; i < c->options.count; i++) {
        struct slice word = slice_of(c->options.words[i]);
        size_t n = keys ? keys_bytes(word, application, bytes) : 0;
        if (!keys && i > 1)
            text_char(t, ' ');
        text_add(t, n > 0 ? (struct slice){bytes, n} : word);
    }
}

/* As many of the first bytes as a part holds, without cutting a character. */
static struct slice cut_part(struct slice *rest)
{
    size_t n = rest->len < PART ? rest->len : PART;
    while (n < rest->len && n > PART - 4 && (rest->at[n] & 0xC0) == 0x80)
        n--;
    struct slice part = slice_part(*rest, 0, n);
    *rest = slice_from(*rest, n);
    return part;
}

static int send_part(struct client *c, struct slice part, uint64_t until_ms)
{
    char storage[LIMIT_PATH_BYTES];
    struct text path, body;
    for (;;) {
        text_init(&path, storage, sizeof storage);
        text_init(&body, (char *)c->body, sizeof c->body);
        text_str(&body, "{\"data\":");
        json_put_string(&body, part);
        text_char(&body, '}');
        int failed =
            client_open(c, "POST", client_path(c, true, "/input", &path), text_slice(&body));
        if (failed || c->request.status != 503 || clock_ms() >= until_ms)
            return failed ? failed : client_gather(c);
        (void)request_body(&c->request, c->body, sizeof c->body, &c->body_len);
        (void)poll(NULL, 0, PAUSE_MS);
    }
}

int cli_send(char *const argv[])
{
    static const char *const names[] = {"--keys", NULL};
    int status;
    struct json window;
    struct text t;
    struct client *c = client_start("send", usage, names, argv, &status);
    char *storage = c ? os_reserve(TEXT_BYTES) : NULL;
    if (!storage)
        return status;
    if (c->options.count < 2)
        return options_wrong(&c->options, "TARGET and TEXT", " are what it needs");
    status = client_target(c, c->options.words[0], false);
    if (status == CLI_DONE)
        status = client_find(c, &window);
    if (status != CLI_DONE)
        return status;
    bool application = false;
    (void)json_bool(json_member(window, "application_cursor"), &application);
    text_init(&t, storage, TEXT_BYTES);
    put_words(c, c->options.value[0] != NULL, application, &t);
    if (t.cut)
        return client_fail(c, CLI_USAGE, "TEXT", "is longer than 256 KiB");
    struct slice rest = text_slice(&t);
    while (rest.len > 0 && status == CLI_DONE)
        status = send_part(c, cut_part(&rest), clock_ms() + PATIENCE_MS);
    client_close(c);
    return status;
}
