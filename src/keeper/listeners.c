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

struct listener {
    int fd;
    const char *address; /* address in the configuration; NULL: passed by the service manager */
};

static struct listeners {
    struct listener at[LIMIT_LISTENERS];
    uint16_t count;
    bool inherited;
    bool local; /* the last one is the local socket */
} listeners;

static void listeners_add(int fd, const char *address)
{
    listeners.at[listeners.count++] = (struct listener){fd, address};
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
    listeners.local = false;
}

int *listeners_fd(uint16_t *place)
{
    return *place < listeners.count ? &listeners.at[(*place)++].fd : NULL;
}

int listeners_at(uint16_t place)
{
    return place < listeners.count ? listeners.at[place].fd : -1;
}

bool listeners_inherited(void)
{
    return listeners.inherited;
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
        listeners_add(fd, NULL);
    }
    return true;
}

/* Opens the local socket, which is optional: if another server already has it, this one runs
 * without. */
static void listeners_open_local(const struct config *config)
{
    TEXT(why, 2 * LIMIT_PATH_BYTES);
    int fd = config->local ? listen_private(config->socket, &why) : -1;
    if (fd >= 0) {
        listeners_add(fd, config->socket);
        listeners.local = true;
    } else if (config->local) {
        struct log_line l;
        log_open(&l, LOG_WARNING, "no-local-socket");
        log_str(&l, "why", text_slice(&why));
        log_close(&l);
    }
}

bool listeners_open(const struct config *config, char *const envp[], struct text *error)
{
    unsigned handed = notify_listeners(envp);
    bool good = handed == 0 || listeners_inherit(handed, error);
    for (uint16_t i = 0; i < config->listen_count && good && handed == 0; i++) {
        int fd = listen_open(config->listen[i], error);
        good = fd >= 0;
        if (good)
            listeners_add(fd, config->listen[i]);
    }
    if (good)
        listeners_open_local(config);
    else
        listeners_close();
    return good;
}

/* Returns the listener with this address; NULL if there is none. */
static struct listener *at_address(struct listeners *of, const char *address)
{
    for (uint16_t i = 0; i < of->count; i++)
        if (of->at[i].address && strcmp(of->at[i].address, address) == 0)
            return &of->at[i];
    return NULL;
}

/* Closes the listeners of one set that the other lacks. */
static void listeners_close_missing(struct listeners *of, struct listeners *kept)
{
    for (uint16_t i = 0; i < of->count; i++)
        if (of->at[i].address && !at_address(kept, of->at[i].address))
            listener_close(&of->at[i]);
}

bool listeners_renew(const struct config *config, struct text *error)
{
    struct listeners old = listeners;
    const struct listener *local = old.local ? &old.at[old.count - 1] : NULL;
    bool good = true;
    if (!old.inherited)
        listeners.count = 0;
    else if (local)
        listeners.count--;
    for (uint16_t i = 0; i < config->listen_count && good && !old.inherited; i++) {
        const struct listener *same = at_address(&old, config->listen[i]);
        int fd = same ? same->fd : listen_open(config->listen[i], error);
        good = fd >= 0;
        if (good)
            listeners_add(fd, config->listen[i]);
    }
    if (!good) {
        listeners_close_missing(&listeners, &old);
        listeners = old;
        return false;
    }
    listeners.local = false;
    if (local && config->local && strcmp(local->address, config->socket) == 0) {
        listeners_add(local->fd, config->socket);
        listeners.local = true;
    }
    listeners_close_missing(&old, &listeners);
    if (!listeners.local)
        listeners_open_local(config);
    return true;
}
