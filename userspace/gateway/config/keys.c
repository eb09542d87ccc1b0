// SPDX-License-Identifier: GPL-2.0
/*
 * The sections and keys of a gateway's file.
 */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "base/array.h"
#include "gateway/config/keys.h"
#include "gateway/config/mistake.h"
#include "gateway/config/values.h"

#define ADDRESS "an address such as 192.0.2.1 or 2001:db8::1"
#define NETWORK "an address or network such as 198.51.100.64/26 or 2001:db8:1::/64"
#define PORTS "a port or a range of ports such as 443 or 5000-5010"
#define UPLINKS "the name of an [uplink NAME] of this file"
#define TABLE "a routing table: a number of 1 to 4294967295, or a name of /etc/iproute2/rt_tables"
#define DEVICE "an interface's name, of 1 to 15 characters"
#define PROTOCOL "a protocol: tcp, udp, icmp, sctp... or 1 to 255"

struct key {
	const char *name;
	bool (*take)(const char *word, void *into);
	size_t offset;
	const char *expects;
	bool list;	/* takes a list of words, and may be repeated */
};

#define AT(member) offsetof(struct gw_config, member)
static const struct key gateway_keys[] = {
	{ "device", gw_take_interface, AT(device), DEVICE, false },
	{ "mark", gw_take_mark, AT(mark), "VALUE/MASK, such as 0x100/0xff00", false },
	{ "table", gw_take_table, AT(table), TABLE, false },
	{ "fast", gw_take_fast, AT(fast), "yes or no", false },
	{ "firewall", gw_take_yes, AT(firewall), "yes or no", false },
	{ }
};

#undef AT

#define AT(member) offsetof(struct gw_uplink, member)
static const struct key uplink_keys[] = {
	{ "interface", gw_take_interface, AT(interface), DEVICE, false },
	{ "gateway", gw_take_gateway, AT(gateways), ADDRESS ", auto4 or auto6", true },
	{ "address", gw_take_own, AT(addresses), NETWORK ", auto4 or auto6", true },
	{ "table", gw_take_table, AT(table), TABLE, false },
	{ "weight", gw_take_weight, AT(weight), "a number of 1 to 1000", false },
	{ "check", gw_take_check, AT(check),
	  "\"ping ADDRESS\", \"tcp ADDRESS PORT\" or \"script /PATH\"", false },
	{ "interval", gw_take_weight, AT(interval), "seconds, 1 to 1000", false },
	{ "fall", gw_take_weight, AT(fall), "a number of checks, 1 to 1000", false },
	{ "rise", gw_take_weight, AT(rise), "a number of checks, 1 to 1000", false },
	{ }
};

#undef AT

#define AT(member) offsetof(struct gw_inside, member)
static const struct key inside_keys[] = {
	{ "interface", gw_take_interfaces, AT(interfaces), DEVICE, true },
	{ "source-check", gw_take_source_check, AT(source_check), "strict, loose or keep", false },
	{ }
};

#undef AT

#define AT(member) offsetof(struct gw_policy, member)
static const struct key policy_keys[] = {
	{ "uplink", gw_take_name, AT(uplink_names), UPLINKS, true },
	{ "choose", gw_take_choose, AT(choose), "first or weight", false },
	{ "inside", gw_take_name, AT(inside_names), "the name of an [inside NAME] of this file", true },
	{ "source", gw_take_network, AT(source), NETWORK, true },
	{ "destination", gw_take_network, AT(destination), NETWORK, true },
	{ "protocol", gw_take_protocol, AT(protocols), PROTOCOL, true },
	{ "port", gw_take_ports, AT(ports), PORTS, true },
	{ "user", gw_take_user, AT(users), "a user's name or number", true },
	{ "mark", gw_take_mark, AT(mark), "VALUE or VALUE/MASK, such as 0x1/0xff", false },
	{ }
};

#undef AT

#define AT(member) offsetof(struct gw_forward, member)
static const struct key forward_keys[] = {
	{ "uplink", gw_take_name, AT(uplink_names), UPLINKS, true },
	{ "address", gw_take_address, AT(address), ADDRESS, true },
	{ "protocol", gw_take_protocol, AT(protocols), PROTOCOL, true },
	{ "port", gw_take_ports, AT(ports), PORTS, true },
	{ "to", gw_take_address, AT(to), ADDRESS, true },
	{ "to-port", gw_take_port, AT(to_port), "a port, 1 to 65535", false },
	{ "hairpin", gw_take_yes, AT(hairpin), "yes or no", false },
	{ }
};

#undef AT

#define AT(member) offsetof(struct gw_reflect, member)
static const struct key reflect_keys[] = {
	{ "source", gw_take_source, AT(source), "all, or " NETWORK, true },
	{ "device", gw_take_interface, AT(device), DEVICE, false },
	{ "fallback", gw_take_fallback, AT(fallback), "route or refuse", false },
	{ "learn", gw_take_learn, AT(learn), "follow or once", false },
	{ "mtu", gw_take_mtu, AT(mtu), "a number of bytes from 1280 (IPv6 needs that) to 65535", false },
	{ "table", gw_take_table, AT(table), TABLE, false },
	{ }
};

#undef AT

