// SPDX-License-Identifier: GPL-2.0
/*
 * Settings of the machine that impair a gateway.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "gateway/check/system.h"
#include "kernel/link.h"
#include "kernel/sysctl.h"

static int of_interface(const char *name, const char *what)
{
	char path[96];

	snprintf(path, sizeof(path), "net/ipv4/conf/%s/%s", name, what);
	return sysctl_read_number(path);
}

/* The kernel uses the maximum of "all" and the interface's value. */
static void check_source_validation(const struct gw_config *cfg, struct gw_findings *findings)
{
	int all = of_interface("all", "rp_filter"), own;
	size_t i;

	for (i = 0; i < cfg->uplinks; i++) {
		const char *name = cfg->uplink[i].interface;

		own = of_interface(name, "rp_filter");
		if (own >= 0 && (own > all ? own : all) == 1)
			gw_found(findings, "rp_filter", "source validation of %s is strict, and drops replies whose sources are routed by another uplink; sysctl -w net/ipv4/conf/%s/rp_filter=2",
				 name, name);
	}
}

static void check_conntrack(struct gw_findings *findings)
{
	int max = sysctl_read_number("net/netfilter/nf_conntrack_max");
	int count = sysctl_read_number("net/netfilter/nf_conntrack_count");

	if (max > 0 && count >= max - max / 10)
		gw_found(findings, "conntrack", "conntrack has %d of at most %d entries, and drops new connections when it is full; sysctl -w net.netfilter.nf_conntrack_max=%d, or see which hosts have so many (nvictl flow show)",
			 count, max, 2 * max);
}

/* Packets larger than the MTU of the nvi device do not get to stage 2. */
static void check_mtu(const struct gw_config *cfg, struct gw_findings *findings)
{
	struct link nvi, link;
	size_t i, j;

	if (link_find(cfg->device, &nvi) <= 0)
		nvi.mtu = 65535;
	for (i = 0; i < cfg->insides; i++)
		for (j = 0; j < cfg->inside[i].interfaces.n; j++) {
			const char *name = cfg->inside[i].interfaces.v[j];

			if (link_find(name, &link) > 0 && link.mtu > nvi.mtu)
				gw_found(findings, "mtu", "the MTU of %s is %u and that of %s is %u: larger packets are fragmented or refused; ip link set %s mtu %u",
					 cfg->device, nvi.mtu, name, link.mtu, cfg->device, link.mtu);
		}
	for (i = 0; i < cfg->uplinks; i++)
		if (link_find(cfg->uplink[i].interface, &link) > 0 && link.mtu < 1280 &&
		    gw_of_family(&cfg->uplink[i].addresses, AF_INET6))
			gw_found(findings, "mtu", "the MTU of %s is %u, and IPv6 needs 1280; ip link set %s mtu 1280",
				 link.name, link.mtu, link.name);
}

/* Look for the module in files: a request to the kernel would load it. */
static void check_module(struct gw_findings *findings)
{
	char path[128], line[512];
	bool found = !access("/sys/module/nvi", F_OK);
	struct utsname name;
	FILE *file;

	if (found || uname(&name))
		return;
	snprintf(path, sizeof(path), "/lib/modules/%.64s/modules.dep", name.release);
	file = fopen(path, "re");
	while (!found && file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, ":")] = 0;
		found = strstr(line, "/nvi.ko") || !strncmp(line, "nvi.ko", 6);
	}
	if (file)
		fclose(file);
	if (!found)
		gw_found(findings, "module", "kernel %s has no module nvi; install nvi-dkms with the kernel's headers, or \"make install\"",
			 name.release);
}

static void check_options(const struct gw_config *cfg, struct gw_findings *findings)
{
	if (access("/proc/sys/net/netfilter/nf_conntrack_max", F_OK))
		gw_found(findings, "kernel", "connection tracking is missing (nf_conntrack, CONFIG_NF_CONNTRACK); modprobe nf_conntrack, or use a kernel that has it");
	if (gw_uses_family(cfg, AF_INET6) && sysctl_read_number("net/ipv6/conf/all/disable_ipv6") != 0)
		gw_found(findings, "kernel", "the file has IPv6, which is disabled; sysctl -w net.ipv6.conf.all.disable_ipv6=0, or delete its IPv6 addresses");
}

static void check_fast(const struct gw_config *cfg, struct gw_findings *findings)
{
	if (*cfg->fast_refused && cfg->fast == GW_FAST_YES)
		gw_found(findings, "fast", "\"fast = yes\" in [gateway] is not possible, since %s; write \"fast = no\"",
			 cfg->fast_refused);
	else if (*cfg->fast_refused)
		gw_noted("fast", "no connection takes the fast path, since %s", cfg->fast_refused);
	else if (*cfg->fast_held && cfg->fast == GW_FAST_YES)
		gw_noted("fast", "%s does not see the packets of connections on the fast path, which \"fast = yes\" in [gateway] allows; with \"fast = no\" it sees all of them",
			 cfg->fast_held);
	else if (*cfg->fast_held && cfg->fast == GW_FAST_AUTO)
		gw_noted("fast", "no connection takes the fast path, so that %s sees every packet; \"fast = yes\" in [gateway] uses the fast path all the same",
			 cfg->fast_held);
}

/**
 * gw_check_system() - check the module, sysctls, MTUs and the fast path
 * @cfg: the gateway's file
 * @findings: gets the mistakes
 */
void gw_check_system(const struct gw_config *cfg, struct gw_findings *findings)
{
	check_module(findings);
	check_options(cfg, findings);
	check_source_validation(cfg, findings);
	check_conntrack(findings);
	check_mtu(cfg, findings);
	check_fast(cfg, findings);
}
