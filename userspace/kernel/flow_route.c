// SPDX-License-Identifier: GPL-2.0
/*
 * Routing look-ups for packets of connections.  A look-up takes as long as the rest
 * of a line of "flow show", so the last results are cached.
 */
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "kernel/flow_route.h"
#include "kernel/lookup.h"
#include "kernel/route.h"

#define CACHED 1024

static struct {
	struct flow_key key;
	struct flow_answer answer;
} cache[CACHED];

/**
 * flow_routes_forget() - empty the cache; a command of a batch may have changed routes
 */
void flow_routes_forget(void)
{
	memset(cache, 0, sizeof(cache));
}

static size_t slot_of(const struct flow_key *key)
{
	const __u8 *byte = (const __u8 *)key;
	__u32 hash = 2166136261U;
	size_t i;

	for (i = 0; i < sizeof(*key); i++)
		hash = (hash ^ byte[i]) * 16777619U;
	return hash % CACHED;
}

static void ask(const struct flow_key *key, struct flow_answer *answer)
{
	struct packet p = {
		.src = key->src, .dst = key->dst, .mark = key->mark,
		.proto = key->proto, .sport = key->sport, .dport = key->dport,
	};
	struct route route;

	p.iif.ifindex = key->iif;
	memset(answer, 0, sizeof(*answer));
	if (kernel_lookup(&p, &route, &answer->err))
		answer->err = REFUSED;
	answer->type = route.type;
	answer->table = route.table;
	answer->oif = route.count ? route.nh[0].oif : 0;
	if (route.count)
		answer->gateway = route.nh[0].gateway;
}

/**
 * flow_look_up() - look up the route of a packet
 * @key: the packet
 *
 * Return: the result, valid until the next call
 */
const struct flow_answer *flow_look_up(const struct flow_key *key)
{
	const size_t slot = slot_of(key);

	if (memcmp(&cache[slot].key, key, sizeof(*key))) {
		cache[slot].key = *key;
		ask(key, &cache[slot].answer);
	}
	return &cache[slot].answer;
}

/**
 * flow_is_local() - true if an address is one of this machine
 * @addr: the address
 */
bool flow_is_local(const struct prefix *addr)
{
	struct flow_key key;
	const struct flow_answer *answer;

	memset(&key, 0, sizeof(key));
	key.used = true;
	key.dst = *addr;
	key.src.family = addr->family;
	answer = flow_look_up(&key);
	return !answer->err && answer->type == RTN_LOCAL;
}
