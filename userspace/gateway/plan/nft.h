/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_NFT_H
#define _NVICTL_GATEWAY_PLAN_NFT_H

#include "gateway/config/config.h"
#include "gateway/state.h"

char *gw_nft(const struct gw_config *cfg, const struct gw_state *want);

#endif /* _NVICTL_GATEWAY_PLAN_NFT_H */
