/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connections.
 */
#ifndef _NVICTL_FLOW_H
#define _NVICTL_FLOW_H

#include "base/parse.h"
#include "nl/nl.h"
#include "kernel/record.h"

/**
 * struct tuple - one direction of a connection
 * @src: source
 * @dst: destination
 * @sport: source port, or ICMP id
 * @dport: destination port
 */
struct tuple {
	struct prefix src;
	struct prefix dst;
	__u16 sport;
	__u16 dport;
};

/**
 * struct flow - a connection
 * @family: AF_INET or AF_INET6
 * @proto: protocol above IP
 * @original: of the first packet
 * @translated: of the first packet after NAT
 * @record: its ingress record
 * @has_ports: @sport and @dport of the tuples are ports
 * @has_id: @sport of the tuples is an ICMP id
 * @has_counters: @packets and @bytes are known
 * @mark: its mark
 * @status: IPS_*
 * @timeout: seconds until it expires
 * @packets: of original and reply direction
 * @bytes: of original and reply direction
 */
struct flow {
	int family;
	__u8 proto;
	struct tuple original;
	struct tuple translated;
	struct record record;
	bool has_ports;
	bool has_id;
	bool has_counters;
	__u32 mark;
	__u32 status;
	__u32 timeout;
	__u64 packets[2];
	__u64 bytes[2];
};

int flow_parse(const struct nlmsghdr *msg, struct flow *flow);
int flows_each(int family, int (*show)(const struct flow *flow, void *arg), void *arg);
bool tuple_same(const struct tuple *a, const struct tuple *b);

#endif /* _NVICTL_FLOW_H */
