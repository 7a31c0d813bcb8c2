#pragma once

#include <stdbool.h>

// Opens a descriptor that becomes readable when files in a directory are created, removed or replaced (inotify(7)).
// Returns -1 with errno on failure. Half-written files do not count, because farsign's files are renamed when they
// are complete.
int farsign_watch_open(const char *directory);

// Reads the pending events. Returns false if the directory was removed and there will be no more events.
bool farsign_watch_taken(int descriptor);
