#include "process.h"

#ifdef __linux__
#include <sys/prctl.h>

void farsign_keep_memory_private(void) {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
#else
void farsign_keep_memory_private(void) {}
#endif
