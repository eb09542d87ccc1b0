// SPDX-License-Identifier: GPL-2.0
/*
 * Eyes on a probe: a table of nftables for a moment, which has it traced through
 * everybody's chains, and catches it behind all of them, before it leaves.  It
 * knows the probe by its payload, so no other packet is touched.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/message.h"
#include "nl/nl.h"
#include "kernel/link.h"
#include "kernel/lookup.h"
#include "nft/run.h"
#include "probe/probe.h"

static int run(const char *commands)
{
	char *said;
	int err = nft_run(commands, false, &said);

	if (err)
		err = refuse("cannot make a table of nftables for a probe: %.*s",
			     said ? (int)strcspn(said, "\n") : 0, said ? said : "");
	free(said);
	return err;
}

static int list_device(const struct link *link, void *arg)
{
	fprintf(arg, "\"%s\", ", link->name);
	return 0;
}

/* All nvi devices: to leave by one of these is not the end. */
static char *devices(void)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int err = out ? link_each_nvi(list_device, out) : -1;

	if (out)
		fclose(out);
	if (!err)
		return text;
	free(text);
	return NULL;
}

static void print_match(FILE *out, size_t payload, const struct frame *frame)
{
	int i;

	fprintf(out, "@th,%zu,%u 0x", 8 * payload, 8 * PROBE_MAGIC);
	for (i = 0; i < PROBE_MAGIC; i++)
		fprintf(out, "%02x", frame->magic[i]);
}

/*
 * Priorities: in front of raw and conntrack; behind everything but conntrack's own
 * last step.  An ICMP error of the router's about the probe has it in its payload,
 * behind a header of its own, and is not for the host that did not send it.
 */
static char *ruleset(const struct watch *watch, const struct frame *frame,
		     const struct packet *p)
{
	size_t ip = p->src.family == AF_INET ? 20 : 40;
	const char *error = p->src.family == AF_INET ? "icmp" : "ipv6-icmp";
	const char *end = "policy accept;";
	char *text = NULL, *nvi = devices();
	size_t len;
	FILE *out = nvi ? open_memstream(&text, &len) : NULL;

	if (!out) {
		free(nvi);
		return NULL;
	}
	fprintf(out, "table inet %s {\nchain pre { type filter hook prerouting priority -500; %s meta l4proto %u ",
		watch->table, end, p->proto);
	print_match(out, frame->payload, frame);
	fprintf(out, " meta nftrace set 1; }\nchain forward { type filter hook forward priority 2147483646; %s }\n",
		end);
	fprintf(out, "chain input { type filter hook input priority -500; %s meta l4proto %u ",
		end, p->proto);
	print_match(out, frame->payload, frame);
	fprintf(out, " drop; }\nchain output { type filter hook output priority -500; %s meta l4proto %s ",
		end, error);
	print_match(out, 8 + ip + frame->payload, frame);
	fprintf(out, " drop; }\nchain post { type filter hook postrouting priority 2147483646; %s oifname != { %s } meta l4proto %u ",
		end, nvi, p->proto);
	print_match(out, frame->payload, frame);
	fprintf(out, " drop; }\n}\n");
	fclose(out);
	free(nvi);
	return text;
}

/**
 * watch_open() - wait for a probe
 * @watch: comes here
 * @frame: the probe
 * @p: what it is like
 *
 * Return: 0, or REFUSED after a message, with nothing left behind
 */
int watch_open(struct watch *watch, const struct frame *frame, const struct packet *p)
{
	int group = NFNLGRP_NFTRACE;
	char *rules;
	int err = 0;

	memset(watch, 0, sizeof(*watch));
	watch->sock = knl_open(NETLINK_NETFILTER);
	if (!watch->sock)
		return REFUSED;
	if (setsockopt(nl_socket_get_fd(watch->sock), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
		       &group, sizeof(group)))
		err = refuse("cannot follow a probe: %s", knl_reason(-errno, ""));
	snprintf(watch->table, sizeof(watch->table), "nvictl-probe-%u", (unsigned int)getpid());
	rules = err ? NULL : ruleset(watch, frame, p);
	if (!err)
		err = rules ? run(rules) : REFUSED;
	free(rules);
	if (err) {
		*watch->table = 0;
		watch_close(watch);
	}
	return err;
}

/**
 * watch_close() - take the table away
 * @watch: may not be open
 */
void watch_close(struct watch *watch)
{
	char command[64];

	if (*watch->table) {
		snprintf(command, sizeof(command), "delete table inet %s", watch->table);
		run(command);
	}
	*watch->table = 0;
	nl_socket_free(watch->sock);
	watch->sock = NULL;
}
