// SPDX-License-Identifier: GPL-2.0
/*
 * Connections that leave by a dead uplink: their conntrack entries go, so that the
 * next packet of each is NATed anew, by another uplink.  All others keep theirs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "kernel/flow.h"
#include "base/array.h"
#include "gateway/daemon/daemon.h"

struct found {
	const struct gw_uplink *uplink;
	struct nf_conntrack **ct;
	size_t n;
};

static void forget(struct found *f)
{
	while (f->n)
		nfct_destroy(f->ct[--f->n]);
}

/* Was it given one of the uplink's addresses? Then its replies come there. */
static bool leaves_by(const struct gw_uplink *u, const struct flow *flow)
{
	size_t i;

	for (i = 0; i < u->addresses.n; i++)
		if (prefix_has(&u->addresses.v[i], &flow->translated.src))
			return true;
	return false;
}

/* The gateway's own; the daemon's next one has to leave by the uplink anyway. */
static bool is_probe(const struct gw_uplink *u, const struct flow *flow)
{
	struct prefix target;
	char word[104];

	return u->check != GW_CHECK_NONE && sscanf(u->check_target, "%103s", word) == 1 &&
	       parse_prefix(word, &target) &&
	       !memcmp(&target, &flow->original.dst, sizeof(target)) &&
	       !memcmp(&flow->original.src, &flow->translated.src, sizeof(target));
}

static int look(const struct nlmsghdr *msg, void *arg)
{
	struct found *f = arg;
	struct nf_conntrack *ct;
	struct flow flow;

	if (!msg)
		forget(f);
	if (!msg || flow_parse(msg, &flow) || !leaves_by(f->uplink, &flow) ||
	    is_probe(f->uplink, &flow))
		return 0;
	ct = nfct_new();
	if (!ct || nfct_nlmsg_parse(msg, ct) < 0)
		return -ENOMEM;
	*(struct nf_conntrack **)array_append(&f->ct, &f->n, sizeof(ct)) = ct;
	return 0;
}

/* By its number as well: another may have come in its place. */
static int delete_one(const struct nf_conntrack *ct)
{
	struct nfgenmsg header = { .nfgen_family = nfct_get_attr_u8(ct, ATTR_L3PROTO) };
	struct nl_msg *msg = knl_new_for(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE, 0,
					 &header, sizeof(header), 4096);

	if (nfct_nlmsg_build(nlmsg_hdr(msg), ct) < 0) {
		nlmsg_free(msg);
		return -EINVAL;
	}
	if (nfct_attr_is_set(ct, ATTR_ID))
		nla_put_u32(msg, CTA_ID, htonl(nfct_get_attr_u32(ct, ATTR_ID)));
	return knl_get_from(knl_netfilter(), msg, NULL, NULL);
}

/**
 * gw_move() - let the connections of an uplink choose again
 * @u: the uplink
 *
 * Return: how many there were; less than 0 after a message
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
			       sizeof(header)), look, &f);
	for (i = 0; !err && i < f.n; i++) {
		err = delete_one(f.ct[i]);
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
 * gw_move_lost() - let connections choose again whose address no uplink has any more
 * @c: what has been changed
 *
 * Return: how many there were; less than 0 after a message
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
		/* another uplink has got it */
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
