// SPDX-License-Identifier: GPL-2.0
/*
 * Whether a gateway's connections take the fast path.  The file decides.  Without the key
 * "fast" they do if no qdisc or chain at the nvi device has to see every packet, and the
 * kernel supports it.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

#include "base/aside.h"
#include "base/message.h"
#include "gateway/look/fast.h"
#include "gateway/state.h"
#include "kernel/link_change.h"

/* <linux/netfilter.h> and <netinet/in.h> conflict */
enum { NFPROTO_NETDEV = 5 };

struct search {
	const struct link *nvi;
	char *held;
	size_t size;
};

static int look_at_queue(const struct nlmsghdr *msg, void *arg)
{
	const struct tcmsg *tc = msg ? nlmsg_data(msg) : NULL;
	struct search *s = arg;
	struct nlattr *kind;

	if (!msg) {
		*s->held = 0;
		return 0;
	}
	kind = nlmsg_find_attr((struct nlmsghdr *)msg, sizeof(*tc), TCA_KIND);
	if (kind && tc->tcm_ifindex == (int)s->nvi->ifindex && strcmp(nla_get_string(kind), "noqueue"))
		snprintf(s->held, s->size, "the qdisc %.16s of %s", nla_get_string(kind),
			 s->nvi->name);
	return 0;
}

static bool names(const struct nlattr *hook, const char *device)
{
	struct nlattr *tb[NFTA_HOOK_MAX + 1], *d;
	int left;

	if (nla_parse_nested(tb, NFTA_HOOK_MAX, (struct nlattr *)hook, NULL))
		return false;
	if (tb[NFTA_HOOK_DEV])
		return !nla_strcmp(tb[NFTA_HOOK_DEV], device);
	if (tb[NFTA_HOOK_DEVS])
		nla_for_each_nested(d, tb[NFTA_HOOK_DEVS], left)
			if (!nla_strcmp(d, device))
				return true;
	return false;
}

static int look_at_chain(const struct nlmsghdr *msg, void *arg)
{
	struct nlattr *tb[NFTA_CHAIN_MAX + 1];
	struct search *s = arg;

	if (!msg) {
		*s->held = 0;
		return 0;
	}
	if (((struct nfgenmsg *)nlmsg_data(msg))->nfgen_family == NFPROTO_NETDEV &&
	    !nlmsg_parse((void *)msg, sizeof(struct nfgenmsg), tb, NFTA_CHAIN_MAX, NULL) &&
	    tb[NFTA_CHAIN_HOOK] && tb[NFTA_CHAIN_NAME] && names(tb[NFTA_CHAIN_HOOK], s->nvi->name))
		snprintf(s->held, s->size, "the chain %.32s of nftables at %s",
			 nla_get_string(tb[NFTA_CHAIN_NAME]), s->nvi->name);
	return 0;
}

/* Find a qdisc or a chain at the device that the fast path bypasses. */
static int look_at_device(struct gw_config *cfg, const struct link *nvi)
{
	struct search s = { .nvi = nvi, .held = cfg->fast_held, .size = sizeof(cfg->fast_held) };
	struct tcmsg tc = { .tcm_family = AF_UNSPEC, .tcm_ifindex = nvi->ifindex };
	struct nfgenmsg nft = { .nfgen_family = NFPROTO_NETDEV };
	int err = knl_dump(knl_route(), knl_new(RTM_GETQDISC, 0, &tc, sizeof(tc)), look_at_queue,
			   &s);

	if (err)
		return refuse("cannot read the qdiscs of %s: %s", nvi->name,
			      knl_reason(err, knl_said()));
	/* An error means that the kernel has no nftables, and so no chain. */
	if (!*cfg->fast_held)
		knl_dump(knl_netfilter(),
			 knl_new(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN, 0, &nft, sizeof(nft)),
			 look_at_chain, &s);
	return 0;
}

/* Find a setting of the device that the kernel does not combine with the fast path. */
static const char *other_setting(const struct link *nvi)
{
	const __u32 *value = nvi->nvi.value;

	if (value[IFLA_NVI_HOPS] == NVI_HOPS_TWO)
		return "hops two";
	if (value[IFLA_NVI_REPLAY] == NVI_REPLAY_ON)
		return "replay on";
	return value[IFLA_NVI_INGRESS] == NVI_INGRESS_SELF ? "ingress self" : NULL;
}

