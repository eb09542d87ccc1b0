// SPDX-License-Identifier: GPL-2.0
/*
 * The device that reflects.  It is made with the first entry and deleted with the
 * last; a device that somebody else made is used, and left as it is.
 */
#include <errno.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "cmd/device/device.h"
#include "base/names.h"
#include "cmd/reflect/reflect.h"
#include "nl/request.h"

static struct nl_msg *about(int type, int flags, const char *name)
{
	struct ifinfomsg ifi = { };
	struct nl_msg *msg = knl_new(type, flags, &ifi, sizeof(ifi));

	nla_put_string(msg, IFLA_IFNAME, name);
	return msg;
}

static void put_up(struct nl_msg *msg)
{
	struct ifinfomsg *ifi = nlmsg_data(nlmsg_hdr(msg));

	ifi->ifi_change |= IFF_UP;
	ifi->ifi_flags |= IFF_UP;
}

static struct nl_msg *creation(const struct link *link)
{
	struct nl_msg *msg = about(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, link->name);
	struct ifinfomsg *ifi = nlmsg_data(nlmsg_hdr(msg));

	/* made again, it has to be what routes mean that are made again */
	ifi->ifi_index = link->ifindex;
	put_up(msg);
	nla_put_u32(msg, IFLA_MTU, link->mtu);
	device_put_info(msg, &link->nvi);
	return msg;
}

/* The kernel takes no alias with a new device. */
static struct nl_msg *naming(const char *name)
{
	struct nl_msg *msg = about(RTM_NEWLINK, 0, name);

	nla_put_string(msg, IFLA_IFALIAS, REFLECT_ALIAS);
	return msg;
}

static void set_default(struct nvi_attrs *nvi, int type, __u32 value)
{
	if (!nvi->has[type])
		nvi->value[type] = value;
	nvi->has[type] = true;
}

static int make(const struct reflect_words *w, struct link *dev)
{
	struct request r = { .explain = device_explain_add };
	char what[64];
	int err;

	memset(dev, 0, sizeof(*dev));
	snprintf(dev->name, sizeof(dev->name), "%s", *w->dev ? w->dev : REFLECT_DEVICE);
	dev->mtu = w->mtu ? w->mtu : REFLECT_MTU;
	dev->nvi = w->nvi;
	set_default(&dev->nvi, IFLA_NVI_MODE, NVI_MODE_REFLECT);
	set_default(&dev->nvi, IFLA_NVI_MARK, REFLECT_MARK);
	set_default(&dev->nvi, IFLA_NVI_MARK_MASK, REFLECT_MARK);
	snprintf(what, sizeof(what), "cannot add device \"%s\"", dev->name);
	r.what = what;
	err = request_group();
	if (err)
		return err;
	r.msg = creation(dev);
	r.undo = about(RTM_DELLINK, 0, dev->name);
	err = request_run(&r);
	r.msg = naming(dev->name);
	r.undo = NULL;
	if (!err)
		err = request_run(&r);
	if (request_group_end() || request_flush())
		err = REFUSED;
	return err ? err : link_get(dev->name, dev);
}

static int bring_up(struct link *dev)
{
	struct request r = { .what = "cannot bring the reflecting device up" };
	int err;

	r.msg = about(RTM_NEWLINK, 0, dev->name);
	put_up(r.msg);
	/* what it had no routes for is not there to be put back */
	err = request_run(&r);
	if (!err)
		err = request_flush();
	dev->flags |= IFF_UP;
	return err;
}

/* Settings are of the device; what is there has got its own. */
static int same_settings(const struct reflect_words *w, const struct link *dev)
{
	int i;

	if (w->mtu && w->mtu != dev->mtu)
		return refuse("device \"%s\" is there already, and its MTU is %u; \"nvictl device set %s mtu %u\" changes it",
			      dev->name, dev->mtu, dev->name, w->mtu);
	for (i = 1; i <= IFLA_NVI_MAX; i++)
		if (w->nvi.has[i] && w->nvi.value[i] != dev->nvi.value[i])
			return refuse("device \"%s\" is there already, with other settings; \"nvictl device set %s\" changes those, and \"nvictl reflect flush\" ends it all",
				      dev->name, dev->name);
	return 0;
}

static int check_device(const struct reflect_words *w, struct reflect *r)
{
	struct link *dev = &r->dev;

	if (*w->dev && strcmp(w->dev, dev->name))
		return refuse("what is reflected is led to \"%s\" already, so not to \"%s\"; \"nvictl reflect flush\" ends that",
			      dev->name, w->dev);
	if (strcmp(dev->kind, NVI_KIND) || dev->nvi.value[IFLA_NVI_MODE] != NVI_MODE_REFLECT)
		return refuse("device \"%s\" is there already and is not an nvi device of mode reflect; \"dev NAME\" says which to make or use",
			      dev->name);
	if (!dev->nvi.value[IFLA_NVI_MARK])
		return refuse("device \"%s\" has no mark, by which rules know what was not reflected; first: nvictl device set %s mark %#x/%#x",
			      dev->name, dev->name, REFLECT_MARK, REFLECT_MARK);
	if (!(dev->flags & IFF_UP) && !r->ours)
		return refuse("device \"%s\" is down; first: nvictl device set %s up",
			      dev->name, dev->name);
	return same_settings(w, dev);
}

/**
 * reflect_device() - see that there is a device, up and with a mark
 * @w: what was typed
 * @r: as it was read; the device comes here
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_device(const struct reflect_words *w, struct reflect *r)
{
	int err;

	if (!r->has_dev) {
		err = make(w, &r->dev);
		r->has_dev = !err;
		r->ours = true;
		return err;
	}
	err = check_device(w, r);
	if (!err && !(r->dev.flags & IFF_UP))
		err = bring_up(&r->dev);
	return err;
}

/**
 * reflect_device_del() - delete it, if nvictl made it
 * @r: as it was read
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_device_del(const struct reflect *r)
{
	struct request request = { };
	char what[64];
	int err;

	if (!r->ours)
		return 0;
	snprintf(what, sizeof(what), "cannot delete device \"%s\"", r->dev.name);
	request.what = what;
	request.msg = about(RTM_DELLINK, 0, r->dev.name);
	request.undo = creation(&r->dev);
	/* what is undone last is said first */
	request_keep_undo(naming(r->dev.name));
	err = request_run(&request);
	device_names_forget();
	return err ? err : request_flush();
}
