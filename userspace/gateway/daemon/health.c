// SPDX-License-Identifier: GPL-2.0
/*
 * The state of uplinks, from probes and interfaces.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/message.h"
#include "gateway/daemon/health.h"
#include "gateway/daemon/move.h"
#include "gateway/daemon/notify.h"
#include "gateway/daemon/probe.h"
#include "gateway/look/auto.h"
#include "kernel/link.h"

static struct gw_probe *find_probe(struct gw_probe *list, size_t n, const char *uplink)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i].uplink, uplink))
			return &list[i];
	return NULL;
}

/* True if the table of an earlier daemon names the uplink as dead. */
static bool was_dead(const char *nft, const char *uplink)
{
	char comment[64];

	snprintf(comment, sizeof(comment), "comment \"dead %s\"", uplink);
	return nft && strstr(nft, comment);
}

/**
 * gw_health_free() - free the state of uplinks
 * @d: the daemon
 */
void gw_health_free(struct gw_daemon *d)
{
	size_t i;

	for (i = 0; i < d->cfg.uplinks; i++)
		free(d->probe[i].way);
	free(d->probe);
	d->probe = NULL;
}

/**
 * gw_health_load() - use a file, the first one or a changed one
 * @d: the daemon; keeps the state of uplinks that both files have
 * @cfg: the file; the daemon owns it from now on
 * @nft: the gateway's table before the daemon began, or NULL
 */
void gw_health_load(struct gw_daemon *d, const struct gw_config *cfg, const char *nft)
{
	struct gw_probe *list = calloc(cfg->uplinks, sizeof(*list));
	size_t i;

	if (!list) {
		refuse("out of memory");
		exit(-REFUSED);
	}
	for (i = 0; i < d->cfg.uplinks; i++)
		gw_probe_end(&d->probe[i]);
	for (i = 0; i < cfg->uplinks; i++) {
		const char *name = cfg->uplink[i].s.name;
		struct gw_probe *old = find_probe(d->probe, d->cfg.uplinks, name);

		if (old) {
			list[i] = *old;
			old->way = NULL;	/* list[i] owns it */
		} else {
			list[i].dead = was_dead(nft, name);
			list[i].used = !list[i].dead;
		}
		if (cfg->uplink[i].check == GW_CHECK_NONE)
			list[i].dead = false;
		snprintf(list[i].uplink, sizeof(list[i].uplink), "%s", name);
		list[i].fd = -1;
		list[i].id = getpid() + i;
		list[i].next = 0;
	}
	gw_health_free(d);
	gw_free(&d->cfg);
	d->probe = list;
	d->cfg = *cfg;
	d->cfg.daemon = true;
}

/**
 * gw_health_look() - set @dead of all uplinks
 * @d: the daemon
 */
void gw_health_look(struct gw_daemon *d)
{
	struct link link;
	size_t i;

	for (i = 0; i < d->cfg.uplinks; i++) {
		struct gw_uplink *u = &d->cfg.uplink[i];
		struct gw_probe *p = &d->probe[i];
		bool found = link_find(u->interface, &link) > 0;

		u->dead = p->dead;
		if (found && link.flags & IFF_UP && link.flags & IFF_RUNNING)
			continue;
		u->dead = true;
		snprintf(p->why, sizeof(p->why), "interface %s %s", u->interface, !found ?
			 "is not there" : link.flags & IFF_UP ? "has no carrier" : "is down");
		gw_probe_end(p);
		/* When the carrier is back, a probe has to succeed first. */
		p->dead = u->check != GW_CHECK_NONE;
		p->row = 0;
		p->next = 0;
	}
}

/* Return: true if the result changes the state of the uplink */
static bool take_result(const struct gw_uplink *u, struct gw_probe *p, bool lives)
{
	if (lives != p->dead) {
		p->row = 0;
		return false;
	}
	if (++p->row < (lives ? u->rise : u->fall))
		return false;
	p->row = 0;
	p->dead = !lives;
	return true;
}

static bool is_up(const char *interface)
{
	struct link link;

	return link_find(interface, &link) > 0 && link.flags & IFF_UP && link.flags & IFF_RUNNING;
}

