// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl path: the two stages of a packet, and the reason that it does not get through.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "base/names.h"
#include "base/options.h"
#include "base/out.h"
#include "base/parse.h"
#include "kernel/link.h"
#include "kernel/lookup.h"
#include "kernel/route.h"
#include "cmd/cmd.h"
#include "cmd/path/path.h"

struct path_args {
	struct prefix from;
	struct prefix to;
	struct prefix as;
	char iif[IFNAMSIZ];
	__u8 proto;
	struct range sport;
	struct range dport;
	__u32 mark;
	__u8 tos;
	bool probe;
};

#define AT(field) offsetof(struct path_args, field)
static const struct keyword keywords[] = {
	{ "from", "ADDRESS", take_address, AT(from) },
	{ "to", "ADDRESS", take_address, AT(to) },
	{ "iif", "DEVICE", take_device, AT(iif) },
	{ "as", "ADDRESS", take_address, AT(as) },
	{ "proto", "PROTOCOL", take_ipproto, AT(proto) },
	{ "sport", "PORT", take_ports, AT(sport) },
	{ "dport", "PORT", take_ports, AT(dport) },
	{ "mark", "NUMBER", take_u32, AT(mark) },
	{ "dsfield", "HEX", take_dsfield, AT(tos) },
	{ "probe", NULL, take_flag, AT(probe) },
	{ }
};

static int check_probe(struct path_args *a)
{
	bool ports = a->proto == IPPROTO_TCP || a->proto == IPPROTO_UDP;

	if (a->as.family)
		return fail("\"path\": \"probe\" and \"as\" exclude each other");
	if (a->proto == IPPROTO_ICMP && a->from.family == AF_INET6)
		a->proto = IPPROTO_ICMPV6;
	if (!ports && a->proto != IPPROTO_ICMP && a->proto != IPPROTO_ICMPV6)
		return fail("\"path\": \"probe\" needs \"proto\" tcp, udp or icmp");
	if (ports && !a->dport.end)
		return fail("\"path\": a \"probe\" of tcp or udp needs a \"dport\"");
	return 0;
}

static int check(struct path_args *a)
{
	if (!a->from.family || !a->to.family || !*a->iif)
		return fail("\"path\" needs \"from ADDRESS to ADDRESS iif DEVICE\"");
	if (a->from.family != a->to.family || (a->as.family && a->as.family != a->from.family))
		return fail("\"path\": the addresses are of different families");
	if (options.family && options.family != a->from.family)
		return fail("\"path\": the addresses are not of the family of -%c",
			    options.family == AF_INET6 ? '6' : '4');
	if (a->sport.start != a->sport.end || a->dport.start != a->dport.end)
		return fail("\"path\": a packet has one port, not a range");
	if ((a->sport.end || a->dport.end) && !a->proto)
		return fail("\"path\": ports need a \"proto\"");
	return a->probe ? check_probe(a) : 0;
}

static void fill(const struct path_args *a, struct packet *p)
{
	p->src = a->from;
	p->dst = a->to;
	p->proto = a->proto;
	p->sport = a->sport.start;
	p->dport = a->dport.start;
	p->mark = a->mark;
	p->tos = a->tos;
}

/*
 * Stage 1 is an ordinary look-up, so the kernel does it as well.  Its result includes
 * source validation and forwarding, and takes precedence.
 */
static int stage_one(struct path *path)
{
	struct route route;
	int answer;
	int err = decide(&path->packet, &path->one);

	if (!err)
		err = kernel_lookup(&path->packet, &route, &answer);
	if (!err && path->packet.src.family == AF_INET6)
		err = path_source6(path);
	if (err || *path->mistake)
		return err;
	if (path->packet.src.family == AF_INET && (answer == -EXDEV || answer == -EINVAL)) {
		path_source_invalid(path, answer);
	} else if (answer == -EHOSTUNREACH && path->one.verdict == VERDICT_FORWARD) {
		snprintf(path->mistake, sizeof(path->mistake),
			 "the kernel does not forward packets from %s; check that sysctl net.ipv4.ip_forward is 1",
			 path->packet.iif.name);
	} else if (!answer && path->one.verdict == VERDICT_FORWARD && path->one.route.count == 1 &&
		   route.count && route.nh[0].oif != path->one.route.nh[0].oif) {
		char name[NAME_SIZE];

		path->one.verdict = VERDICT_UNKNOWN;
		snprintf(path->one.why, sizeof(path->one.why),
			 "the kernel routes it to %s, for a reason unknown to nvictl",
			 device_name(route.nh[0].oif, name));
	}
	return 0;
}

