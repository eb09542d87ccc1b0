// SPDX-License-Identifier: GPL-2.0
/*
 * Firewalls in other tables of nftables, including those of iptables-nft: chains that drop
 * packets by policy and have no rule that accepts stage 2; and flowtables, whose packets
 * bypass both stages.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/array.h"
#include "base/message.h"
#include "gateway/check/nft.h"
#include "nl/attr.h"
#include "nl/nl.h"

/* <linux/netfilter.h> and <netinet/in.h> conflict */
enum { NF_DROP, NF_INET_FORWARD = 2 };
/* NF_CT_STATE_UNTRACKED_BIT, which is not in the uapi of nf_conntrack_common.h */
#define UNTRACKED (1 << 6)
enum { NFPROTO_INET = 1, NFPROTO_IPV4, NFPROTO_IPV6 = 10 };

struct chain {
	int family;
	char table[64];
	char name[64];
	bool accepts;	/* a rule of its table accepts stage 2 */
	bool docker;
	bool firewalld;
};

struct look {
	const struct gw_config *cfg;
	struct gw_findings *findings;
	struct chain *chain;
	size_t n;
};

static const char *family_word(int family)
{
	return family == NFPROTO_INET ? "inet" : family == NFPROTO_IPV4 ? "ip" : "ip6";
}

static void copy(char *to, size_t size, const struct nlattr *a)
{
	snprintf(to, size, "%.*s", a ? nla_len(a) : 0, a ? (char *)nla_data(a) : "");
}

static int dump(int type, knl_handler handler, struct look *l)
{
	struct nfgenmsg header = { .nfgen_family = AF_UNSPEC };
	int err = knl_dump(knl_netfilter(), knl_new(NFNL_SUBSYS_NFTABLES << 8 | type, 0, &header,
						    sizeof(header)), handler, l);

	return err ? refuse("cannot read nftables: %s", knl_reason(err, knl_said())) : 0;
}

static int look_at_chain(const struct nlmsghdr *msg, void *arg)
{
	struct nlattr *tb[NFTA_CHAIN_MAX + 1], *hook[NFTA_HOOK_MAX + 1];
	struct look *l = arg;
	struct chain c = { }, *to;

	if (!msg) {
		l->n = 0;
		return 0;
	}
	if (nlmsg_parse((void *)msg, sizeof(struct nfgenmsg), tb, NFTA_CHAIN_MAX, NULL) < 0 ||
	    !tb[NFTA_CHAIN_HOOK] || nla_parse_nested(hook, NFTA_HOOK_MAX, tb[NFTA_CHAIN_HOOK], NULL))
		return 0;
	c.family = ((struct nfgenmsg *)nlmsg_data(msg))->nfgen_family;
	copy(c.table, sizeof(c.table), tb[NFTA_CHAIN_TABLE]);
	copy(c.name, sizeof(c.name), tb[NFTA_CHAIN_NAME]);
	c.firewalld = !strcmp(c.table, "firewalld");
	/* firewalld's chain has the policy accept and a last rule that rejects. */
	if ((c.family != NFPROTO_INET && c.family != NFPROTO_IPV4 && c.family != NFPROTO_IPV6) ||
	    !hook[NFTA_HOOK_HOOKNUM] || ntohl(nla_get_u32(hook[NFTA_HOOK_HOOKNUM])) != NF_INET_FORWARD ||
	    (!c.firewalld && (!tb[NFTA_CHAIN_POLICY] ||
			      ntohl(nla_get_u32(tb[NFTA_CHAIN_POLICY])) != NF_DROP)))
		return 0;
	to = array_append(&l->chain, &l->n, sizeof(*to));
	*to = c;
	return 0;
}

static __u32 word_of(const struct nlattr *data, int type)
{
	struct nlattr *a = data ? nla_find(nla_data(data), nla_len(data), type) : NULL;

	return a && nla_len(a) >= 4 ? nla_get_u32(a) : 0xffffffff;
}

/* True if an expression matches stage 2. @state: "ct state" was loaded before */
static bool matches_stage2(const char *name, const struct nlattr *data, bool *state)
{
	const struct nlattr *a;

	if (!strcmp(name, "meta"))
		return ntohl(word_of(data, NFTA_META_KEY)) == NFT_META_MARK;
	if (!strcmp(name, "ct"))
		*state = ntohl(word_of(data, NFTA_CT_KEY)) == NFT_CT_STATE;
	if (!strcmp(name, "match")) {
		a = attr_find(data, NFTA_MATCH_NAME);
		return a && !strcmp(nla_data(a), "mark");
	}
	if (!strcmp(name, "bitwise") && *state) {
		a = attr_find(data, NFTA_BITWISE_MASK);
		return a && word_of(a, NFTA_DATA_VALUE) & UNTRACKED;
	}
	return false;
}

/* True if a rule matches the mark or untracked packets. Elements of sets are not read. */
static bool accepts_stage2(const struct nlattr *expressions)
{
	struct nlattr *e, *tb[NFTA_EXPR_MAX + 1];
	bool asks = false, state = false;
	char name[32];
	int left;

	nla_for_each_nested(e, expressions, left) {
		if (nla_parse_nested(tb, NFTA_EXPR_MAX, e, NULL) || !tb[NFTA_EXPR_NAME])
			continue;
		copy(name, sizeof(name), tb[NFTA_EXPR_NAME]);
		asks |= matches_stage2(name, tb[NFTA_EXPR_DATA], &state);
	}
	return asks;
}

