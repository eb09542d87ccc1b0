/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * NVI, the NAT virtual interface: the one ABI, shared by the driver, the
 * iproute2 plugin and every other tool.
 *
 * An nvi device is made by rtnetlink: RTM_NEWLINK with IFLA_INFO_KIND "nvi"
 * and, in IFLA_INFO_DATA, any of the IFLA_NVI_* attributes below.  The same
 * attributes change a device that is there (an attribute left out keeps its
 * value, and a refused request changes nothing) and come back in every dump.
 */
#ifndef _UAPI_LINUX_NVI_H
#define _UAPI_LINUX_NVI_H

#include <linux/types.h>

/* the link kind, also the stem of the module alias */
#define NVI_KIND "nvi"

/**
 * enum nvi_mode - what a packet meets that was routed to the device
 * @NVI_MODE_REINJECT: a second stage through netif_rx(), as if the packet had
 *	just come in by its real ingress interface; the default
 * @NVI_MODE_UNUSED: not a mode; refused
 * @NVI_MODE_REFLECT: a reply goes back the way its connection came: out of the
 *	ingress interface of the original direction, to the link-layer address
 *	that its packets came from; see &enum nvi_fallback for all else
 */
enum nvi_mode {
	NVI_MODE_REINJECT = 0,
	NVI_MODE_UNUSED = 1,
	NVI_MODE_REFLECT = 2,

	/* private: one more than the last */
	__NVI_MODE_END
};

/**
 * enum nvi_ingress - the interface a packet seems to come in by in stage 2
 * @NVI_INGRESS_REAL: the interface it really came in by, as recorded on its
 *	connection; packets of the router's own come in by the nvi device; the
 *	default
 * @NVI_INGRESS_SELF: the nvi device itself, for every packet
 */
enum nvi_ingress {
	NVI_INGRESS_REAL = 0,
	NVI_INGRESS_SELF = 1,

	/* private: one more than the last */
	__NVI_INGRESS_END
};

/**
 * enum nvi_hops - how many hops the gateway is, seen from outside
 * @NVI_HOPS_ONE: one: the TTL or hop limit that one stage took is given back;
 *	the default
 * @NVI_HOPS_TWO: two: each stage takes one, and traceroute shows both
 */
enum nvi_hops {
	NVI_HOPS_ONE = 1,
	NVI_HOPS_TWO = 2,
};

/**
 * enum nvi_replay - do taps on the real ingress see a packet's second stage?
 * @NVI_REPLAY_OFF: no: AF_PACKET, tc ingress, netfilter ingress and generic
 *	XDP of the real ingress see each packet once; the default
 * @NVI_REPLAY_ON: yes, they see it again, translated
 */
enum nvi_replay {
	NVI_REPLAY_OFF = 0,
	NVI_REPLAY_ON = 1,
};

/**
 * enum nvi_fallback - what becomes of a packet that cannot be reflected
 * @NVI_FALLBACK_ROUTE: a second stage, as in NVI_MODE_REINJECT, with the device's
 *	mark, so that a rule decides; the default
 * @NVI_FALLBACK_REFUSE: the sender gets an ICMP error: network unreachable, or no
 *	route
 *
 * That is a packet without a record, or not of the reply direction, or whose
 * recorded ingress is gone, down or cannot be sent by.
 */
enum nvi_fallback {
	NVI_FALLBACK_ROUTE = 0,
	NVI_FALLBACK_REFUSE = 1,
};

/**
 * enum nvi_learn - may a connection move?
 * @NVI_LEARN_FOLLOW: yes: the record says where the last packet of a direction
 *	came in; the default
 * @NVI_LEARN_ONCE: no: it says where the first one did
 *
 * The record is the namespace's, so NVI_LEARN_ONCE of one device counts for all
 * of them.
 */
enum nvi_learn {
	NVI_LEARN_FOLLOW = 0,
	NVI_LEARN_ONCE = 1,
};

