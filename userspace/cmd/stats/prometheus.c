// SPDX-License-Identifier: GPL-2.0
/*
 * Counters in Prometheus' text exposition format.  All samples of a metric have to
 * be consecutive, so the loop over devices is inside the one over metrics.
 */
#include <stddef.h>
#include <string.h>

#include "base/out.h"
#include "kernel/ethtool.h"
#include "cmd/stats/stats.h"

static void head(const char *name, const char *type, const char *help)
{
	printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/*
 * The format requires that backslash, quote and newline are escaped, and that text is
 * UTF-8: a scraper rejects all metrics because of one invalid name.
 */
static void label(const char *name, const char *value)
{
	const unsigned char *s = (const unsigned char *)value;
	int len;

	printf("%s=\"", name);
	for (; *s; s += len) {
		len = utf8_length(s);
		if (*s == '\\' || *s == '"')
			putchar('\\');
		if (*s == '\n')
			fputs("\\n", stdout);
		else if (len)
			fwrite(s, 1, len, stdout);
		else
			fputs("\xef\xbf\xbd", stdout);	/* as in JSON */
		len = len ? len : 1;
	}
	putchar('"');
}

static void put_sample(const char *metric, const char *device, const char *key,
		       const char *value, unsigned long long number)
{
	printf("%s{", metric);
	label("device", device);
	if (key) {
		putchar(',');
		label(key, value);
	}
	printf("} %llu\n", number);
}

/* A counter of ip -s link, at @offset of struct rtnl_link_stats64 */
static void bytes(const struct samples *s, const char *metric, size_t offset, const char *help)
{
	size_t i;

	head(metric, "counter", help);
	for (i = 0; i < s->count; i++)
		put_sample(metric, s->sample[i].link.name, NULL, NULL,
			   *(const __u64 *)((const char *)&s->sample[i].link.stats + offset));
}

/* Counters whose name begins with @prefix; the rest of it is a label. */
static void family(const struct samples *s, const char *prefix, const char *metric,
		   const char *key, const char *help)
{
	size_t i;

	head(metric, "counter", help);
	for (i = 0; i < s->count; i++) {
		const struct counters *c = &s->sample[i].counters;
		unsigned int n;

		for (n = 0; n < c->count; n++)
			if (!strncmp(c->name[n], prefix, strlen(prefix)))
				put_sample(metric, s->sample[i].link.name, key,
					   c->name[n] + strlen(prefix), c->value[n]);
	}
}

static const char *help_of(const char *name, bool net)
{
	if (!strcmp(name, "fast_flows"))
		return "Connections on the fast path.";
	if (!strcmp(name, "fast_emptied"))
		return "Times that the fast path was emptied because something changed.";
	return net ? "Counter of the network namespace, see nvi(7)." :
		     "Counter of the device, see nvi(7).";
}

static bool in_family(const char *name)
{
	return !strncmp(name, "reinject_", 9) || !strncmp(name, "fast_ipv", 8) ||
	       !strncmp(name, "drop_", 5);
}

/* A counter without a label; those of the namespace are the same for all devices. */
static void single(const struct samples *s, unsigned int n)
{
	const char *name = s->sample[0].counters.name[n];
	bool net = !strncmp(name, "net_", 4), gauge = !strcmp(name, "fast_flows");
	char metric[64];
	size_t i;

	snprintf(metric, sizeof(metric), "nvi_%s%s", name, gauge ? "" : "_total");
	head(metric, gauge ? "gauge" : "counter", help_of(name, net));
	if (net) {
		printf("%s %llu\n", metric, s->sample[0].counters.value[n]);
		return;
	}
	for (i = 0; i < s->count; i++)
		if (n < s->sample[i].counters.count)
			put_sample(metric, s->sample[i].link.name, NULL, NULL,
				   s->sample[i].counters.value[n]);
}

/**
 * prometheus_print() - print all counters of all devices
 * @samples: the devices
 */
void prometheus_print(const struct samples *samples)
{
	const struct samples *s = samples;
	unsigned int n;
	size_t i;

	if (!s->count)
		return;
	head("nvi_up", "gauge", "Is the device up?");
	for (i = 0; i < s->count; i++)
		put_sample("nvi_up", s->sample[i].link.name, NULL, NULL,
			   !!(s->sample[i].link.flags & IFF_UP));
	bytes(s, "nvi_transmitted_bytes_total", offsetof(struct rtnl_link_stats64, tx_bytes),
	      "Bytes of packets that were reinjected for stage 2, reflected, or, of the original direction, took the fast path.");
	bytes(s, "nvi_received_bytes_total", offsetof(struct rtnl_link_stats64, rx_bytes),
	      "Bytes of packets that arrived on the device for stage 2, or, of the reply direction, took the fast path.");
	family(s, "reinject_", "nvi_reinjected_packets_total", "family",
	       "Packets reinjected for stage 2.");
	family(s, "fast_ipv", "nvi_fast_packets_total", "family",
	       "Packets of both directions that took the fast path.");
	family(s, "drop_", "nvi_dropped_packets_total", "reason", "Packets dropped.");
	for (n = 0; n < s->sample[0].counters.count; n++)
		if (!in_family(s->sample[0].counters.name[n]))
			single(s, n);
}
