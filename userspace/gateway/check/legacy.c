// SPDX-License-Identifier: GPL-2.0
/*
 * Firewalls of iptables-legacy, which nftables does not list: a chain FORWARD that drops
 * packets by policy and has no rule that accepts stage 2.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/xtables.h"
#include "gateway/check/legacy.h"

/* True if the policy of FORWARD is to drop. */
static bool drops(const struct xt_layout *l, const struct ipt_get_entries *e,
		  const struct ipt_getinfo *info)
{
	unsigned int at = info->underflow[NF_INET_FORWARD], target;
	struct xt_standard_target t;
	const char *entry = (const char *)e->entrytable + at;

	if (!(info->valid_hooks & 1 << NF_INET_FORWARD) || at + l->size > e->size)
		return false;
	target = xt_offset(entry, l->target);
	if (at + target + sizeof(t) > e->size)
		return false;
	memcpy(&t, entry + target, sizeof(t));
	return t.verdict == -NF_DROP - 1;
}

/**
 * gw_check_legacy() - check firewalls of iptables-legacy
 * @cfg: the gateway's file
 * @findings: gets the mistakes
 */
void gw_check_legacy(const struct gw_config *cfg, struct gw_findings *findings)
{
	struct ipt_get_entries *entries;
	struct ipt_getinfo info;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(xt_layouts); i++) {
		const struct xt_layout *l = &xt_layouts[i];

		if (!gw_uses_family(cfg, l->family) || !xt_has_table(l, "filter"))
			continue;
		entries = xt_read(l, "filter", &info);
		if (!entries)
			gw_found(findings, "firewall", "the table filter of %s-legacy cannot be read; %s-legacy -S FORWARD shows whether it accepts mark 0x%x/0x%x",
				 l->program, l->program, cfg->mark, cfg->mask);
		else if (drops(l, entries, &info) && !xt_has_match(l, entries, "mark"))
			gw_found(findings, "firewall", "FORWARD of %s-legacy drops packets that no rule accepts, and no rule matches the mark of stage 2; %s-legacy -I FORWARD -m mark --mark 0x%x/0x%x -j ACCEPT",
				 l->program, l->program, cfg->mark, cfg->mask);
		free(entries);
	}
}
