/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The daemon of `nvictl gateway run`.
 *
 * It keeps no state of its own but what probes said: what is in the kernel is read
 * before each change, so nothing is lost when netlink loses something, or the daemon
 * ends.  Which uplinks are dead stands in the gateway's table of nftables.
 */
#ifndef _NVICTL_GATEWAY_DAEMON_H
#define _NVICTL_GATEWAY_DAEMON_H

#include <poll.h>
#include <sys/types.h>

#include "gateway/gateway.h"

/**
 * struct gw_probe - what is known of an uplink
 * @uplink: its name
 * @dead: so probes say
 * @used: it was in the choice when that was last told
 * @way: the addresses and gateways that its interface had when that was last told
 * @row: results in a row that contradict @dead
 * @why: what the last result was, for the log
 * @waiting: a probe is under way
 * @fd: its socket, or -1
 * @pid: its script, or 0
 * @id: of ICMP echoes
 * @seq: of the last echo
 * @next: when the next probe begins, and this one has failed; ms
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
 * struct gw_daemon - all of it
 * @file: as it was called
 * @cfg: as it was read
 * @probe: of each uplink, in the order of the file
 * @route: rtnetlink's events
 * @nft: nftables' events
 * @signals: signalfd
 * @resync: when the kernel is to be looked at again, ms; 0: nothing has happened
 * @watchdog: ms between two signs of life that systemd wants, or 0
 * @alive: when the next one is due, ms
 * @end: SIGTERM came
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

/* gateway_run.c */
int gw_run(const char *file);

/* gateway_probe.c */
void gw_probe_begin(const struct gw_uplink *u, struct gw_probe *p);
int gw_probe_poll(const struct gw_uplink *u, struct gw_probe *p, short revents);
void gw_probe_end(struct gw_probe *p);

/* gateway_script.c */
int gw_script_begin(const struct gw_uplink *u, struct gw_probe *p);
int gw_script_poll(struct gw_probe *p);
void gw_script_end(struct gw_probe *p);

/* gateway_health.c */
void gw_health_load(struct gw_daemon *d, const struct gw_config *cfg, const char *nft);
void gw_health_look(struct gw_daemon *d);
bool gw_health_probe(struct gw_daemon *d, struct pollfd *fds);
void gw_health_tell(struct gw_daemon *d);
void gw_health_tell_ways(struct gw_daemon *d, long moved);
void gw_health_free(struct gw_daemon *d);

/* gateway_events.c */
int gw_events_open(struct gw_daemon *d);
void gw_events_read(struct gw_daemon *d, struct nl_sock *sock);

/* gateway_move.c */
long gw_move(const struct gw_uplink *u);
long gw_move_lost(const struct gw_change *c);

/* gateway_notify.c */
void gw_notify(const char *format, ...) __printf(1, 2);
__u64 gw_notify_watchdog(void);

#endif /* _NVICTL_GATEWAY_DAEMON_H */
