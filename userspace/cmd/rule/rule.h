/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rules as words: typed in, and printed.
 */
#ifndef _NVICTL_CMD_RULE_H
#define _NVICTL_CMD_RULE_H

#include "kernel/rule.h"
#include "cmd/args.h"

/* words.c */

/* the words of a rule */
struct rule_words {
	struct rule rule;
	__u32 stage;
	char via[IFNAMSIZ];
	bool has_priority;
	bool has_table;
	bool has_action;
	bool all;
};

int rule_words_parse(struct args *args, const char *command, struct rule_words *words);
int rule_words_family(struct rule_words *words, const char *command);
bool rule_matches(const struct rule *rule, const struct rule_words *words);

/* show.c */
void rule_print(const struct rule *rule);
int rule_show(struct args *args);

#endif /* _NVICTL_CMD_RULE_H */
