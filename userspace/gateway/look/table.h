/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_LOOK_TABLE_H
#define _NVICTL_GATEWAY_LOOK_TABLE_H

#include <stdbool.h>

char *gw_table_list(bool counters);
int gw_table_try(const char *nft, char **listed);
int gw_table_same(const char *nft, bool *same);

#endif /* _NVICTL_GATEWAY_LOOK_TABLE_H */
