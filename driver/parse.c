// SPDX-License-Identifier: GPL-2.0
/* Parse and validate the attributes of a link. */
#include <kunit/visibility.h>
#include <net/netlink.h>

#include "nvi.h"

static int nvi_parse_mark(u32 *to, u32 *to_mask, const struct nlattr *value,
			  const struct nlattr *mask,
			  struct netlink_ext_ack *extack)
{
	if (!value && mask) {
		NL_SET_ERR_MSG_ATTR(extack, mask,
				    "a mark mask needs a mark");
		return -EINVAL;
	}
	if (!value)
		return 0;
	*to = nla_get_u32(value);
	*to_mask = mask ? nla_get_u32(mask) : U32_MAX;
	if (*to & ~*to_mask) {
		NL_SET_ERR_MSG_ATTR(extack, value,
				    "the mark must lie inside its mask");
		return -EINVAL;
	}
	return 0;
}

/* The attributes that describe stage 2: its ingress, hops, replay and mark. */
static int nvi_parse_stage2(struct nvi_config *config, struct nlattr *data[],
			    struct netlink_ext_ack *extack)
{
	const struct nlattr *a;

	a = data[IFLA_NVI_INGRESS];
	if (a) {
		config->ingress = nla_get_u8(a);
		if (config->ingress >= __NVI_INGRESS_END) {
			NL_SET_ERR_MSG_ATTR(extack, a,
					    "ingress must be 0 (real) or 1 (self)");
			return -EINVAL;
		}
	}
	a = data[IFLA_NVI_HOPS];
	if (a) {
		config->hops = nla_get_u8(a);
		if (config->hops != NVI_HOPS_ONE &&
		    config->hops != NVI_HOPS_TWO) {
			NL_SET_ERR_MSG_ATTR(extack, a, "hops must be 1 or 2");
			return -EINVAL;
		}
	}
	a = data[IFLA_NVI_REPLAY];
	if (a) {
		config->replay = nla_get_u8(a);
		if (config->replay > NVI_REPLAY_ON) {
			NL_SET_ERR_MSG_ATTR(extack, a,
					    "replay must be 0 (off) or 1 (on)");
			return -EINVAL;
		}
	}
	return nvi_parse_mark(&config->mark, &config->mask, data[IFLA_NVI_MARK],
			      data[IFLA_NVI_MARK_MASK], extack);
}

static int nvi_parse_fast(struct nvi_config *config, struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	const struct nlattr *a = data[IFLA_NVI_FAST];

	if (a) {
		config->fast = nla_get_u8(a);
		if (config->fast > NVI_FAST_ON) {
			NL_SET_ERR_MSG_ATTR(extack, a,
					    "fast must be 0 (off) or 1 (on)");
			return -EINVAL;
		}
	}
#ifndef NVI_WITH_FAST
	if (config->fast) {
		NL_SET_ERR_MSG_ATTR(extack, a,
				    "fast needs a kernel with CONFIG_NF_FLOW_TABLE and CONFIG_NETFILTER_INGRESS");
		return -EOPNOTSUPP;
	}
#endif
#ifndef CONFIG_NF_CONNTRACK_MARK
	if (data[IFLA_NVI_FAST_MARK]) {
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_NVI_FAST_MARK],
				    "fastmark needs a kernel with CONFIG_NF_CONNTRACK_MARK");
		return -EOPNOTSUPP;
	}
#endif
	return nvi_parse_mark(&config->fast_mark, &config->fast_mask,
			      data[IFLA_NVI_FAST_MARK],
			      data[IFLA_NVI_FAST_MASK], extack);
}

/*
 * The flow table decrements the TTL once, shows taps a packet once, and replaces
 * two stages: refuse settings that need anything else.
 */
static int nvi_check_fast(const struct nvi_config *config, struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	const struct nlattr *a = data[IFLA_NVI_FAST];

	if (!config->fast)
		return 0;
	if (config->mode != NVI_MODE_REINJECT)
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_NVI_MODE] ?: a,
				    "fast on needs mode 0 (reinject)");
	else if (config->ingress != NVI_INGRESS_REAL)
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_NVI_INGRESS] ?: a,
				    "fast on needs ingress 0 (real)");
	else if (config->hops != NVI_HOPS_ONE)
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_NVI_HOPS] ?: a,
				    "fast on needs hops 1");
	else if (config->replay != NVI_REPLAY_OFF)
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_NVI_REPLAY] ?: a,
				    "fast on needs replay 0 (off)");
	else
		return 0;
	return -EINVAL;
}

/**
 * nvi_parse() - read IFLA_INFO_DATA into a configuration
 * @config: the present settings; each attribute in @data replaces one
 * @data: the attributes, indexed by type, or NULL for none
 * @extack: gets the refused attribute and a message
 *
 * Return: 0; or -EINVAL or -EOPNOTSUPP, with @config partly overwritten
 */
int nvi_parse(struct nvi_config *config, struct nlattr *data[],
	      struct netlink_ext_ack *extack)
{
	const struct nlattr *a;

	if (!data)
		return 0;

	a = data[IFLA_NVI_MODE];
	if (a) {
		config->mode = nla_get_u8(a);
		if (config->mode == NVI_MODE_UNUSED) {
			NL_SET_ERR_MSG_ATTR(extack, a,
					    "there is no mode 1 (direct): use mode 0 (reinject) with fast on");
			return -EINVAL;
		}
		if (config->mode >= __NVI_MODE_END) {
			NL_SET_ERR_MSG_ATTR(extack, a,
					    "mode must be 0 (reinject) or 2 (reflect)");
			return -EINVAL;
		}
	}
	a = data[IFLA_NVI_FALLBACK];
	if (a) {
		config->fallback = nla_get_u8(a);
		if (config->fallback > NVI_FALLBACK_REFUSE) {
			NL_SET_ERR_MSG_ATTR(extack, a,
					    "fallback must be 0 (route) or 1 (refuse)");
			return -EINVAL;
		}
	}
	a = data[IFLA_NVI_LEARN];
	if (a) {
		config->learn = nla_get_u8(a);
		if (config->learn > NVI_LEARN_ONCE) {
			NL_SET_ERR_MSG_ATTR(extack, a,
					    "learn must be 0 (follow) or 1 (once)");
			return -EINVAL;
		}
	}
	return nvi_parse_stage2(config, data, extack) ?:
	       nvi_parse_fast(config, data, extack) ?:
	       nvi_check_fast(config, data, extack);
}
EXPORT_SYMBOL_IF_KUNIT(nvi_parse);
