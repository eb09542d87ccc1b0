// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl reflect: replies go back the way their connections came.
 */
#include "cmd/reflect/reflect.h"

static const struct command commands[] = {
	{ "show", reflect_show, "", "what is reflected, by which device, and how often" },
	{ "add", reflect_add, "TARGET [ SERVICE ] [ DEVICE ]", "reflect replies from there; device, route and rules" },
	{ "del", reflect_del, "TARGET [ SERVICE ]", "no more; the last takes all of it away" },
	{ "flush", reflect_flush, "", "reflect nothing any more" },
	{ "exec", reflect_exec, "[ -- ] COMMAND [ ARGUMENTS ]", "run a program whose sockets are reflected" },
	{ "list", reflect_show, NULL, NULL },
	{ "lst", reflect_show, NULL, NULL },
	{ "ls", reflect_show, NULL, NULL },
	{ "delete", reflect_del, NULL, NULL },
	{ }
};

const struct object reflect_object = {
	.name = "reflect",
	.commands = commands,
	.about = "replies that go back the way their connections came",
	.notes =
	"TARGET  := { PREFIX | all | sockets [ fwmark VALUE[/MASK] ] }\n"
	"SERVICE := ipproto PROTOCOL [ sport PORT[-PORT] ]\n"
	"DEVICE  := [ dev NAME ] [ mark VALUE[/MASK] ] [ mtu BYTES ]\n"
	"           [ learn { follow | once } ] [ fallback { route | refuse } ]\n\n"
	"PREFIX is the address that replies come from: for a server behind this router,\n"
	"its own.  \"sockets\" are those of \"exec\", and of programs that call nvi_reflect(3).\n",
};
