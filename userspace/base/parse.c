// SPDX-License-Identifier: GPL-2.0
/*
 * Text to values, and addresses back to text.  Parsers accept neither blanks nor
 * signs, nor anything behind the value.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"

/* strtoull() alone skips blanks and accepts signs */
static bool take_number(const char **pos, int base, __u64 max, __u64 *value)
{
	unsigned long long n;
	char *end;

	if (!(base == 16 ? isxdigit((unsigned char)**pos) :
			   isdigit((unsigned char)**pos)))
		return false;
	errno = 0;
	n = strtoull(*pos, &end, base);
	if (errno || n > max || end == *pos)
		return false;
	*value = n;
	*pos = end;
	return true;
}

/**
 * parse_u64() - parse a number
 * @text: the number
 * @base: as for strtoull()
 * @value: the result
 *
 * Return: true if @text is a number
 */
bool parse_u64(const char *text, int base, __u64 *value)
{
	return take_number(&text, base, ~0ULL, value) && !*text;
}

/**
 * parse_dsfield() - parse a DS field or TOS, hexadecimal as in iproute2
 * @text: with or without 0x
 * @value: the result
 *
 * Return: true if @text is one
 */
bool parse_dsfield(const char *text, __u8 *value)
{
	__u64 n;

	if (!parse_u64(text, 16, &n) || n > 0xff)
		return false;
	*value = n;
	return true;
}

/**
 * parse_number() - parse a number up to a maximum
 * @text: decimal, 0x.. or 0..
 * @max: the largest
 * @value: the result
 *
 * Return: true if @text is such a number
 */
bool parse_number(const char *text, __u64 max, __u32 *value)
{
	__u64 n;

	if (!parse_u64(text, 0, &n) || n > max)
		return false;
	*value = n;
	return true;
}

/**
 * parse_value_mask() - parse VALUE[/MASK]
 * @text: the text
 * @value: the value
 * @mask: the mask, all ones without one
 *
 * Return: true if @text has that form
 */
bool parse_value_mask(const char *text, __u32 *value, __u32 *mask)
{
	__u64 v, m = 0xffffffff;

	if (!take_number(&text, 0, 0xffffffff, &v))
		return false;
	if (*text == '/') {
		text++;
		if (!take_number(&text, 0, 0xffffffff, &m))
			return false;
	}
	*value = v;
	*mask = m;
	return !*text;
}

/**
 * parse_range() - parse N or N-N
 * @text: the text
 * @max: the largest number
 * @range: the result
 *
 * Return: true if @text has that form
 */
bool parse_range(const char *text, __u32 max, struct range *range)
{
	__u64 start, end;

	if (!take_number(&text, 10, max, &start))
		return false;
	end = start;
	if (*text == '-') {
		text++;
		if (!take_number(&text, 10, max, &end))
			return false;
	}
	range->start = start;
	range->end = end;
	return !*text && start <= end;
}

/**
 * prefix_bytes() - length of an address in bytes
 * @family: AF_INET or AF_INET6
 *
 * Return: 4 or 16
 */
int prefix_bytes(int family)
{
	return family == AF_INET6 ? 16 : 4;
}

/* Clear the bits behind the prefix. */
static void clear_host(struct prefix *p)
{
	unsigned int whole = p->len / 8;

	/* a length that the kernel sent is not checked elsewhere */
	if (whole >= sizeof(p->addr))
		return;
	if (p->len % 8)
		p->addr[whole++] &= 0xff00 >> p->len % 8;
	memset(p->addr + whole, 0, sizeof(p->addr) - whole);
}

/**
 * parse_prefix() - parse ADDRESS, ADDRESS/LENGTH or "all"
 * @text: the text
 * @prefix: the result, with the host bits cleared
 *
 * Return: true if @text has that form
 */
bool parse_prefix(const char *text, struct prefix *prefix)
{
	char addr[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	__u32 bits;

	memset(prefix, 0, sizeof(*prefix));
	if (!strcmp(text, "all") || !strcmp(text, "any") || !strcmp(text, "default"))
		return true;
	if (len >= sizeof(addr))
		return false;
	memcpy(addr, text, len);
	addr[len] = 0;
	prefix->family = strchr(addr, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(prefix->family, addr, prefix->addr) != 1)
		return false;
	prefix->len = 8 * prefix_bytes(prefix->family);
	if (slash) {
		if (!parse_number(slash + 1, prefix->len, &bits))
			return false;
		prefix->len = bits;
	}
	clear_host(prefix);
	return true;
}

/* inet_ntop() takes a third of the time of a long list. */
static void ipv4_text(const __u8 *addr, char *to)
{
	int i, n;

	for (i = 0; i < 4; i++) {
		n = addr[i];
		if (n >= 100)
			*to++ = '0' + n / 100;
		if (n >= 10)
			*to++ = '0' + n / 10 % 10;
		*to++ = '0' + n % 10;
		*to++ = '.';
	}
	to[-1] = 0;
}

/**
 * prefix_text() - print an address or network
 * @prefix: the prefix
 * @buf: the result
 * @size: of @buf; the longest IPv6 network has to fit
 *
 * Return: @buf
 */
const char *prefix_text(const struct prefix *prefix, char *buf, size_t size)
{
	size_t len;

	if (!prefix->family) {
		snprintf(buf, size, "all");
		return buf;
	}
	if (prefix->family == AF_INET)
		ipv4_text(prefix->addr, buf);
	else if (!inet_ntop(prefix->family, prefix->addr, buf, size))
		snprintf(buf, size, "?");
	if (prefix->len != 8U * prefix_bytes(prefix->family)) {
		len = strlen(buf);
		snprintf(buf + len, size - len, "/%u", prefix->len);
	}
	return buf;
}

/**
 * prefix_has() - true if a network contains an address
 * @prefix: the network; family AF_UNSPEC contains all addresses
 * @addr: the address
 */
bool prefix_has(const struct prefix *prefix, const struct prefix *addr)
{
	struct prefix masked = *addr;

	if (!prefix->family)
		return true;
	if (prefix->family != addr->family)
		return false;
	masked.len = prefix->len;
	clear_host(&masked);
	return !memcmp(masked.addr, prefix->addr, sizeof(masked.addr));
}

/**
 * parse_ipproto() - parse a protocol above IP
 * @text: number or name
 * @proto: the result
 *
 * Return: true if @text is one
 */
bool parse_ipproto(const char *text, __u8 *proto)
{
	struct protoent *entry;
	__u32 n;

	if (parse_number(text, 255, &n) && n) {
		*proto = n;
		return true;
	}
	entry = isalpha((unsigned char)*text) ? getprotobyname(text) : NULL;
	if (!entry || entry->p_proto <= 0 || entry->p_proto > 255)
		return false;
	*proto = entry->p_proto;
	return true;
}

/**
 * device_name_ok() - true if the kernel accepts a name for a device
 * @name: the name
 */
bool device_name_ok(const char *name)
{
	const char *c;

	if (!*name || strlen(name) >= IFNAMSIZ || !strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (c = name; *c; c++)
		if (*c == '/' || *c == ':' || isspace((unsigned char)*c))
			return false;
	return true;
}
