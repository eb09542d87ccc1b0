/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_DIFF_H
#define _NVICTL_GATEWAY_PLAN_DIFF_H

#include "gateway/state.h"

/**
 * struct gw_change - the difference between two states
 * @del: objects to delete
 * @add: objects to add or to change
 * @table: the nftables table changes
 */
struct gw_change {
	struct gw_state del;
	struct gw_state add;
	bool table;
};

bool gw_same_place(const struct gw_object *a, const struct gw_object *b);
int gw_compare(const struct gw_state *have, const struct gw_state *want, struct gw_change *c);
bool gw_change_is_none(const struct gw_change *c);
void gw_change_free(struct gw_change *c);

#endif /* _NVICTL_GATEWAY_PLAN_DIFF_H */
