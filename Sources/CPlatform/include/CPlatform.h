#pragma once

#include "signals.h"
#include "terminal.h"
