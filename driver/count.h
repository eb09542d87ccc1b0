/* SPDX-License-Identifier: GPL-2.0 */
/* Counters, and the reasons why packets are dropped. */
#ifndef _NVI_COUNT_H
#define _NVI_COUNT_H

#include <linux/u64_stats_sync.h>

/**
 * enum nvi_count - counters of packets that are not dropped
 * @NVI_COUNT_REINJECT4: IPv4 packets re-injected for stage 2
 * @NVI_COUNT_REINJECT6: IPv6 packets re-injected for stage 2
 * @NVI_COUNT_FAST4: IPv4 packets of either direction that took the fast path
 * @NVI_COUNT_FAST6: IPv6 packets of either direction that took the fast path
 * @NVI_COUNT_REFLECT4: IPv4 packets that mode reflect sent back
 * @NVI_COUNT_REFLECT6: IPv6 packets that mode reflect sent back
 * @NVI_COUNT_STOCK_ROUTE: IPv4 packets that the kernel's own input routing
 *	routed in stage 2
 *
 * The names that ethtool shows are in stats.c; Documentation/nvi.rst explains
 * them.
 */
enum nvi_count {
	NVI_COUNT_REINJECT4,
	NVI_COUNT_REINJECT6,
	NVI_COUNT_FAST4,
	NVI_COUNT_FAST6,
	NVI_COUNT_REFLECT4,
	NVI_COUNT_REFLECT6,
	NVI_COUNT_STOCK_ROUTE,

	/* private: how many */
	NVI_COUNTS
};

/**
 * enum nvi_unreflected - why mode reflect does not send a packet back
 * @NVI_REFLECTED: no reason: it is sent back
 * @NVI_UNREFLECTED_NO_RECORD: the packet has no connection, or its connection
 *	has no record
 * @NVI_UNREFLECTED_ORIGINAL: the packet is not a reply
 * @NVI_UNREFLECTED_GONE: the recorded ingress does not exist any more
 * @NVI_UNREFLECTED_DOWN: the recorded ingress is down, or has no carrier
 * @NVI_UNREFLECTED_LINK: the recorded ingress needs a link-layer address that
 *	the record does not hold, or is a device that cannot send a packet
 *	back (loopback, nvi, VRF)
 * @NVI_UNREFLECTED_STALE: TCP retransmissions are unanswered, so the previous
 *	hop may be gone: the packet is sent back, and a copy is routed
 */
enum nvi_unreflected {
	NVI_REFLECTED,
	NVI_UNREFLECTED_NO_RECORD,
	NVI_UNREFLECTED_ORIGINAL,
	NVI_UNREFLECTED_GONE,
	NVI_UNREFLECTED_DOWN,
	NVI_UNREFLECTED_LINK,
	NVI_UNREFLECTED_STALE,

	/* private: how many */
	NVI_UNREFLECTEDS
};

/**
 * enum nvi_drop - why a packet is dropped
 * @NVI_NO_DROP: the packet is not dropped
 * @NVI_DROP_NOT_IP: neither IPv4 nor IPv6
 * @NVI_DROP_MALFORMED: IP header truncated, or contents that do not match the
 *	packet's GSO type
 * @NVI_DROP_NO_MEMORY: no memory for a writable header, or for a route
 * @NVI_DROP_NO_INGRESS: the real ingress does not exist any more, or has moved to
 *	another namespace
 * @NVI_DROP_INGRESS_DOWN: the real ingress is down
 * @NVI_DROP_BACKLOG: netif_rx() refused the packet
 * @NVI_DROP_LOOP: stage 2 is routed to an nvi device
 * @NVI_DROP_MULTICAST: stage 2 of a multicast or link-local packet is routed to
 *	an nvi device
 * @NVI_DROP_NO_ROUTE: no route in stage 2
 * @NVI_DROP_MARTIAN: the kernel's own input routing refused an address
 * @NVI_DROP_TTL: TTL exceeded in stage 2
 * @NVI_DROP_TOO_BIG: larger than the egress MTU, and must not be fragmented
 * @NVI_DROP_POLICY: an IPsec policy refused the packet
 * @NVI_DROP_REFUSED: cannot be reflected, and NVI_FALLBACK_REFUSE is set
 * @NVI_DROP_EGRESS: the egress device did not accept the packet
 */
enum nvi_drop {
	NVI_NO_DROP,
	NVI_DROP_NOT_IP,
	NVI_DROP_MALFORMED,
	NVI_DROP_NO_MEMORY,
	NVI_DROP_NO_INGRESS,
	NVI_DROP_INGRESS_DOWN,
	NVI_DROP_BACKLOG,
	NVI_DROP_LOOP,
	NVI_DROP_MULTICAST,
	NVI_DROP_NO_ROUTE,
	NVI_DROP_MARTIAN,
	NVI_DROP_TTL,
	NVI_DROP_TOO_BIG,
	NVI_DROP_POLICY,
	NVI_DROP_REFUSED,
	NVI_DROP_EGRESS,

	/* private: how many */
	NVI_DROPS
};

/**
 * struct nvi_stats - counters of one device on one CPU
 * @tx_packets: packets that the device re-injected or sent back, or that the
 *	fast path forwarded in the direction with two stages
 * @tx_bytes: octets of @tx_packets, from the network header on
 * @rx_packets: packets that arrive at the device itself in stage 2, or that the
 *	fast path forwarded in the direction with one stage
 * @rx_bytes: octets of @rx_packets, from the network header on
 * @count: indexed by &enum nvi_count
 * @unreflected: indexed by &enum nvi_unreflected
 * @drop: indexed by &enum nvi_drop
 * @syncp: makes 64-bit reads consistent on 32-bit machines
 *
 * Written with BH disabled, only on the CPU that they belong to.
 */
struct nvi_stats {
	u64_stats_t tx_packets;
	u64_stats_t tx_bytes;
	u64_stats_t rx_packets;
	u64_stats_t rx_bytes;
	u64_stats_t count[NVI_COUNTS];
	u64_stats_t unreflected[NVI_UNREFLECTEDS];
	u64_stats_t drop[NVI_DROPS];
	struct u64_stats_sync syncp;
};

/**
 * enum nvi_net_count - counters of a namespace, shared by all its devices
 * @NVI_NET_RECORDED: records written or changed
 * @NVI_NET_UNRECORDED: packets of connections without room for a record: the
 *	connections are older than the device
 * @NVI_NET_KEPT: packets whose ingress differs from the record of their
 *	connection, which is kept (``learn once``)
 */
enum nvi_net_count {
	NVI_NET_RECORDED,
	NVI_NET_UNRECORDED,
	NVI_NET_KEPT,

	/* private: how many */
	NVI_NET_COUNTS
};

#endif /* _NVI_COUNT_H */
