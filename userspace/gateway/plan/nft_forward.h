/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_NFT_FORWARD_H
#define _NVICTL_GATEWAY_PLAN_NFT_FORWARD_H

#include "gateway/config/config.h"

void gw_nft_forwards(FILE *out, const struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_PLAN_NFT_FORWARD_H */
