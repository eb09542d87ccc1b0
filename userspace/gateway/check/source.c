// SPDX-License-Identifier: GPL-2.0
/*
 * Inside interfaces without source validation of IPv6.  With "source-check = strict" the
 * gateway's own table does it.
 */
#include "gateway/check/source.h"
#include "gateway/state.h"
#include "nft/source_check.h"

/**
 * gw_check_source() - check that a firewall validates IPv6 sources from inside
 * @cfg: the gateway's file
 * @findings: gets the mistakes
 */
void gw_check_source(const struct gw_config *cfg, struct gw_findings *findings)
{
	static const char *const words[] = { "strict", "loose", "keep" };
	size_t i, j;

	for (i = 0; i < cfg->insides && gw_uses_family(cfg, AF_INET6); i++) {
		const struct gw_inside *in = &cfg->inside[i];

		if (in->source_check == GW_SOURCE_STRICT || source_check6(GW_TABLE))
			continue;
		for (j = 0; j < in->interfaces.n; j++)
			gw_found(findings, "source", "[inside %s] has source-check = %s, and no rule of a firewall checks the sources of IPv6 packets from %s; source-check = strict, or: "
				 SOURCE_CHECK_LINE, in->s.name, words[in->source_check],
				 in->interfaces.v[j], in->interfaces.v[j]);
	}
}
