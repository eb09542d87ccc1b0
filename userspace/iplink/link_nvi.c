// SPDX-License-Identifier: GPL-2.0
/*
 * link_nvi.so: the attributes of nvi devices for "ip link" of iproute2.
 *
 * The text output is valid input.  A value without a word, of a newer kernel, is
 * printed as a number.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/nvi.h>

#include "iplink.h"
#include "link_nvi.h"

/* iproute2 defines the parameters of the functions of a link_util */
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* a mode that the kernel refuses, with a text that names the alternative */
#define MODE_DIRECT 1

/* enough for any message about a bad argument */
#define MESSAGE_MAX 256

/* Write "real | self" to a buffer of MESSAGE_MAX. */
static const char *join_words(const struct word *word, char *buf)
{
	int len = 0;

	for (buf[0] = 0; word->name && len < MESSAGE_MAX; word++)
		len += snprintf(buf + len, MESSAGE_MAX - len, "%s%s",
				len ? " | " : "", word->name);
	return buf;
}

static void print_usage(FILE *out)
{
	const struct option *option;
	char buf[MESSAGE_MAX];

	fprintf(out, "Usage: ... " NVI_KIND);
	for (option = options; option->name; option++)
		fprintf(out, "%s[ %s { %s } ]\n",
			option == options ? " " : "               ",
			option->name, option->json == JSON_MARK ?
			"VALUE[/MASK] | off" : join_words(option->words, buf));
	fprintf(out, "\nWhat each is for, and its default:\n");
	for (option = options; option->name; option++)
		fprintf(out, "  %-8s %s\n", option->name, option->help);
	fprintf(out, "\nVALUE and MASK are 32-bit numbers such as 0x100/0xff00; VALUE must lie\n"
		"inside MASK. \"off\" is short for \"0/0\".\n");
}

static int parse_word(const struct option *option, const char *arg,
		      struct nlmsghdr *request)
{
	char message[2 * MESSAGE_MAX];
	char buf[MESSAGE_MAX];
	const struct word *word;

	if (option->attr == IFLA_NVI_MODE && !strcmp(arg, "direct"))
		return addattr8(request, IPLINK_REQUEST_MAX, IFLA_NVI_MODE, MODE_DIRECT);
	for (word = option->words; word->name; word++)
		if (!strcmp(word->name, arg))
			return addattr8(request, IPLINK_REQUEST_MAX,
					option->attr, word->value);
	snprintf(message, sizeof(message), "\"%s\" takes %s", option->name,
		 join_words(option->words, buf));
	invarg(message, arg);
}

/*
 * get_u32() of iproute2 requires that the string ends with the number, and accepts
 * signs and blanks.
 */
static bool parse_u32(const char **pos, __u32 *value)
{
	unsigned long long number;
	char *end;

	if (!isdigit((unsigned char)**pos))
		return false;
	errno = 0;
	number = strtoull(*pos, &end, 0);
	if (errno || number > 0xffffffff)
		return false;
	*value = number;
	*pos = end;
	return true;
}

static bool parse_value_mask(const char *arg, __u32 *value, __u32 *mask)
{
	const char *pos = strcmp(arg, "off") ? arg : "0/0";

	if (!parse_u32(&pos, value))
		return false;
	*mask = 0xffffffff;
	if (*pos == '/') {
		pos++;
		if (!parse_u32(&pos, mask))
			return false;
	}
	return !*pos;
}

static int parse_mark(const struct option *option, const char *arg,
		      struct nlmsghdr *request)
{
	char message[MESSAGE_MAX];
	__u32 value, mask;

	if (!parse_value_mask(arg, &value, &mask)) {
		snprintf(message, sizeof(message),
			 "\"%s\" takes VALUE[/MASK], 32-bit numbers such as 0x100/0xff00, or off",
			 option->name);
		invarg(message, arg);
	}
	if (value & ~mask) {
		snprintf(message, sizeof(message),
			 "bits %#x of \"%s\" are outside its mask; clear them, or use mask %#x",
			 value & ~mask, option->name, value | mask);
		invarg(message, arg);
	}
	/* both attributes: without a mask, the kernel does not keep the old one */
	if (addattr32(request, IPLINK_REQUEST_MAX, option->attr, value))
		return -1;
	return addattr32(request, IPLINK_REQUEST_MAX, option->words->value, mask);
}

