#pragma once

#include <stdbool.h>

// Signals as descriptors for poll(2). Each signal has a handler and an eventfd; signalfd would need the signal to be
// blocked in every thread from the start.

// Catches a signal until farsign_signal_give_back. A signal that the parent process ignores stays ignored unless
// `even_if_ignored`. Returns a descriptor that becomes readable when the signal comes (farsign_event_taken), or -1
// with errno, EBUSY if the signal is already caught. The descriptor is never closed, because a handler may still run
// on another thread.
int farsign_signal_take(int signal, bool even_if_ignored);

// Unblocks a signal for the calling thread. The parent process may have left it blocked, and then no handler runs
// until a thread unblocks it.
void farsign_signal_admit(int signal);

// Restores the previous disposition. Has no effect on a signal that was not caught.
void farsign_signal_give_back(int signal);

// Stops this process like an uncaught SIGTSTP, and returns when it is continued. Returns immediately in an orphaned
// process group, because no shell could continue it.
void farsign_signal_suspend_self(void);
