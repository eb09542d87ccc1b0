/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_CLOCK_H
#define _NVICTL_CLOCK_H

#include <linux/types.h>

__u64 clock_ms(void);

#endif /* _NVICTL_CLOCK_H */
