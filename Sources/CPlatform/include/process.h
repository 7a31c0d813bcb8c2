#pragma once

/// Sets PR_SET_DUMPABLE to 0, so that there is no core dump and no other process of the same user can attach to this
/// one or read its memory. prctl(2) is variadic, and Swift cannot call it.
void farsign_keep_memory_private(void);

/// An argument of this program, 0 for its name, or NULL after the last one. Swift's CommandLine reads
/// /proc/self/cmdline and finds no arguments if /proc is not mounted.
const char *farsign_argument(int index);

/// The path that execve(2) was given for this program, or NULL (getauxval(3), AT_EXECFN). Needs no /proc.
const char *farsign_executed_path(void);
