/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers from a seed, for the programs that send odd packets and requests */
#ifndef _RANDOM_H
#define _RANDOM_H

#include <stdbool.h>
#include <stdint.h>

void rnd_seed(uint64_t seed);
uint32_t rnd(uint32_t below);	/* 0: any 32 bits */
bool one_in(uint32_t n);
void rnd_fill(uint8_t *p, unsigned int len);

#endif /* _RANDOM_H */
