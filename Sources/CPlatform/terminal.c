#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct termios farsign_terminal_unechoed(struct termios cooked) {
    struct termios modes = cooked;
    // Without ICANON a line may be longer than the kernel's 4,096 characters, and only farsign handles editing keys.
    // ISIG stays set.
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL);
    modes.c_lflag |= ISIG;
    // IGNCR would lose Enter, and with IXON a pasted Ctrl-S would stop the output.
    modes.c_iflag &= ~(tcflag_t)(IGNCR | INLCR | IXON);
    // A read never blocks, even if another process took the bytes first.
    modes.c_cc[VMIN] = 0;
    modes.c_cc[VTIME] = 0;
    return modes;
}

static int set_modes(int descriptor, const struct termios *modes, bool flush) {
    sigset_t background, before;
    sigemptyset(&background);
    sigaddset(&background, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &background, &before);
    if (flush) {
        (void)tcflush(descriptor, TCIFLUSH);
    }
    int status;
    do {
        status = tcsetattr(descriptor, TCSANOW, modes);
    } while (status != 0 && errno == EINTR);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return status;
}

int farsign_terminal_restore(int descriptor, const struct termios *modes) {
    return set_modes(descriptor, modes, true);
}

int farsign_terminal_set(int descriptor, const struct termios *modes) {
    return set_modes(descriptor, modes, false);
}

int farsign_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int farsign_fill_standard_descriptors(void) {
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
        if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) {
            continue;
        }
        // open returns the lowest free number, which is this one, because the lower ones are open.
        if (open("/dev/null", O_RDWR | O_NOCTTY) == -1) {
            return -1;
        }
    }
    return 0;
}
