/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Priorities and tables of the two stages.
 */
#ifndef _NVICTL_STAGE_H
#define _NVICTL_STAGE_H

#include "kernel/rules.h"

int stage_of(const struct rule *rule);
int stage_priority(const struct rules *rules, unsigned int stage, __u32 *priority);
bool stage_needs_front(const struct rules *rules);
void stage_front(int family, struct rule *front);
int stage_via(int family, const char *device, __u32 *table, bool *missing, int *ifindex);

#endif /* _NVICTL_STAGE_H */
