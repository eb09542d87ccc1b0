// SPDX-License-Identifier: GPL-2.0
/*
 * A temporary table of nftables that turns on tracing for a probe, and drops it
 * after all other chains, before it leaves.  The table matches the probe's payload,
 * so it affects no other packet.
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
		err = refuse("cannot add a table of nftables for a probe: %.*s",
			     said ? (int)strcspn(said, "\n") : 0, said ? said : "");
	free(said);
	return err;
}

static int list_device(const struct link *link, void *arg)
{
	fprintf(arg, "\"%s\", ", link->name);
	return 0;
}

/* All nvi devices: a probe that leaves by one of them is not dropped. */
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
 * Priorities: before raw and conntrack; after everything except conntrack's own last
 * step.  An ICMP error that the router sends about the probe has the probe in its
 * payload, and is dropped: the host that it is for did not send the probe.
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
 * watch_open() - add the table for a probe
 * @watch: the result
 * @frame: the probe
 * @p: its packet
 *
 * Return: 0, or REFUSED after a message, with everything undone
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
 * watch_close() - delete the table
 * @watch: need not be open
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
