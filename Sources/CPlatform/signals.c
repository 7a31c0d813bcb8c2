#include "CPlatform.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

enum { signal_count = 65 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
// The descriptor plus one, so that zero means none.
static atomic_int events[signal_count];
static bool taken[signal_count];
static struct sigaction before[signal_count];

static void note(int signal) {
    int error = errno;
    int descriptor = atomic_load(&events[signal]) - 1;
    if (descriptor >= 0) {
        farsign_event_signal(descriptor);
    }
    errno = error;
}

static int catch(int signal, struct sigaction *old) {
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(signal, &action, old);
}

static void unblock(int signal, sigset_t *old) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(SIG_UNBLOCK, &set, old);
}

static int take_locked(int signal, bool even_if_ignored) {
    if (taken[signal]) {
        errno = EBUSY;
        return -1;
    }
    int descriptor = atomic_load(&events[signal]) - 1;
    if (descriptor < 0) {
        descriptor = farsign_event_open();
        if (descriptor < 0) {
            return -1;
        }
        atomic_store(&events[signal], descriptor + 1);
    }
    (void)farsign_event_taken(descriptor);
    if (sigaction(signal, NULL, &before[signal]) != 0) {
        return -1;
    }
    if (before[signal].sa_handler == SIG_IGN && !even_if_ignored) {
        return descriptor;
    }
    if (catch(signal, &before[signal]) != 0) {
        return -1;
    }
    taken[signal] = true;
    return descriptor;
}

int farsign_signal_take(int signal, bool even_if_ignored) {
    if (signal <= 0 || signal >= signal_count) {
        errno = EINVAL;
        return -1;
    }
    pthread_mutex_lock(&lock);
    int descriptor = take_locked(signal, even_if_ignored);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return descriptor;
}

void farsign_signal_admit(int signal) {
    unblock(signal, NULL);
}

void farsign_signal_give_back(int signal) {
    if (signal <= 0 || signal >= signal_count) {
        return;
    }
    pthread_mutex_lock(&lock);
    if (taken[signal]) {
        (void)sigaction(signal, &before[signal], NULL);
        taken[signal] = false;
    }
    pthread_mutex_unlock(&lock);
}

void farsign_signal_suspend_self(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL}, caught;
    sigemptyset(&standard.sa_mask);
    sigset_t mask;
    sigaction(SIGTSTP, &standard, &caught);
    unblock(SIGTSTP, &mask);
    // Sent to this thread, which does not block it: the process stops before raise returns.
    (void)raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &caught, NULL);
}
