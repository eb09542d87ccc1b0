// SPDX-License-Identifier: GPL-2.0
#include <time.h>

#include "base/clock.h"

/**
 * clock_ms() - read the monotonic clock
 *
 * Return: milliseconds
 */
__u64 clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ULL + t.tv_nsec / 1000000;
}
