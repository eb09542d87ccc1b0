// SPDX-License-Identifier: GPL-2.0
/*
 * Devices, from netlink.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "nl/attr.h"
#include "nl/request.h"
#include "kernel/link.h"

/**
 * nvi_attrs_set() - give an attribute a value
 * @attrs: the attributes
 * @type: IFLA_NVI_*
 * @value: the value
 */
void nvi_attrs_set(struct nvi_attrs *attrs, int type, __u32 value)
{
	attrs->has[type] = true;
	attrs->value[type] = value;
}

static void parse_nvi(const struct nlattr *data, struct nvi_attrs *nvi)
{
	struct nlattr *tb[IFLA_NVI_MAX + 1] = { };
	int i;

	nla_parse_nested(tb, IFLA_NVI_MAX, (struct nlattr *)data, NULL);
	for (i = 1; i <= IFLA_NVI_MAX; i++) {
		nvi->has[i] = tb[i];
		nvi->value[i] = attr_number(tb[i]);
	}
}

static __u32 parse_vrf(const struct nlattr *data)
{
	struct nlattr *tb[IFLA_VRF_MAX + 1] = { };

	nla_parse_nested(tb, IFLA_VRF_MAX, (struct nlattr *)data, NULL);
	return attr_number(tb[IFLA_VRF_TABLE]);
}

static void parse_info(const struct nlattr *attr, struct link *link)
{
	struct nlattr *tb[IFLA_INFO_MAX + 1] = { };

	nla_parse_nested(tb, IFLA_INFO_MAX, (struct nlattr *)attr, NULL);
	if (tb[IFLA_INFO_KIND])
		nla_strlcpy(link->kind, tb[IFLA_INFO_KIND], sizeof(link->kind));
	if (tb[IFLA_INFO_DATA] && !strcmp(link->kind, NVI_KIND))
		parse_nvi(tb[IFLA_INFO_DATA], &link->nvi);
	if (tb[IFLA_INFO_DATA] && !strcmp(link->kind, "vrf"))
		link->vrf_table = parse_vrf(tb[IFLA_INFO_DATA]);
}

/**
 * link_parse() - parse an RTM_NEWLINK or RTM_DELLINK
 * @msg: the message
 * @link: the result
 *
 * Return: 0, or -EBADMSG
 */
int link_parse(const struct nlmsghdr *msg, struct link *link)
{
	struct nlattr *tb[IFLA_MAX + 1] = { };
	const struct ifinfomsg *ifi = nlmsg_data(msg);

	memset(link, 0, sizeof(*link));
	if (nlmsg_parse((struct nlmsghdr *)msg, sizeof(*ifi), tb, IFLA_MAX, NULL) ||
	    !tb[IFLA_IFNAME])
		return -EBADMSG;
	link->ifindex = ifi->ifi_index;
	link->flags = ifi->ifi_flags;
	link->type = ifi->ifi_type;
	nla_strlcpy(link->name, tb[IFLA_IFNAME], sizeof(link->name));
	link->mtu = attr_number(tb[IFLA_MTU]);
	link->operstate = attr_number(tb[IFLA_OPERSTATE]);
	link->txqlen = attr_number(tb[IFLA_TXQLEN]);
	if (tb[IFLA_ADDRESS] && nla_len(tb[IFLA_ADDRESS]) == sizeof(link->address))
		memcpy(link->address, nla_data(tb[IFLA_ADDRESS]), sizeof(link->address));
	if (tb[IFLA_IFALIAS])
		nla_strlcpy(link->alias, tb[IFLA_IFALIAS], sizeof(link->alias));
	link->master = attr_number(tb[IFLA_MASTER]);
	if (tb[IFLA_STATS64])
		nla_memcpy(&link->stats, tb[IFLA_STATS64], sizeof(link->stats));
	if (tb[IFLA_LINKINFO])
		parse_info(tb[IFLA_LINKINFO], link);
	return 0;
}

static int take_link(const struct nlmsghdr *msg, void *arg)
{
	return msg ? link_parse(msg, arg) : 0;
}

