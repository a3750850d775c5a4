/* Opens and changes the set of listeners. Each listener has the address by which it was opened; one
 * that the service manager passed has none. */
#include "keeper/listeners.h"

#include "base/log.h"
#include "keeper/listen.h"
#include "keeper/notify.h"

#include <string.h>
#include <unistd.h>

/* The first descriptor of the sockets that a service manager passes (sd_listen_fds(3)). */
#define FIRST_INHERITED 3

#define RETRY_MS 5000 /* between two attempts to open the listeners that failed */

struct listener {
    int fd;
    const char *address; /* address in the configuration; NULL: passed by the service manager */
};

static struct listeners {
    const struct config *config;
    struct listener at[LIMIT_LISTENERS];
    uint16_t count;
    bool inherited;
    uint64_t retry_ms; /* next attempt for the configuration's addresses that are not open */
} listeners, coming;   /* in use, and prepared by listeners_prepare() */

static void listeners_add(struct listeners *to, int fd, const char *address)
{
    to->at[to->count++] = (struct listener){fd, address};
}

/* Returns the listener with this address; NULL if there is none. */
static struct listener *at_address(struct listeners *of, const char *address)
{
    for (uint16_t i = 0; i < of->count; i++)
        if (of->at[i].address && strcmp(of->at[i].address, address) == 0)
            return &of->at[i];
    return NULL;
}

static void listener_close(const struct listener *l)
{
    close(l->fd);
    if (l->address)
        listen_remove(l->address);
}

void listeners_close(void)
{
    for (uint16_t i = 0; i < listeners.count; i++)
        listener_close(&listeners.at[i]);
    listeners.count = 0;
}

int *listeners_fd(uint16_t *place)
{
    return *place < listeners.count ? &listeners.at[(*place)++].fd : NULL;
}

int listeners_at(uint16_t place)
{
    return place < listeners.count ? listeners.at[place].fd : -1;
}

static bool listeners_inherit(unsigned count, struct text *error)
{
    listeners.inherited = true;
    if (count > LIMIT_LISTENERS - 1) {
        text_str(error, "LISTEN_FDS hands down more sockets than there is room for: at most ");
        text_u64(error, LIMIT_LISTENERS - 1);
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        int fd = listen_inherit(FIRST_INHERITED + (int)i, error);
        if (fd < 0)
            return false;
        listeners_add(&listeners, fd, NULL);
    }
    return true;
}

static void listeners_log(enum log_level level, const char *event, const char *address,
                          struct slice why)
{
    struct log_line l;
    log_open(&l, level, event);
    log_str(&l, "address", slice_of(address));
    if (why.len > 0)
        log_str(&l, "why", why);
    log_close(&l);
}

/* Opens the local socket, which is optional: if another server already has it, this one runs
 * without. */
static void listeners_open_local(void)
{
    const struct config *config = listeners.config;
    TEXT(why, 2 * LIMIT_PATH_BYTES);
    if (!config->local || at_address(&listeners, config->socket))
        return;
    int fd = listen_private(config->socket, &why);
    if (fd >= 0)
        listeners_add(&listeners, fd, config->socket);
    else
        listeners_log(LOG_WARNING, "no-local-socket", config->socket, text_slice(&why));
}

static int listeners_open_one(const struct config *config, const char *address, struct text *error)
{
    int fd = listen_open(address, error);
    if (fd < 0 || listen_share(address, config->socket_group, config->socket_mode, error))
        return fd;
    close(fd);
    listen_remove(address);
    return -1;
}

/* Opens the addresses of the configuration. One that fails is tried again later, as long as another
 * is open. False: none is, and `error` has a sentence for each. */
static bool listeners_open_all(struct text *error)
{
    const struct config *config = listeners.config;
    for (uint16_t i = 0; i < config->listen_count; i++) {
        size_t start = error->len;
        if (at_address(&listeners, config->listen[i])) /* given twice */
            continue;
        int fd = listeners_open_one(config, config->listen[i], error);
        if (fd >= 0) {
            listeners_add(&listeners, fd, config->listen[i]);
            continue;
        }
        listeners_log(LOG_WARNING, "listener-failed", config->listen[i],
                      slice_from(text_slice(error), start));
        text_str(error, i + 1 < config->listen_count ? "; " : "");
    }
    return listeners.count > 0;
}

