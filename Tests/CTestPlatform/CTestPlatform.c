#define _GNU_SOURCE
#include "CTestPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

int farsign_pty_open(int *master, int *slave) {
    char name[64];
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    *slave = -1;
    *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*master == -1) {
        return errno;
    }
    if (grantpt(*master) != 0 || unlockpt(*master) != 0 || ptsname_r(*master, name, sizeof name) != 0
        || (*slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) == -1 || ioctl(*slave, TIOCSWINSZ, &size) != 0) {
        int error = errno;
        close(*master);
        if (*slave != -1) {
            close(*slave);
        }
        return error;
    }
    return 0;
}

// Between fork and exec in a program with threads: only calls that a signal handler could make.
static _Noreturn void run_child(
    int slave, int report, const char *program, char *const *arguments, char *const *environment,
    const char *directory) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++) {
        (void)signal(number, SIG_DFL);
    }
    if (setsid() != -1 && ioctl(slave, TIOCSCTTY, 0) == 0 && dup2(slave, 0) == 0 && dup2(slave, 1) == 1
        && dup2(slave, 2) == 2 && (directory == NULL || chdir(directory) == 0)) {
        (void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        execve(program, arguments, environment);
    }
    int error = errno;
    (void)!write(report, &error, sizeof error);
    _exit(127);
}

int farsign_pty_spawn(
    const char *program, char *const *arguments, char *const *environment, const char *directory,
    struct farsign_pty_child *child) {
    int slave, report[2];
    int error = farsign_pty_open(&child->master, &slave);
    if (error != 0) {
        return error;
    }
    if (pipe2(report, O_CLOEXEC) != 0) {
        error = errno;
        close(slave);
        close(child->master);
        return error;
    }
    child->pid = fork();
    if (child->pid == 0) {
        run_child(slave, report[1], program, arguments, environment, directory);
    }
    error = child->pid == -1 ? errno : 0;
    close(report[1]);
    close(slave);
    if (error == 0 && read(report[0], &error, sizeof error) != sizeof error) {
        error = 0;
    }
    close(report[0]);
    if (error != 0) {
        if (child->pid != -1) {
            (void)waitpid(child->pid, NULL, 0);
        }
        close(child->master);
    }
    return error;
}

int farsign_pty_wait(pid_t pid, int block) {
    int status;
    pid_t found;
    do {
        found = waitpid(pid, &status, WUNTRACED | (block ? 0 : WNOHANG));
    } while (found == -1 && errno == EINTR);
    if (found == 0) {
        return -1;
    }
    if (found == -1) {
        return -3;
    }
    if (WIFSTOPPED(status)) {
        return -2;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

int farsign_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
}
