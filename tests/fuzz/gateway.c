// SPDX-License-Identifier: GPL-2.0
/*
 * Input: the file of a gateway.  It is parsed, checked and translated to the text
 * of an nftables table, without a request to the kernel.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/config/file.h"
#include "gateway/plan/nft.h"
#include "fuzz.h"

/* A value that the parser accepts must not end a string or a line of the table. */
static void look_at_table(const char *nft, const char *data, size_t size)
{
	const char *line, *c;

	for (line = nft; *line; line += strcspn(line, "\n"), line += !!*line) {
		int quotes = 0;

		for (c = line; *c && *c != '\n'; c++)
			quotes += *c == '"';
		if (quotes % 2)
			bug("quotes", data, size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data;
	struct gw_state want = { };
	struct gw_config cfg;
	size_t i;
	char *nft;

	edge.file = text;
	edge.file_len = len;
	if (!gw_read("gateway", &cfg)) {
		if (!cfg.uplinks || !cfg.insides)
			bug("nothing in it", text, len);
		for (i = 0; i < cfg.uplinks; i++)
			if ((!gw_has_family(&cfg.uplink[i], AF_INET) &&
			     !gw_has_family(&cfg.uplink[i], AF_INET6)) ||
			    !*cfg.uplink[i].interface || !cfg.uplink[i].table || !cfg.uplink[i].interval)
				bug("uplink", text, len);
		nft = gw_nft(&cfg, &want);
		look_at_table(nft, text, len);
		free(nft);
	}
	gw_free(&cfg);
	run_end();
	return 0;
}
