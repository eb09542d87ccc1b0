/* SPDX-License-Identifier: GPL-2.0 */
/* Functions that are static without KUnit. */
#ifndef _NVI_KUNIT_VISIBLE_H
#define _NVI_KUNIT_VISIBLE_H

#include <kunit/visibility.h>

#include "../nvi.h"

#if IS_ENABLED(CONFIG_KUNIT)
/* reinject.c */
void nvi_give_back_hop(struct sk_buff *skb, u8 pf);
#endif

#endif /* _NVI_KUNIT_VISIBLE_H */
