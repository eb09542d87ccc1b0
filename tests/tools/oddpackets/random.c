// SPDX-License-Identifier: GPL-2.0
/* The same numbers for the same seed, everywhere: splitmix64. */
#include "odd.h"

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

/* Of a payload: small as a rule, and what is special now and then */
unsigned int rnd_size(void)
{
	switch (rnd(8)) {
	case 0: return 0;
	case 1: return 1400;
	case 2: return rnd(1400);
	default: return rnd(64);
	}
}
