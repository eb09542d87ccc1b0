/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_NFT_NAT_H
#define _NVICTL_GATEWAY_PLAN_NFT_NAT_H

#include "gateway/config/config.h"

void gw_nft_policies(FILE *out, const struct gw_config *cfg);
void gw_nft_uplinks(FILE *out, const struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_PLAN_NFT_NAT_H */
