/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is counted, and why packets are dropped.
 */
#ifndef _NVI_COUNT_H
#define _NVI_COUNT_H

#include <linux/u64_stats_sync.h>

/**
 * enum nvi_count - what becomes of packets that are not dropped
 * @NVI_COUNT_REINJECT4: IPv4 packets put back for stage 2
 * @NVI_COUNT_REINJECT6: IPv6 packets put back for stage 2
 * @NVI_COUNT_FAST4: IPv4 packets of either direction that took the fast path
 * @NVI_COUNT_FAST6: IPv6 packets of either direction that took the fast path
 * @NVI_COUNT_REFLECT4: IPv4 packets sent back the way their connection came
 * @NVI_COUNT_REFLECT6: IPv6 packets sent back the way their connection came
 * @NVI_COUNT_STOCK_ROUTE: stage-2 IPv4 packets that the kernel's own routing decided
 *
 * Names for users are in stats.c; Documentation/nvi.rst explains more.
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
 * @NVI_REFLECTED: it does
 * @NVI_UNREFLECTED_NO_RECORD: the packet's connection has no record, or it has no
 *	connection
 * @NVI_UNREFLECTED_ORIGINAL: the packet is not a reply
 * @NVI_UNREFLECTED_GONE: the recorded ingress does not exist any more
 * @NVI_UNREFLECTED_DOWN: the recorded ingress is down, or has no carrier
 * @NVI_UNREFLECTED_LINK: the recorded ingress has link-layer addresses, but none was
 *	recorded, or no packet can be sent back by such a device
 * @NVI_UNREFLECTED_STALE: TCP retransmissions have had no answer, so the previous
 *	hop may be gone: sent back, and a copy is routed
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
 * @NVI_NO_DROP: it is not
 * @NVI_DROP_NOT_IP: neither IPv4 nor IPv6
 * @NVI_DROP_MALFORMED: no whole IP header, or not what its GSO type says
 * @NVI_DROP_NO_MEMORY: for a writable header, or a route
 * @NVI_DROP_NO_INGRESS: the real ingress does not exist any more
 * @NVI_DROP_INGRESS_DOWN: the real ingress is down
 * @NVI_DROP_BACKLOG: netif_rx() refused the packet
 * @NVI_DROP_LOOP: stage 2 was routed to an nvi device
 * @NVI_DROP_MULTICAST: so was that of a multicast or link-local packet
 * @NVI_DROP_NO_ROUTE: stage 2 has no route
 * @NVI_DROP_MARTIAN: the kernel's own routing refused an address
 * @NVI_DROP_TTL: exceeded in stage 2
 * @NVI_DROP_TOO_BIG: for the way out, and not to be fragmented
 * @NVI_DROP_POLICY: of IPsec
 * @NVI_DROP_REFUSED: could not be reflected, and the device is set to refuse
 * @NVI_DROP_EGRESS: the device that the packet was sent by did not take it
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
 * @tx_packets: packets through the device: put back into the stack, sent back, or carried
 *	by the fast path in the direction that has two stages
 * @tx_bytes: their network-layer octets
 * @rx_packets: packets that came back in by the device itself, or were carried by the
 *	fast path in the direction that has one stage
 * @rx_bytes: their network-layer octets
 * @count: by &enum nvi_count
 * @unreflected: by &enum nvi_unreflected
 * @drop: by &enum nvi_drop
 * @syncp: makes 64-bit reads consistent on 32-bit machines
 *
 * Written with BH disabled on their own CPU only.
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
 * enum nvi_net_count - what a namespace counts, all its devices together
 * @NVI_NET_RECORDED: records written or changed
 * @NVI_NET_UNRECORDED: packets of connections without room for a record
 *	(they are older than the device)
 * @NVI_NET_KEPT: packets that came in elsewhere than their connection's record
 *	says, which stays what it is (``learn once``)
 */
enum nvi_net_count {
	NVI_NET_RECORDED,
	NVI_NET_UNRECORDED,
	NVI_NET_KEPT,

	/* private: how many */
	NVI_NET_COUNTS
};

#endif /* _NVI_COUNT_H */
