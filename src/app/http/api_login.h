/* Handlers of logins: logging in with a token, the current login, logging out. */
#ifndef APP_API_LOGIN_H
#define APP_API_LOGIN_H

#include "app/request/call.h"

void api_login(const struct call *k);
void api_login_state(const struct call *k);
void api_logout(const struct call *k);

#endif
