// SPDX-License-Identifier: GPL-2.0
/* splitmix64: the same numbers for the same seed on every machine */
#include "random.h"

static uint64_t state;

void rnd_seed(uint64_t seed)
{
	state = seed;
}

uint32_t rnd(uint32_t below)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	z ^= z >> 31;
	return below ? (z >> 32) % below : z >> 32;
}

bool one_in(uint32_t n)
{
	return !rnd(n);
}

void rnd_fill(uint8_t *p, unsigned int len)
{
	while (len--)
		*p++ = rnd(256);
}
