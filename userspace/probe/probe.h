/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A real packet, followed through the kernel: what NAT and firewalls make of it
 * is seen, not worked out.
 */
#ifndef _NVICTL_PROBE_H
#define _NVICTL_PROBE_H

#include "kernel/flow.h"
#include "kernel/lookup.h"

enum probe_end {
	PROBE_LOST,		/* not seen again behind @hook */
	PROBE_OUT,		/* caught where it would have left */
	PROBE_LOCAL,		/* for the router itself */
	PROBE_DROPPED,		/* by nftables */
	PROBE_TAKEN,		/* by nftables, for a user's program or another hook */
};

/**
 * struct probe - what became of a real packet
 * @end: how it ended
 * @stage: the last one that it was seen in; 0: in none
 * @hook: the last place there where it was seen
 * @translated: as it came in for stage 2, if it did
 * @oif: by which device it would have left
 * @where: in nftables, where it was dropped or taken
 */
struct probe {
	enum probe_end end;
	unsigned int stage;
	const char *hook;
	struct tuple translated;
	__u32 oif;
	char where[224];
};

/** PROBE_MAGIC - octets of payload by which a probe is known again */
#define PROBE_MAGIC 16
/** PROBE_MAX - octets of the longest frame of a probe */
#define PROBE_MAX 128

/**
 * struct frame - a probe as it would come from the wire
 * @data: with an Ethernet header
 * @len: of @data
 * @payload: where the magic is in what comes behind the IP header
 * @magic: the payload, random
 * @mac: its source, random
 */
struct frame {
	__u8 data[PROBE_MAX];
	size_t len;
	size_t payload;
	__u8 magic[PROBE_MAGIC];
	__u8 mac[6];
};

/* frame.c */
int probe_frame(const struct packet *p, struct frame *frame);

/**
 * struct entry - a way in: a device that only this process sends by, whose
 * packets come in by another one
 * @ifindex: of the device; 0: not made
 */
struct entry {
	__u32 ifindex;
};

/* entry.c */
int entry_open(struct entry *entry, const struct frame *frame, const struct packet *p);
int entry_send(const struct entry *entry, const struct frame *frame, __u32 mark);
void entry_close(struct entry *entry);

/**
 * struct watch - the rules that trace a probe and keep it from leaving
 * @table: what their table is called; "": not made
 * @sock: where traces come in
 */
struct watch {
	char table[32];
	struct nl_sock *sock;
};

/* trace.c */
int watch_follow(struct watch *watch, struct probe *probe);

/* watch.c */
int watch_open(struct watch *watch, const struct frame *frame, const struct packet *p);
void watch_close(struct watch *watch);

/* probe.c */
int probe_run(const struct packet *p, struct probe *probe);

#endif /* _NVICTL_PROBE_H */
