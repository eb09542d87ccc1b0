// SPDX-License-Identifier: GPL-2.0
/*
 * Parsers of the values in a gateway's file.
 */
#include <pwd.h>
#include <string.h>

#include "base/array.h"
#include "base/names.h"
#include "gateway/config/values.h"

/* nftables gives these characters a meaning of its own. */
bool gw_take_interface(const char *word, void *into)
{
	if (!device_name_ok(word) || strpbrk(word, "\"\\*{}$;"))
		return false;
	snprintf(into, IFNAMSIZ, "%s", word);
	return true;
}

bool gw_take_interfaces(const char *word, void *into)
{
	struct gw_names *list = into;
	char name[IFNAMSIZ];

	if (!gw_take_interface(word, name))
		return false;
	snprintf(array_append(&list->v, &list->n, sizeof(*list->v)), sizeof(*list->v), "%s", name);
	return true;
}

bool gw_take_name(const char *word, void *into)
{
	struct gw_names *list = into;

	if (strlen(word) >= sizeof(*list->v))
		return false;
	snprintf(array_append(&list->v, &list->n, sizeof(*list->v)), sizeof(*list->v), "%s", word);
	return true;
}

bool gw_take_network(const char *word, void *into)
{
	struct gw_prefixes *list = into;
	struct prefix p;

	if (!parse_prefix(word, &p) || !p.family || !p.len)
		return false;
	*(struct prefix *)array_append(&list->v, &list->n, sizeof(p)) = p;
	return true;
}

bool gw_take_address(const char *word, void *into)
{
	return !strchr(word, '/') && gw_take_network(word, into);
}

static bool take_auto(const char *word, bool *wanted)
{
	if (strcmp(word, "auto4") && strcmp(word, "auto6"))
		return false;
	wanted[!strcmp(word, "auto6")] = true;
	return true;
}

/* @into is the list of a struct gw_uplink; auto4 and auto6 set flags in that struct. */
bool gw_take_gateway(const char *word, void *into)
{
	struct gw_uplink *u = (void *)((char *)into - offsetof(struct gw_uplink, gateways));

	return take_auto(word, u->auto_gateway) || gw_take_address(word, into);
}

bool gw_take_own(const char *word, void *into)
{
	struct gw_uplink *u = (void *)((char *)into - offsetof(struct gw_uplink, addresses));

	return take_auto(word, u->auto_address) || gw_take_network(word, into);
}

bool gw_take_table(const char *word, void *into)
{
	return table_number(word, into);
}

bool gw_take_weight(const char *word, void *into)
{
	return parse_number(word, 1000, into) && *(__u32 *)into;
}

bool gw_take_mtu(const char *word, void *into)
{
	return parse_number(word, 65535, into) && *(__u32 *)into >= 1280;
}

bool gw_take_fast(const char *word, void *into)
{
	*(__u8 *)into = !strcmp(word, "yes") ? GW_FAST_YES : GW_FAST_NO;
	return !strcmp(word, "yes") || !strcmp(word, "no");
}

/* @into is a value that its mask follows. */
bool gw_take_mark(const char *word, void *into)
{
	__u32 *mark = into;

	return parse_value_mask(word, &mark[0], &mark[1]) && mark[1] && !(mark[0] & ~mark[1]);
}

bool gw_take_yes(const char *word, void *into)
{
	*(bool *)into = !strcmp(word, "yes");
	return !strcmp(word, "yes") || !strcmp(word, "no");
}

static bool take_word(const char *word, const char *const *words, __u8 *into)
{
	for (*into = 0; words[*into]; (*into)++)
		if (!strcmp(words[*into], word))
			return true;
	return false;
}

bool gw_take_choose(const char *word, void *into)
{
	static const char *const words[] = { "first", "weight", NULL };

	return take_word(word, words, into);
}

bool gw_take_fallback(const char *word, void *into)
{
	static const char *const words[] = { "route", "refuse", NULL };

	return take_word(word, words, into);
}

bool gw_take_learn(const char *word, void *into)
{
	static const char *const words[] = { "follow", "once", NULL };

	return take_word(word, words, into);
}

bool gw_take_source(const char *word, void *into)
{
	struct gw_sources *sources = into;

	if (strcmp(word, "all"))
		return gw_take_network(word, &sources->list);
	sources->all = true;
	return true;
}

bool gw_take_source_check(const char *word, void *into)
{
	static const char *const words[] = { "strict", "loose", "keep", NULL };

	return take_word(word, words, into);
}

static bool append_range(void *into, struct range range)
{
	struct gw_ranges *list = into;

	*(struct range *)array_append(&list->v, &list->n, sizeof(range)) = range;
	return true;
}

bool gw_take_protocol(const char *word, void *into)
{
	__u8 proto;

	return parse_ipproto(word, &proto) && append_range(into, (struct range){ proto, proto });
}

bool gw_take_ports(const char *word, void *into)
{
	struct range range;

	return parse_range(word, 65535, &range) && range.start && append_range(into, range);
}

bool gw_take_port(const char *word, void *into)
{
	return parse_number(word, 65535, into) && *(__u32 *)into;
}

bool gw_take_user(const char *word, void *into)
{
	const struct passwd *user = getpwnam(word);
	__u32 uid;

	if (user)
		uid = user->pw_uid;
	else if (!parse_number(word, 0xfffffffe, &uid))
		return false;
	return append_range(into, (struct range){ uid, uid });
}

/* Parse "KIND TARGET" into @check and @check_target of a struct gw_uplink. */
bool gw_take_check(const char *word, void *into)
{
	struct gw_uplink *u = (void *)((char *)into - offsetof(struct gw_uplink, check));
	char kind[16], target[104], port[8] = "", more;
	struct prefix address;
	__u32 number;
	int n = sscanf(word, "%15s %103s %7s %c", kind, target, port, &more);
	bool is_address = n >= 2 && !strchr(target, '/') && parse_prefix(target, &address) &&
			  address.family;

	if (n == 2 && !strcmp(kind, "ping") && is_address)
		u->check = GW_CHECK_PING;
	else if (n == 3 && !strcmp(kind, "tcp") && is_address && gw_take_port(port, &number))
		u->check = GW_CHECK_TCP;
	else if (n == 2 && !strcmp(kind, "script") && *target == '/')
		u->check = GW_CHECK_SCRIPT;
	else
		return false;
	snprintf(u->check_target, sizeof(u->check_target), "%s%s%s", target, *port ? " " : "",
		 port);
	return true;
}
