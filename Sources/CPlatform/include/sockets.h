#pragma once

#include <sys/socket.h>
#include <sys/un.h>

// UNIX sockets by path: Swift sees sun_path as a tuple of 108.

// A stream socket that does not block and that no child inherits, or -1 with errno.
int farsign_socket_open(void);

// bind(2) and connect(2): 0, or -1 with errno; ENAMETOOLONG where the path does not fit.
int farsign_socket_bind(int descriptor, const char *path);
int farsign_socket_connect(int descriptor, const char *path);

// Two stream sockets that are connected to each other, block, and that no child inherits. 0, or -1 with errno.
int farsign_socket_pair(int ends[2]);
