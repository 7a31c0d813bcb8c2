#pragma once

// An exclusive flock(2) of an open file, waited for in its queue for at most so long. -1 with errno, which is ETIMEDOUT
// when the time is over.
int farsign_lock(int descriptor, long milliseconds);