static const struct option *find_option(const char *name)
{
	const struct option *option;

	for (option = options; option->name; option++)
		if (!strcmp(option->name, name))
			return option;
	invarg("not an option of nvi; see \"ip link help " NVI_KIND "\"", name);
}

static int nvi_parse_opt(struct link_util *lu, int argc, char **argv,
			 struct nlmsghdr *request)
{
	const struct option *option;
	unsigned int seen = 0;

	for (; argc > 0; argc -= 2, argv += 2) {
		if (!strcmp(argv[0], "help")) {
			print_usage(stderr);
			return -1;
		}
		option = find_option(argv[0]);
		if (argc < 2)
			incomplete_command();
		if (seen & 1U << option->attr)
			duparg(option->name, argv[1]);
		seen |= 1U << option->attr;

		if (option->json == JSON_MARK ? parse_mark(option, argv[1], request) :
						parse_word(option, argv[1], request))
			return -1;
	}
	return 0;
}

static void print_json(const struct option *option, const struct word *word)
{
	const char *key = option->name;

	if (option->json == JSON_NUMBER)
		print_color_uint(PRINT_JSON, COLOR_NONE, key, NULL, word->value);
	else if (option->json == JSON_BOOL)
		print_color_bool(PRINT_JSON, COLOR_NONE, key, NULL, word->value);
	else
		print_color_string(PRINT_JSON, COLOR_NONE, key, NULL, word->name);
}

static void print_word(const struct option *option, const struct rtattr *attr)
{
	const struct word *word = option->words;
	const char *key = option->name;
	__u8 value;

	if (!attr || RTA_PAYLOAD(attr) < sizeof(value))
		return;
	memcpy(&value, RTA_DATA(attr), sizeof(value));
	while (word->name && word->value != value)
		word++;

	print_color_string(PRINT_FP, COLOR_NONE, NULL, "%s ", key);
	if (!word->name) {
		print_color_uint(PRINT_ANY, COLOR_NONE, key, "%u ", value);
		return;
	}
	print_color_string(PRINT_FP, COLOR_NONE, NULL, "%s ", word->name);
	print_json(option, word);
}

static void print_mark(const struct option *option, const struct rtattr *mark,
		       const struct rtattr *mark_mask)
{
	const char *key = option->name;
	__u32 value, mask;

	if (!mark || RTA_PAYLOAD(mark) < sizeof(value) ||
	    !mark_mask || RTA_PAYLOAD(mark_mask) < sizeof(mask))
		return;
	memcpy(&value, RTA_DATA(mark), sizeof(value));
	memcpy(&mask, RTA_DATA(mark_mask), sizeof(mask));
	if (!mask)
		return;
	print_color_string(PRINT_FP, COLOR_NONE, NULL, "%s ", key);
	print_color_0xhex(PRINT_ANY, COLOR_NONE, key, "%#llx", value);
	print_color_0xhex(PRINT_ANY, COLOR_NONE, option->words->name, "/%#llx ", mask);
}

static void nvi_print_opt(struct link_util *lu, FILE *out,
			  struct rtattr *attrs[])
{
	const struct option *option;

	if (!attrs)
		return;
	for (option = options; option->name; option++) {
		if (option->json == JSON_MARK)
			print_mark(option, attrs[option->attr],
				   attrs[option->words->value]);
		else
			print_word(option, attrs[option->attr]);
	}
}

static void nvi_print_help(struct link_util *lu, int argc, char **argv,
			   FILE *out)
{
	print_usage(out);
}

/** nvi_link_util - the symbol that ip(8) looks up */
__attribute__((visibility("default")))
struct link_util nvi_link_util = {
	.id		= NVI_KIND,
	.maxattr	= IFLA_NVI_MAX,
	.parse_opt	= nvi_parse_opt,
	.print_opt	= nvi_print_opt,
	.print_help	= nvi_print_help,
};
