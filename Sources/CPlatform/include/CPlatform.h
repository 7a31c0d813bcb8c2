#pragma once

#include "signals.h"
#include "terminal.h"
#include "process.h"
#include "sockets.h"
#include "datagrams.h"
#include "watch.h"
#include "loopback.h"
#include "locks.h"
