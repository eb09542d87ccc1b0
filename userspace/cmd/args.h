/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading arguments: words, numbers, addresses.
 */
#ifndef _NVICTL_ARGS_H
#define _NVICTL_ARGS_H

#include <linux/if.h>
#include <netinet/in.h>
#include "base/nvictl.h"

/**
 * struct prefix - an address, or a network
 * @family: AF_INET, AF_INET6; AF_UNSPEC: none, or all of them
 * @len: of the prefix, in bits
 * @addr: 4 or 16 bytes of it, the rest is 0
 */
struct prefix {
	int family;
	unsigned int len;
	__u8 addr[16];
};

/**
 * struct range - from one number to another
 * @start: the first
 * @end: the last
 */
struct range {
	__u32 start;
	__u32 end;
};

/**
 * struct keyword - a word that a command understands
 * @name: the word
 * @value: what follows it, for messages; NULL: nothing does
 * @parse: takes the value (NULL if there is none) into the command's struct
 * @offset: of the field in it, for those parsers that fill in a field
 */
struct keyword {
	const char *name;
	const char *value;
	int (*parse)(const struct keyword *k, const char *value, void *into);
	size_t offset;
};

int word_find(const char *word, const char *const *names, const char *what, const char *of);
void args_skip(struct args *args);
int args_parse(struct args *args, const struct keyword *table,
	       const char *command, void *into);
int args_none(const struct args *args, const char *command);

bool parse_u64(const char *text, int base, __u64 *value);
int parse_dsfield(const char *text, __u8 *value);
bool parse_number(const char *text, __u64 max, __u32 *value);
bool parse_value_mask(const char *text, __u32 *value, __u32 *mask);
bool parse_range(const char *text, __u32 max, struct range *range);
bool parse_prefix(const char *text, struct prefix *prefix);
bool parse_ipproto(const char *text, __u8 *proto);
bool device_name_ok(const char *name);

/* parsers for keyword tables, each for a field at @offset */
int take_u32(const struct keyword *k, const char *value, void *into);
int take_prefix(const struct keyword *k, const char *value, void *into);
int take_address(const struct keyword *k, const char *value, void *into);
int take_device(const struct keyword *k, const char *value, void *into);
int take_ipproto(const struct keyword *k, const char *value, void *into);
int take_ports(const struct keyword *k, const char *value, void *into);
int take_table(const struct keyword *k, const char *value, void *into);
int take_flag(const struct keyword *k, const char *value, void *into);

int prefix_bytes(int family);
const char *prefix_text(const struct prefix *prefix, char *buf, size_t size);
bool prefix_has(const struct prefix *prefix, const struct prefix *addr);

#endif /* _NVICTL_ARGS_H */
