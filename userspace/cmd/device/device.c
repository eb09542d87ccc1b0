// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl device: make, change and delete nvi devices.  device_show.c shows them.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "base/options.h"
#include "base/parse.h"
#include "nl/request.h"
#include "kernel/link.h"
#include "cmd/cmd.h"
#include "cmd/device/device.h"

struct device_args {
	char name[IFNAMSIZ];
	char newname[IFNAMSIZ];
	bool up;
	bool down;
	__u32 mtu;
	struct nvi_attrs nvi;
};

static int take_mtu(const struct keyword *k, const char *value, void *into)
{
	struct device_args *a = into;

	(void)k;
	if (!parse_number(value, 0x7fffffff, &a->mtu) || !a->mtu)
		return fail("\"mtu\" takes a number of bytes such as 1500, not \"%s\"", value);
	return 0;
}

#define IN_ARGS(field) offsetof(struct device_args, field)
static const struct keyword set_words[] = {
	{ "name", "NEWNAME", take_device, IN_ARGS(newname) },
	{ "", "NAME", take_device, IN_ARGS(name) },
	{ "up", NULL, take_flag, IN_ARGS(up) },
	{ "down", NULL, take_flag, IN_ARGS(down) },
	{ "mtu", "BYTES", take_mtu, 0 },
	{ "mode", "reinject or reflect", take_nvi_attr, IN_ARGS(nvi) },
	{ "ingress", "real or self", take_nvi_attr, IN_ARGS(nvi) },
	{ "mark", "VALUE[/MASK] or off", take_nvi_attr, IN_ARGS(nvi) },
	{ "hops", "one or two", take_nvi_attr, IN_ARGS(nvi) },
	{ "replay", "on or off", take_nvi_attr, IN_ARGS(nvi) },
	{ "fallback", "route or refuse", take_nvi_attr, IN_ARGS(nvi) },
	{ "learn", "follow or once", take_nvi_attr, IN_ARGS(nvi) },
	{ "fast", "on or off", take_nvi_attr, IN_ARGS(nvi) },
	{ "fastmark", "VALUE[/MASK] or off", take_nvi_attr, IN_ARGS(nvi) },
	{ }
};

/* all but "name" */
static const struct keyword *const add_words = set_words + 1;

static const struct keyword name_only[] = {
	{ "", "NAME", take_device, IN_ARGS(name) },
	{ }
};

static int parse(struct args *args, const struct keyword *words, const char *command,
		 struct device_args *a)
{
	int err;

	memset(a, 0, sizeof(*a));
	err = args_parse(args, words, command, a);
	if (err)
		return err;
	if (!*a->name)
		return fail("\"%s\" wants the name of a device, such as nvi0", command);
	if (a->up && a->down)
		return fail("\"up\" and \"down\" at once cannot be");
	return 0;
}

/**
 * device_explain_add() - why could a device not be made?
 * @err: negative errno
 * @said: the kernel's sentence, or ""
 *
 * Return: a better reason, or NULL
 */
const char *device_explain_add(int err, const char *said)
{
	if (err == -EEXIST)
		return "the name is taken";
	/* rtnetlink does not know the kind, and could not load the module */
	if (err == -EOPNOTSUPP && (!*said || strstr(said, "nknown device type")))
		return "the kernel has no nvi module; install it (make install, or the package nvi-dkms), then: modprobe nvi";
	return NULL;
}

static const char *explain_set(int err, const char *said)
{
	if (err == -EBUSY && !*said)
		return "a device that is up cannot change its name; take it down first";
	if (err == -EEXIST)
		return "the new name is taken";
	return NULL;
}

static struct nl_msg *link_message(int type, int flags, const char *name, int ifindex)
{
	struct ifinfomsg ifi = { .ifi_index = ifindex };
	struct nl_msg *msg = knl_new(type, flags, &ifi, sizeof(ifi));

	if (name)
		nla_put_string(msg, IFLA_IFNAME, name);
	return msg;
}

/**
 * device_put_info() - kind and attributes, into a message about a link
 * @msg: the message
 * @nvi: the attributes
 */
void device_put_info(struct nl_msg *msg, const struct nvi_attrs *nvi)
{
	struct nlattr *info = nla_nest_start(msg, IFLA_LINKINFO);
	struct nlattr *data;

	nla_put_string(msg, IFLA_INFO_KIND, NVI_KIND);
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	nvi_attrs_put(msg, nvi);
	/* an empty one would be taken out again, and that is as good */
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
}

