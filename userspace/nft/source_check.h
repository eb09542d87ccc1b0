/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_SOURCE_CHECK_H
#define _NVICTL_SOURCE_CHECK_H

/*
 * Command that checks IPv6 sources as rp_filter does for IPv4; a format for printf()
 * with an interface.  Packets of stage 2 have a source of the router: they are
 * untracked, which the rule excludes.
 */
#define SOURCE_CHECK_LINE \
	"nft insert rule inet filter prerouting iifname %s ct state != untracked ip6 saddr != { ::, fe80::/10 } fib saddr . iif oif missing drop"

int source_check6(const char *but);

#endif /* _NVICTL_SOURCE_CHECK_H */
