#pragma once

#include <stdbool.h>

// Signals as descriptors to poll. A handler and an eventfd each, instead of
// signalfd, which needs the signal blocked in every thread from the start.

// Catches a signal until farsign_signal_give_back. A signal that was ignored by whoever started us stays so
// unless `even_if_ignored`. Returns a descriptor that becomes readable when
// the signal comes (farsign_event_taken), or -1 with errno, EBUSY where the
// signal is taken already. The descriptor is never closed: a handler may still
// be running on another thread.
int farsign_signal_take(int signal, bool even_if_ignored);

// Unblocks a signal for the calling thread: whoever started us may have left
// it blocked, and then no handler runs until one thread admits it.
void farsign_signal_admit(int signal);

// Puts back the disposition from before. Without effect on one not taken.
void farsign_signal_give_back(int signal);

// Stops this process as an uncaught SIGTSTP would, and returns when it is
// continued. Returns at once in an orphaned process group, where nobody could
// continue it.
void farsign_signal_suspend_self(void);