enum { NOT_ASKED, TAKEN, NOT_KNOWN, NOT_TAKEN };

static int take_link(const struct nlmsghdr *msg, void *arg)
{
	return msg ? link_parse(msg, arg) : 0;
}

/* Runs in a temporary network namespace: add a device with the fast path and read it. */
static int try_it(const void *arg, FILE *out)
{
	struct nl_sock *sock = knl_open(NETLINK_ROUTE);
	struct ifinfomsg ifi = { };
	struct link link = { .name = GW_DEVICE };
	struct nl_msg *msg;
	int err;

	(void)arg;
	if (!sock)
		return ASIDE_NOT;
	link.nvi.has[IFLA_NVI_FAST] = true;
	link.nvi.value[IFLA_NVI_FAST] = NVI_FAST_ON;
	err = knl_get_from(sock, link_creation(&link), NULL, NULL);
	/* The module is missing: adding the real device reports that. */
	if (err && link_explain_add(err, knl_said()))
		return ASIDE_NOT;
	if (err) {
		fputs(knl_reason(err, knl_said()), out);
		return NOT_TAKEN;
	}
	msg = knl_new(RTM_GETLINK, 0, &ifi, sizeof(ifi));
	nla_put_string(msg, IFLA_IFNAME, GW_DEVICE);
	if (knl_get_from(sock, msg, take_link, &link))
		return ASIDE_NOT;
	return link.nvi.has[IFLA_NVI_FAST] ? TAKEN : NOT_KNOWN;
}

/*
 * Ask the kernel whether it accepts a device with the fast path, once for each file.  If
 * there is no answer, the device is tried.
 */
static int ask_kernel(struct gw_config *cfg, const struct link *nvi)
{
	int answer = cfg->fast_answer;
	char *said = NULL;

	if (nvi && nvi->nvi.value[IFLA_NVI_FAST] == NVI_FAST_ON)
		return 0;
	if (nvi && !nvi->nvi.has[IFLA_NVI_FAST]) {
		answer = NOT_KNOWN;
	} else if (answer == NOT_ASKED) {
		answer = aside(try_it, NULL, &said);
		if (answer > 0)
			cfg->fast_answer = answer;
		snprintf(cfg->fast_reason, sizeof(cfg->fast_reason), "%s", said ? said : "");
		free(said);
	}
	if (answer == NOT_KNOWN)
		snprintf(cfg->fast_refused, sizeof(cfg->fast_refused),
			 "the module nvi of this kernel has no fast path");
	else if (answer == NOT_TAKEN)
		snprintf(cfg->fast_refused, sizeof(cfg->fast_refused), "the kernel refuses it: %s",
			 cfg->fast_reason);
	return answer < 0 ? answer : 0;
}

/**
 * gw_look_at_fast() - decide whether connections take the fast path
 * @cfg: the file; sets @fast_on, @fast_held and @fast_refused
 *
 * Return: 0, or REFUSED after a message
 */
int gw_look_at_fast(struct gw_config *cfg)
{
	const char *other = NULL;
	struct link nvi;
	int err = 0, found = link_find(cfg->device, &nvi);

	*cfg->fast_held = 0;
	*cfg->fast_refused = 0;
	if (found > 0)
		err = look_at_device(cfg, &nvi);
	if (found > 0 && !err)
		other = other_setting(&nvi);
	cfg->fast_on = cfg->fast == GW_FAST_YES || (cfg->fast == GW_FAST_AUTO && !*cfg->fast_held);
	if (cfg->fast_on && other)
		snprintf(cfg->fast_refused, sizeof(cfg->fast_refused),
			 "%s has %s, which excludes the fast path", cfg->device, other);
	else if (cfg->fast_on && found >= 0 && !err)
		err = ask_kernel(cfg, found ? &nvi : NULL);
	cfg->fast_on &= !*cfg->fast_refused;
	if (found < 0 || err)
		return REFUSED;
	if (cfg->fast == GW_FAST_YES && !cfg->fast_on && !cfg->checks)
		return refuse("\"fast = yes\" in [gateway] is not possible, since %s; write \"fast = no\"",
			      cfg->fast_refused);
	return 0;
}
