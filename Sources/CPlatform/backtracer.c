#include <stddef.h>

// The Swift runtime searches the directories around the program for its backtracer at each start, with nine system
// calls. A static program ends there with "Unable to obtain Swift runtime path" if /proc is not mounted. A release has
// no backtracer, and this function, which the linker takes instead of the runtime's, says so. The declaration is that
// of swift/Runtime/Paths.h.
#ifndef DEBUG
char *swift_copyAuxiliaryExecutablePath(const char *directory, const char *name);

char *swift_copyAuxiliaryExecutablePath(const char *directory, const char *name) {
    (void)directory;
    (void)name;
    return NULL;
}
#endif