static int look_at_rule(const struct nlmsghdr *msg, void *arg)
{
	struct nlattr *tb[NFTA_RULE_MAX + 1];
	struct look *l = arg;
	char table[64], chain[64];
	size_t i;

	if (!msg || nlmsg_parse((void *)msg, sizeof(struct nfgenmsg), tb, NFTA_RULE_MAX, NULL) < 0)
		return 0;
	copy(table, sizeof(table), tb[NFTA_RULE_TABLE]);
	copy(chain, sizeof(chain), tb[NFTA_RULE_CHAIN]);
	for (i = 0; i < l->n; i++) {
		struct chain *c = &l->chain[i];

		if (c->family != ((struct nfgenmsg *)nlmsg_data(msg))->nfgen_family ||
		    strcmp(c->table, table))
			continue;
		c->docker |= !strncmp(chain, "DOCKER", 6);
		c->accepts |= tb[NFTA_RULE_EXPRESSIONS] && accepts_stage2(tb[NFTA_RULE_EXPRESSIONS]);
	}
	return 0;
}

static void check_chain(const struct gw_config *cfg, const struct chain *c,
			struct gw_findings *findings)
{
	const char *family = family_word(c->family);

	if (c->accepts)
		return;
	if (c->docker)
		gw_found(findings, "firewall", "Docker's chain %s of table %s %s drops packets that no rule accepts, stage 2 included; iptables -I DOCKER-USER -m mark --mark 0x%x/0x%x -j ACCEPT",
			 c->name, family, c->table, cfg->mark, cfg->mask);
	else if (c->firewalld)
		gw_found(findings, "firewall", "firewalld rejects packets that no rule accepts, stage 2 included; a policy with target ACCEPT from the zone of the inside interfaces to that of the uplinks lets it through (firewall-cmd --permanent --new-policy, firewalld.policies(5))");
	else
		gw_found(findings, "firewall", "chain %s of table %s %s drops packets that no rule accepts, and no rule accepts stage 2, whose packets are untracked; nft insert rule %s %s %s ct state untracked meta mark \\& 0x%x == 0x%x accept",
			 c->name, family, c->table, family, c->table, c->name, cfg->mask, cfg->mark);
}

static bool is_of_gateway(const struct gw_config *cfg, const char *device)
{
	size_t i, j;

	for (i = 0; i < cfg->uplinks; i++)
		if (!strcmp(cfg->uplink[i].interface, device))
			return true;
	for (i = 0; i < cfg->insides; i++)
		for (j = 0; j < cfg->inside[i].interfaces.n; j++)
			if (!strcmp(cfg->inside[i].interfaces.v[j], device))
				return true;
	return false;
}

static int look_at_flowtable(const struct nlmsghdr *msg, void *arg)
{
	struct nlattr *tb[NFTA_FLOWTABLE_MAX + 1], *hook[NFTA_FLOWTABLE_HOOK_MAX + 1], *d;
	char table[64], name[64], device[32];
	struct look *l = arg;
	int left;

	if (!msg || nlmsg_parse((void *)msg, sizeof(struct nfgenmsg), tb, NFTA_FLOWTABLE_MAX, NULL) < 0 ||
	    !tb[NFTA_FLOWTABLE_HOOK] ||
	    nla_parse_nested(hook, NFTA_FLOWTABLE_HOOK_MAX, tb[NFTA_FLOWTABLE_HOOK], NULL) ||
	    !hook[NFTA_FLOWTABLE_HOOK_DEVS])
		return 0;
	copy(table, sizeof(table), tb[NFTA_FLOWTABLE_TABLE]);
	copy(name, sizeof(name), tb[NFTA_FLOWTABLE_NAME]);
	nla_for_each_nested(d, hook[NFTA_FLOWTABLE_HOOK_DEVS], left) {
		copy(device, sizeof(device), d);
		if (is_of_gateway(l->cfg, device))
			gw_found(l->findings, "offload", "flowtable %s of table %s %s takes packets of %s past both stages, so all its connections leave by one uplink; delete %s from it, or exclude packets that leave by %s from \"flow add\"",
				 name, family_word(((struct nfgenmsg *)nlmsg_data(msg))->nfgen_family),
				 table, device, device, l->cfg->device);
	}
	return 0;
}

/**
 * gw_check_nft() - check firewalls and flowtables in other tables
 * @cfg: the gateway's file
 * @findings: gets the mistakes
 *
 * Return: 0, or REFUSED after a message
 */
int gw_check_nft(const struct gw_config *cfg, struct gw_findings *findings)
{
	struct look l = { .cfg = cfg, .findings = findings };
	int err = dump(NFT_MSG_GETCHAIN, look_at_chain, &l);
	size_t i;

	if (!err && l.n)
		err = dump(NFT_MSG_GETRULE, look_at_rule, &l);
	for (i = 0; !err && i < l.n; i++)
		check_chain(cfg, &l.chain[i], findings);
	if (!err)
		err = dump(NFT_MSG_GETFLOWTABLE, look_at_flowtable, &l);
	free(l.chain);
	return err;
}
