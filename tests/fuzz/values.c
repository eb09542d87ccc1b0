// SPDX-License-Identifier: GPL-2.0
/*
 * Input: one word, parsed as each kind of value.
 */
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "base/names.h"
#include "fuzz.h"

static void read_prefix(const char *text)
{
	struct prefix prefix, again;
	char buf[64];

	if (!parse_prefix(text, &prefix))
		return;
	prefix_text(&prefix, buf, sizeof(buf));
	if (!parse_prefix(buf, &again) || memcmp(&prefix, &again, sizeof(again)))
		bug("prefix", text, strlen(text));
	if (prefix.family && !prefix_has(&prefix, &again))
		bug("not in itself", text, strlen(text));
}

/* A number has no blank and no sign, only digits, hexadecimal digits and one x. */
static void read_numbers(const char *text)
{
	const char *x = strpbrk(text, "xX");
	__u32 number, mask;
	struct range range;
	__u64 big = 0;
	__u8 field;
	bool any;

	any = parse_u64(text, 0, &big);
	any |= parse_number(text, 0xffffffff, &number);
	any |= parse_dsfield(text, &field);
	if (any && (strspn(text, "0123456789abcdefxABCDEFX") != strlen(text) ||
		    (x && strpbrk(x + 1, "xX"))))
		bug("number", text, strlen(text));
	if (parse_range(text, 65535, &range) && (range.start > range.end || range.end > 65535))
		bug("range", text, strlen(text));
	if (parse_value_mask(text, &number, &mask) && strpbrk(text, " +-"))
		bug("mask", text, strlen(text));
}

static void read_names(const char *text)
{
	char name[NAME_SIZE];
	__u8 proto, again;

	if (device_name_ok(text) && strpbrk(text, " \t\n/:"))
		bug("device", text, strlen(text));
	if (!parse_ipproto(text, &proto))
		return;
	ipproto_name(proto, name);
	if (!parse_ipproto(name, &again) || again != proto)
		bug("protocol", text, strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = strndup((const char *)data, len);

	read_prefix(text);
	read_numbers(text);
	read_names(text);
	free(text);
	run_end();
	return 0;
}
