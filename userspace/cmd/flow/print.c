// SPDX-License-Identifier: GPL-2.0
/*
 * Printing of connections.
 */
#include <string.h>
#include <linux/netfilter/nf_conntrack_common.h>

#include "base/ip_names.h"
#include "base/names.h"
#include "base/options.h"
#include "base/out.h"
#include "base/parse.h"
#include "kernel/flow.h"
#include "kernel/record.h"
#include "cmd/flow/flow.h"

static void print_tuple(const char *key, const struct flow *f, const struct tuple *t)
{
	bool brackets = f->family == AF_INET6 && f->has_ports;
	char src[64], dst[64];

	prefix_text(&t->src, src, sizeof(src));
	prefix_text(&t->dst, dst, sizeof(dst));
	out_object(key);
	out_string("src", src);
	out_string("dst", dst);
	out_color(out_family(f->family), brackets ? "[%s]" : "%s", src);
	if (f->has_ports) {
		out_number("sport", t->sport);
		out_number("dport", t->dport);
		out_text(":%u", t->sport);
	}
	out_text(" -> ");
	out_color(out_family(f->family), brackets ? "[%s]" : "%s", dst);
	if (f->has_ports)
		out_text(":%u", t->dport);
	out_close();
}

static void print_device(const char *text, const char *key, __u32 ifindex)
{
	char name[NAME_SIZE];

	if (!ifindex)
		return;
	if (ifindex == NVI_LABEL_IFINDEX_NONE)
		snprintf(name, sizeof(name), "?");
	else
		device_name(ifindex, name);
	out_text(" %s ", text);
	out_color(COLOR_DEVICE, "%s", name);
	out_string(key, name);
}

static void print_record(const struct record *r)
{
	static const __u8 none[6];
	char buf[NAME_SIZE];

	out_object("ingress");
	print_device("ingress", "original", r->original);
	if (memcmp(r->lladdr, none, sizeof(none))) {
		lladdr_text(r->lladdr, buf);
		out_text(" lladdr %s", buf);
		out_string("lladdr", buf);
	}
	print_device("reply-ingress", "reply", r->reply);
	out_close();
}

static void print_details(const struct flow *f)
{
	out_number("mark", f->mark);
	out_number("timeout", f->timeout);
	out_bool("assured", f->status & IPS_ASSURED);
	out_bool("replied", f->status & IPS_SEEN_REPLY);
	out_text(" timeout %us", f->timeout);
	if (f->mark)
		out_text(" mark %#x", f->mark);
	if (!(f->status & IPS_SEEN_REPLY))
		out_text(" unreplied");
	else if (f->status & IPS_ASSURED)
		out_text(" assured");
}

static void print_counters(const struct flow *f)
{
	static const char *const keys[] = { "original_counters", "reply_counters" };
	int i;

	for (i = 0; i < 2; i++) {
		out_object(keys[i]);
		out_number("packets", f->packets[i]);
		out_number("bytes", f->bytes[i]);
		out_close();
		out_text(" %s %llu packets %llu bytes", i ? "in" : "out",
			 (unsigned long long)f->packets[i], (unsigned long long)f->bytes[i]);
	}
}

/**
 * flow_print() - print a connection, without a newline
 * @flow: the connection
 */
void flow_print(const struct flow *flow)
{
	char buf[NAME_SIZE];

	ipproto_name(flow->proto, buf);
	out_string("family", family_name(flow->family));
	out_string("proto", buf);
	out_text("%s ", buf);
	if (flow->has_id) {
		out_number("id", flow->original.sport);
		out_text("id %u ", flow->original.sport);
	}
	print_tuple("original", flow, &flow->original);
	if (options.json) {
		print_tuple("translated", flow, &flow->translated);
	} else if (!tuple_same(&flow->original, &flow->translated)) {
		out_text(" as ");
		print_tuple("translated", flow, &flow->translated);
	}
	print_record(&flow->record);
	out_bool("fast", flow->status & IPS_OFFLOAD);
	if (flow->status & IPS_OFFLOAD)
		out_text(" fast");
	if (options.details)
		print_details(flow);
	if (options.stats && flow->has_counters)
		print_counters(flow);
}
