// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses and gateways that the file takes from the interface, set by DHCP, router
 * advertisements or an administrator.
 */
#include <string.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "base/array.h"
#include "base/message.h"
#include "gateway/look/auto.h"
#include "kernel/route.h"

static const int families[] = { AF_INET, AF_INET6 };

struct addresses {
	struct gw_uplink *u;
	__u32 ifindex;
	size_t before;
};

/*
 * Excludes addresses that are link-local, tentative, deprecated or temporary, secondary
 * addresses of a network, and unique local addresses of IPv6, which providers do not route.
 */
static bool is_usable(const struct ifaddrmsg *ifa, __u32 flags, const struct prefix *p)
{
	if (ifa->ifa_scope != RT_SCOPE_UNIVERSE)
		return false;
	if (ifa->ifa_family == AF_INET)
		return !(flags & IFA_F_SECONDARY);
	return !(flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_DEPRECATED | IFA_F_TEMPORARY)) &&
	       (p->addr[0] & 0xfe) != 0xfc;
}

static int look_at_address(const struct nlmsghdr *msg, void *arg)
{
	const struct ifaddrmsg *ifa = msg ? nlmsg_data(msg) : NULL;
	struct nlattr *tb[IFA_MAX + 1] = { }, *own;
	struct addresses *a = arg;
	struct prefix p = { };

	if (!msg) {
		a->u->addresses.n = a->before;
		return 0;
	}
	if (nlmsg_parse((void *)msg, sizeof(*ifa), tb, IFA_MAX, NULL) ||
	    ifa->ifa_index != a->ifindex)
		return 0;
	/* On a point-to-point link IFA_ADDRESS is the peer. */
	own = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	if (!own || nla_len(own) != prefix_bytes(ifa->ifa_family))
		return 0;
	p.family = ifa->ifa_family;
	p.len = 8 * nla_len(own);
	memcpy(p.addr, nla_data(own), nla_len(own));
	if (is_usable(ifa, tb[IFA_FLAGS] ? nla_get_u32(tb[IFA_FLAGS]) : ifa->ifa_flags, &p))
		*(struct prefix *)array_append(&a->u->addresses.v, &a->u->addresses.n, sizeof(p)) = p;
	return 0;
}

static int look_at_addresses(struct gw_uplink *u, __u32 ifindex, int family)
{
	struct addresses a = { .u = u, .ifindex = ifindex, .before = u->addresses.n };
	struct ifaddrmsg ifa = { .ifa_family = family };
	int err = knl_dump(knl_route(), knl_new(RTM_GETADDR, 0, &ifa, sizeof(ifa)),
			   look_at_address, &a);

	return err ? refuse("cannot list addresses: %s", knl_reason(err, knl_said())) : 0;
}

/* An uplink without a default route is lost; a route without a gateway is on the link. */
static int look_at_gateway(struct gw_uplink *u, __u32 ifindex, int f)
{
	const struct route_filter filter = {
		.family = families[f], .table = RT_TABLE_MAIN, .oif = ifindex,
		.type = RTN_UNICAST, .is_default = true,
	};
	struct route route;
	int found = route_find(&filter, &route);
	const struct prefix *gateway;

	u->lost[f] = !found;
	if (found <= 0)
		return found;
	gateway = &route_nexthop(&route, ifindex)->gateway;
	if (gateway->family)
		*(struct prefix *)array_append(&u->gateways.v, &u->gateways.n,
					       sizeof(*gateway)) = *gateway;
	return 0;
}

/**
 * gw_look_at_auto() - read the addresses and gateways that an uplink takes from its interface
 * @u: the uplink; keeps those that are in the file
 * @ifindex: ifindex of its interface; 0: it is missing or down
 *
 * Return: 0, or REFUSED after a message
 */
int gw_look_at_auto(struct gw_uplink *u, __u32 ifindex)
{
	int f, err = 0;

	u->addresses.n = u->fixed_addresses;
	u->gateways.n = u->fixed_gateways;
	for (f = 0; !err && ifindex && f < 2; f++) {
		if (u->auto_address[f])
			err = look_at_addresses(u, ifindex, families[f]);
		if (!err && u->auto_gateway[f])
			err = look_at_gateway(u, ifindex, f);
	}
	return err;
}

static void print_list(FILE *out, const struct gw_prefixes *list)
{
	char buf[64];
	size_t i;

	for (i = 0; i < list->n; i++)
		fprintf(out, "%s%s", i ? ", " : "", prefix_text(&list->v[i], buf, sizeof(buf)));
	if (!list->n)
		fputs("none", out);
}

/**
 * gw_way() - print the addresses and gateways of an uplink, for the log
 * @u: the uplink
 *
 * Return: text, to be freed; NULL if all of them are in the file
 */
char *gw_way(const struct gw_uplink *u)
{
	char *text = NULL;
	size_t len;
	FILE *out;

	if (!u->auto_address[0] && !u->auto_address[1] && !u->auto_gateway[0] &&
	    !u->auto_gateway[1])
		return NULL;
	out = open_memstream(&text, &len);
	if (!out)
		return NULL;
	fputs("address ", out);
	print_list(out, &u->addresses);
	fputs("; gateway ", out);
	print_list(out, &u->gateways);
	fclose(out);
	return text;
}
