/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_LOOK_HAVE_H
#define _NVICTL_GATEWAY_LOOK_HAVE_H

#include "gateway/state.h"

int gw_have(struct gw_state *have);

#endif /* _NVICTL_GATEWAY_LOOK_HAVE_H */
