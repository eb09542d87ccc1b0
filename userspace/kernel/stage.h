/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Priorities and tables of the two stages.
 */
#ifndef _NVICTL_STAGE_H
#define _NVICTL_STAGE_H

#include "kernel/rules.h"

#define FRONT_PRIORITY 10000
#define STAGE2_FIRST 10001
#define STAGE2_LAST 19998
#define STAGE1_FIRST 20000
#define STAGE1_LAST 29999
#define VIA_TABLE 28160

int stage_of(const struct rule *rule);
int stage_priority(const struct rules *rules, unsigned int stage, __u32 *priority);
bool stage_needs_front(const struct rules *rules);
void stage_front(int family, struct rule *front);
int stage_via(int family, const char *device, __u32 *table, bool *missing, int *ifindex);

#endif /* _NVICTL_STAGE_H */
