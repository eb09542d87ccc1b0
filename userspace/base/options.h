/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options in front of OBJECT.
 */
#ifndef _NVICTL_OPTIONS_H
#define _NVICTL_OPTIONS_H

#include "base/common.h"

/**
 * struct options - options of the command line
 * @family: AF_INET with -4, AF_INET6 with -6, else AF_UNSPEC
 * @json: -j
 * @pretty: -p
 * @details: -d
 * @stats: number of -s
 * @atomic: --atomic
 * @color: print colours
 * @netns: argument of -n, or NULL
 */
struct options {
	int family;
	bool json;
	bool pretty;
	bool details;
	int stats;
	bool atomic;
	bool color;
	const char *netns;
};

extern struct options options;

#endif /* _NVICTL_OPTIONS_H */
