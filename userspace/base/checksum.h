/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The Internet checksum, RFC 1071.
 */
#ifndef _NVICTL_CHECKSUM_H
#define _NVICTL_CHECKSUM_H

#include "base/common.h"

__u32 checksum_add(__u32 sum, const void *data, size_t len);
__u16 checksum_fold(__u32 sum);

#endif /* _NVICTL_CHECKSUM_H */
