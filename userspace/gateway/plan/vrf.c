// SPDX-License-Identifier: GPL-2.0
/*
 * Rules of VRFs that inside interfaces are ports of, see look/vrf.c.
 */
#include <linux/fib_rules.h>

#include "gateway/plan/objects.h"
#include "gateway/plan/vrf.h"

/**
 * gw_want_vrf_rules() - add rules that route replies by the table of their VRF
 * @cfg: the file, after gw_look()
 * @want: the wanted state
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
		/* No other table may route the reply. */
		r = gw_want_rule(want, family, GW_NOT_VRF, 0);
		r->action = FR_ACT_UNREACHABLE;
		r->mark = cfg->vrf[i].mark;
		r->mask = cfg->mask;
		/* For packets of a port the kernel matches iif with the port or with the VRF. */
		r = gw_want_rule(want, family, GW_STAGE1, cfg->table);
		snprintf(r->iif, sizeof(r->iif), "%s", cfg->vrf[i].name);
	}
}
