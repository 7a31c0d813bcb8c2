#pragma once

/// prctl(2) takes a variable number of arguments, which Swift cannot call:
/// PR_SET_DUMPABLE 0, so that there is no core dump and that no other process
/// of the same user attaches to this one or reads its memory.
void farsign_keep_memory_private(void);

/// An argument of this program, 0 for its name, or NULL past the last one. Swift's own CommandLine reads
/// /proc/self/cmdline, and finds no arguments where /proc is not mounted.
const char *farsign_argument(int index);

/// The path that execve(2) was given for this program, or NULL (getauxval(3), AT_EXECFN). Needs no /proc.
const char *farsign_executed_path(void);
