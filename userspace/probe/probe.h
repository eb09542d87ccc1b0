/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A real packet, traced through NAT and firewalls in the kernel.
 */
#ifndef _NVICTL_PROBE_H
#define _NVICTL_PROBE_H

#include "kernel/flow.h"
#include "kernel/lookup.h"

enum probe_end {
	PROBE_LOST,		/* no trace after @hook */
	PROBE_OUT,		/* dropped by the probe's own table, where it would leave */
	PROBE_LOCAL,		/* for the router itself */
	PROBE_DROPPED,		/* by nftables */
	PROBE_TAKEN,		/* by nftables: queued to a program, or stolen */
};

/**
 * struct probe - result of a probe
 * @end: its end
 * @stage: the last stage with a trace of it; 0: none
 * @hook: the last hook with a trace of it in @stage
 * @translated: the packet at the beginning of stage 2
 * @oif: the device that it would leave by
 * @where: the rule or policy of nftables that dropped or took it
 */
struct probe {
	enum probe_end end;
	unsigned int stage;
	const char *hook;
	struct tuple translated;
	__u32 oif;
	char where[224];
};

/** PROBE_MAGIC - length of the payload that identifies a probe, in octets */
#define PROBE_MAGIC 16
/** PROBE_MAX - length of the longest frame of a probe, in octets */
#define PROBE_MAX 128

/**
 * struct frame - frame of a probe
 * @data: the frame, with its Ethernet header
 * @len: of @data
 * @payload: offset of the payload behind the IP header
 * @magic: the payload, random
 * @mac: the source address, random
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
 * struct entry - a dummy device whose packets arrive on another device
 * @ifindex: of the dummy device; 0: not open
 */
struct entry {
	__u32 ifindex;
};

/* entry.c */
int entry_open(struct entry *entry, const struct frame *frame, const struct packet *p);
int entry_send(const struct entry *entry, const struct frame *frame, __u32 mark);
void entry_close(struct entry *entry);

/**
 * struct watch - rules that trace a probe and drop it before it leaves
 * @table: name of their table; "": not open
 * @sock: socket that receives the traces
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
