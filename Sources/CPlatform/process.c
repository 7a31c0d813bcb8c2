#include "process.h"

#include <stddef.h>

#ifdef __linux__
#include <sys/auxv.h>
#include <sys/prctl.h>

void farsign_keep_memory_private(void) {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

const char *farsign_executed_path(void) {
    return (const char *)getauxval(AT_EXECFN);
}
#else
void farsign_keep_memory_private(void) {}

const char *farsign_executed_path(void) {
    return NULL;
}
#endif

static int argument_count;
static char **arguments;

// glibc calls constructors with the arguments of main.
__attribute__((constructor)) static void keep_arguments(int count, char **list) {
    argument_count = count;
    arguments = list;
}

const char *farsign_argument(int index) {
    return index >= 0 && index < argument_count ? arguments[index] : NULL;
}