static void mistake_of(struct path *path, const struct decision *d, int stage)
{
	size_t size = sizeof(path->mistake);
	char src[64];

	prefix_text(stage == 2 ? &path->second.src : &path->packet.src, src, sizeof(src));
	if (*path->mistake || d->verdict == VERDICT_UNKNOWN)
		return;
	if (d->verdict == VERDICT_NO_ROUTE)
		snprintf(path->mistake, size, "no route in stage %d", stage);
	else if (d->verdict == VERDICT_REJECT)
		snprintf(path->mistake, size, "stage %d: a %s refuses it", stage,
			 d->has_route ? "route" : "rule");
	else if (d->verdict == VERDICT_LOCAL && stage == 1)
		snprintf(path->note, sizeof(path->note),
			 "it is for the router itself, and does not go through two stages");
	else if (d->verdict == VERDICT_LOCAL)
		snprintf(path->mistake, size,
			 "in stage 2 it is for the router itself: source validation drops it if %s is the router's own (counter drop_martian)",
			 src);
	else if (stage == 1 && !link_is_nvi(&d->out))
		snprintf(path->mistake, size,
			 "no rule sends it to an nvi device; for example: nvictl rule add stage 1 iif %s via nvi0",
			 path->packet.iif.name);
	else if (stage == 2 && link_is_nvi(&d->out))
		snprintf(path->mistake, size,
			 "stage 2 leads back to %s and the packet is dropped (counter drop_loop): no rule of stage 2 matches %s; for example: nvictl rule add stage 2 from %s table TABLE",
			 d->out.name, src, src);
}

/* The packet of stage 2, as nvi_reinject() of the driver makes it */
static int stage_two(struct path *path)
{
	const struct link *nvi = &path->one.out;
	__u32 mask = nvi->nvi.value[IFLA_NVI_MARK_MASK];
	struct packet *p = &path->second;

	*p = path->packet;
	p->src = path->nat.translated.src;
	p->dst = path->nat.translated.dst;
	if (path->nat.source != NAT_LIKE) {
		p->sport = path->nat.translated.sport;
		p->dport = path->nat.translated.dport;
	}
	if (nvi->nvi.value[IFLA_NVI_INGRESS] == NVI_INGRESS_SELF)
		p->iif = *nvi;
	p->mark = (p->mark & ~mask) | (nvi->nvi.value[IFLA_NVI_MARK] & mask);
	path->has_two = true;
	snprintf(path->note, sizeof(path->note),
		 "firewalls are not considered (\"probe\" does); stage 2 is \"ct state untracked\"%s",
		 mask ? " with the device's mark" : "");
	return decide(p, &path->two);
}

/* The path of a reflected packet depends on its connection, which is not known. */
static void note_reflection(struct path *path)
{
	const struct link *dev = &path->one.out;

	snprintf(path->note, sizeof(path->note),
		 "%s sends a reply to the ingress of its connection (see \"flow show\"); other packets are %s",
		 dev->name,
		 dev->nvi.value[IFLA_NVI_FALLBACK] == NVI_FALLBACK_REFUSE ? "refused" :
		 "routed with its mark");
}

static int follow(struct path *path, const struct path_args *a)
{
	int err = stage_one(path);

	if (err)
		return err;
	mistake_of(path, &path->one, 1);
	if (*path->mistake || path->one.verdict != VERDICT_FORWARD || !link_is_nvi(&path->one.out))
		return 0;
	if (!(path->one.out.flags & IFF_UP)) {
		snprintf(path->mistake, sizeof(path->mistake), "%s is down",
			 path->one.out.name);
		return 0;
	}
	if (path->one.out.nvi.value[IFLA_NVI_MODE] == NVI_MODE_REFLECT) {
		note_reflection(path);
		return 0;
	}
	err = a->probe ? path_probe(path) : nat_find(&path->packet, &a->as, &path->nat);
	if (!err && path->nat.source != NAT_UNKNOWN) {
		err = stage_two(path);
		if (!err)
			mistake_of(path, &path->two, 2);
	}
	if (!err && path->has_probe)
		path_probe_judge(path);
	return err;
}

static int path_run(struct args *args)
{
	struct path_args a = { };
	static struct path path;
	int err = args_parse(args, keywords, "path", &a);

	if (!err)
		err = check(&a);
	memset(&path, 0, sizeof(path));
	if (!err)
		err = link_get(a.iif, &path.packet.iif);
	if (err)
		return err;
	fill(&a, &path.packet);
	err = follow(&path, &a);
	if (err)
		return err;
	path_show(&path);
	return *path.mistake ? MISTAKE : 0;
}

const struct object path_object = {
	.name = "path",
	.run = path_run,
	.usage = "from ADDRESS to ADDRESS iif DEVICE [ proto P [ sport N ] [ dport N ] ]\n"
		 "                   [ mark M ] [ dsfield HEX ] [ as ADDRESS | probe ]",
	.about = "the two stages of a packet, and why it does not get through",
	.notes =
	"The translation of the packet is that of an existing connection, or given by \"as\",\n"
	"or found by \"probe\", which sends a real packet, traces it through nftables and drops\n"
	"it before it leaves.  Exit status 3: the packet does not get through.\n",
};
