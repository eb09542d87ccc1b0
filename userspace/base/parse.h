/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text to numbers, addresses and names; none of these functions prints a message.
 */
#ifndef _NVICTL_PARSE_H
#define _NVICTL_PARSE_H

#include <linux/if.h>
#include <netinet/in.h>
#include "base/common.h"

/**
 * struct prefix - an address, or a network
 * @family: AF_INET, AF_INET6; AF_UNSPEC: none, or all of them
 * @len: length of the prefix in bits
 * @addr: 4 or 16 bytes, the others are 0
 */
struct prefix {
	int family;
	unsigned int len;
	__u8 addr[16];
};

/**
 * struct range - numbers from @start to @end
 * @start: the first
 * @end: the last
 */
struct range {
	__u32 start;
	__u32 end;
};

bool parse_u64(const char *text, int base, __u64 *value);
bool parse_dsfield(const char *text, __u8 *value);
bool parse_number(const char *text, __u64 max, __u32 *value);
bool parse_value_mask(const char *text, __u32 *value, __u32 *mask);
bool parse_range(const char *text, __u32 max, struct range *range);
bool parse_prefix(const char *text, struct prefix *prefix);
bool parse_ipproto(const char *text, __u8 *proto);
bool device_name_ok(const char *name);

int prefix_bytes(int family);
const char *prefix_text(const struct prefix *prefix, char *buf, size_t size);
bool prefix_has(const struct prefix *prefix, const struct prefix *addr);

#endif /* _NVICTL_PARSE_H */
