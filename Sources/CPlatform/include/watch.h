#pragma once

#include <stdbool.h>

// A descriptor that becomes readable when files come to a directory, go from it or are replaced (inotify(7)), or -1
// with errno. Half-written files do not count: ours are renamed when they are whole.
int farsign_watch_open(const char *directory);

// Takes what happened. False when the directory is gone and nothing will be told any more.
bool farsign_watch_taken(int descriptor);
