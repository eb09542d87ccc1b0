/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A real packet, followed through the kernel: what NAT and firewalls make of it
 * is seen, not worked out.
 */
#ifndef _NVICTL_PROBE_H
#define _NVICTL_PROBE_H

#include "cmd/path/path.h"

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

/* probe_frame.c */
int probe_frame(const struct packet *p, struct frame *frame);

/**
 * struct entry - a way in: a device that only this process sends by, whose
 * packets come in by another one
 * @ifindex: of the device; 0: not made
 */
struct entry {
	__u32 ifindex;
};

/* probe_entry.c */
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

/* probe_trace.c */
int watch_follow(struct watch *watch, struct probe *probe);

/* probe_watch.c */
int watch_open(struct watch *watch, const struct frame *frame, const struct packet *p);
void watch_close(struct watch *watch);

#endif /* _NVICTL_PROBE_H */
