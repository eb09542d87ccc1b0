/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_NFT_MARKS_H
#define _NVICTL_GATEWAY_PLAN_NFT_MARKS_H

#include "gateway/config/config.h"

void gw_nft_zones(FILE *out, const struct gw_config *cfg);
void gw_nft_marks(FILE *out, const struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_PLAN_NFT_MARKS_H */
