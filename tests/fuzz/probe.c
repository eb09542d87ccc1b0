// SPDX-License-Identifier: GPL-2.0
/*
 * A probe that sends no packet.  The source port and the mark determine its
 * result, so that a fuzzer reaches every result.
 */
#include <stdio.h>
#include <string.h>

#include "probe/probe.h"

int probe_run(const struct packet *p, struct probe *probe)
{
	struct frame frame;
	int err = probe_frame(p, &frame);

	memset(probe, 0, sizeof(*probe));
	if (err)
		return err;
	probe->stage = p->mark % 3;
	probe->end = p->sport % (PROBE_TAKEN + 1);
	probe->hook = probe->stage ? "PRE_ROUTING" : NULL;
	probe->translated.src = p->dst;
	probe->translated.dst = p->src;
	probe->oif = p->mark >> 2;
	if (probe->end == PROBE_DROPPED || probe->end == PROBE_TAKEN)
		snprintf(probe->where, sizeof(probe->where), "table inet t, chain c, its policy");
	return 0;
}
