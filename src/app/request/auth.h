/*
 * Credentials: the token, the viewer token, and the cookies given for them. Secrets are compared by
 * their hashes in constant time; failures are limited per address.
 */
#ifndef APP_AUTH_H
#define APP_AUTH_H

#include "app/core/app.h"
#include "net/conn.h"

enum role {
    ROLE_NONE,
    ROLE_LOOK, /* may read everything and change nothing */
    ROLE_FULL
};

void auth_init(void);
/* The role that the request's cookie, Bearer or Basic credential gives (and ?token= on an upgrade);
 * without any, a client of a connection that is trusted has the full one.
 * A wrong credential is counted; *refused: the address has failed too often, whatever it sent now.
 */
enum role auth_request(const struct conn *c, const struct http_request *r, bool upgrade,
                       uint64_t now_ms, bool *refused);
/* The role that a token gives; a wrong one is counted. */
enum role auth_token(const struct conn *c, struct slice token, uint64_t now_ms, bool *refused);
/* A new login: the field line that sets its cookie (with CRLF). False: no random bytes to be had.
 */
bool auth_login(enum role role, bool secure, struct text *field);
/* Forgets the login of the request's cookie; the field line that clears it. */
void auth_logout(const struct http_request *r, struct text *field);
/* Addresses with failed logins; refused: those that were displaced. Size, used, high and refused
 * alone have a meaning. */
const struct table *auth_failures_table(void);
/* The Host field names this machine (no DNS rebinding). */
bool auth_host(const struct conn *c, const struct http_request *r);
/* The Origin field, where there is one, is the page's own. */
bool auth_origin(const struct http_request *r);

#endif
