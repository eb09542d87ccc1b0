/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state of the daemon `nvictl gateway run`.
 *
 * It keeps the results of probes only.  The kernel's state is read before each change,
 * so lost netlink messages and a restart of the daemon do no harm.  The gateway's
 * nftables table names the uplinks that are dead.
 */
#ifndef _NVICTL_GATEWAY_DAEMON_H
#define _NVICTL_GATEWAY_DAEMON_H

#include <sys/types.h>

#include "gateway/config/config.h"
#include "nl/nl.h"

/**
 * struct gw_probe - the result and the state of an uplink's probes
 * @uplink: the uplink's name
 * @dead: probes say that the uplink is dead
 * @used: the uplink was in use when its state was last logged
 * @way: addresses and gateways of its interface when these were last logged
 * @row: number of successive results that contradict @dead
 * @why: the last failure, for the log
 * @waiting: a probe is in progress
 * @fd: its socket, or -1
 * @pid: its script, or 0
 * @id: id of ICMP echo requests
 * @seq: sequence number of the last echo request
 * @next: time at which the next probe begins, and this one has failed; ms
 */
struct gw_probe {
	char uplink[32];
	bool dead;
	bool used;
	char *way;
	__u32 row;
	char why[96];
	bool waiting;
	int fd;
	pid_t pid;
	__u16 id;
	__u16 seq;
	__u64 next;
};

/**
 * struct gw_daemon - the daemon
 * @file: the file's name as it was given
 * @cfg: the file
 * @probe: probes of each uplink, in the order of the file
 * @route: socket for events of rtnetlink
 * @nft: socket for events of nftables
 * @signals: signalfd
 * @resync: time at which the kernel's state is compared next, ms; 0: no event
 * @watchdog: interval of the service manager's watchdog, ms, or 0
 * @alive: time at which the watchdog is notified next, ms
 * @end: SIGTERM was received
 */
struct gw_daemon {
	const char *file;
	struct gw_config cfg;
	struct gw_probe *probe;
	struct nl_sock *route;
	struct nl_sock *nft;
	int signals;
	__u64 resync;
	__u64 watchdog;
	__u64 alive;
	bool end;
};

#endif /* _NVICTL_GATEWAY_DAEMON_H */
