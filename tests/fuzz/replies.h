/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands to which the fuzzer replies makes up answers.
 */
#ifndef _REPLIES_H
#define _REPLIES_H

static char *const commands[][12] = {
	{ "device", "show" },
	{ "device", "set", "nvi0", "name", "nvi1", "mtu", "1280", "up" },
	{ "rule", "show", "all" },
	{ "rule", "add", "stage", "1", "iif", "eth0", "via", "nvi0" },
	{ "rule", "del", "stage", "2" },
	{ "rule", "flush" },
	{ "route", "show", "all" },
	{ "route", "del", "default", "table", "102" },
	{ "flow", "show", "addr", "192.0.2.0/24", "dport", "443" },
	{ "flow", "show", "ingress", "eth0" },
	{ "path", "from", "192.0.2.2", "to", "10.0.0.1", "iif", "eth0", "as", "10.1.1.1" },
	{ "path", "from", "2001:db8::2", "to", "2001:db8:1::1", "iif", "eth0" },
	{ "stats", "-c", "1" },
	{ "stats", "--prometheus" },
	{ "monitor" },
};

#define COMMANDS (sizeof(commands) / sizeof(*commands))

#endif /* _REPLIES_H */
