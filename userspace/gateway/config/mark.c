// SPDX-License-Identifier: GPL-2.0
/*
 * Values of the packet mark beside that of stage 2.
 */
#include "gateway/config/mark.h"

/* Return: @n, spread over the bits of @mask; 0: @mask has too few */
static __u32 spread(__u32 n, __u32 mask)
{
	__u32 bit, value = 0;

	for (bit = 1; bit; bit <<= 1) {
		if (!(mask & bit))
			continue;
		value |= n & 1 ? bit : 0;
		n >>= 1;
	}
	return n ? 0 : value;
}

/**
 * gw_mark() - choose a value within the mark's mask other than that of stage 2
 * @cfg: the file
 * @n: 0: for reflection, 1 and more: for a VRF
 *
 * Return: the value; 0: the mask has too few bits
 */
__u32 gw_mark(const struct gw_config *cfg, size_t n)
{
	__u32 value, i = 0;

	do {
		value = spread(++i, cfg->mask);
		n += value == cfg->mark;
	} while (value && i <= n);
	return value;
}
