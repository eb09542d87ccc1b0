// SPDX-License-Identifier: GPL-2.0
/*
 * Tables of iptables-legacy.  Only existing ones are read: the kernel creates a table
 * when it is read.
 */
#include "kernel/xtables.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

const struct xt_layout xt_layouts[] = {
	{ AF_INET, SOL_IP, "/proc/net/ip_tables_names", "iptables", sizeof(struct ipt_entry),
	  offsetof(struct ipt_entry, target_offset), offsetof(struct ipt_entry, next_offset) },
	{ AF_INET6, SOL_IPV6, "/proc/net/ip6_tables_names", "ip6tables", sizeof(struct ip6t_entry),
	  offsetof(struct ip6t_entry, target_offset), offsetof(struct ip6t_entry, next_offset) },
};

/**
 * xt_has_table() - true if a table exists
 * @l: layout of its family
 * @table: its name
 */
bool xt_has_table(const struct xt_layout *l, const char *table)
{
	FILE *f = fopen(l->names, "re");
	bool found = false;
	char name[64];

	while (f && !found && fgets(name, sizeof(name), f))
		found = !strncmp(name, table, strlen(table)) && !strcmp(name + strlen(table), "\n");
	if (f)
		fclose(f);
	return found;
}

/**
 * xt_read() - read a table
 * @l: layout of its family
 * @table: its name
 * @info: the kernel's description of the table
 *
 * Return: its entries, to be freed; NULL if it cannot be read
 */
struct ipt_get_entries *xt_read(const struct xt_layout *l, const char *table,
				struct ipt_getinfo *info)
{
	int fd = socket(l->family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	struct ipt_get_entries *entries = NULL;
	socklen_t size = sizeof(*info);

	memset(info, 0, sizeof(*info));
	snprintf(info->name, sizeof(info->name), "%s", table);
	if (fd >= 0 && !getsockopt(fd, l->level, IPT_SO_GET_INFO, info, &size)) {
		size = sizeof(*entries) + info->size;
		entries = calloc(1, size);
	}
	if (entries) {
		memcpy(entries->name, info->name, sizeof(entries->name));
		entries->size = info->size;
		if (getsockopt(fd, l->level, IPT_SO_GET_ENTRIES, entries, &size)) {
			free(entries);
			entries = NULL;
		}
	}
	if (fd >= 0)
		close(fd);
	return entries;
}

/**
 * xt_offset() - read an offset from an entry
 * @entry: the entry
 * @where: offset of the field
 */
unsigned int xt_offset(const char *entry, size_t where)
{
	__u16 value;

	memcpy(&value, entry + where, sizeof(value));
	return value;
}

/**
 * xt_has_match() - true if a rule has a match
 * @l: layout of the family
 * @e: the table
 * @name: of the match
 */
bool xt_has_match(const struct xt_layout *l, const struct ipt_get_entries *e, const char *name)
{
	const char *all = (const char *)e->entrytable, *entry, *match;
	unsigned int at, m, target, next;
	struct xt_entry_match head;

	for (at = 0; at + l->size <= e->size; at += next) {
		entry = all + at;
		target = xt_offset(entry, l->target);
		next = xt_offset(entry, l->next);
		if (next < l->size || target > next || at + next > e->size)
			break;
		for (m = l->size; m + sizeof(head) <= target; m += head.u.match_size) {
			match = entry + m;
			memcpy(&head, match, sizeof(head));
			if (!strncmp(head.u.user.name, name, sizeof(head.u.user.name)))
				return true;
			if (head.u.match_size < sizeof(head))
				break;
		}
	}
	return false;
}
