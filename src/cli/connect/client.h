/*
 * What the commands that speak to a server share: who that is, the connection to it, and its
 * answers. One block of memory, taken at a command's start. Exit statuses are those of enum
 * cli_status.
 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include "base/codec/json.h"
#include "cli/connect/request.h"
#include "cli/connect/resolve.h"
#include "cli/connect/target.h"
#include "cli/options.h"

#define CLIENT_BODY (512 * 1024)
#define CLIENT_TIMEOUT_MS 10000

enum cli_status {
    CLI_DONE = 0,
    CLI_REFUSED = 1, /* by the server, or it ended otherwise */
    CLI_USAGE = 2,
    CLI_NO_TARGET = 3,
    CLI_UNREACHABLE = 4,
    CLI_TIMEOUT = 124
};

struct client {
    struct options options;
    struct target target;
    char token[130];
    char folder[LIMIT_PATH_BYTES];      /* the state directory */
    char where[TARGET_HOST_BYTES + 16]; /* for a person, and the Host field */
    bool quiet;                         /* failures are not told: the caller tries again */
    int32_t ssh;                        /* the process; 0: there is none */
    struct request request;             /* its fd -1: not connected */
    struct resolver resolver;
    size_t body_len;
    char ssh_words[512];
    uint8_t body[CLIENT_BODY];
};

/* The memory, and the command's words, read. NULL: *status says how it ended. */
struct client *client_start(const char *command, const char *usage, const char *const names[],
                            char *const argv[], int *status);
/* Takes a target's words. CLI_DONE, or it is told. */
int client_target(struct client *c, const char *text, bool host_alone);
/* Connects. CLI_DONE, or it is told (unless quiet). */
int client_connect(struct client *c, uint64_t until_ms);
void client_close(struct client *c);
/* What stands in every request. */
struct asked client_asked(const struct client *c, const char *method, const char *path);
/* Asks (connecting where there is no connection; again on a new one where the old one was over).
 * CLI_DONE: there is an answer, of whatever status, and its body is still to be taken. */
int client_open(struct client *c, const char *method, const char *path, struct slice body);
/* Asks, and gathers the answer's body. CLI_DONE where the status is 2xx; else it is told. */
int client_ask(struct client *c, const char *method, const char *path, struct slice body);
/* The second half of client_ask(), where the first was client_open(). */
int client_gather(struct client *c);
struct slice client_body(const struct client *c);
/* No answer came (errno): tells it, and the connection is closed. */
int client_lost(struct client *c);
/* How the answer that came refuses, told with the server's sentence. */
int client_refused(struct client *c);
/* Says "boundtty COMMAND: what: why", and returns status. */
int client_fail(const struct client *c, int status, const char *what, const char *why);
/* "/api/sessions/S[/windows/I]" and more behind it, of the target. */
const char *client_path(const struct client *c, bool window, const char *rest, struct text *to);
/* Makes the target name a window that is there: the first session, its active window. *window is
 * how the server describes it. CLI_DONE, or it is told. */
int client_find(struct client *c, struct json *window);
/* "session:window" */
void client_put_name(const struct client *c, struct text *to);

/* ssh.c: a connection through ssh to the far side's local socket; -1. */
int ssh_connect(struct client *c);
/* How ssh ended, in words, where it was what failed; NULL: it was not. Waits for its end. */
const char *ssh_end(struct client *c);

#endif
