/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_APPLY_TABLE_H
#define _NVICTL_GATEWAY_APPLY_TABLE_H

int gw_table_set(const char *nft);

#endif /* _NVICTL_GATEWAY_APPLY_TABLE_H */