/**
 * enum nvi_fast - do established connections take the fast path?
 * @NVI_FAST_OFF: no: every packet meets both stages; the default
 * @NVI_FAST_ON: yes: once packets of both directions of a connection have been
 *	forwarded, and its original or its reply direction by the device, the
 *	kernel's flow table carries it from its real ingress interface straight to
 *	the next hop of stage 2, and back.  Needs a kernel with
 *	CONFIG_NF_FLOW_TABLE, NVI_MODE_REINJECT and NVI_HOPS_ONE.
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
 * @IFLA_NVI_MARK: u32, host byte order: the bits of skb->mark that are set on
 *	stage-2 packets; must lie inside the mask.  0 with mask 0 (the default)
 *	leaves skb->mark alone.
 * @IFLA_NVI_MARK_MASK: u32, host byte order: the bits of skb->mark that
 *	IFLA_NVI_MARK replaces.  Without it, a mark replaces all 32 bits.  Never
 *	without IFLA_NVI_MARK.
 * @IFLA_NVI_HOPS: u8, &enum nvi_hops
 * @IFLA_NVI_REPLAY: u8, &enum nvi_replay
 * @IFLA_NVI_FALLBACK: u8, &enum nvi_fallback; of use in NVI_MODE_REFLECT
 * @IFLA_NVI_LEARN: u8, &enum nvi_learn
 * @IFLA_NVI_FAST: u8, &enum nvi_fast
 * @IFLA_NVI_FAST_MARK: u32, host byte order: with NVI_FAST_ON, only connections
 *	whose connection mark (``ct mark``) has this value inside the mask take the
 *	fast path; must lie inside the mask.  0 with mask 0 (the default) is every
 *	connection.
 * @IFLA_NVI_FAST_MASK: u32, host byte order: the bits of the connection mark
 *	that IFLA_NVI_FAST_MARK compares.  Without it, a mark compares all 32 bits.
 *	Never without IFLA_NVI_FAST_MARK.
 *
 * A value out of range is refused with -EINVAL and an extended ack that points
 * at the attribute and says what it takes.
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
 * While a network namespace has an nvi device, each connection tracked there
 * carries, in the 128 bits of its conntrack labels, where its packets came in.
 * The bits, numbered as by `nft ct label`:
 *
 *     0 ..  31  the administrator's; the driver never touches them
 *    32 ..  55  ifindex of the ingress interface, original direction
 *    56 ..  63  previous hop's link-layer address, octet 0
 *    64 ..  87  ifindex of the ingress interface, reply direction
 *    88 ..  95  previous hop's link-layer address, octet 1
 *    96 .. 103  octet 2
 *   104 .. 111  octet 3
 *   112 .. 119  octet 4
 *   120 .. 127  octet 5
 *
 * The lowest bit of a number is the one with the lowest label number.  ifindex
 * 0 means that no packet of that direction has come in by an interface yet
 * (the connection is the router's own in that direction, or older than the nvi
 * device); NVI_LABEL_IFINDEX_NONE that its ifindex does not fit (skb_iif then
 * has to do).  The address is the source of the
 * Ethernet header of the original direction; all zeroes: ingress had none.
 *
 * To nft the labels are one number of 128 bits in host byte order, and so they
 * are here.  In memory, and in CTA_LABELS, 32-bit word n (bits 32n to 32n+31)
 * is therefore the n-th on little-endian machines, and the n-th from the end on
 * big-endian ones.  (On these, iptables' connlabel and conntrack(8) number the
 * bits differently, each in its own way: nft's label 0 is conntrack's 96.)
 */
#define NVI_LABEL_ADMIN_BITS	32	/* bits 0..31 */
#define NVI_LABEL_WORDS		4	/* 32-bit words in all */

/* the words as numbered by nft, see above for big-endian machines */
#define NVI_LABEL_WORD_ADMIN	0
#define NVI_LABEL_WORD_ORIG	1	/* ifindex of original, octet 0 on top */
#define NVI_LABEL_WORD_REPLY	2	/* ifindex of reply, octet 1 on top */
#define NVI_LABEL_WORD_LLADDR	3	/* octets 2 (lowest) to 5 (highest) */

#define NVI_LABEL_IFINDEX_MASK	0x00ffffffU
#define NVI_LABEL_IFINDEX_NONE	0x00ffffffU	/* does not fit */
#define NVI_LABEL_OCTET_SHIFT	24

#endif /* _UAPI_LINUX_NVI_H */
