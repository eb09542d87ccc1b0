// SPDX-License-Identifier: GPL-2.0
/* RTM_NEWRULE and RTM_DELRULE, about nvi devices */
#include <sys/socket.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "odd.h"

static void put_selectors(struct request *r, struct fib_rule_hdr *h)
{
	static const uint8_t address[16] = { 0xfd, 0, 0, 0xa };
	int alen = h->family == AF_INET6 ? 16 : 4;

	if (one_in(2)) {
		h->src_len = one_in(8) ? rnd(256) : rnd(alen * 8 + 1);
		odd_put(r, FRA_SRC, address, alen);
	}
	if (one_in(4)) {
		h->dst_len = rnd(alen * 8 + 1);
		odd_put(r, FRA_DST, address, alen);
	}
	if (one_in(2))
		odd_put_string(r, FRA_IIFNAME, odd_device());
	if (one_in(8))
		odd_put_string(r, FRA_OIFNAME, odd_device());
	if (one_in(4)) {
		odd_put32(r, FRA_FWMARK, 0x100);
		odd_put32(r, FRA_FWMASK, one_in(2) ? 0xff00 : rnd(0));
	}
	if (one_in(8))
		odd_put8(r, FRA_IP_PROTO, rnd(256));
	if (one_in(4))
		odd_put_any(r, rnd(32));
}

/*
 * The preferences are few, so that rules do not accumulate. 0 to 99 and the last ones are left
 * out, since the router's own traffic needs those rules.
 */
void odd_rule(struct request *r)
{
	struct fib_rule_hdr *h;
	bool add = one_in(2);

	h = odd_header(r, add ? RTM_NEWRULE : RTM_DELRULE,
		       add ? NLM_F_CREATE | (one_in(16) ? 0 : NLM_F_EXCL) : 0,
		       sizeof(*h));
	h->family = one_in(2) ? AF_INET : AF_INET6;
	if (one_in(32))
		h->family = rnd(256);
	h->action = one_in(8) ? rnd(10) : FR_ACT_TO_TBL;
	h->table = 100;
	odd_put32(r, FRA_PRIORITY, 2000 + rnd(16));
	if (add || one_in(4))
		put_selectors(r, h);
	if (one_in(4))
		odd_put32(r, FRA_TABLE, one_in(2) ? 100 : rnd(0));
	if (one_in(8))
		odd_put32(r, FRA_SUPPRESS_PREFIXLEN, rnd(34));
}
