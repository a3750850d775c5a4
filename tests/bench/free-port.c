/* free-port: prints a TCP port that nothing listens on, as the kernel chose it. */
#include "bench.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0)
        fail("bind");
    if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        fail("getsockname");
    printf("%d\n", ntohs(at.sin_port));
    return 0;
}
