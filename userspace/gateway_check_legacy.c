// SPDX-License-Identifier: GPL-2.0
/*
 * Firewalls of iptables-legacy, which nftables does not know of: does the chain FORWARD
 * drop what no rule accepts, and none accepts stage 2? Asked only where there is such a
 * table already, since asking would make one.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <netinet/in.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

#include "gateway_check.h"

/*
 * Of an entry, what differs between the two families. The structs around it, and the
 * numbers of the options, are the same.
 */
struct layout {
	int family;
	int level;
	const char *names;
	const char *program;
	size_t size;
	size_t target;	/* offset of target_offset */
	size_t next;	/* and of next_offset */
};

static const struct layout layouts[] = {
	{ AF_INET, SOL_IP, "/proc/net/ip_tables_names", "iptables", sizeof(struct ipt_entry),
	  offsetof(struct ipt_entry, target_offset), offsetof(struct ipt_entry, next_offset) },
	{ AF_INET6, SOL_IPV6, "/proc/net/ip6_tables_names", "ip6tables", sizeof(struct ip6t_entry),
	  offsetof(struct ip6t_entry, target_offset), offsetof(struct ip6t_entry, next_offset) },
};

static bool has_filter(const char *names)
{
	FILE *f = fopen(names, "re");
	bool found = false;
	char name[64];

	while (f && !found && fgets(name, sizeof(name), f))
		found = !strcmp(name, "filter\n");
	if (f)
		fclose(f);
	return found;
}

/* Return: all of it, to be freed; NULL: it cannot be read */
static struct ipt_get_entries *read_entries(const struct layout *l, struct ipt_getinfo *info)
{
	int fd = socket(l->family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	struct ipt_get_entries *entries = NULL;
	socklen_t size = sizeof(*info);

	memset(info, 0, sizeof(*info));
	snprintf(info->name, sizeof(info->name), "filter");
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

static unsigned int offset_at(const char *entry, size_t where)
{
	__u16 value;

	memcpy(&value, entry + where, sizeof(value));
	return value;
}

/* Does any rule ask for a mark? With it stage 2 may be let through. */
static bool asks_for_mark(const struct layout *l, const struct ipt_get_entries *e)
{
	const char *all = (const char *)e->entrytable, *entry, *match;
	unsigned int at, m, target, next;
	struct xt_entry_match head;

	for (at = 0; at + l->size <= e->size; at += next) {
		entry = all + at;
		target = offset_at(entry, l->target);
		next = offset_at(entry, l->next);
		if (next < l->size || target > next || at + next > e->size)
			break;
		for (m = l->size; m + sizeof(head) <= target; m += head.u.match_size) {
			match = entry + m;
			memcpy(&head, match, sizeof(head));
			if (!strncmp(head.u.user.name, "mark", sizeof(head.u.user.name)))
				return true;
			if (head.u.match_size < sizeof(head))
				break;
		}
	}
	return false;
}

/* What FORWARD does with what no rule has decided about */
static bool drops(const struct layout *l, const struct ipt_get_entries *e,
		  const struct ipt_getinfo *info)
{
	unsigned int at = info->underflow[NF_INET_FORWARD], target;
	struct xt_standard_target t;
	const char *entry = (const char *)e->entrytable + at;

	if (!(info->valid_hooks & 1 << NF_INET_FORWARD) || at + l->size > e->size)
		return false;
	target = offset_at(entry, l->target);
	if (at + target + sizeof(t) > e->size)
		return false;
	memcpy(&t, entry + target, sizeof(t));
	return t.verdict == -NF_DROP - 1;
}

/**
 * gw_check_legacy() - firewalls of iptables-legacy
 * @cfg: the gateway's file
 */
void gw_check_legacy(const struct gw_config *cfg)
{
	struct ipt_get_entries *entries;
	struct ipt_getinfo info;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct layout *l = &layouts[i];

		if (!gw_uses_family(cfg, l->family) || !has_filter(l->names))
			continue;
		entries = read_entries(l, &info);
		if (!entries)
			gw_found("firewall", "there is a table filter of %s-legacy that cannot be read; see %s-legacy -S FORWARD whether it accepts mark 0x%x/0x%x",
				 l->program, l->program, cfg->mark, cfg->mask);
		else if (drops(l, entries, &info) && !asks_for_mark(l, entries))
			gw_found("firewall", "FORWARD of %s-legacy drops what no rule accepts, and none asks for stage 2's mark; %s-legacy -I FORWARD -m mark --mark 0x%x/0x%x -j ACCEPT",
				 l->program, l->program, cfg->mark, cfg->mask);
		free(entries);
	}
}
