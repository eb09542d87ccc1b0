// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink attributes to numbers and addresses.
 */
#include <arpa/inet.h>

#include "nl/attr.h"

/**
 * attr_number() - read a number in host byte order
 * @attr: a u32, u16 or u8; may be NULL
 *
 * Return: the number, or 0
 */
__u32 attr_number(const struct nlattr *attr)
{
	int len = attr ? nla_len(attr) : 0;

	return len >= 4 ? nla_get_u32(attr) : len >= 2 ? nla_get_u16(attr) :
	       len >= 1 ? nla_get_u8(attr) : 0;
}

/**
 * attr_be32() - read a number in network byte order, as nf_tables writes all of them
 * @attr: a u32; may be NULL
 *
 * Return: the number, or 0
 */
__u32 attr_be32(const struct nlattr *attr)
{
	return attr && nla_len(attr) >= 4 ? ntohl(nla_get_u32(attr)) : 0;
}

/**
 * attr_find() - find an attribute in a nest
 * @nest: the attribute around it; may be NULL
 * @type: of the attribute
 *
 * Return: the attribute, or NULL
 */
struct nlattr *attr_find(const struct nlattr *nest, int type)
{
	return nest ? nla_find(nla_data(nest), nla_len(nest), type) : NULL;
}

/**
 * attr_prefix() - read an address or network
 * @attr: the address; if NULL, @p stays as it is
 * @family: AF_INET or AF_INET6
 * @len: length of the prefix in bits
 * @p: the result
 */
void attr_prefix(const struct nlattr *attr, int family, unsigned int len, struct prefix *p)
{
	if (!attr || nla_len(attr) > (int)sizeof(p->addr))
		return;
	p->family = family;
	p->len = len;
	nla_memcpy(p->addr, attr, sizeof(p->addr));
}
