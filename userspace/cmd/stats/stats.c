// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl stats: rates of nvi devices in a table that refreshes, or every counter
 * for Prometheus.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/message.h"
#include "base/options.h"
#include "base/out.h"
#include "kernel/ethtool.h"
#include "kernel/link.h"
#include "cmd/cmd.h"
#include "cmd/stats/stats.h"

struct stats_args {
	char name[IFNAMSIZ];
	double interval;
	__u32 count;
	bool prometheus;
};

static int take_interval(const struct keyword *k, const char *value, void *into)
{
	struct stats_args *a = into;
	char *end;

	(void)k;
	a->interval = strtod(value, &end);
	/* negated, so that a NaN is refused as well */
	if (*end || end == value || !(a->interval >= 0.1 && a->interval <= 86400))
		return fail("\"-i\" takes seconds, 0.1 to 86400, not \"%s\"", value);
	return 0;
}

static const struct keyword keywords[] = {
	{ "", "DEVICE", take_device, offsetof(struct stats_args, name) },
	{ "-i", "SECONDS", take_interval, 0 },
	{ "-c", "COUNT", take_u32, offsetof(struct stats_args, count) },
	{ "--prometheus", NULL, take_flag, offsetof(struct stats_args, prometheus) },
	{ }
};

static int add_sample(const struct link *link, void *arg)
{
	struct samples *s = arg;
	struct sample *grown = realloc(s->sample, (s->count + 1) * sizeof(*grown));

	if (!grown)
		return refuse("out of memory");
	s->sample = grown;
	grown += s->count;
	grown->link = *link;
	/* without counters, the device was deleted in the meantime */
	if (!counters_read(link->name, &grown->counters))
		s->count++;
	return 0;
}

static void free_samples(struct samples *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		counters_free(&s->sample[i].counters);
	free(s->sample);
	memset(s, 0, sizeof(*s));
}

static int take_samples(const char *name, struct samples *s)
{
	struct link link;
	int err;

	memset(s, 0, sizeof(*s));
	clock_gettime(CLOCK_MONOTONIC, &s->when);
	if (!*name)
		return link_each_nvi(add_sample, s);
	err = link_get_nvi(name, &link);
	return err ? err : add_sample(&link, s);
}

static const struct sample *find(const struct samples *s, __u32 ifindex)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->sample[i].link.ifindex == ifindex)
			return &s->sample[i];
	return NULL;
}

static unsigned long long sum(const struct counters *c, const char *prefix)
{
	unsigned long long total = 0;
	unsigned int i;

	for (i = 0; i < c->count; i++)
		if (!strncmp(c->name[i], prefix, strlen(prefix)))
			total += c->value[i];
	return total;
}

static double rate(unsigned long long now, unsigned long long before, double seconds)
{
	return now > before ? (now - before) / seconds : 0;
}

static void print_number(const char *key, double value, int width)
{
	static const char units[] = " kMGT";
	double shown = value;
	int unit = 0;

	out_double(key, value);
	while (shown >= 10000 && unit < 4) {
		shown /= 1000;
		unit++;
	}
	out_text(" %*.*f%c", width - 1, unit || shown >= 100 ? 0 : 1, shown, units[unit]);
}

/* Text has only the reasons that increase: there are many, and most stay 0. */
static void print_drops(const struct counters *now, const struct counters *before, double seconds)
{
	unsigned int i;

	out_object("drops");
	for (i = 0; i < now->count && i < before->count; i++) {
		const char *reason = strstr(now->name[i], "drop_");
		double r = rate(now->value[i], before->value[i], seconds);

		if (!reason)
			continue;
		out_double(now->name[i], r);
		if (r)
			out_color(COLOR_BAD, " %s %.1f", now->name[i], r);
	}
	out_close();
}

/* Packets of a family, by both stages or the fast path */
static double family_rate(const struct counters *now, const struct counters *before,
			  const char *slow, const char *fast, double seconds)
{
	return rate(sum(now, slow) + sum(now, fast), sum(before, slow) + sum(before, fast),
		    seconds);
}

static void print_rates(const struct sample *now, const struct sample *before, double seconds)
{
	const struct counters *c = &now->counters, *b = &before->counters;

	out_object(NULL);
	out_string("ifname", now->link.name);
	out_color(COLOR_DEVICE, "%-15s", now->link.name);
	print_number("packets", rate(now->link.stats.tx_packets,
				     before->link.stats.tx_packets, seconds), 10);
	print_number("bits", 8 * rate(now->link.stats.tx_bytes,
				      before->link.stats.tx_bytes, seconds), 10);
	print_number("ipv4", family_rate(c, b, "reinject_ipv4", "fast_ipv4", seconds), 10);
	print_number("ipv6", family_rate(c, b, "reinject_ipv6", "fast_ipv6", seconds), 10);
	print_number("fast", rate(sum(c, "fast_ipv"), sum(b, "fast_ipv"), seconds), 10);
	print_number("dropped", rate(sum(c, "drop_"), sum(b, "drop_"), seconds), 10);
	print_drops(c, b, seconds);
	out_close();
	out_text("\n");
}

static void print_table(const struct samples *now, const struct samples *before)
{
	double seconds = now->when.tv_sec - before->when.tv_sec +
			 (now->when.tv_nsec - before->when.tv_nsec) / 1e9;
	size_t i;

	/* a terminal shows the last table only; a pipe gets all of them */
	if (!options.json && isatty(STDOUT_FILENO))
		fputs("\033[H\033[J", stdout);
	out_color(COLOR_BOLD, "%-15s %10s %10s %10s %10s %10s %10s", "per second", "packets ",
		  "bits ", "IPv4 ", "IPv6 ", "fast ", "dropped ");
	out_text("\n");
	out_array(NULL);
	for (i = 0; i < now->count; i++) {
		const struct sample *s = find(before, now->sample[i].link.ifindex);

		if (s)
			print_rates(&now->sample[i], s, seconds);
	}
	out_close();
	fflush(stdout);
}

static void wait_until(struct timespec *next, double interval)
{
	next->tv_sec += (time_t)interval;
	next->tv_nsec += (interval - (time_t)interval) * 1e9;
	if (next->tv_nsec >= 1000000000) {
		next->tv_nsec -= 1000000000;
		next->tv_sec++;
	}
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL) == EINTR)
		;
}

static int refresh(const struct stats_args *a)
{
	struct samples before, now;
	struct timespec next;
	__u32 i;
	int err = take_samples(a->name, &before);

	next = before.when;
	for (i = 0; !err && (!a->count || i < a->count) && !ferror(stdout); i++) {
		wait_until(&next, a->interval);
		err = take_samples(a->name, &now);
		if (!err)
			print_table(&now, &before);
		free_samples(&before);
		before = now;
	}
	free_samples(&before);
	return err;
}

static int stats_run(struct args *args)
{
	struct stats_args a = { .interval = 1 };
	struct samples samples;
	int err = args_parse(args, keywords, "stats", &a);

	if (err)
		return err;
	if (!a.prometheus)
		return refresh(&a);
	err = take_samples(a.name, &samples);
	if (!err)
		prometheus_print(&samples);
	free_samples(&samples);
	return err;
}

const struct object stats_object = {
	.name = "stats",
	.run = stats_run,
	.usage = "[ -i SECONDS ] [ -c COUNT ] [ --prometheus ] [ DEVICE ]",
	.about = "rates of nvi devices, or all counters for Prometheus",
	.notes =
	"Prints a table of rates every SECONDS (1), COUNT times (for ever); with\n"
	"--prometheus, every counter once, in the exposition format.\n",
};
