/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A whole gateway from one file.
 *
 * file -> struct gw_config -> struct gw_state, the objects that shall be in the
 * kernel; another struct gw_state is what is there.  The difference is what
 * `apply` does, and every object can be printed as the line that an administrator
 * would type.  None of the structs holds anything open: a daemon may make a new
 * struct gw_state whenever an uplink dies, and apply it.
 *
 * What is the gateway's: rules of NVICTL_PROTOCOL with a priority of GW_FIRST to
 * GW_LAST, routes of NVICTL_PROTOCOL with a metric of GW_METRIC or GW_METRIC_LAST,
 * the nftables table GW_TABLE, and a device with GW_ALIAS.
 */
#ifndef _NVICTL_GATEWAY_H
#define _NVICTL_GATEWAY_H

#include "base/message.h"
#include "base/options.h"
#include "gateway/config/config.h"
#include "gateway/config/file.h"
#include "gateway/config/mark.h"
#include "gateway/config/values.h"
#include "gateway/look/table.h"
#include "gateway/apply/table.h"
#include "gateway/state.h"

/**
 * struct gw_change - from one state to another
 * @del: what goes
 * @add: what comes
 * @table: the table of nftables changes
 */
struct gw_change {
	struct gw_state del;
	struct gw_state add;
	bool table;
};

/* gateway_want.c */
int gw_want(const struct gw_config *cfg, const struct gw_state *have, struct gw_state *want);
struct route *gw_want_route(struct gw_state *want, int family, __u32 table);
void gw_want_last(struct gw_state *want, int family, __u32 table);

/* gateway_reflect.c */
int gw_want_link(const struct gw_config *cfg, const struct gw_state *have, struct gw_state *want,
		 const char *name, __u32 *ifindex);
void gw_want_reflect_routes(const struct gw_config *cfg, struct gw_state *want, __u32 ifindex);
void gw_want_reflect_rules(const struct gw_config *cfg, struct gw_state *want, int family);

/* gateway_rules.c */
struct rule *gw_want_rule(struct gw_state *want, int family, __u32 priority, __u32 table);
void gw_want_rules(const struct gw_config *cfg, struct gw_state *want, int family);

/* gateway_sysctl.c */
int gw_want_sysctls(const struct gw_config *cfg, const struct gw_state *have,
		    struct gw_state *want);

/* gateway_nft.c */
char *gw_nft(const struct gw_config *cfg, const struct gw_state *want);

/* gateway_nft_nat.c */
void gw_nft_policies(FILE *out, const struct gw_config *cfg);
void gw_nft_uplinks(FILE *out, const struct gw_config *cfg);
void gw_nft_forwards(FILE *out, const struct gw_config *cfg);
void gw_nft_prefixes(FILE *out, const struct gw_prefixes *list, int family, const char *word);
void gw_nft_interfaces(FILE *out, const struct gw_config *cfg, bool uplinks);

/* gateway_nft_marks.c */
void gw_nft_inside(FILE *out, const struct gw_config *cfg, const struct gw_inside *in, bool vrfs,
		   const char **comma);
void gw_nft_zones(FILE *out, const struct gw_config *cfg);
void gw_nft_marks(FILE *out, const struct gw_config *cfg);

/* gateway_diff.c */
bool gw_same(const struct gw_object *a, const struct gw_object *b);
bool gw_same_place(const struct gw_object *a, const struct gw_object *b);
int gw_compare(const struct gw_state *have, const struct gw_state *want, struct gw_change *c);
bool gw_change_is_none(const struct gw_change *c);
void gw_change_free(struct gw_change *c);

/* gateway_print.c */
void gw_line(FILE *out, const struct gw_object *object, const struct gw_state *want, bool add);
void gw_print_change(FILE *out, const struct gw_change *c, const struct gw_state *want);

/* gateway_apply.c */

int gw_carry_out(const struct gw_change *c, const struct gw_state *want);

#endif /* _NVICTL_GATEWAY_H */
