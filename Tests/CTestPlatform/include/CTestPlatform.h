#pragma once

#include <sys/types.h>

// What tests need of the platform and farsign does not ship.

struct farsign_pty_child {
    pid_t pid;
    // Non-blocking and closed on exec.
    int master;
};

// Opens a pseudo-terminal, 24 lines of 80 columns. 0, or an errno.
int farsign_pty_open(int *master, int *slave);

// Starts a program as the leader of a session of its own, on a new
// pseudo-terminal that is its controlling terminal and its descriptors 0, 1
// and 2. All signals have their standard disposition. Both arrays end with
// NULL; a null directory is the caller's own. 0, or the errno of what failed,
// execve in the child included.
int farsign_pty_spawn(
    const char *program, char *const *arguments, char *const *environment, const char *directory,
    struct farsign_pty_child *child);

// What waitpid says: 0 to 255 an exit status, 256 and more a signal plus 256,
// -1 still running, -2 stopped, -3 no such child. Without `block` it returns at once.
int farsign_pty_wait(pid_t pid, int block);

// A pipe whose ends no child inherits unasked: pipe2 is not visible in Swift. 0, or an errno.
int farsign_pipe(int ends[2]);