/* End a probe and begin the next. Return: true if the state of the uplink changes */
static bool probe_next(const struct gw_uplink *u, struct gw_probe *p, __u64 now)
{
	bool changed = p->waiting && take_result(u, p, false);

	gw_probe_end(p);
	/* From now, not from when it was due: each probe gets a whole interval. */
	p->next = now + 1000ULL * u->interval;
	if (!is_up(u->interface))
		return changed;
	gw_probe_begin(u, p);
	if (!p->waiting)
		changed |= take_result(u, p, false);
	return changed;
}

/**
 * gw_health_probe() - handle answers and timeouts of probes, and begin the next ones
 * @d: the daemon
 * @fds: sockets of the uplinks' probes
 *
 * Return: true if the state of an uplink changes
 */
bool gw_health_probe(struct gw_daemon *d, struct pollfd *fds)
{
	__u64 now = clock_ms();
	bool changed = false;
	size_t i;
	int result;

	/* After reading the clock: an answer is not late if this process is. */
	if (poll(fds, d->cfg.uplinks, 0) < 0)
		return false;
	for (i = 0; i < d->cfg.uplinks; i++) {
		const struct gw_uplink *u = &d->cfg.uplink[i];
		struct gw_probe *p = &d->probe[i];

		if (u->check == GW_CHECK_NONE)
			continue;
		result = gw_probe_poll(u, p, fds[i].fd >= 0 ? fds[i].revents : 0);
		if (result)
			changed |= take_result(u, p, result > 0);
		if (now >= p->next)
			changed |= probe_next(u, p, now);
	}
	return changed;
}

static void tell_dead(struct gw_daemon *d, size_t n, bool others)
{
	static const char *const checks[] = { "", "ping ", "tcp ", "script " };
	const struct gw_uplink *u = &d->cfg.uplink[n];
	long moved = others ? gw_move(u) : 0;
	char what[160] = "";

	if (is_up(u->interface))
		snprintf(what, sizeof(what), "%s%s: ", checks[u->check], u->check_target);
	if (others)
		warn("uplink %s is dead (%s%s); connections moved: %ld", u->s.name, what,
		     d->probe[n].why, moved);
	else
		warn("uplink %s is dead (%s%s), and no other uplink lives", u->s.name, what,
		     d->probe[n].why);
}

/* While all uplinks were dead, connections were given to dead ones. */
static void tell_first(struct gw_daemon *d, const struct gw_uplink *first)
{
	long n, moved = 0;
	size_t i;

	for (i = 0; i < d->cfg.uplinks; i++) {
		if (!d->cfg.uplink[i].dead)
			continue;
		n = gw_move(&d->cfg.uplink[i]);
		moved += n > 0 ? n : 0;
	}
	tell("uplink %s lives, as the first; connections moved: %ld", first->s.name, moved);
}

/**
 * gw_health_tell() - log changed states, and move the connections of dead uplinks
 * @d: the daemon, after the change was applied
 */
void gw_health_tell(struct gw_daemon *d)
{
	size_t i, alive = 0, before = 0;

	for (i = 0; i < d->cfg.uplinks; i++) {
		alive += !d->cfg.uplink[i].dead && !d->cfg.uplink[i].down;
		before += d->probe[i].used;
	}
	for (i = 0; i < d->cfg.uplinks; i++) {
		const struct gw_uplink *u = &d->cfg.uplink[i];
		bool used = !u->dead && !u->down;

		if (used == d->probe[i].used)
			continue;
		d->probe[i].used = used;
		if (used && !before++)
			tell_first(d, u);
		else if (used)
			tell("uplink %s lives", u->s.name);
		else
			tell_dead(d, i, alive);
	}
	gw_notify("STATUS=%zu of %zu uplinks live", alive, d->cfg.uplinks);
}

/**
 * gw_health_tell_ways() - log changed addresses and gateways of interfaces
 * @d: the daemon, after the change was applied
 * @moved: number of connections of addresses that are gone
 */
void gw_health_tell_ways(struct gw_daemon *d, long moved)
{
	size_t i;

	for (i = 0; i < d->cfg.uplinks; i++) {
		char *way = gw_way(&d->cfg.uplink[i]), *old = d->probe[i].way;

		if (old && way && strcmp(old, way)) {
			tell("uplink %s has %s; connections moved: %ld", d->probe[i].uplink, way,
			     moved);
			moved = 0;
		}
		free(old);
		d->probe[i].way = way;
	}
}
