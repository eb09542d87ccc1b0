// SPDX-License-Identifier: GPL-2.0
/*
 * Rules of VRFs that inside interfaces are ports of, see look/vrf.c.
 */
#include <linux/fib_rules.h>

#include "gateway/plan/objects.h"
#include "gateway/plan/vrf.h"

/**
 * gw_want_vrf_rules() - answers, into their VRF
 * @cfg: a checked file
 * @want: they come here
 * @family: AF_INET or AF_INET6
 */
void gw_want_vrf_rules(const struct gw_config *cfg, struct gw_state *want, int family)
{
	struct rule *r;
	size_t i;

	for (i = 0; i < cfg->vrfs; i++) {
		r = gw_want_rule(want, family, GW_VRF, cfg->vrf[i].table);
		r->mark = cfg->vrf[i].mark;
		r->mask = cfg->mask;
		/* no other network has such a host */
		r = gw_want_rule(want, family, GW_NOT_VRF, 0);
		r->action = FR_ACT_UNREACHABLE;
		r->mark = cfg->vrf[i].mark;
		r->mask = cfg->mask;
		/* the kernel routes what comes by a port from that, or from the VRF */
		r = gw_want_rule(want, family, GW_STAGE1, cfg->table);
		snprintf(r->iif, sizeof(r->iif), "%s", cfg->vrf[i].name);
	}
}