#define AT(member) offsetof(struct gw_config, member)
static const struct gw_section_kind {
	const char *name;
	const struct key *keys;
	/* size 0: a section without a name, at @section, which a file has once */
	size_t list, count, size, into, section;
} kinds[] = {
	{ "gateway", gateway_keys, .into = 0, .section = AT(g) },
	{ "reflect", reflect_keys, .into = AT(reflect), .section = AT(reflect.s) },
	{ "uplink", uplink_keys, AT(uplink), AT(uplinks), sizeof(struct gw_uplink), 0, 0 },
	{ "inside", inside_keys, AT(inside), AT(insides), sizeof(struct gw_inside), 0, 0 },
	{ "policy", policy_keys, AT(policy), AT(policies), sizeof(struct gw_policy), 0, 0 },
	{ "forward", forward_keys, AT(forward), AT(forwards), sizeof(struct gw_forward), 0, 0 },
};

#undef AT

/* A name becomes the name of a chain in nftables. */
static bool name_ok(const char *name)
{
	const char *c;

	for (c = name; isalnum((unsigned char)*c) || *c == '_' || *c == '-'; c++)
		;
	return isalpha((unsigned char)*name) && !*c &&
	       c - name < (int)sizeof(((struct gw_section *)NULL)->name);
}

static bool is_taken(const struct gw_config *cfg, const struct gw_section_kind *kind,
		     const char *name)
{
	const char *list = *(char **)((char *)cfg + kind->list);
	size_t n = *(size_t *)((char *)cfg + kind->count);

	for (; n--; list += kind->size)
		if (!strcmp(((const struct gw_section *)list)->name, name))
			return true;
	return false;
}

static const struct gw_section_kind *find_kind(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

static void check_heading(struct gw_config *cfg, const struct gw_section_kind *kind,
			  const char *name, unsigned long line)
{
	const struct gw_section *only = (void *)((char *)cfg + kind->section);

	if (!kind->size && *name)
		gw_mistake(cfg, line, "[%s] has no name; write it without \"%s\"", kind->name,
			   name);
	else if (!kind->size && only->line)
		gw_mistake(cfg, line, "[%s] is repeated; the first one is in line %lu",
			   kind->name, only->line);
	else if (kind->size && !name_ok(name))
		gw_mistake(cfg, line, "[%s] needs a name: a letter, then letters, digits, - or _, up to 31, not \"%s\"",
			   kind->name, name);
	else if (kind->size && is_taken(cfg, kind, name))
		gw_mistake(cfg, line, "[%s %s] is repeated; give each section its own name",
			   kind->name, name);
}

/**
 * gw_section_begin() - begin the section [KIND NAME]
 * @p: the parser
 * @kind: kind of the section, such as "uplink"
 * @name: its name, or ""
 * @line: line of the heading
 *
 * Return: 0, or BAD_INPUT after a message: the section's keys are to be skipped
 */
int gw_section_begin(struct gw_parser *p, const char *kind, const char *name, unsigned long line)
{
	unsigned int before = p->cfg->mistakes;
	char *cfg = (char *)p->cfg;

	p->kind = find_kind(kind);
	if (p->kind)
		check_heading(p->cfg, p->kind, name, line);
	else
		gw_mistake(p->cfg, line, "[%s] is not a section; the sections are [gateway], [uplink NAME], [inside NAME], [policy NAME], [forward NAME], [reflect]",
			   kind);
	if (p->cfg->mistakes != before)
		return BAD_INPUT;
	if (p->kind->size) {
		p->into = array_append(cfg + p->kind->list, (void *)(cfg + p->kind->count),
				       p->kind->size);
		p->section = p->into;
		snprintf(p->section->name, sizeof(p->section->name), "%s", name);
	} else {
		p->into = cfg + p->kind->into;
		p->section = (void *)(cfg + p->kind->section);
	}
	p->section->line = line;
	return 0;
}

static void take_words(struct gw_parser *p, const struct key *key, char *value,
		       unsigned long line)
{
	char *save, *word = strtok_r(value, ", \t", &save);

	if (!word)
		gw_mistake(p->cfg, line, "\"%s\" has no value; it takes %s", key->name, key->expects);
	for (; word; word = strtok_r(NULL, ", \t", &save))
		if (!key->take(word, (char *)p->into + key->offset))
			gw_mistake(p->cfg, line, "\"%s\" takes %s, not \"%s\"", key->name,
				   key->expects, word);
}

static void unknown(struct gw_parser *p, const char *name, unsigned long line)
{
	char list[256] = "";
	size_t len = 0;
	int i;

	for (i = 0; p->kind->keys[i].name; i++)
		len += snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "",
				p->kind->keys[i].name);
	gw_mistake(p->cfg, line, "\"%s\" is not a key of [%s]; its keys are: %s", name, p->kind->name,
		   list);
}

/**
 * gw_section_key() - take KEY = VALUE into the section
 * @p: the parser
 * @name: the key
 * @value: its value
 * @line: its line
 */
void gw_section_key(struct gw_parser *p, const char *name, const char *value, unsigned long line)
{
	const struct key *key;
	char copy[256];
	int i;

	for (i = 0; p->kind->keys[i].name && strcmp(p->kind->keys[i].name, name); i++)
		;
	key = &p->kind->keys[i];
	if (!key->name) {
		unknown(p, name, line);
		return;
	}
	if (p->section->seen & 1U << i && !key->list)
		gw_mistake(p->cfg, line, "\"%s\" is repeated in this section; write it once",
			   name);
	p->section->seen |= 1U << i;
	snprintf(copy, sizeof(copy), "%s", value);
	if (key->list)
		take_words(p, key, copy, line);
	else if (!key->take(copy, (char *)p->into + key->offset))
		gw_mistake(p->cfg, line, "\"%s\" takes %s, not \"%s\"", name, key->expects, value);
}
