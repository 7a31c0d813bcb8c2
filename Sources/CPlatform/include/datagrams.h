#pragma once

#include <stddef.h>

// Datagrams to a log daemon. Swift imports neither ioctl(2) nor the macros of control messages.

// Opens a non-blocking datagram socket that no child inherits. Returns -1 with errno on failure.
int farsign_datagram_open(void);

// How many bytes the receiver has not read yet, with the kernel's own; -1 with errno if the kernel does not say.
int farsign_datagram_unread(int descriptor);

// Sends bytes that are too many for a datagram as an unnamed file that cannot be changed any more, as systemd's native
// journal protocol has it. Returns 0, or -1 with errno.
int farsign_datagram_send_file(int descriptor, const void *bytes, size_t count);
