#pragma once

#include <stdbool.h>
#include <stdint.h>

// Listens on a TCP port of 127.0.0.1; 0 stands for one that the kernel
// chooses, and is replaced by it. Swift would have to cast a sockaddr_in.
// A descriptor that does not block and that no child inherits, or -1 with errno.
int farsign_loopback_listen(uint16_t *port);

// An address of IPv4 in network byte order, and a port in the host's.
struct farsign_endpoint {
    uint32_t host;
    uint16_t port;
};

// Asks the kernel for the one TCP socket that is bound to `local` and connected to `remote`, and whose it is
// (sock_diag(7)): unlike /proc/net/tcp that takes as long, however many sockets there are. A socket of IPv6 that is
// connected to an address of IPv4 is one. 1 where somebody holds it, 0 where nobody does, or -1 with errno.
int farsign_loopback_owner(struct farsign_endpoint local, struct farsign_endpoint remote, uint32_t *uid);
