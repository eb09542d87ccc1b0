// SPDX-License-Identifier: GPL-2.0
/*
 * Send a real packet through the two stages, and drop it before it leaves.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <arpa/inet.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

#include "kernel/lookup.h"
#include "probe/probe.h"

/* Delete the connection that the probe began: no packet follows. */
static void forget(const struct packet *p)
{
	struct nfct_handle *handle = nfct_open(CONNTRACK, 0);
	struct nf_conntrack *ct = nfct_new();
	bool v6 = p->src.family == AF_INET6;

	if (!handle || !ct)
		goto out;
	nfct_set_attr_u8(ct, ATTR_ORIG_L3PROTO, p->src.family);
	nfct_set_attr(ct, v6 ? ATTR_ORIG_IPV6_SRC : ATTR_ORIG_IPV4_SRC, p->src.addr);
	nfct_set_attr(ct, v6 ? ATTR_ORIG_IPV6_DST : ATTR_ORIG_IPV4_DST, p->dst.addr);
	nfct_set_attr_u8(ct, ATTR_ORIG_L4PROTO, p->proto);
	if (p->proto == IPPROTO_ICMP || p->proto == IPPROTO_ICMPV6) {
		nfct_set_attr_u8(ct, ATTR_ICMP_TYPE, v6 ? 128 : 8);
		nfct_set_attr_u8(ct, ATTR_ICMP_CODE, 0);
		nfct_set_attr_u16(ct, ATTR_ICMP_ID, htons(p->sport));
	} else {
		nfct_set_attr_u16(ct, ATTR_ORIG_PORT_SRC, htons(p->sport));
		nfct_set_attr_u16(ct, ATTR_ORIG_PORT_DST, htons(p->dport));
	}
	nfct_query(handle, NFCT_Q_DESTROY, ct);
out:
	if (ct)
		nfct_destroy(ct);
	if (handle)
		nfct_close(handle);
}

static int send_and_follow(const struct packet *p, const struct frame *frame,
			   struct probe *probe)
{
	struct watch watch;
	struct entry entry;
	int err = watch_open(&watch, frame, p);

	if (err)
		return err;
	err = entry_open(&entry, frame, p);
	if (!err) {
		err = entry_send(&entry, frame, p->mark);
		if (!err)
			err = watch_follow(&watch, probe);
		entry_close(&entry);
		forget(p);
	}
	watch_close(&watch);
	return err;
}

/**
 * probe_run() - send a probe and follow it
 * @p: the packet, with protocol and ports
 * @probe: the result
 *
 * SIGINT is blocked until everything is undone, for up to two seconds.
 *
 * Return: 0, or less after a message
 */
int probe_run(const struct packet *p, struct probe *probe)
{
	sigset_t block, before;
	struct frame frame;
	int err = probe_frame(p, &frame);

	memset(probe, 0, sizeof(*probe));
	if (err)
		return err;
	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGHUP);
	sigaddset(&block, SIGPIPE);
	sigprocmask(SIG_BLOCK, &block, &before);
	err = send_and_follow(p, &frame, probe);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}
