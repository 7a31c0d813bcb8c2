#pragma once

#include <stdint.h>

// Listens on a TCP port of 127.0.0.1; 0 stands for one that the kernel
// chooses, and is replaced by it. Swift would have to cast a sockaddr_in.
// A descriptor that does not block and that no child inherits, or -1 with errno.
int farsign_loopback_listen(uint16_t *port);
