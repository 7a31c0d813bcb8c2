#pragma once

#include <sys/socket.h>
#include <sys/un.h>

// UNIX sockets by path. Swift imports sun_path as a tuple of 108 elements.

// Opens a non-blocking stream socket that no child inherits. Returns -1 with errno on failure.
int farsign_socket_open(void);

// bind(2) and connect(2). They return 0, or -1 with errno; ENAMETOOLONG if the path is too long.
int farsign_socket_bind(int descriptor, const char *path);
int farsign_socket_connect(int descriptor, const char *path);

// Opens two connected, blocking stream sockets that no child inherits. Returns 0, or -1 with errno.
int farsign_socket_pair(int ends[2]);
