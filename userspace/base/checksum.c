// SPDX-License-Identifier: GPL-2.0
/*
 * The Internet checksum, RFC 1071.
 */
#include <arpa/inet.h>

#include "base/checksum.h"

/**
 * checksum_add() - add octets to a sum
 * @sum: 0, or the result for what precedes, of an even length
 * @data: the octets, in network byte order
 * @len: their number
 *
 * Return: the sum, not folded
 */
__u32 checksum_add(__u32 sum, const void *data, size_t len)
{
	const __u8 *octet = data;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i % 2 ? octet[i] : octet[i] << 8;
	return sum;
}

/**
 * checksum_fold() - make a checksum of a sum
 * @sum: of checksum_add()
 *
 * Return: the checksum, in network byte order
 */
__u16 checksum_fold(__u32 sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}
