/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Netlink attributes to numbers and addresses.  An attribute that is missing or too
 * short gives 0.
 */
#ifndef _NVICTL_ATTR_H
#define _NVICTL_ATTR_H

#include <netlink/attr.h>
#include "base/parse.h"

__u32 attr_number(const struct nlattr *attr);
__u32 attr_be32(const struct nlattr *attr);
struct nlattr *attr_find(const struct nlattr *nest, int type);
void attr_prefix(const struct nlattr *attr, int family, unsigned int len, struct prefix *p);

#endif /* _NVICTL_ATTR_H */
