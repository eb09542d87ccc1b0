// SPDX-License-Identifier: GPL-2.0
/*
 * Source validation of a packet.
 */
#include <errno.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/parse.h"
#include "kernel/link.h"
#include "kernel/lookup.h"
#include "kernel/route.h"
#include "nft/source_check.h"
#include "cmd/path/path.h"

/**
 * path_source_invalid() - report that the kernel refuses an IPv4 source
 * @path: its mistake is set
 * @answer: error of kernel_lookup()
 */
void path_source_invalid(struct path *path, int answer)
{
	char src[64];

	prefix_text(&path->packet.src, src, sizeof(src));
	path->one.verdict = VERDICT_INVALID;
	if (answer == -EXDEV)
		snprintf(path->mistake, sizeof(path->mistake),
			 "source validation drops it: the route back to %s does not lead through %s (rp_filter)",
			 src, path->packet.iif.name);
	else
		snprintf(path->mistake, sizeof(path->mistake),
			 "source validation drops it: as a martian (%s is an address of this router, or not valid as a source) or by rp_filter; newer kernels do not tell which",
			 src);
}

/**
 * path_source6() - check that a firewall validates an IPv6 source; the kernel does not
 * @path: a path with the decision of stage 1; its mistake or advice is set
 *
 * Return: 0, or REFUSED after a message
 */
int path_source6(struct path *path)
{
	const char *iif = path->packet.iif.name;
	struct packet back = path->packet;
	struct route route;
	bool found, local;
	int err, checked;

	back.dst = path->packet.src;
	err = table_lookup(&back, RT_TABLE_LOCAL, &route, &found);
	if (err)
		return err;
	local = found && route.type == RTN_LOCAL;
	if (!local && (path->one.verdict != VERDICT_FORWARD || !link_is_nvi(&path->one.out)))
		return 0;
	checked = source_check6(NULL);
	if (local) {
		path->one.verdict = VERDICT_INVALID;
		if (checked > 0)
			snprintf(path->mistake, sizeof(path->mistake),
				 "its source is an address of this router: a firewall's rule that checks sources drops it, if it matches %s",
				 iif);
		else
			snprintf(path->mistake, sizeof(path->mistake),
				 "its source is an address of this router, and no firewall's rule drops it; "
				 SOURCE_CHECK_LINE, iif);
	} else if (!checked) {
		snprintf(path->advice, sizeof(path->advice),
			 "no firewall's rule checks the sources of IPv6 packets, as rp_filter does for IPv4; "
			 SOURCE_CHECK_LINE, iif);
	}
	return 0;
}
