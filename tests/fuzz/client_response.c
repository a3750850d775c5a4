/* Any bytes as answers of a server, in pieces: the client takes their bodies, or refuses them, and
 * says no more than was sent. */
#include "base/bug.h"
#include "cli/connect/request.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct request r;
static uint8_t body[8192];
static int server;

static bool start(void)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return false;
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    memset(&r, 0, sizeof r);
    r.fd = ends[0];
    r.until_ms = UINT64_MAX;
    server = ends[1];
    return true;
}

/* Sends the next request and takes its answer; false: no more may follow. */
static bool ask(size_t sent)
{
    const struct request_parts parts = {.method = "GET", .path = "/"};
    struct slice value;
    size_t len = 0;
    unsigned status = request_send(&r, &parts);
    if (status == 0)
        return false;
    BUG_UNLESS(r.head <= r.len && r.at <= r.len && r.len <= sizeof r.in);
    (void)request_field(&r, "Content-Length", &value);
    bool whole = request_body(&r, body, sizeof body / 2, &len);
    BUG_UNLESS(len <= sizeof body / 2 && len <= sent);
    BUG_UNLESS(whole || r.broken || len > 0 || r.over);
    return whole && r.keep && r.over;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > 16384 || !start())
        return 0;
    if (write(server, bytes, size) != (ssize_t)size)
        return 0;
    (void)shutdown(server, SHUT_WR);
    for (int i = 0; i < 4 && ask(size); i++)
        continue;
    close(r.fd);
    close(server);
    return 0;
}