/**
 * link_find() - find a device by its name
 * @name: the name
 * @link: the device
 *
 * Return: 1, 0 if there is no such device, or REFUSED after a message
 */
int link_find(const char *name, struct link *link)
{
	struct ifinfomsg ifi = { };
	struct link found = { };	/* @name may be a part of @link */
	struct nl_msg *msg;
	int err = request_flush();

	if (err)
		return err;
	msg = knl_new(RTM_GETLINK, 0, &ifi, sizeof(ifi));
	nla_put_string(msg, IFLA_IFNAME, name);
	err = knl_get(msg, take_link, &found);
	if (err == -ENODEV)
		return 0;
	if (!err && !*found.name)
		err = -EBADMSG;	/* an ACK without an answer */
	if (err)
		return refuse("cannot look up device \"%s\": %s", name,
			      knl_reason(err, knl_said()));
	*link = found;
	return 1;
}

/**
 * link_find_index() - find a device by its index
 * @ifindex: the index
 * @link: the device
 *
 * Return: 1, 0 if there is no such device, or REFUSED after a message
 */
int link_find_index(__u32 ifindex, struct link *link)
{
	struct ifinfomsg ifi = { .ifi_index = ifindex };
	int err = knl_get(knl_new(RTM_GETLINK, 0, &ifi, sizeof(ifi)), take_link, link);

	if (err && err != -ENODEV)
		return refuse("cannot look up device %u: %s", ifindex, knl_reason(err, knl_said()));
	return !err;
}

/**
 * link_get() - find a device that has to exist
 * @name: the name
 * @link: the device
 *
 * Return: 0, or REFUSED after a message
 */
int link_get(const char *name, struct link *link)
{
	int found = link_find(name, link);

	if (!found)
		return refuse("there is no device \"%s\"", name);
	return found < 0 ? found : 0;
}

/**
 * link_is_nvi() - true if a device is an nvi device
 * @link: the device
 */
bool link_is_nvi(const struct link *link)
{
	return !strcmp(link->kind, NVI_KIND);
}

/**
 * link_get_nvi() - find an nvi device that has to exist
 * @name: the name
 * @link: the device
 *
 * Return: 0, or REFUSED after a message
 */
int link_get_nvi(const char *name, struct link *link)
{
	int err = link_get(name, link);

	if (!err && strcmp(link->kind, NVI_KIND))
		return refuse("\"%s\" is not an nvi device; \"nvictl device show\" lists those",
			      name);
	return err;
}

struct list {
	struct link *links;
	size_t count;
};

static int collect(const struct nlmsghdr *msg, void *arg)
{
	struct list *list = arg;
	struct link link, *grown;

	if (!msg) {
		list->count = 0;
		return 0;
	}
	/* a kernel without the module does not filter by kind */
	if (link_parse(msg, &link) || strcmp(link.kind, NVI_KIND))
		return 0;
	grown = realloc(list->links, (list->count + 1) * sizeof(link));
	if (!grown)
		return -ENOMEM;
	list->links = grown;
	list->links[list->count++] = link;
	return 0;
}

/**
 * link_each_nvi() - list nvi devices
 * @show: called for each; a value other than 0 ends the list
 * @arg: for @show
 *
 * Return: 0, what @show returned, or REFUSED after a message
 */
int link_each_nvi(int (*show)(const struct link *link, void *arg), void *arg)
{
	struct ifinfomsg ifi = { };
	struct list list = { };
	struct nlattr *info;
	struct nl_msg *msg;
	int err = request_flush();
	size_t i;

	if (err)
		return err;
	msg = knl_new(RTM_GETLINK, 0, &ifi, sizeof(ifi));
	info = nla_nest_start(msg, IFLA_LINKINFO);
	nla_put_string(msg, IFLA_INFO_KIND, NVI_KIND);
	nla_nest_end(msg, info);
	err = knl_dump(knl_route(), msg, collect, &list);
	if (err)
		err = refuse("cannot list devices: %s", knl_reason(err, knl_said()));
	for (i = 0; !err && i < list.count; i++)
		err = show(&list.links[i], arg);
	free(list.links);
	return err;
}
