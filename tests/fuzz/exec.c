// SPDX-License-Identifier: GPL-2.0
/*
 * Replacements of the commands that run programs, make control groups or set
 * up gateways.
 */
#include "cmd/reflect/reflect.h"

int reflect_exec(struct args *args)
{
	return args->argc ? refuse("cannot run it") : fail("a command is missing");
}

void cgroup_sweep(void)
{
}

static int no_gateway(struct args *args)
{
	return args->argc ? refuse("no gateway here") : fail("a command is missing");
}

const struct object gateway_object = {
	.name = "gateway",
	.run = no_gateway,
	.usage = "...",
	.about = "none",
};
