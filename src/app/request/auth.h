/* Checks credentials: the token, the viewer token, and the cookies given for them. Secrets are
 * compared by their hashes in constant time; failures are limited per address. */
#ifndef APP_AUTH_H
#define APP_AUTH_H

#include "app/core/app.h"
#include "net/conn.h"

enum role {
    ROLE_NONE,
    ROLE_LOOK, /* may read everything and change nothing */
    ROLE_FULL
};

/* Hashes the tokens of the configuration, and names the cookie. */
void auth_init(void);
/* Returns the role of the request's cookie, Bearer or Basic credential (or of ?token= on an
 * upgrade); without any of them, a local client of a trusted connection has ROLE_FULL. A wrong
 * credential is counted; *refused: the address has failed LIMIT_FAILED_LOGINS times within a
 * minute, and the credential was not checked. */
enum role auth_request(const struct conn *c, const struct http_request *r, bool upgrade,
                       uint64_t now_ms, bool *refused);
/* Returns the role of a token. A wrong one is counted; *refused: as above. */
enum role auth_token(const struct conn *c, struct slice token, uint64_t now_ms, bool *refused);
/* Creates a login, displacing the least recently used if the table is full, and appends the field
 * line that sets its cookie, with CRLF. False: no random bytes available. */
bool auth_login(enum role role, bool secure, struct text *field);
/* Deletes the login of the request's cookie and appends the field line that clears the cookie. */
void auth_logout(const struct http_request *r, struct text *field);
/* The table of addresses with failed logins; `refused` counts displaced ones. Only size, used, high
 * and refused are meaningful. */
/* Whether the request has a credential, valid or not. */
bool auth_has_credential(const struct http_request *r, bool upgrade);
const struct table *auth_failures_table(void);
/* Whether the Host field names this machine, as a defence against DNS rebinding. */
bool auth_host(const struct conn *c, const struct http_request *r);
/* Whether the Origin field, if present, is the page's own. */
bool auth_origin(const struct http_request *r);

#endif
