/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The functions of iproute2 that a link plugin uses; iproute2 ships no headers.
 *
 * ip(8) exports them to the plugins that it loads with dlopen().  They are the same
 * from iproute2 5.10 to 7.1.  A function may be added here only if 5.10 has it: ip(8)
 * ignores a plugin that does not load, without a message.
 */
#ifndef _NVI_IPLINK_H
#define _NVI_IPLINK_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/**
 * struct link_util - a kind of link
 * @next: used by ip(8) only
 * @id: the kind; the symbol is called <id>_link_util, the file link_<id>.so
 * @maxattr: highest attribute in IFLA_INFO_DATA that @print_opt prints
 * @parse_opt: appends to the request the attributes for the words after
 *	"type <id>"; returns 0, or -1 after a message
 * @print_opt: prints the attributes (a NULL table: there are none); called
 *	inside the JSON object "info_data"
 * @print_xstats: prints IFLA_INFO_XSTATS
 * @print_help: prints the text of "ip link help <id>"
 * @parse_ifla_xstats: parses the words after "ip link xstats type <id>"
 * @print_ifla_xstats: prints the statistics that they select
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
 * IPLINK_REQUEST_MAX - maximum length of a request, as for the kinds built into ip(8)
 */
#define IPLINK_REQUEST_MAX 1024

/* return 0, or -1 after a message if the request is full */
int addattr8(struct nlmsghdr *request, int maxlen, int type, __u8 value);
int addattr32(struct nlmsghdr *request, int maxlen, int type, __u32 value);

/* each prints one message and ends ip(8) with status 255 */
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

/* the only colour used here; the six before it are for addresses and states */
enum color_attr {
	COLOR_NONE = 6,
};

int print_color_string(enum output_type when, enum color_attr color,
		       const char *key, const char *format, const char *value);
int print_color_uint(enum output_type when, enum color_attr color,
		     const char *key, const char *format, unsigned int value);
int print_color_bool(enum output_type when, enum color_attr color,
		     const char *key, const char *format, bool value);
/* JSON has a string such as "0xff00" */
int print_color_0xhex(enum output_type when, enum color_attr color,
		      const char *key, const char *format,
		      unsigned long long value);

#endif /* _NVI_IPLINK_H */
