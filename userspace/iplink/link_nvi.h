/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The attributes of nvi devices, as words of "ip link".
 */
#ifndef _LINK_NVI_H
#define _LINK_NVI_H

#include <linux/nvi.h>

struct word {
	const char *name;
	__u8 value;
};

/* if several words have the same value, the first is printed */
static const struct word mode_words[] = {
	{ "reinject", NVI_MODE_REINJECT },
	{ "reflect", NVI_MODE_REFLECT },
	{ }
};

static const struct word ingress_words[] = {
	{ "real", NVI_INGRESS_REAL },
	{ "self", NVI_INGRESS_SELF },
	{ }
};

static const struct word hops_words[] = {
	{ "one", NVI_HOPS_ONE },
	{ "two", NVI_HOPS_TWO },
	{ "1", NVI_HOPS_ONE },
	{ "2", NVI_HOPS_TWO },
	{ }
};

static const struct word replay_words[] = {
	{ "on", NVI_REPLAY_ON },
	{ "off", NVI_REPLAY_OFF },
	{ }
};

static const struct word fallback_words[] = {
	{ "route", NVI_FALLBACK_ROUTE },
	{ "refuse", NVI_FALLBACK_REFUSE },
	{ }
};

static const struct word learn_words[] = {
	{ "follow", NVI_LEARN_FOLLOW },
	{ "once", NVI_LEARN_ONCE },
	{ }
};

static const struct word fast_words[] = {
	{ "on", NVI_FAST_ON },
	{ "off", NVI_FAST_OFF },
	{ }
};

/* JSON type of a value that has a word */
enum json_type { JSON_WORD, JSON_NUMBER, JSON_BOOL, JSON_MARK };

/*
 * A mark is two u32 attributes, its value and its mask, each with a key in JSON.  Its
 * one "word" has the mask's key and attribute.
 */
static const struct word mark_mask[] = {
	{ "mask", IFLA_NVI_MARK_MASK },
	{ }
};

static const struct word fastmark_mask[] = {
	{ "fastmask", IFLA_NVI_FAST_MASK },
	{ }
};

/* all except marks are u8 attributes with a word for each value */
struct option {
	const char *name;
	const struct word *words;
	int attr;
	enum json_type json;
	const char *help;
};

/* in the order of printing */
static const struct option options[] = {
	{ "mode", mode_words, IFLA_NVI_MODE, JSON_WORD,
	  "what a packet routed to the device meets (reinject)" },
	{ "ingress", ingress_words, IFLA_NVI_INGRESS, JSON_WORD,
	  "interface it seems to come in by in stage 2 (real)" },
	{ "mark", mark_mask, IFLA_NVI_MARK, JSON_MARK,
	  "sets the bits of MASK (all 32) in its mark to VALUE (off)" },
	{ "hops", hops_words, IFLA_NVI_HOPS, JSON_NUMBER,
	  "how many hops the gateway is, seen from outside (one)" },
	{ "replay", replay_words, IFLA_NVI_REPLAY, JSON_BOOL,
	  "do taps on the real ingress see stage 2 as well? (off)" },
	{ "fallback", fallback_words, IFLA_NVI_FALLBACK, JSON_WORD,
	  "what becomes of a packet that cannot be reflected (route)" },
	{ "learn", learn_words, IFLA_NVI_LEARN, JSON_WORD,
	  "may a connection move to another ingress or previous hop? (follow)" },
	{ "fast", fast_words, IFLA_NVI_FAST, JSON_BOOL,
	  "do established connections take the fast path, past both stages? (off)" },
	{ "fastmark", fastmark_mask, IFLA_NVI_FAST_MARK, JSON_MARK,
	  "only connections whose mark has VALUE in MASK (all 32) take it (off)" },
	{ }
};

#endif /* _LINK_NVI_H */
