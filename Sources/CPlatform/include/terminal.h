#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <termios.h>

// The modes for a prompt that does not echo pasted text: `cooked` without line editing. Swift imports c_cc as a tuple
// of 32 elements, which cannot be indexed.
struct termios farsign_terminal_unechoed(struct termios cooked);

// Discards typed text that was not read, then sets the modes. Unlike TCSAFLUSH it does not wait for output, which a
// terminal stopped by Ctrl-S never takes. SIGTTOU is blocked, so that a process that has just lost the foreground is
// not stopped here. Returns 0, or -1 with errno.
int farsign_terminal_restore(int descriptor, const struct termios *modes);

// Sets the modes and keeps text that was already typed. SIGTTOU is blocked as above.
int farsign_terminal_set(int descriptor, const struct termios *modes);

// The number of columns of a terminal (TIOCGWINSZ); 0 if the descriptor is not a terminal. Swift cannot call
// ioctl(2).
int farsign_terminal_columns(int descriptor);

// An event that stays readable once signalled. EFD_CLOEXEC is an enumerator of an anonymous type, which Swift imports
// as a different integer type on each libc.
static inline int farsign_event_open(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

static inline void farsign_event_signal(int descriptor) {
    (void)eventfd_write(descriptor, 1);
}

// Returns whether it was signalled since the last call.
static inline bool farsign_event_taken(int descriptor) {
    eventfd_t count = 0;
    return eventfd_read(descriptor, &count) == 0;
}

// Opens /dev/null on those of the descriptors 0, 1 and 2 that the parent process closed. The next opened file would
// otherwise take their place and be read as the reply or receive the answer. Returns 0, or -1 with errno.
int farsign_fill_standard_descriptors(void);
