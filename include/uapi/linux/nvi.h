/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * NVI, the NAT virtual interface: the ABI that the driver shares with the
 * iproute2 plugin and every other tool.
 *
 * An rtnetlink request RTM_NEWLINK with IFLA_INFO_KIND "nvi" creates an nvi
 * device.  IFLA_INFO_DATA holds any of the IFLA_NVI_* attributes below.  The
 * same attributes change an existing device and are in every dump.  A change
 * keeps the value of each attribute that is not in the request.  A refused
 * request changes nothing.
 */
#ifndef _UAPI_LINUX_NVI_H
#define _UAPI_LINUX_NVI_H

#include <linux/types.h>

/* the link kind; the module alias is rtnl-link-nvi */
#define NVI_KIND "nvi"

/**
 * enum nvi_mode - what the device does with a packet that is routed to it
 * @NVI_MODE_REINJECT: a second stage: netif_rx() receives the packet again, as
 *	if it had just arrived at its real ingress interface; the default
 * @NVI_MODE_UNUSED: not a mode; refused
 * @NVI_MODE_REFLECT: a reply leaves by the ingress interface of the original
 *	direction, to the link-layer address that the packets of that
 *	direction come from; see &enum nvi_fallback for all other packets
 */
enum nvi_mode {
	NVI_MODE_REINJECT = 0,
	NVI_MODE_UNUSED = 1,
	NVI_MODE_REFLECT = 2,

	/* private: one more than the last */
	__NVI_MODE_END
};

/**
 * enum nvi_ingress - the ingress interface of a packet in stage 2
 * @NVI_INGRESS_REAL: the interface that the packet arrived at, as recorded on
 *	its connection, or the nvi device for a packet that the router itself
 *	sends; the default
 * @NVI_INGRESS_SELF: the nvi device, for every packet
 */
enum nvi_ingress {
	NVI_INGRESS_REAL = 0,
	NVI_INGRESS_SELF = 1,

	/* private: one more than the last */
	__NVI_INGRESS_END
};

/**
 * enum nvi_hops - the number of hops that traceroute shows for the gateway
 * @NVI_HOPS_ONE: one: the device restores the TTL or hop limit that stage 1
 *	decremented; the default
 * @NVI_HOPS_TWO: two: each stage decrements it
 */
enum nvi_hops {
	NVI_HOPS_ONE = 1,
	NVI_HOPS_TWO = 2,
};

/**
 * enum nvi_replay - whether taps on the real ingress see stage 2
 * @NVI_REPLAY_OFF: AF_PACKET, tc ingress, netfilter ingress and generic XDP of
 *	the real ingress see each packet once, in stage 1; the default
 * @NVI_REPLAY_ON: they see the packet again in stage 2, translated
 */
enum nvi_replay {
	NVI_REPLAY_OFF = 0,
	NVI_REPLAY_ON = 1,
};

/**
 * enum nvi_fallback - what happens to a packet that cannot be reflected
 * @NVI_FALLBACK_ROUTE: a second stage, as in NVI_MODE_REINJECT, with the
 *	device's mark, so that a routing rule can decide; the default
 * @NVI_FALLBACK_REFUSE: the packet is dropped, and its sender gets an ICMP
 *	error: network unreachable (IPv4), no route to destination (IPv6)
 *
 * A packet cannot be reflected if it has no record, if it is not of the reply
 * direction, or if the recorded ingress does not exist, is down, or needs a
 * link-layer address that the record does not hold.
 */
enum nvi_fallback {
	NVI_FALLBACK_ROUTE = 0,
	NVI_FALLBACK_REFUSE = 1,
};

/**
 * enum nvi_learn - whether the record of a connection can change
 * @NVI_LEARN_FOLLOW: it can: the record holds the ingress of the last packet of
 *	each direction; the default
 * @NVI_LEARN_ONCE: it cannot: the record holds the ingress of the first packet
 *	of each direction
 *
 * Records belong to the namespace: NVI_LEARN_ONCE of one device applies to all
 * devices of the namespace.
 */
enum nvi_learn {
	NVI_LEARN_FOLLOW = 0,
	NVI_LEARN_ONCE = 1,
};

/**
 * enum nvi_fast - whether established connections take the fast path
 * @NVI_FAST_OFF: every packet passes both stages; the default
 * @NVI_FAST_ON: the kernel's flow table forwards a connection from its real
 *	ingress interface to the next hop of stage 2, and back, once packets
 *	of both directions have been forwarded, those of one direction by the
 *	device.  Needs a kernel with CONFIG_NF_FLOW_TABLE, NVI_MODE_REINJECT,
 *	NVI_INGRESS_REAL, NVI_HOPS_ONE and NVI_REPLAY_OFF.
 */
enum nvi_fast {
	NVI_FAST_OFF = 0,
	NVI_FAST_ON = 1,
};

