/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernels before 6.2 have no such header; those that have one find their own
 * first.  Without it nobody tests what is static.
 */
#ifndef _KUNIT_VISIBILITY_H
#define _KUNIT_VISIBILITY_H

#define VISIBLE_IF_KUNIT static
#define EXPORT_SYMBOL_IF_KUNIT(symbol)

#endif /* _KUNIT_VISIBILITY_H */