static void put_flags(struct nl_msg *msg, bool up, bool down)
{
	struct ifinfomsg *ifi = nlmsg_data(nlmsg_hdr(msg));

	if (up || down)
		ifi->ifi_change |= IFF_UP;
	if (up)
		ifi->ifi_flags |= IFF_UP;
}

/* What follows may want to know the device, so nothing waits here. */
static int run_now(const struct request *request)
{
	int err = request_run(request);

	return err ? err : request_flush();
}

static int device_add(struct args *args)
{
	struct device_args a;
	struct request r = { .explain = device_explain_add };
	char what[64];
	int err;

	err = parse(args, add_words, "device add", &a);
	if (err)
		return err;
	r.msg = link_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, a.name, 0);
	if (a.mtu)
		nla_put_u32(r.msg, IFLA_MTU, a.mtu);
	put_flags(r.msg, a.up, a.down);
	device_put_info(r.msg, &a.nvi);
	r.undo = link_message(RTM_DELLINK, 0, a.name, 0);
	snprintf(what, sizeof(what), "cannot add device \"%s\"", a.name);
	r.what = what;
	return run_now(&r);
}

/* The same fields as they are now */
static struct nl_msg *undo_set(const struct link *now, const struct device_args *a)
{
	struct nl_msg *msg = link_message(RTM_NEWLINK, 0,
					  *a->newname ? now->name : NULL, now->ifindex);

	if (a->mtu)
		nla_put_u32(msg, IFLA_MTU, now->mtu);
	if (a->up || a->down)
		put_flags(msg, now->flags & IFF_UP, !(now->flags & IFF_UP));
	device_put_info(msg, &now->nvi);
	return msg;
}

static int device_set(struct args *args)
{
	struct device_args a;
	struct request r = { .explain = explain_set };
	struct link now;
	char what[64];
	int err;

	err = parse(args, set_words, "device set", &a);
	if (!err && a.down && options.atomic)
		return fail("\"down\" cannot be put back (the routes of the device go with it), so not with --atomic");
	if (!err)
		err = link_get_nvi(a.name, &now);
	if (err)
		return err;
	r.msg = link_message(RTM_NEWLINK, 0, *a.newname ? a.newname : NULL, now.ifindex);
	if (a.mtu)
		nla_put_u32(r.msg, IFLA_MTU, a.mtu);
	put_flags(r.msg, a.up, a.down);
	device_put_info(r.msg, &a.nvi);
	r.undo = undo_set(&now, &a);
	snprintf(what, sizeof(what), "cannot change device \"%s\"", a.name);
	r.what = what;
	device_names_forget();
	return run_now(&r);
}

static int device_del(struct args *args)
{
	struct device_args a;
	struct request r = { };
	struct link now;
	char what[64];
	int err;

	err = parse(args, name_only, "device del", &a);
	if (err)
		return err;
	if (options.atomic)
		return fail("\"device del\" cannot be put back (its addresses and routes go with it), so not with --atomic");
	err = link_get_nvi(a.name, &now);
	if (err)
		return err;
	r.msg = link_message(RTM_DELLINK, 0, NULL, now.ifindex);
	snprintf(what, sizeof(what), "cannot delete device \"%s\"", a.name);
	r.what = what;
	device_names_forget();
	return run_now(&r);
}

static const struct command commands[] = {
	{ "show", device_show, "[ NAME ]", "list nvi devices" },
	{ "add", device_add, "NAME [ ATTRIBUTES ]", "make one" },
	{ "set", device_set, "NAME [ ATTRIBUTES ] [ name NEWNAME ]", "change it" },
	{ "del", device_del, "NAME", "delete it" },
	{ "list", device_show, NULL, NULL },
	{ "lst", device_show, NULL, NULL },
	{ "ls", device_show, NULL, NULL },
	{ "delete", device_del, NULL, NULL },
	{ }
};

const struct object device_object = {
	.name = "device",
	.commands = commands,
	.about = "nvi devices",
	.notes =
	"ATTRIBUTES := [ up | down ] [ mtu BYTES ] [ mode { reinject | reflect } ]\n"
	"              [ ingress { real | self } ] [ mark { VALUE[/MASK] | off } ]\n"
	"              [ hops { one | two } ] [ replay { on | off } ]\n"
	"              [ fallback { route | refuse } ] [ learn { follow | once } ]\n"
	"              [ fast { on | off } ] [ fastmark { VALUE[/MASK] | off } ]\n",
};
