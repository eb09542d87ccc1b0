// SPDX-License-Identifier: GPL-2.0
/*
 * The words of a route: those of "ip route".
 */
#include <stddef.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/ip_names.h"
#include "base/message.h"
#include "base/options.h"
#include "base/parse.h"
#include "kernel/link.h"
#include "kernel/route.h"
#include "cmd/cmd.h"
#include "cmd/route/route.h"

static int take_dst(const struct keyword *k, const char *value, void *into)
{
	struct route_words *w = into;

	(void)k;
	w->has_dst = true;
	if (!parse_prefix(value, &w->dst))
		return fail("\"%s\" is neither a word of \"route\" nor a network such as 198.51.100.0/24, 2001:db8::/32 or default",
			    value);
	return 0;
}

static int take_type(const struct keyword *k, const char *value, void *into)
{
	struct route_words *w = into;
	__u8 type;

	(void)value;
	for (type = RTN_UNICAST; strcmp(route_type_name(type), k->name); type++)
		;
	if (w->type)
		return fail("a route has one type; \"%s\" is a second one", k->name);
	w->type = type;
	return 0;
}

static int take_metric(const struct keyword *k, const char *value, void *into)
{
	struct route_words *w = into;

	w->has_metric = true;
	return take_u32(k, value, &w->metric);
}

#define AT(field) offsetof(struct route_words, field)
static const struct keyword keywords[] = {
	{ "", "NETWORK", take_dst, 0 },
	{ "unicast", NULL, take_type, 0 },
	{ "local", NULL, take_type, 0 },
	{ "blackhole", NULL, take_type, 0 },
	{ "unreachable", NULL, take_type, 0 },
	{ "prohibit", NULL, take_type, 0 },
	{ "throw", NULL, take_type, 0 },
	{ "via", "ADDRESS", take_address, AT(via) },
	{ "dev", "DEVICE", take_device, AT(dev) },
	{ "table", "TABLE", take_table, AT(table) },
	{ "src", "ADDRESS", take_address, AT(src) },
	{ "metric", "NUMBER", take_metric, 0 },
	{ "mtu", "BYTES", take_u32, AT(mtu) },
	{ "onlink", NULL, take_flag, AT(onlink) },
	{ "all", NULL, take_flag, AT(all) },
	{ }
};

/**
 * route_words_parse() - parse the words of a route
 * @args: the words
 * @command: name of the command, for messages
 * @w: the result
 *
 * Return: 0 or BAD_INPUT
 */
int route_words_parse(struct args *args, const char *command, struct route_words *w)
{
	int family, err;

	memset(w, 0, sizeof(*w));
	err = args_parse(args, keywords, command, w);
	if (err)
		return err;
	family = route_words_family(w);
	if (options.family && w->dst.family && options.family != w->dst.family)
		return fail("\"%s\": the network is not of the family of -%c", command,
			    options.family == AF_INET6 ? '6' : '4');
	if (family == AF_INET6 && w->via.family == AF_INET)
		return fail("\"via\": an IPv6 route cannot have an IPv4 next hop");
	if (w->src.family && w->src.family != family)
		return fail("\"src\": an IPv%c route cannot have an IPv%c source address",
			    family == AF_INET6 ? '6' : '4', family == AF_INET6 ? '4' : '6');
	return 0;
}

/**
 * route_words_family() - find the family of a route from its words and the options
 * @w: the words
 *
 * Return: AF_INET, AF_INET6, or AF_UNSPEC if neither tells it
 */
int route_words_family(const struct route_words *w)
{
	return w->dst.family ? w->dst.family : options.family ? options.family :
	       w->via.family ? w->via.family : w->src.family;
}

/**
 * route_words_device() - look up the device of a route, if the words name one
 * @w: the words; the index is set
 *
 * Return: 0, or REFUSED after a message
 */
int route_words_device(struct route_words *w)
{
	struct link link;
	int err = *w->dev ? link_get(w->dev, &link) : 0;

	if (!err && *w->dev)
		w->oif = link.ifindex;
	return err;
}

static bool same(const struct prefix *a, const struct prefix *b)
{
	return a->len == b->len && !memcmp(a->addr, b->addr, sizeof(a->addr));
}

/**
 * route_matches() - true if a route matches all words
 * @r: the route
 * @w: the words
 */
bool route_matches(const struct route *r, const struct route_words *w)
{
	return (!w->has_dst || same(&w->dst, &r->dst)) &&
	       (!w->type || w->type == r->type) &&
	       (!w->table || w->table == r->table) &&
	       (!w->via.family || same(&w->via, &r->nh[0].gateway)) &&
	       (!w->src.family || same(&w->src, &r->prefsrc)) &&
	       (!w->oif || w->oif == r->nh[0].oif) &&
	       (!w->mtu || w->mtu == r->mtu) &&
	       (!w->has_metric || w->metric == r->metric);
}
