// SPDX-License-Identifier: GPL-2.0
/*
 * The rules in the kernel.  A batch reads them once; the rules that it adds and
 * deletes are recorded here, so that its requests can be queued.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "nl/request.h"
#include "kernel/rules.h"

static struct cache {
	struct rules rules;
	size_t room;
	bool valid;
} caches[2];

static struct cache *cache_of(int family)
{
	return &caches[family == AF_INET6];
}

static int append(struct cache *cache, const struct rule *rule)
{
	struct rule *grown;

	if (cache->rules.count == cache->room) {
		cache->room = cache->room ? 2 * cache->room : 64;
		grown = realloc(cache->rules.rule, cache->room * sizeof(*rule));
		if (!grown)
			return -ENOMEM;
		cache->rules.rule = grown;
	}
	cache->rules.rule[cache->rules.count++] = *rule;
	return 0;
}

static int collect(const struct nlmsghdr *msg, void *arg)
{
	struct cache *cache = arg;
	struct rule rule;

	if (!msg) {
		cache->rules.count = 0;
		return 0;
	}
	if (msg->nlmsg_type != RTM_NEWRULE || rule_parse(msg, &rule))
		return 0;
	return append(cache, &rule);
}

/*
 * The kernel continues a dump by position, and does not report that rules before
 * that position were added or deleted.
 */
static int dump(int family, struct cache *cache)
{
	struct nl_sock *watch = knl_watch(family == AF_INET6 ? RTNLGRP_IPV6_RULE :
					  RTNLGRP_IPV4_RULE);
	struct fib_rule_hdr h = { .family = family };
	int i, err = -EINTR;

	for (i = 0; err == -EINTR && i < KNL_RETRIES; i++) {
		err = knl_dump(knl_route(), knl_new(RTM_GETRULE, 0, &h, sizeof(h)),
			       collect, cache);
		if (knl_changed(watch) && !err)
			err = -EINTR;
	}
	knl_watch_end(watch);
	return err;
}

/**
 * rules_get() - list all rules of a family, in their order
 * @family: AF_INET or AF_INET6
 *
 * Return: the rules, valid until the next call; NULL after a message
 */
const struct rules *rules_get(int family)
{
	struct cache *cache = cache_of(family);
	int err;

	if (cache->valid && request_waits())
		return &cache->rules;
	if (request_flush())
		return NULL;
	err = dump(family, cache);
	/* a kernel without IPv6 has no IPv6 rules */
	if (err == -EOPNOTSUPP || err == -EAFNOSUPPORT) {
		cache->rules.count = 0;
	} else if (err) {
		refuse("cannot list rules: %s", knl_reason(err, knl_said()));
		return NULL;
	}
	cache->valid = true;
	return &cache->rules;
}

/**
 * rules_forget() - empty the cache, because rules may have changed
 */
void rules_forget(void)
{
	caches[0].valid = false;
	caches[1].valid = false;
}

/* Record that a request to add @rule is sent or queued. */
static void note_added(const struct rule *rule)
{
	struct cache *cache = cache_of(rule->family);

	if (cache->valid && append(cache, rule))
		cache->valid = false;
}

/* Record that a request to delete @rule is sent or queued. */
static void note_deleted(const struct rule *rule)
{
	struct cache *cache = cache_of(rule->family);
	struct rules *rules = &cache->rules;
	size_t i;

	for (i = 0; cache->valid && i < rules->count; i++) {
		if (memcmp(&rules->rule[i], rule, sizeof(*rule)))
			continue;
		rules->count--;
		memmove(&rules->rule[i], &rules->rule[i + 1],
			(rules->count - i) * sizeof(*rule));
		return;
	}
}

static const char *explain(int err, const char *said)
{
	(void)said;
	return err == -EEXIST ? "the rule exists already" : NULL;
}

/**
 * rule_send() - add or delete a rule
 * @rule: the rule
 * @add: add it, or else delete it
 *
 * Return: 0, or REFUSED after a message
 */
int rule_send(const struct rule *rule, bool add)
{
	struct request r = {
		.msg = rule_message(add ? RTM_NEWRULE : RTM_DELRULE,
				    add ? NLM_F_CREATE | NLM_F_EXCL : 0, rule),
		.undo = rule_message(add ? RTM_DELRULE : RTM_NEWRULE,
				     add ? 0 : NLM_F_CREATE | NLM_F_EXCL, rule),
		.what = add ? "cannot add the rule" : "cannot delete the rule",
		.explain = explain,
	};

	if (add)
		note_added(rule);
	else
		note_deleted(rule);
	return request_run(&r);
}

/**
 * rules_have() - true if there is such a rule, of any protocol
 * @rules: all rules
 * @rule: the rule
 */
bool rules_have(const struct rules *rules, const struct rule *rule)
{
	struct rule same = *rule;
	size_t i;

	for (i = 0; i < rules->count; i++) {
		if (rules->rule[i].priority != rule->priority)
			continue;
		same.protocol = rules->rule[i].protocol;
		if (!memcmp(&same, &rules->rule[i], sizeof(same)))
			return true;
	}
	return false;
}
