/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_NFT_MATCH_H
#define _NVICTL_GATEWAY_PLAN_NFT_MATCH_H

#include "gateway/config/config.h"

const char *gw_nft_ip(int family);
void gw_nft_address(FILE *out, const struct prefix *p);
void gw_nft_interfaces(FILE *out, const struct gw_config *cfg, bool uplinks);
void gw_nft_names(FILE *out, const struct gw_config *cfg, const struct gw_names *list, bool vrfs,
		  const char **comma);
void gw_nft_prefixes(FILE *out, const struct gw_prefixes *list, int family, const char *word);
void gw_nft_ranges(FILE *out, const struct gw_ranges *list, const char *words);

#endif /* _NVICTL_GATEWAY_PLAN_NFT_MATCH_H */
