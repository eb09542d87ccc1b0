// SPDX-License-Identifier: GPL-2.0
/*
 * The words of "reflect add" and "reflect del": target and device.
 */
#include <stddef.h>
#include <string.h>
#include <unistd.h>
#include <nvi/reflect.h>

#include "cmd/device/device.h"
#include "cmd/reflect/reflect.h"

static int take_target(const struct keyword *k, const char *value, void *into)
{
	struct reflect_words *w = into;

	(void)k;
	w->has_target = true;
	w->sockets = !strcmp(value, "sockets");
	if (!w->sockets && !parse_prefix(value, &w->entry.from))
		return fail("\"%s\" is neither a word of \"reflect\" nor a target: an address or network such as 198.51.100.0/24 or 2001:db8::/32, all, or sockets",
			    value);
	/* the kernel has no address in a rule for all sources */
	if (!w->entry.from.len)
		memset(w->entry.from.addr, 0, sizeof(w->entry.from.addr));
	return 0;
}

static int take_fwmark(const struct keyword *k, const char *value, void *into)
{
	struct reflect_words *w = into;

	(void)k;
	if (!parse_value_mask(value, &w->entry.mark, &w->entry.mask) || !w->entry.mark ||
	    w->entry.mark & ~w->entry.mask)
		return fail("\"fwmark\" takes the mark of sockets, VALUE[/MASK], not 0 and inside the mask, such as 0x80000000/0x80000000, not \"%s\"",
			    value);
	return 0;
}

static int take_mtu(const struct keyword *k, const char *value, void *into)
{
	struct reflect_words *w = into;

	(void)k;
	if (!parse_number(value, 65535, &w->mtu) || w->mtu < 1280)
		return fail("\"mtu\" takes a number of bytes from 1280 (IPv6 needs that) to 65535, not \"%s\"",
			    value);
	return 0;
}

#define AT(field) offsetof(struct reflect_words, field)
static const struct keyword add_words[] = {
	/* the device, for "add" only */
	{ "dev", "DEVICE", take_device, AT(dev) },
	{ "mark", "VALUE[/MASK]", take_nvi_attr, AT(nvi) },
	{ "fallback", "route or refuse", take_nvi_attr, AT(nvi) },
	{ "learn", "follow or once", take_nvi_attr, AT(nvi) },
	{ "mtu", "BYTES", take_mtu, 0 },
	/* the target */
	{ "", "PREFIX, all or sockets", take_target, 0 },
	{ "ipproto", "PROTOCOL", take_ipproto, AT(entry.ipproto) },
	{ "sport", "PORT[-PORT]", take_ports, AT(entry.sport) },
	{ "fwmark", "VALUE[/MASK]", take_fwmark, 0 },
	{ }
};

#define DEVICE_WORDS 5

static int check(struct reflect_words *w, const char *command)
{
	struct reflect_entry *e = &w->entry;

	if (!w->has_target)
		return fail("\"%s\" needs an address or network such as 198.51.100.0/24, or all, or sockets",
			    command);
	if (e->mask && !w->sockets)
		return fail("\"fwmark\" goes with \"sockets\"; the mark of the device is \"mark\"");
	if (e->sport.end && !e->ipproto)
		return fail("\"sport\" needs an \"ipproto\", such as tcp");
	if (options.family && e->from.family && options.family != e->from.family)
		return fail("\"%s\": -%c and the network do not go together", command,
			    options.family == AF_INET6 ? '6' : '4');
	if (w->nvi.has[IFLA_NVI_MARK] && !w->nvi.value[IFLA_NVI_MARK])
		return fail("\"mark\" cannot be 0 or off here: rules match it on packets that were not reflected");
	if (w->sockets && !e->mask) {
		e->mark = NVI_REFLECT_MARK;
		e->mask = NVI_REFLECT_MASK;
	}
	return 0;
}

/**
 * reflect_words_parse() - read the words of a command
 * @args: the words
 * @command: the command; only "reflect add" takes words about the device
 * @w: gets them
 *
 * Return: 0 or BAD_INPUT
 */
int reflect_words_parse(struct args *args, const char *command, struct reflect_words *w)
{
	bool add = !strcmp(command, "reflect add");
	int err;

	memset(w, 0, sizeof(*w));
	err = args_parse(args, add ? add_words : add_words + DEVICE_WORDS, command, w);
	return err ? err : check(w, command);
}

/**
 * reflect_wants() - true if the target includes a family
 * @w: the words of the command
 * @family: AF_INET or AF_INET6
 */
bool reflect_wants(const struct reflect_words *w, int family)
{
	int only = w->entry.from.family ? w->entry.from.family : options.family;

	/* a kernel without IPv6 has no rules of it */
	return only ? only == family :
	       family == AF_INET || !access("/proc/net/if_inet6", F_OK);
}

/**
 * reflect_words_text() - the target as text
 * @w: the words of the command
 * @buf: buffer for it
 * @size: of @buf
 *
 * Return: the text
 */
const char *reflect_words_text(const struct reflect_words *w, char *buf, size_t size)
{
	if (w->sockets)
		return "sockets";
	return prefix_text(&w->entry.from, buf, size);
}
