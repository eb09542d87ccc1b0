/* SPDX-License-Identifier: GPL-2.0 */
/* The one place of the project's version; packages and tools read it here. */
#ifndef _NVI_VERSION_H
#define _NVI_VERSION_H

#define NVI_VERSION "0.1.0"

#endif
