/* Handlers of the server's health, status, metrics, events and log, and of the page. */
#ifndef APP_API_STATUS_H
#define APP_API_STATUS_H

#include "app/request/call.h"

void api_connections(const struct call *k);
void api_events(const struct call *k);
void api_health(const struct call *k);
void api_log(const struct call *k);
void api_metrics(const struct call *k);
void api_page(const struct call *k);
void api_samples(const struct call *k);
void api_status(const struct call *k);

#endif
