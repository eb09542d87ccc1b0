/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a link plugin uses of iproute2, which ships no development headers.
 *
 * `ip` exports these to what it loads with dlopen().  All of them look the same
 * from iproute2 5.10 to 7.1.  Before adding one, see that 5.10 has it: a plugin
 * that does not load is ignored without a word.
 */
#ifndef _NVI_IPLINK_H
#define _NVI_IPLINK_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/**
 * struct link_util - what `ip` asks about a kind of link
 * @next: for `ip` alone
 * @id: the kind; the symbol is called <id>_link_util, the file link_<id>.so
 * @maxattr: highest attribute in IFLA_INFO_DATA that @print_opt wants to see
 * @parse_opt: appends to the request the attributes for the words after
 *	"type <id>"; 0, or -1 after a message
 * @print_opt: prints the attributes (a NULL table: there were none); called
 *	inside the JSON object "info_data"
 * @print_xstats: prints IFLA_INFO_XSTATS
 * @print_help: prints what "ip link help <id>" answers
 * @parse_ifla_xstats: takes the words after "ip link xstats type <id>"
 * @print_ifla_xstats: prints what came of them
 */
struct link_util {
	struct link_util *next;
	const char *id;
	int maxattr;
	int (*parse_opt)(struct link_util *lu, int argc, char **argv,
			 struct nlmsghdr *request);
	void (*print_opt)(struct link_util *lu, FILE *out,
			  struct rtattr *attrs[]);
	void (*print_xstats)(struct link_util *lu, FILE *out,
			     struct rtattr *xstats);
	void (*print_help)(struct link_util *lu, int argc, char **argv,
			   FILE *out);
	int (*parse_ifla_xstats)(struct link_util *lu, int argc, char **argv);
	int (*print_ifla_xstats)(struct nlmsghdr *reply, void *arg);
};

/**
 * IPLINK_REQUEST_MAX - how long parse_opt may make the request, as for the
 * plugins inside `ip`
 */
#define IPLINK_REQUEST_MAX 1024

/* 0, or -1 after a message: the request is full */
int addattr8(struct nlmsghdr *request, int maxlen, int type, __u8 value);
int addattr32(struct nlmsghdr *request, int maxlen, int type, __u32 value);

/* each prints one sentence and ends `ip` with status 255 */
_Noreturn void invarg(const char *message, const char *arg);
_Noreturn void duparg(const char *key, const char *arg);
_Noreturn void incomplete_command(void);

/**
 * enum output_type - when print_color_*() prints
 * @PRINT_FP: in text only; the key is not used
 * @PRINT_JSON: in JSON only; the format is not used
 * @PRINT_ANY: in both
 */
enum output_type {
	PRINT_FP = 1,
	PRINT_JSON = 2,
	PRINT_ANY = 4,
};

/* the one colour used here; the six before it are for addresses and states */
enum color_attr {
	COLOR_NONE = 6,
};

int print_color_string(enum output_type when, enum color_attr color,
		       const char *key, const char *format, const char *value);
int print_color_uint(enum output_type when, enum color_attr color,
		     const char *key, const char *format, unsigned int value);
int print_color_bool(enum output_type when, enum color_attr color,
		     const char *key, const char *format, bool value);
/* JSON gets a string such as "0xff00" */
int print_color_0xhex(enum output_type when, enum color_attr color,
		      const char *key, const char *format,
		      unsigned long long value);

#endif /* _NVI_IPLINK_H */
