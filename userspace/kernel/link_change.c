// SPDX-License-Identifier: GPL-2.0
/*
 * Adding, changing and deleting nvi devices.  Each step can be undone.
 */
#include <errno.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/names.h"
#include "nl/request.h"
#include "kernel/link_change.h"

/**
 * link_explain_add() - the reason that a device was not created
 * @err: negative errno
 * @said: the kernel's sentence, or ""
 *
 * Return: the reason, or NULL if the kernel's own is better
 */
const char *link_explain_add(int err, const char *said)
{
	if (err == -EEXIST)
		return "the name is taken";
	/* rtnetlink does not know the kind, and could not load the module */
	if (err == -EOPNOTSUPP && (!*said || strstr(said, "nknown device type")))
		return "the kernel has no nvi module; install it (make install, or the package nvi-dkms), then: modprobe nvi";
	return NULL;
}

static const char *explain_change(int err, const char *said)
{
	if (err == -EBUSY && !*said)
		return "a device that is up cannot change its name; take it down first";
	if (err == -EEXIST)
		return "the new name is taken";
	return NULL;
}

static struct nl_msg *message(int type, int flags, const char *name, __u32 ifindex)
{
	struct ifinfomsg ifi = { .ifi_index = ifindex };
	struct nl_msg *msg = knl_new(type, flags, &ifi, sizeof(ifi));

	if (*name)
		nla_put_string(msg, IFLA_IFNAME, name);
	return msg;
}

static void put_flags(struct nl_msg *msg, bool up, bool down)
{
	struct ifinfomsg *ifi = nlmsg_data(nlmsg_hdr(msg));

	if (up || down)
		ifi->ifi_change |= IFF_UP;
	if (up)
		ifi->ifi_flags |= IFF_UP;
}

static void put_attrs(struct nl_msg *msg, const struct nvi_attrs *nvi)
{
	int i;

	for (i = 1; i <= IFLA_NVI_MAX; i++) {
		if (!nvi->has[i])
			continue;
		switch (i) {
		case IFLA_NVI_MARK:
		case IFLA_NVI_MARK_MASK:
		case IFLA_NVI_FAST_MARK:
		case IFLA_NVI_FAST_MASK:
			nla_put_u32(msg, i, nvi->value[i]);
			break;
		default:
			nla_put_u8(msg, i, nvi->value[i]);
		}
	}
}

static void put_info(struct nl_msg *msg, const struct nvi_attrs *nvi)
{
	struct nlattr *info = nla_nest_start(msg, IFLA_LINKINFO);
	struct nlattr *data;

	nla_put_string(msg, IFLA_INFO_KIND, NVI_KIND);
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	put_attrs(msg, nvi);
	/* nla_nest_end() removes an empty nest, which the kernel does not need */
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
}

/**
 * link_creation() - the request that creates a device
 * @link: see link_add(); the alias is not part of the request
 *
 * It sets the index, so that routes to a deleted device can be restored.
 *
 * Return: the message
 */
struct nl_msg *link_creation(const struct link *link)
{
	struct nl_msg *msg = message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, link->name,
				     link->ifindex);

	put_flags(msg, link->flags & IFF_UP, false);
	if (link->mtu)
		nla_put_u32(msg, IFLA_MTU, link->mtu);
	put_info(msg, &link->nvi);
	return msg;
}

/* The kernel ignores an alias in the request that creates a device. */
static struct nl_msg *naming(const struct link *link)
{
	struct nl_msg *msg = message(RTM_NEWLINK, 0, link->name, 0);

	nla_put_string(msg, IFLA_IFALIAS, link->alias);
	return msg;
}

/* Commands that follow may ask the kernel for the device. */
static int run_now(const struct request *request)
{
	int err = request_run(request);

	return err ? err : request_flush();
}

/**
 * link_add() - create an nvi device
 * @link: its name, nvi attributes and IFF_UP in its flags; its index, MTU and alias
 *	unless they are 0 or ""
 *
 * Return: 0, or REFUSED after a message
 */
int link_add(const struct link *link)
{
	struct request r = { .explain = link_explain_add };
	char what[64];
	int err;

	snprintf(what, sizeof(what), "cannot add device \"%s\"", link->name);
	r.what = what;
	r.msg = link_creation(link);
	r.undo = message(RTM_DELLINK, 0, link->name, 0);
	err = run_now(&r);
	if (err || !*link->alias)
		return err;
	snprintf(what, sizeof(what), "cannot set the alias of device \"%s\"", link->name);
	r.msg = naming(link);
	r.undo = NULL;
	r.explain = NULL;
	return run_now(&r);
}

static struct nl_msg *setting(const struct link *now, const struct link_change *change)
{
	struct nl_msg *msg = message(RTM_NEWLINK, 0, change->name, now->ifindex);

	if (*change->alias)
		nla_put_string(msg, IFLA_IFALIAS, change->alias);
	if (change->mtu)
		nla_put_u32(msg, IFLA_MTU, change->mtu);
	put_flags(msg, change->up, change->down);
	put_info(msg, &change->nvi);
	return msg;
}

/* The settings that @change changes, as they are in @now */
static struct nl_msg *undoing(const struct link *now, const struct link_change *change)
{
	struct link_change back = { .mtu = change->mtu ? now->mtu : 0, .nvi = now->nvi };

	if (*change->name)
		memcpy(back.name, now->name, sizeof(back.name));
	if (*change->alias)
		memcpy(back.alias, now->alias, sizeof(back.alias));
	if (change->up || change->down) {
		back.up = now->flags & IFF_UP;
		back.down = !back.up;
	}
	return setting(now, &back);
}

/**
 * link_change() - change an nvi device
 * @now: the device as the kernel has it
 * @change: what changes
 *
 * Return: 0, or REFUSED after a message
 */
int link_change(const struct link *now, const struct link_change *change)
{
	struct request r = {
		.msg = setting(now, change),
		.undo = undoing(now, change),
		.explain = explain_change,
	};
	char what[64];

	snprintf(what, sizeof(what), "cannot change device \"%s\"", now->name);
	r.what = what;
	device_names_forget();
	return run_now(&r);
}

/**
 * link_del() - delete an nvi device
 * @link: the device as the kernel has it
 *
 * The undo creates it again with the same index; its addresses and routes are not
 * restored.
 *
 * Return: 0, or REFUSED after a message
 */
int link_del(const struct link *link)
{
	struct request r = {
		.msg = message(RTM_DELLINK, 0, "", link->ifindex),
		.undo = link_creation(link),
	};
	char what[64];

	snprintf(what, sizeof(what), "cannot delete device \"%s\"", link->name);
	r.what = what;
	/* undo messages are sent in reverse order: the alias after the creation */
	if (*link->alias)
		request_keep_undo(naming(link));
	device_names_forget();
	return run_now(&r);
}
