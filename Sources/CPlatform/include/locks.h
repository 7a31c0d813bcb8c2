#pragma once

// Waits for an exclusive flock(2) of an open file, for at most the given time. Returns -1 with errno, which is
// ETIMEDOUT after that time.
int farsign_lock(int descriptor, long milliseconds);
