/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_NFT_RUN_H
#define _NVICTL_NFT_RUN_H

#include <stdbool.h>

int nft_run(const char *commands, bool counters, char **said);

#endif /* _NVICTL_NFT_RUN_H */
