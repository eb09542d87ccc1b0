// SPDX-License-Identifier: GPL-2.0
/*
 * No programs are run here, no control groups made, and no gateways.
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
