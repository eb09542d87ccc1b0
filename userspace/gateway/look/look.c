// SPDX-License-Identifier: GPL-2.0
/*
 * What the machine has of that which a gateway's file names.
 */
#include "gateway/look/fast.h"
#include "gateway/look/look.h"
#include "gateway/look/uplink.h"
#include "gateway/look/vrf.h"

/**
 * gw_look() - read from the kernel what a plan depends on
 * @cfg: the file; gets the state of its uplinks, its VRFs, and whether connections take
 *	the fast path
 *
 * Return: 0, or REFUSED after a message
 */
int gw_look(struct gw_config *cfg)
{
	int err = gw_look_at_uplinks(cfg);

	if (!err)
		err = gw_look_at_vrfs(cfg);
	if (!err)
		err = gw_look_at_fast(cfg);
	return err;
}
