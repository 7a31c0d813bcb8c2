#define _GNU_SOURCE

#include "loopback.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

int farsign_loopback_listen(uint16_t *port) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;

    // A port with lingering old connections may be taken, a port with a listener may not.
    int yes = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(*port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0
        && bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0
        && listen(descriptor, SOMAXCONN) == 0
        && getsockname(descriptor, (struct sockaddr *)&address, &length) == 0) {
        *port = ntohs(address.sin_port);
        return descriptor;
    }
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}
