/* All answers come from memory; none waits for the keeper. */
#include "app/http/api_status.h"

#include "app/http/events.h"
#include "app/request/lists.h"
#include "app/view/connections.h"
#include "app/watch/health.h"
#include "app/watch/log_lines.h"
#include "app/watch/processes.h"
#include "app/watch/prometheus.h"
#include "app/watch/sampler.h"
#include "app/watch/status.h"
#include "base/bug.h"
#include "net/assets.h"
#include "net/fields.h"
#include "net/respond.h"

#include <string.h>

/* The reasons are constants in which nothing is escaped. */
_Static_assert(HEALTH_REASON_MAX + 64 <= ITEM_MAX, "the health fits an answer");

void api_connections(const struct call *k)
{
    lists_begin(k->conn, &connections_list, (struct list_cursor){0}, NULL);
}

void api_events(const struct call *k)
{
    events_open(k->conn, k->request, k->now_ms);
}

void api_health(const struct call *k)
{
    static const char *const words[] = {"live", "degraded", "unhealthy"};
    struct text *t = item_begin();
    TEXT(reason, HEALTH_REASON_MAX);
    bool first = true;
    enum health h = health_look(&reason);
    BUG_UNLESS(!reason.cut);
    text_char(t, '{');
    json_put_string_member(t, &first, "status", slice_of(words[h]));
    json_put_string_member(t, &first, "reason", text_slice(&reason));
    text_char(t, '}');
    http_answer(k->conn, h == HEALTH_UNHEALTHY ? 503 : 200, "application/json", t,
                h == HEALTH_UNHEALTHY ? TEXT_OF("Retry-After: 10\r\n") : NULL);
}

void api_log(const struct call *k)
{
    struct slice value;
    uint64_t lines = LIMIT_JOURNAL;
    bool json =
        http_query(k->request->query, "format", &value) && slice_equal(value, SLICE("json"));
    if (http_query(k->request->query, "lines", &value) && !slice_u64(value, &lines))
        http_error(k->conn, 400, "lines is a number");
    else
        log_lines_list(k->conn, lines < LIMIT_JOURNAL ? (uint32_t)lines : LIMIT_JOURNAL, json);
}

void api_metrics(const struct call *k)
{
    processes_refresh(k->now_ms);
    lists_begin(k->conn, &prometheus_list, (struct list_cursor){0}, NULL);
}

void api_page(const struct call *k)
{
    struct slice path = slice_from(k->request->path, strlen(app.config->base));
    const struct asset *a = assets_find(path);
    BUG_UNLESS(a); /* a path without a file has no route */
    assets_answer(k->conn, k->request, a);
}

void api_samples(const struct call *k)
{
    lists_begin(k->conn, &sampler_list, sampler_begin(), NULL);
}

void api_status(const struct call *k)
{
    processes_refresh(k->now_ms);
    lists_begin(k->conn, &status_list, (struct list_cursor){0}, NULL);
}