/**
 * enum nvi_attr - attributes in IFLA_INFO_DATA of a link of kind "nvi"
 * @IFLA_NVI_UNSPEC: not used
 * @IFLA_NVI_MODE: u8, &enum nvi_mode
 * @IFLA_NVI_INGRESS: u8, &enum nvi_ingress
 * @IFLA_NVI_MARK: u32, host byte order: value of the bits of skb->mark that
 *	IFLA_NVI_MARK_MASK selects, on stage-2 packets; must lie inside the
 *	mask.  0 with mask 0 (the default) leaves skb->mark unchanged.
 * @IFLA_NVI_MARK_MASK: u32, host byte order: the bits of skb->mark that
 *	IFLA_NVI_MARK replaces.  Defaults to all 32 bits.  Refused without
 *	IFLA_NVI_MARK.
 * @IFLA_NVI_HOPS: u8, &enum nvi_hops
 * @IFLA_NVI_REPLAY: u8, &enum nvi_replay
 * @IFLA_NVI_FALLBACK: u8, &enum nvi_fallback; used in NVI_MODE_REFLECT
 * @IFLA_NVI_LEARN: u8, &enum nvi_learn
 * @IFLA_NVI_FAST: u8, &enum nvi_fast
 * @IFLA_NVI_FAST_MARK: u32, host byte order: with NVI_FAST_ON, only connections
 *	whose connection mark (``ct mark``) has this value inside the mask
 *	take the fast path; must lie inside the mask.  0 with mask 0 (the
 *	default) matches every connection.
 * @IFLA_NVI_FAST_MASK: u32, host byte order: the bits of the connection mark
 *	that IFLA_NVI_FAST_MARK is compared with.  Defaults to all 32 bits.
 *	Refused without IFLA_NVI_FAST_MARK.
 *
 * A value out of range is refused with -EINVAL.  The extended ack points at the
 * attribute and names the values that it takes.  Attributes of the fast path
 * are refused with -EOPNOTSUPP by a kernel that lacks their configuration.
 */
enum nvi_attr {
	IFLA_NVI_UNSPEC = 0,
	IFLA_NVI_MODE,
	IFLA_NVI_INGRESS,
	IFLA_NVI_MARK,
	IFLA_NVI_MARK_MASK,
	IFLA_NVI_HOPS,
	IFLA_NVI_REPLAY,
	IFLA_NVI_FALLBACK,
	IFLA_NVI_LEARN,
	IFLA_NVI_FAST,
	IFLA_NVI_FAST_MARK,
	IFLA_NVI_FAST_MASK,

	/* private: one more than the last */
	__IFLA_NVI_MAX
};

#define IFLA_NVI_MAX (__IFLA_NVI_MAX - 1)

/*
 * The ingress record
 * ==================
 *
 * While a network namespace has an nvi device, the 128 bits of the conntrack
 * labels of each connection record where its packets arrive.  The bits, numbered
 * as by `nft ct label`:
 *
 *     0 ..  31  reserved for the administrator; the driver never changes them
 *    32 ..  55  ifindex of the ingress interface, original direction
 *    56 ..  63  link-layer address of the previous hop, octet 0
 *    64 ..  87  ifindex of the ingress interface, reply direction
 *    88 ..  95  link-layer address of the previous hop, octet 1
 *    96 .. 103  octet 2
 *   104 .. 111  octet 3
 *   112 .. 119  octet 4
 *   120 .. 127  octet 5
 *
 * The least significant bit of a number has the lowest label number.  ifindex 0
 * means that no packet of that direction has arrived at an interface: the router
 * itself sends that direction, or the connection is older than the nvi device.
 * NVI_LABEL_IFINDEX_NONE means that the ifindex does not fit into 24 bits; the
 * driver then uses skb_iif instead.  The address is the source address in the
 * Ethernet header of the original direction, or all zeroes if the ingress has
 * no Ethernet header.
 *
 * To nft and here, the labels are one number of 128 bits in host byte order.  In
 * memory and in CTA_LABELS, 32-bit word n (bits 32n to 32n+31) is therefore the
 * n-th word on little-endian machines, and the n-th from the end on big-endian
 * ones.  (There, iptables' connlabel and conntrack(8) number the bits
 * differently, each in its own way: label 0 of nft is 96 of conntrack.)
 */
#define NVI_LABEL_ADMIN_BITS	32	/* bits 0..31 */
#define NVI_LABEL_WORDS		4	/* 32-bit words in all */

/* word numbers as of nft; see above for big-endian machines */
#define NVI_LABEL_WORD_ADMIN	0
#define NVI_LABEL_WORD_ORIG	1	/* ifindex, original direction; octet 0 in the top byte */
#define NVI_LABEL_WORD_REPLY	2	/* ifindex, reply direction; octet 1 in the top byte */
#define NVI_LABEL_WORD_LLADDR	3	/* octets 2 (lowest) to 5 (highest) */

#define NVI_LABEL_IFINDEX_MASK	0x00ffffffU
#define NVI_LABEL_IFINDEX_NONE	0x00ffffffU	/* does not fit into 24 bits */
#define NVI_LABEL_OCTET_SHIFT	24

#endif /* _UAPI_LINUX_NVI_H */
