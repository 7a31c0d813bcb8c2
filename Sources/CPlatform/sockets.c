#define _GNU_SOURCE

#include "CPlatform.h"

#include <errno.h>
#include <string.h>

int farsign_socket_open(void) {
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static int set_address(struct sockaddr_un *address, const char *path) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

int farsign_socket_bind(int descriptor, const char *path) {
    struct sockaddr_un address;
    return set_address(&address, path) == 0
        ? bind(descriptor, (struct sockaddr *)&address, sizeof address) : -1;
}

int farsign_socket_connect(int descriptor, const char *path) {
    struct sockaddr_un address;
    return set_address(&address, path) == 0
        ? connect(descriptor, (struct sockaddr *)&address, sizeof address) : -1;
}

int farsign_socket_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}
