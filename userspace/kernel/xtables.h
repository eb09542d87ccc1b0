/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables of iptables-legacy and ip6tables-legacy, which nftables does not list.
 * Include this first: its headers do not compile after <netinet/in.h>.
 */
#ifndef _NVICTL_XTABLES_H
#define _NVICTL_XTABLES_H

#include <stddef.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include "base/common.h"

/**
 * struct xt_layout - differences between the two families
 * @family: AF_INET or AF_INET6
 * @level: for getsockopt()
 * @names: file that lists the existing tables
 * @program: name of the tool
 * @size: of an entry
 * @target: offset of target_offset
 * @next: offset of next_offset
 *
 * The other structs, and the numbers of the options, are the same.
 */
struct xt_layout {
	int family;
	int level;
	const char *names;
	const char *program;
	size_t size;
	size_t target;
	size_t next;
};

extern const struct xt_layout xt_layouts[2];

bool xt_has_table(const struct xt_layout *l, const char *table);
struct ipt_get_entries *xt_read(const struct xt_layout *l, const char *table,
				struct ipt_getinfo *info);
bool xt_has_match(const struct xt_layout *l, const struct ipt_get_entries *e, const char *name);
unsigned int xt_offset(const char *entry, size_t where);

#endif /* _NVICTL_XTABLES_H */
