/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_CHECK_NFT_H
#define _NVICTL_GATEWAY_CHECK_NFT_H

#include "gateway/check/findings.h"
#include "gateway/config/config.h"

int gw_check_nft(const struct gw_config *cfg, struct gw_findings *findings);

#endif /* _NVICTL_GATEWAY_CHECK_NFT_H */
