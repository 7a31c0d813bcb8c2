#define _GNU_SOURCE

#include "CPlatform.h"

#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static void wake(int signal) {
    (void)signal;
}

static long left(const struct timespec *end) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
}

int farsign_lock(int descriptor, long milliseconds) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        return 0;
    }
    if (errno != EWOULDBLOCK) {
        return -1;
    }
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += milliseconds / 1000;
    end.tv_nsec += milliseconds % 1000 * 1000000;

    // flock(2) has no timeout, but a signal without SA_RESTART interrupts it. The timer fires repeatedly, because its
    // first signal may come just before the call.
    struct sigaction action = {.sa_handler = wake};
    sigemptyset(&action.sa_mask);
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN};
    event.sigev_notify_thread_id = gettid();
    timer_t timer;
    if (sigaction(SIGRTMIN, &action, NULL) != 0 || timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) {
        return -1;
    }
    struct itimerspec rings = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000 + 1},
        .it_interval = {.tv_nsec = 20 * 1000000},
    };
    sigset_t bell, blocked;
    sigemptyset(&bell);
    sigaddset(&bell, SIGRTMIN);
    pthread_sigmask(SIG_UNBLOCK, &bell, &blocked);  // threads of a pool block all that they can
    timer_settime(timer, 0, &rings, NULL);
    int result;
    do {
        result = flock(descriptor, LOCK_EX);
    } while (result != 0 && errno == EINTR && left(&end) > 0);
    int error = errno;
    timer_delete(timer);
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    errno = result != 0 && error == EINTR ? ETIMEDOUT : error;
    return result;
}
