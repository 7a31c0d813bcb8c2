#pragma once

#include <stdbool.h>
#include <stdint.h>

// Listens on a TCP port of 127.0.0.1. Port 0 lets the kernel choose and is replaced by its choice. In Swift this
// would need a cast of sockaddr_in. Returns a non-blocking descriptor that no child inherits, or -1 with errno.
int farsign_loopback_listen(uint16_t *port);

// An IPv4 address in network byte order, and a port in the host's byte order.
struct farsign_endpoint {
    uint32_t host;
    uint16_t port;
};

// Asks the kernel for the owner of the TCP socket that is bound to `local` and connected to `remote` (sock_diag(7)).
// Unlike /proc/net/tcp, this takes the same time however many sockets there are. An IPv6 socket that is connected to
// an IPv4 address is found too. Returns 1 if a process holds the socket, 0 if none does, or -1 with errno.
int farsign_loopback_owner(struct farsign_endpoint local, struct farsign_endpoint remote, uint32_t *uid);
