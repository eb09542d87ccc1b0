// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl device show.
 */
#include <stddef.h>
#include <string.h>
#include <linux/if.h>

#include "base/ip_names.h"
#include "base/names.h"
#include "base/options.h"
#include "base/out.h"
#include "kernel/ethtool.h"
#include "kernel/link.h"
#include "kernel/record.h"
#include "cmd/cmd.h"
#include "cmd/device/device.h"

static const struct {
	__u32 flag;
	const char *name;
} flags[] = {
	{ IFF_POINTOPOINT, "POINTOPOINT" }, { IFF_MULTICAST, "MULTICAST" },
	{ IFF_NOARP, "NOARP" }, { IFF_PROMISC, "PROMISC" }, { IFF_ALLMULTI, "ALLMULTI" },
	{ IFF_UP, "UP" }, { IFF_LOWER_UP, "LOWER_UP" }, { IFF_DORMANT, "DORMANT" },
};

static void show_state(const struct link *link)
{
	const char *state = operstate_name(link->operstate);
	const char *comma = "";
	size_t i;

	out_number("ifindex", link->ifindex);
	out_string("ifname", link->name);
	out_text("%u: ", link->ifindex);
	out_color(COLOR_DEVICE, "%s", link->name);
	out_array("flags");
	out_text(": <");
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		if (!(link->flags & flags[i].flag))
			continue;
		out_string(NULL, flags[i].name);
		out_text("%s%s", comma, flags[i].name);
		comma = ",";
	}
	out_close();
	out_text("> mtu %u state ", link->mtu);
	out_number("mtu", link->mtu);
	out_string("operstate", state);
	/* the operational state of a device like loopback is always unknown */
	out_color(link->flags & IFF_UP ? COLOR_GOOD : COLOR_BAD, "%s", state);
	if (options.details) {
		out_text(" qlen %u link-type %u", link->txqlen, link->type);
		out_number("txqlen", link->txqlen);
		out_number("link_type_number", link->type);
	}
	out_text("\n");
}

static void show_ingress(__u32 ifindex, unsigned long count, void *arg)
{
	char name[NAME_SIZE];
	bool *any = arg;

	device_name(ifindex, name);
	out_object(NULL);
	out_string("ifname", name);
	out_number("connections", count);
	out_close();
	out_text("%s", *any ? ", " : "    connections came in by ");
	out_color(COLOR_DEVICE, "%s", name);
	out_text(" %lu", count);
	*any = true;
}

/* Ingress records belong to the namespace: all its nvi devices show the same counts. */
static void show_where_from(void)
{
	bool any = false;

	out_array("ingress");
	flow_count_ingress(show_ingress, &any);
	out_close();
	if (any)
		out_text("\n");
}

static bool is_drop(const char *name)
{
	return strstr(name, "drop_");
}

static void show_counters(const struct link *link)
{
	struct counters c;
	int column = 0;
	unsigned int i;

	if (counters_read(link->name, &c))
		return;
	out_object("counters");
	for (i = 0; i < c.count; i++) {
		out_number(c.name[i], c.value[i]);
		if (!c.value[i] && !options.stats)
			continue;
		if (column && column + strlen(c.name[i]) > 70) {
			out_text("\n");
			column = 0;
		}
		out_text(column ? " " : "    ");
		if (c.value[i] && is_drop(c.name[i]))
			out_color(COLOR_BAD, "%s %llu", c.name[i], c.value[i]);
		else
			out_text("%s %llu", c.name[i], c.value[i]);
		column += strlen(c.name[i]) + 6;
	}
	out_close();
	if (column)
		out_text("\n");
	counters_free(&c);
}

static void show_side(const char *key, __u64 bytes, __u64 packets, __u64 errors, __u64 dropped)
{
	out_object(key);
	out_number("bytes", bytes);
	out_number("packets", packets);
	out_number("errors", errors);
	out_number("dropped", dropped);
	out_close();
	out_text("    %s: %10s %8s %8s %8s\n    %14llu %8llu %8llu %8llu\n",
		 *key == 'r' ? "RX" : "TX", "bytes", "packets", "errors", "dropped",
		 (unsigned long long)bytes, (unsigned long long)packets,
		 (unsigned long long)errors, (unsigned long long)dropped);
}

static void show_stats(const struct rtnl_link_stats64 *s)
{
	out_object("stats64");
	show_side("rx", s->rx_bytes, s->rx_packets, s->rx_errors, s->rx_dropped);
	show_side("tx", s->tx_bytes, s->tx_packets, s->tx_errors, s->tx_dropped);
	out_close();
}

static int show(const struct link *link, void *arg)
{
	(void)arg;
	out_object(NULL);
	show_state(link);
	out_object("nvi");
	out_text("    ");
	nvi_attrs_show(&link->nvi);
	out_text("\n");
	out_close();
	show_where_from();
	show_counters(link);
	if (options.stats)
		show_stats(&link->stats);
	out_close();
	return 0;
}

struct show_args {
	char name[IFNAMSIZ];
};

/**
 * device_show() - nvictl device show [ NAME ]
 * @args: words behind "show"
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int device_show(struct args *args)
{
	static const struct keyword words[] = {
		{ "", "NAME", take_device, offsetof(struct show_args, name) },
		{ "dev", "NAME", take_device, offsetof(struct show_args, name) },
		{ }
	};
	struct show_args a = { };
	struct link link;
	int err = args_parse(args, words, "device show", &a);

	if (!err && *a.name)
		err = link_get_nvi(a.name, &link);
	if (err)
		return err;
	out_array(NULL);
	if (*a.name)
		err = show(&link, NULL);
	else
		err = link_each_nvi(show, NULL);
	if (err)
		out_reset();
	else
		out_close();
	return err;
}
