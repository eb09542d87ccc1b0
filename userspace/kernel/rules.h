/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Policy rules in the kernel.
 */
#ifndef _NVICTL_RULES_H
#define _NVICTL_RULES_H

#include "kernel/rule.h"

/**
 * struct rules - all rules of a family
 * @rule: the rules, in their order
 * @count: their number
 */
struct rules {
	struct rule *rule;
	size_t count;
};

const struct rules *rules_get(int family);
void rules_forget(void);
bool rules_have(const struct rules *rules, const struct rule *rule);
int rule_send(const struct rule *rule, bool add);

#endif /* _NVICTL_RULES_H */
