/* SPDX-License-Identifier: GPL-2.0 */
/* Routing by DSCP.  Older kernels route by the bits that RFC 1349 defines in TOS. */
#ifndef _NVI_COMPAT_DSCP_H
#define _NVI_COMPAT_DSCP_H

#ifndef NVI_HAVE_FLOWI4_DSCP
#include <net/route.h>

#define flowi4_dscp flowi4_tos
#ifdef IPTOS_RT_MASK
#define ip4h_dscp(iph) ((iph)->tos & IPTOS_RT_MASK)
#else
#include <net/inet_dscp.h>

#define ip4h_dscp(iph) ((iph)->tos & INET_DSCP_MASK)
#endif
#endif

#endif
