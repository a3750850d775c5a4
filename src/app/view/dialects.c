/* The dialects in order of preference. */
#include "app/view/dialects.h"

#include "app/view/dialect_tty.h"
#include "app/view/dialect_v1.h"
#include "net/upgrade.h"

static const struct dialect *const dialects[] = {&dialect_v1, &dialect_tty};

const struct dialect *dialects_offered(const struct http_request *r)
{
    for (size_t i = 0; i < COUNT(dialects); i++)
        if (ws_offers(r, dialects[i]->name))
            return dialects[i];
    return NULL;
}