bool listeners_open(const struct config *config, char *const envp[], struct text *error)
{
    unsigned handed = notify_listeners(envp);
    listeners = (struct listeners){.config = config};
    bool good = handed > 0 ? listeners_inherit(handed, error) : listeners_open_all(error);
    if (good)
        listeners_open_local();
    else
        listeners_close();
    return good;
}

uint64_t listeners_tick(uint64_t now_ms)
{
    const struct config *config = listeners.config;
    bool due = now_ms >= listeners.retry_ms, missing = false;
    for (uint16_t i = 0; i < config->listen_count && !listeners.inherited; i++) {
        TEXT(why, 2 * LIMIT_PATH_BYTES);
        if (at_address(&listeners, config->listen[i]))
            continue;
        int fd = due && listeners.retry_ms > 0 ? listeners_open_one(config, config->listen[i], &why)
                                               : -1;
        missing |= fd < 0;
        if (fd < 0)
            continue;
        listeners_add(&listeners, fd, config->listen[i]);
        listeners_log(LOG_INFO, "listener-opened", config->listen[i], (struct slice){0});
    }
    if (!missing)
        return UINT64_MAX;
    if (due)
        listeners.retry_ms = now_ms + RETRY_MS;
    return listeners.retry_ms;
}

/* Closes the listeners of one set that the other lacks. */
static void listeners_close_missing(struct listeners *of, struct listeners *kept)
{
    for (uint16_t i = 0; i < of->count; i++)
        if (of->at[i].address && !at_address(kept, of->at[i].address))
            listener_close(&of->at[i]);
}

/* Whether the address is one of those that the configuration in use still tries to open. */
static bool is_awaited(const char *address)
{
    for (uint16_t i = 0; i < listeners.config->listen_count; i++)
        if (strcmp(listeners.config->listen[i], address) == 0)
            return true;
    return false;
}

/* Adds the address, which stays open if it is open already. */
static bool listeners_prepare_one(const char *address, struct text *error)
{
    const struct listener *same = at_address(&listeners, address);
    if (at_address(&coming, address)) /* given twice */
        return true;
    size_t start = error->len;
    int fd = same ? same->fd : listeners_open_one(coming.config, address, error);
    if (fd >= 0)
        listeners_add(&coming, fd, address);
    else if (is_awaited(address))
        error->len = start;
    return fd >= 0 || is_awaited(address);
}

bool listeners_prepare(const struct config *config, struct text *error)
{
    bool good = true;
    coming = (struct listeners){.config = config, .inherited = listeners.inherited};
    for (uint16_t i = 0; i < listeners.count; i++)
        if (!listeners.at[i].address)
            listeners_add(&coming, listeners.at[i].fd, NULL);
    for (uint16_t i = 0; i < config->listen_count && good && !coming.inherited; i++)
        good = listeners_prepare_one(config->listen[i], error);
    const struct listener *local = at_address(&listeners, config->socket);
    if (good && local && config->local)
        listeners_add(&coming, local->fd, config->socket);
    if (!good)
        listeners_discard();
    return good;
}

void listeners_discard(void)
{
    listeners_close_missing(&coming, &listeners);
}

void listeners_commit(void)
{
    listeners_close_missing(&listeners, &coming);
    listeners = coming;
    for (uint16_t i = 0; i < listeners.config->listen_count; i++) {
        TEXT(why, 2 * LIMIT_PATH_BYTES);
        const struct config *c = listeners.config;
        if (!listen_share(c->listen[i], c->socket_group, c->socket_mode, &why) &&
            at_address(&listeners, c->listen[i]))
            listeners_log(LOG_WARNING, "listener-failed", c->listen[i], text_slice(&why));
    }
    listeners_open_local();
}

const char *listeners_address(void)
{
    for (uint16_t i = 0; i < listeners.count; i++)
        if (listeners.at[i].address && listeners.at[i].address != listeners.config->socket)
            return listeners.at[i].address;
    return NULL;
}
