// SPDX-License-Identifier: GPL-2.0
/*
 * Moving connections away from an uplink: their conntrack entries are deleted, so that the
 * next packet of each connection is translated anew, to an address of another uplink.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "base/array.h"
#include "base/message.h"
#include "gateway/daemon/move.h"
#include "kernel/flow.h"

/**
 * struct found - connections to delete
 * @uplink: that they leave by
 * @ct: netlink's family, zone and reply tuple of each
 * @n: of them
 */
struct found {
	const struct gw_uplink *uplink;
	struct found_ct {
		__u8 family;
		__be16 zone;
		struct nlattr *reply;
	} *ct;
	size_t n;
};

static void forget(struct found *f)
{
	while (f->n)
		free(f->ct[--f->n].reply);
}

/* True if the translated source of a connection is an address of the uplink. */
static bool leaves_by(const struct gw_uplink *u, const struct flow *flow)
{
	size_t i;

	for (i = 0; i < u->addresses.n; i++)
		if (prefix_has(&u->addresses.v[i], &flow->translated.src))
			return true;
	return false;
}

/* True for a probe of the uplink, which is not to be moved. */
static bool is_probe(const struct gw_uplink *u, const struct flow *flow)
{
	struct prefix target;
	char word[104];

	return u->check != GW_CHECK_NONE && sscanf(u->check_target, "%103s", word) == 1 &&
	       parse_prefix(word, &target) &&
	       !memcmp(&target, &flow->original.dst, sizeof(target)) &&
	       !memcmp(&flow->original.src, &flow->translated.src, sizeof(target));
}

static const struct nlattr *attribute(const struct nlmsghdr *msg, int type)
{
	return nla_find(nlmsg_attrdata(msg, sizeof(struct nfgenmsg)),
			nlmsg_attrlen(msg, sizeof(struct nfgenmsg)), type);
}

static int collect(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *reply, *zone;
	struct found_ct ct = { };
	struct found *f = arg;
	struct flow flow;

	if (!msg)
		forget(f);
	if (!msg || flow_parse(msg, &flow) || !leaves_by(f->uplink, &flow) ||
	    is_probe(f->uplink, &flow))
		return 0;
	reply = attribute(msg, CTA_TUPLE_REPLY);
	zone = attribute(msg, CTA_ZONE);
	if (!reply)
		return 0;
	ct.family = flow.family;
	ct.zone = zone ? nla_get_u16(zone) : 0;
	ct.reply = malloc(nla_total_size(nla_len(reply)));
	if (!ct.reply)
		return -ENOMEM;
	memcpy(ct.reply, reply, reply->nla_len);
	*(struct found_ct *)array_append(&f->ct, &f->n, sizeof(ct)) = ct;
	return 0;
}

/*
 * By the reply tuple, which has the uplink's address: a connection that has moved
 * meanwhile has another.  CTA_ID would not tell the two apart: it is a hash of the
 * entry's place in memory, which the next entry may get, and its original tuple.
 */
static int delete_one(const struct found_ct *ct)
{
	struct nfgenmsg header = { .nfgen_family = ct->family };
	struct nl_msg *msg = knl_new_for(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE, 0,
					 &header, sizeof(header), 4096);

	if (nla_put(msg, ct->reply->nla_type, nla_len(ct->reply), nla_data(ct->reply)) < 0 ||
	    (ct->zone && nla_put_u16(msg, CTA_ZONE, ct->zone) < 0)) {
		nlmsg_free(msg);
		return -EINVAL;
	}
	return knl_get_from(knl_netfilter(), msg, NULL, NULL);
}

/**
 * gw_move() - move the connections of an uplink
 * @u: the uplink
 *
 * Return: number of connections; less than 0 after a message
 */
long gw_move(const struct gw_uplink *u)
{
	struct nfgenmsg header = { .nfgen_family = AF_UNSPEC };
	struct found f = { .uplink = u };
	long moved = 0;
	size_t i;
	int err;

	err = knl_dump(knl_netfilter(),
		       knl_new(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET, 0, &header,
			       sizeof(header)), collect, &f);
	for (i = 0; !err && i < f.n; i++) {
		err = delete_one(&f.ct[i]);
		if (err == -ENOENT)
			err = 0;
		else
			moved += !err;
	}
	forget(&f);
	free(f.ct);
	if (err)
		return refuse("cannot move the connections of [uplink %s]: %s", u->s.name,
			      knl_reason(err, knl_said()));
	return moved;
}

/**
 * gw_move_lost() - move connections whose translated address no uplink has after a change
 * @c: the change
 *
 * Return: number of connections; less than 0 after a message
 */
long gw_move_lost(const struct gw_change *c)
{
	struct gw_uplink gone = { .s.name = "gone" };
	const struct gw_object *o;
	long moved = 0;
	size_t i, j;

	for (i = 0; i < c->del.count; i++) {
		o = &c->del.object[i];
		if (o->kind != GW_RULE || o->rule.priority != GW_STAGE2)
			continue;
		/* Skip an address that another uplink has now. */
		for (j = 0; j < c->add.count; j++)
			if (c->add.object[j].kind == GW_RULE &&
			    c->add.object[j].rule.priority == GW_STAGE2 &&
			    !memcmp(&c->add.object[j].rule.from, &o->rule.from, sizeof(o->rule.from)))
				break;
		if (j == c->add.count)
			*(struct prefix *)array_append(&gone.addresses.v, &gone.addresses.n,
						       sizeof(o->rule.from)) = o->rule.from;
	}
	if (gone.addresses.n)
		moved = gw_move(&gone);
	free(gone.addresses.v);
	return moved;
}
