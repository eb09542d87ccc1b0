/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading the words of a command, by tables of keywords.
 */
#ifndef _NVICTL_ARGS_H
#define _NVICTL_ARGS_H

#include "base/common.h"

/**
 * struct args - words that are still to be read
 * @argc: their number
 * @argv: the words
 */
struct args {
	int argc;
	char **argv;
};

/**
 * struct keyword - a keyword of a command
 * @name: the keyword
 * @value: description of its value, for messages; NULL: it has none
 * @parse: parses the value (NULL without one) into the command's struct
 * @offset: of the field in that struct, for the parsers below
 */
struct keyword {
	const char *name;
	const char *value;
	int (*parse)(const struct keyword *k, const char *value, void *into);
	size_t offset;
};

int word_find(const char *word, const char *const *names, const char *what, const char *of);
void args_skip(struct args *args);
int args_parse(struct args *args, const struct keyword *table,
	       const char *command, void *into);
int args_none(const struct args *args, const char *command);

/* parsers of keywords; each sets the field at @offset */
int take_u32(const struct keyword *k, const char *value, void *into);
int take_prefix(const struct keyword *k, const char *value, void *into);
int take_address(const struct keyword *k, const char *value, void *into);
int take_device(const struct keyword *k, const char *value, void *into);
int take_dsfield(const struct keyword *k, const char *value, void *into);
int take_ipproto(const struct keyword *k, const char *value, void *into);
int take_ports(const struct keyword *k, const char *value, void *into);
int take_table(const struct keyword *k, const char *value, void *into);
int take_flag(const struct keyword *k, const char *value, void *into);

#endif /* _NVICTL_ARGS_H */
