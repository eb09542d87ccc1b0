// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl reflect: replies go back the way their connections came.
 */
#include "cmd/reflect/reflect.h"

static const struct command commands[] = {
	{ "show", reflect_show, "", "show targets, devices and counters" },
	{ "add", reflect_add, "TARGET [ SERVICE ] [ DEVICE ]", "add a target; device, routes and rules as needed" },
	{ "del", reflect_del, "TARGET [ SERVICE ]", "delete a target; with the last one, everything" },
	{ "flush", reflect_flush, "", "delete all targets" },
	{ "exec", reflect_exec, "[ -- ] COMMAND [ ARGUMENTS ]", "run a command with reflection of its sockets" },
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
	"PREFIX is the source of the replies: for a server behind this router, its own\n"
	"address.  \"sockets\" are those of \"exec\" and of programs that call nvi_reflect(3).\n",
};
