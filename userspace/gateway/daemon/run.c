// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl gateway run: a daemon that keeps a gateway as its file says, without dead uplinks.
 *
 * When it begins, it changes only the difference between the current and the wanted state.
 * When it ends, it changes nothing.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/clock.h"
#include "base/message.h"
#include "base/names.h"
#include "gateway/apply/apply.h"
#include "gateway/config/file.h"
#include "gateway/daemon/events.h"
#include "gateway/daemon/health.h"
#include "gateway/daemon/move.h"
#include "gateway/daemon/notify.h"
#include "gateway/daemon/probe.h"
#include "gateway/daemon/run.h"
#include "gateway/look/have.h"
#include "gateway/look/look.h"
#include "gateway/look/table.h"
#include "gateway/plan/diff.h"
#include "gateway/plan/want.h"

/* time after which a change that failed is tried again, ms */
#define RETRY 5000

/* Allow one daemon in a network namespace, to which abstract names of sockets belong. */
static int bind_name(void)
{
	static const char name[] = "\0nvictl gateway run";
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(a.sun_path, name, sizeof(name) - 1);
	if (fd >= 0 && !bind(fd, (struct sockaddr *)&a,
			     offsetof(struct sockaddr_un, sun_path) + sizeof(name) - 1))
		return 0;
	return refuse("cannot run: %s", errno == EADDRINUSE ?
		      "another \"nvictl gateway run\" is in this network namespace" :
		      strerror(errno));
}

static int take_signals(struct gw_daemon *d)
{
	static const int wanted[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		sigaddset(&set, wanted[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	d->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return d->signals < 0 ? refuse("cannot wait for signals: %s", strerror(errno)) : 0;
}

/* Compare the kernel's state with the wanted one, and apply the difference. */
static int update(struct gw_daemon *d)
{
	struct gw_state have, want = { };
	struct gw_change c = { };
	int err;

	d->resync = 0;
	device_names_forget();
	rules_forget();
	err = gw_have(&have);
	if (!err) {
		gw_health_look(d);
		err = gw_look(&d->cfg);
	}
	if (!err)
		err = gw_want(&d->cfg, &have, &want);
	if (!err)
		err = gw_compare(&have, &want, &c);
	if (!err && !gw_change_is_none(&c))
		err = gw_apply(&c, &want);
	if (!err)
		gw_health_tell_ways(d, gw_move_lost(&c));
	gw_state_free(&have);
	gw_state_free(&want);
	gw_change_free(&c);
	if (err)
		d->resync = clock_ms() + RETRY;
	else
		gw_health_tell(d);
	return err;
}

static void reload(struct gw_daemon *d)
{
	struct gw_config cfg;

	gw_notify("RELOADING=1\nMONOTONIC_USEC=%llu", 1000ULL * clock_ms());
	if (gw_read(d->file, &cfg)) {
		gw_free(&cfg);
		warn("the file is not used; the gateway does not change");
	} else {
		gw_health_load(d, &cfg, NULL);
		d->cfg.quiet = false;
		if (!update(d))
			tell("the file was read again");
		d->cfg.quiet = true;
	}
	gw_notify("READY=1");
}

static void read_signals(struct gw_daemon *d)
{
	struct signalfd_siginfo s;

	while (read(d->signals, &s, sizeof(s)) == sizeof(s)) {
		if (s.ssi_signo == SIGHUP)
			reload(d);
		else if (s.ssi_signo != SIGCHLD)
			d->end = true;
	}
}

/* Return: ms until the next timer expires */
static int time_left(const struct gw_daemon *d)
{
	__u64 now = clock_ms(), next = now + 3600000;
	size_t i;

	if (d->resync && d->resync < next)
		next = d->resync;
	if (d->watchdog && d->alive < next)
		next = d->alive;
	for (i = 0; i < d->cfg.uplinks; i++)
		if (d->cfg.uplink[i].check != GW_CHECK_NONE && d->probe[i].next < next)
			next = d->probe[i].next;
	return next > now ? next - now : 0;
}

static void wait_for_events(struct gw_daemon *d, struct pollfd *fds)
{
	struct pollfd *probes = fds + 3;
	size_t i;

	fds[0] = (struct pollfd){ .fd = d->signals, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = nl_socket_get_fd(d->route), .events = POLLIN };
	fds[2] = (struct pollfd){ .fd = nl_socket_get_fd(d->nft), .events = POLLIN };
	for (i = 0; i < d->cfg.uplinks; i++)
		probes[i] = (struct pollfd){
			.fd = d->probe[i].fd,
			.events = d->cfg.uplink[i].check == GW_CHECK_TCP ? POLLOUT : POLLIN,
		};
	if (poll(fds, 3 + d->cfg.uplinks, time_left(d)) < 0)
		return;
	if (fds[1].revents)
		gw_events_read(d, d->route);
	if (fds[2].revents)
		gw_events_read(d, d->nft);
	if (gw_health_probe(d, probes) || (d->resync && clock_ms() >= d->resync))
		update(d);
	/* Last, since a reload changes the uplinks. */
	if (fds[0].revents)
		read_signals(d);
	if (d->watchdog && clock_ms() >= d->alive) {
		gw_notify("WATCHDOG=1");
		d->alive = clock_ms() + d->watchdog;
	}
}

static int loop(struct gw_daemon *d)
{
	struct pollfd *fds = NULL, *grown;

	while (!d->end) {
		grown = realloc(fds, (3 + d->cfg.uplinks) * sizeof(*fds));
		if (!grown) {
			free(fds);
			return refuse("out of memory");
		}
		fds = grown;
		wait_for_events(d, fds);
	}
	free(fds);
	gw_notify("STOPPING=1");
	tell("the daemon ends; the gateway stays as it is");
	return 0;
}

static int begin(struct gw_daemon *d)
{
	struct gw_config cfg;
	int err = gw_read(d->file, &cfg);
	char *nft;

	if (err) {
		gw_free(&cfg);
		return err;
	}
	nft = gw_table_list(false);
	gw_health_load(d, &cfg, nft);
	free(nft);
	d->cfg.quiet = false;
	err = update(d);
	d->cfg.quiet = true;
	if (err)
		return err;
	d->watchdog = gw_notify_watchdog();
	gw_notify("READY=1");
	tell("the gateway is as %s says", d->cfg.file);
	return 0;
}

/**
 * gw_run() - run the daemon until SIGTERM
 * @file: the gateway's file
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int gw_run(const char *file)
{
	struct gw_daemon d = { .file = file };
	size_t i;
	int err;

	message_to_journal();
	setvbuf(stderr, NULL, _IOLBF, 0);
	err = bind_name();
	if (!err)
		err = take_signals(&d);
	if (!err)
		err = gw_events_open(&d);
	if (!err)
		err = begin(&d);
	if (!err)
		err = loop(&d);
	for (i = 0; i < d.cfg.uplinks; i++)
		gw_probe_end(&d.probe[i]);
	gw_health_free(&d);
	gw_free(&d.cfg);
	nl_socket_free(d.route);
	nl_socket_free(d.nft);
	return err;
}
