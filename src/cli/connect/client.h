/*
 * The state shared by all commands that use a server's API: the target, the connection to its
 * server, and requests with their answers. It is one block of memory, reserved when the command
 * starts. Functions that return an exit status (enum exit_status) have printed the error unless it
 * is CLI_DONE.
 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include "base/codec/json.h"
#include "cli/connect/request.h"
#include "cli/connect/ssh.h"
#include "cli/connect/target.h"
#include "cli/connect/token.h"
#include "cli/exit_status.h"
#include "cli/options.h"
#include "os/names/resolve.h"

#define CLIENT_BODY_BYTES (512 * 1024)
#define CLIENT_TIMEOUT_MS 10000 /* deadline of a connection and an answer */

struct client {
    struct options options;
    struct target target;
    char token[TOKEN_BYTES];            /* "": none */
    char folder[LIMIT_PATH_BYTES];      /* the state directory */
    char where[TARGET_HOST_BYTES + 16]; /* the host, for messages and the Host field */
    uint32_t slow_ms;  /* how much longer than CLIENT_TIMEOUT_MS an answer may take */
    uint64_t until_ms; /* deadline of the whole command, in clock_ms(); UINT64_MAX: none */
    bool quiet;        /* errors are not printed: the caller retries */
    struct ssh ssh;
    struct request request; /* fd -1: not connected */
    struct resolver resolver;
    size_t body_len;
    uint8_t body[CLIENT_BODY_BYTES];
};

/* Reserves the memory and reads the command line (see options_read()). NULL if the command ends
 * here, with *status. */
struct client *client_start(const char *command, const char *usage, const char *const names[],
                            char *const argv[], int *status);
/* Parses the target (NULL: this machine), and finds its token. host_alone: see target_parse(). */
int client_target(struct client *c, const char *text, bool host_alone);
/* Prints "boundtty COMMAND: WHAT: WHY" unless quiet, and returns status. */
int client_fail(const struct client *c, int status, const char *what, const char *why);

/* Closes the present connection, if any, and connects to the server. */
int client_connect(struct client *c, uint64_t until_ms);
void client_close(struct client *c);

/* Returns the parts that every request has in common. */
struct request_parts client_parts(const struct client *c, const char *method, const char *path);
/* Sends a request, on the present connection if the server kept it, else on a new one. One that
 * changes something is not sent again when its connection is lost, as it may have been carried out:
 * CLI_UNREACHABLE. CLI_DONE if
 * an answer came, of any status (c->request.status); its body is still to be read. */
int client_open(struct client *c, const char *method, const char *path, struct slice body);
/* Calls client_open(), then client_gather(). */
int client_ask(struct client *c, const char *method, const char *path, struct slice body);
/* Reads the answer's body into c->body. CLI_DONE only if the answer's status is 2xx. */
int client_gather(struct client *c);
/* Returns the body that client_gather() has read, valid until its next call. */
struct slice client_body(const struct client *c);
/* Prints why no answer came (errno), and closes the connection. */
int client_lost(struct client *c);
/* Prints why the server refused the request: the error in the answer's body, else its status. */
int client_refused(struct client *c);

#endif
