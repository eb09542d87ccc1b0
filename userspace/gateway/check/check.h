/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `nvictl gateway check` looks at.
 */
#ifndef _NVICTL_GATEWAY_CHECK_H
#define _NVICTL_GATEWAY_CHECK_H

#include "gateway/gateway.h"

/* gateway_check.c */
int gw_check(const char *file);
void gw_found(const char *subject, const char *format, ...) __printf(2, 3);
void gw_noted(const char *subject, const char *format, ...) __printf(2, 3);

/* gateway_check_rules.c */
int gw_check_rules(const struct gw_config *cfg, __u32 nvi);

/* gateway_check_nft.c */
int gw_check_nft(const struct gw_config *cfg);

/* gateway_check_source.c */
void gw_check_source(const struct gw_config *cfg);

/* gateway_check_legacy.c */
void gw_check_legacy(const struct gw_config *cfg);

/* gateway_check_system.c */
void gw_check_system(const struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_CHECK_H */
