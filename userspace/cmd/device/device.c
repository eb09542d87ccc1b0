// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl device: add, change and delete nvi devices.
 */
#include <stddef.h>
#include <string.h>

#include "base/message.h"
#include "base/names.h"
#include "base/options.h"
#include "base/parse.h"
#include "kernel/link_change.h"
#include "cmd/cmd.h"
#include "cmd/device/device.h"

struct device_args {
	char name[IFNAMSIZ];
	struct link_change set;
};

static int take_mtu(const struct keyword *k, const char *value, void *into)
{
	struct device_args *a = into;

	(void)k;
	if (!parse_number(value, 0x7fffffff, &a->set.mtu) || !a->set.mtu)
		return fail("\"mtu\" takes a number of bytes such as 1500, not \"%s\"", value);
	return 0;
}

#define IN_ARGS(field) offsetof(struct device_args, field)
static const struct keyword set_words[] = {
	{ "name", "NEWNAME", take_device, IN_ARGS(set.name) },
	{ "", "NAME", take_device, IN_ARGS(name) },
	{ "up", NULL, take_flag, IN_ARGS(set.up) },
	{ "down", NULL, take_flag, IN_ARGS(set.down) },
	{ "mtu", "BYTES", take_mtu, 0 },
	{ "mode", "reinject or reflect", take_nvi_attr, IN_ARGS(set.nvi) },
	{ "ingress", "real or self", take_nvi_attr, IN_ARGS(set.nvi) },
	{ "mark", "VALUE[/MASK] or off", take_nvi_attr, IN_ARGS(set.nvi) },
	{ "hops", "one or two", take_nvi_attr, IN_ARGS(set.nvi) },
	{ "replay", "on or off", take_nvi_attr, IN_ARGS(set.nvi) },
	{ "fallback", "route or refuse", take_nvi_attr, IN_ARGS(set.nvi) },
	{ "learn", "follow or once", take_nvi_attr, IN_ARGS(set.nvi) },
	{ "fast", "on or off", take_nvi_attr, IN_ARGS(set.nvi) },
	{ "fastmark", "VALUE[/MASK] or off", take_nvi_attr, IN_ARGS(set.nvi) },
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
		return fail("\"%s\" needs the name of a device, such as nvi0", command);
	if (a->set.up && a->set.down)
		return fail("\"up\" and \"down\" exclude each other");
	return 0;
}

static int device_add(struct args *args)
{
	struct device_args a;
	struct link link = { };
	int err;

	err = parse(args, add_words, "device add", &a);
	if (err)
		return err;
	memcpy(link.name, a.name, sizeof(link.name));
	link.flags = a.set.up ? IFF_UP : 0;
	link.mtu = a.set.mtu;
	link.nvi = a.set.nvi;
	return link_add(&link);
}

static int device_set(struct args *args)
{
	struct device_args a;
	struct link now;
	int err;

	err = parse(args, set_words, "device set", &a);
	if (!err && a.set.down && options.atomic)
		return fail("\"down\" cannot be undone (the device's routes are deleted), so not with --atomic");
	if (!err)
		err = link_get_nvi(a.name, &now);
	return err ? err : link_change(&now, &a.set);
}

static int device_del(struct args *args)
{
	struct device_args a;
	struct link now;
	int err;

	err = parse(args, name_only, "device del", &a);
	if (err)
		return err;
	if (options.atomic)
		return fail("\"device del\" cannot be undone (the device's addresses and routes are deleted), so not with --atomic");
	err = link_get_nvi(a.name, &now);
	return err ? err : link_del(&now);
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
