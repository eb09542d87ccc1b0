// SPDX-License-Identifier: GPL-2.0
/*
 * The options in front of OBJECT; main.c reads them.
 */
#include "base/options.h"

struct options options;
