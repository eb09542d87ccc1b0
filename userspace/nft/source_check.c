// SPDX-License-Identifier: GPL-2.0
/*
 * Find a firewall rule that validates the sources of IPv6 packets; the kernel does
 * not.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/xtables.h"
#include "nl/attr.h"
#include "nl/nl.h"
#include "nft/source_check.h"

struct search {
	const char *but;
	bool found;
};

/* "fib saddr ... oif", or the match rpfilter of ip6tables */
static bool checks_source(struct nlattr *name, struct nlattr *data)
{
	struct nlattr *a;
	__u32 result;

	if (!nla_strcmp(name, "fib")) {
		result = attr_be32(attr_find(data, NFTA_FIB_RESULT));
		return attr_be32(attr_find(data, NFTA_FIB_FLAGS)) & NFTA_FIB_F_SADDR &&
		       (result == NFT_FIB_RESULT_OIF || result == NFT_FIB_RESULT_OIFNAME);
	}
	if (nla_strcmp(name, "match"))
		return false;
	a = attr_find(data, NFTA_MATCH_NAME);
	return a && !nla_strcmp(a, "rpfilter");
}

static int look_at_rule(const struct nlmsghdr *msg, void *arg)
{
	struct nlattr *tb[NFTA_RULE_MAX + 1], *expr[NFTA_EXPR_MAX + 1], *e;
	struct search *s = arg;
	int family, left;

	if (!msg) {
		s->found = false;
		return 0;
	}
	if (nlmsg_parse((void *)msg, sizeof(struct nfgenmsg), tb, NFTA_RULE_MAX, NULL) < 0 ||
	    !tb[NFTA_RULE_EXPRESSIONS] || !tb[NFTA_RULE_TABLE])
		return 0;
	family = ((struct nfgenmsg *)nlmsg_data(msg))->nfgen_family;
	if ((family != NFPROTO_INET && family != NFPROTO_IPV6 && family != NFPROTO_NETDEV) ||
	    (s->but && !nla_strcmp(tb[NFTA_RULE_TABLE], s->but)))
		return 0;
	nla_for_each_nested(e, tb[NFTA_RULE_EXPRESSIONS], left)
		if (!nla_parse_nested(expr, NFTA_EXPR_MAX, e, NULL) && expr[NFTA_EXPR_NAME])
			s->found |= checks_source(expr[NFTA_EXPR_NAME], expr[NFTA_EXPR_DATA]);
	return 0;
}

/* The match is valid in these two tables only. */
static bool look_at_legacy(void)
{
	static const char *const tables[] = { "raw", "mangle" };
	const struct xt_layout *l = &xt_layouts[1];
	struct ipt_get_entries *entries;
	struct ipt_getinfo info;
	bool found = false;
	size_t i;

	for (i = 0; !found && i < ARRAY_SIZE(tables); i++) {
		entries = xt_has_table(l, tables[i]) ? xt_read(l, tables[i], &info) : NULL;
		found = entries && xt_has_match(l, entries, "rpfilter");
		free(entries);
	}
	return found;
}

/**
 * source_check6() - find a rule that checks the sources of IPv6 packets
 * @but: table of nftables to ignore, or NULL
 *
 * The interfaces that the rule matches are not considered.
 *
 * Return: 1 if there is one, 0 if not, or a negative errno if nftables cannot be read
 */
int source_check6(const char *but)
{
	struct nfgenmsg header = { .nfgen_family = AF_UNSPEC };
	struct search s = { .but = but };
	int err = knl_dump(knl_netfilter(),
			   knl_new(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETRULE, 0, &header,
				   sizeof(header)), look_at_rule, &s);

	if (!s.found && look_at_legacy())
		return 1;
	return err ? err : s.found;
}
