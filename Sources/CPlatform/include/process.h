#pragma once

/// prctl(2) takes a variable number of arguments, which Swift cannot call:
/// PR_SET_DUMPABLE 0, so that there is no core dump and that no other process
/// of the same user attaches to this one or reads its memory.
void farsign_keep_memory_private(void);
