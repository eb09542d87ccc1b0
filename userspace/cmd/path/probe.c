// SPDX-License-Identifier: GPL-2.0
/*
 * The result of a probe, as part of a path.
 */
#include <string.h>
#include <sys/random.h>

#include "base/message.h"
#include "base/names.h"
#include "kernel/lookup.h"
#include "probe/probe.h"
#include "cmd/path/path.h"

#define FIRST_PORT 32768	/* size of the default ip_local_port_range */
#define PORTS 28232

/* Choose a port without a connection: conntrack translates packets of existing ones. */
static int choose_port(struct path *path)
{
	struct packet *p = &path->packet;
	struct prefix none = { };
	struct nat nat;
	__u16 random;
	int err;

	if (p->sport) {
		err = nat_find(p, &none, &nat);
		if (!err && nat.seen)
			err = fail("a probe needs a new connection, and there is one with \"sport\" %u; omit it",
				   p->sport);
		return err;
	}
	if (getrandom(&random, sizeof(random), 0) < 0)
		return refuse("no random numbers for a probe");
	p->sport = FIRST_PORT + random % PORTS;
	return 0;
}

/**
 * path_probe() - send a probe, and take the translation from its result
 * @path: a path whose stage 1 leads to an nvi device
 *
 * Return: 0, or less after a message
 */
int path_probe(struct path *path)
{
	struct probe *probe = &path->probe;
	struct nat *nat = &path->nat;
	int err = choose_port(path);

	if (!err)
		err = probe_run(&path->packet, probe);
	if (err)
		return err;
	path->has_probe = true;
	memset(nat, 0, sizeof(*nat));
	if (probe->stage < 2 || !probe->translated.src.family) {
		snprintf(nat->why, sizeof(nat->why), "the probe did not reach stage 2");
		return 0;
	}
	nat->source = NAT_PROBE;
	nat->translated = probe->translated;
	nat->seen = 1;
	/* an echo request has an id instead of ports */
	if (path->packet.proto == IPPROTO_ICMP || path->packet.proto == IPPROTO_ICMPV6) {
		nat->translated.sport = path->packet.sport;
		nat->translated.dport = 0;
	}
	return 0;
}

static void judge_end(const struct path *path, char *text, size_t size)
{
	const struct probe *probe = &path->probe;
	char name[NAME_SIZE];

	switch (probe->end) {
	case PROBE_DROPPED:
		snprintf(text, size, "nftables drops it in stage %u: %s%s", probe->stage, probe->where,
			 probe->stage == 2 ?
			 "; there it is \"ct state untracked\", which has to be accepted" : "");
		break;
	case PROBE_TAKEN:
		snprintf(text, size, "nftables queues or steals it in stage %u: %s", probe->stage,
			 probe->where);
		break;
	case PROBE_LOCAL:
		snprintf(text, size, "in stage %u it was for the router itself", probe->stage);
		break;
	case PROBE_OUT:
		if (probe->stage == 1)
			snprintf(text, size, "it would have left by %s without a second stage",
				 device_name(probe->oif, name));
		break;
	case PROBE_LOST:
		if (!probe->stage)
			snprintf(text, size,
				 "it did not arrive on %s: something before PRE_ROUTING dropped it (tc, XDP, netfilter's ingress, a bridge)",
				 path->packet.iif.name);
		else
			snprintf(text, size,
				 "it was lost after %s of stage %u; see the counters of nstat and ethtool -S %s",
				 probe->hook, probe->stage, path->one.out.name);
		break;
	}
}

/**
 * path_probe_judge() - set the mistake from the probe, unless there is one already
 * @path: a path with a probe
 */
void path_probe_judge(struct path *path)
{
	const struct decision *two = &path->two;
	char name[NAME_SIZE];

	/* the note is about firewalls, which the probe has passed */
	*path->note = 0;
	if (*path->mistake)
		return;
	judge_end(path, path->mistake, sizeof(path->mistake));
	if (*path->mistake || !path->has_two)
		return;
	snprintf(path->note, sizeof(path->note),
		 "a real packet passed every chain of nftables, and was dropped before %s",
		 device_name(path->probe.oif, name));
	if (two->verdict == VERDICT_FORWARD && two->route.count == 1 &&
	    two->route.nh[0].oif != path->probe.oif)
		snprintf(path->mistake, sizeof(path->mistake),
			 "it would have left by %s, for a reason unknown to nvictl", name);
}
