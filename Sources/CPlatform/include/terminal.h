#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <termios.h>

// The modes of a prompt that must not echo what is pasted: `cooked` without
// line editing. Swift sees c_cc as a tuple of 32, which cannot be indexed.
struct termios farsign_terminal_unechoed(struct termios cooked);

// Throws away what was typed and not read, then sets the modes. Like TCSAFLUSH,
// but it does not wait for output, which a terminal stopped by Ctrl-S never
// takes. SIGTTOU is held off, so that a process that has just lost the
// foreground is not stopped here. 0, or -1 with errno.
int farsign_terminal_restore(int descriptor, const struct termios *modes);

// Sets the modes and keeps what was typed ahead, SIGTTOU held off as above.
int farsign_terminal_set(int descriptor, const struct termios *modes);

// How many columns a terminal has (TIOCGWINSZ); 0 for what is no terminal. Swift cannot call ioctl(2).
int farsign_terminal_columns(int descriptor);

// An event that stays readable once signalled; EFD_CLOEXEC is an enumerator
// of an anonymous type that Swift imports as another integer on each libc.
static inline int farsign_event_open(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

static inline void farsign_event_signal(int descriptor) {
    (void)eventfd_write(descriptor, 1);
}

// True if it was signalled since the last call.
static inline bool farsign_event_taken(int descriptor) {
    eventfd_t count = 0;
    return eventfd_read(descriptor, &count) == 0;
}

// Opens /dev/null on those of descriptors 0, 1 and 2 that were closed by
// whoever started us: the next file opened would take their place, and be
// read as the reply or written to as the answer. 0, or -1 with errno.
int farsign_fill_standard_descriptors(void);
