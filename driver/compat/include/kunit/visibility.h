/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For kernels before 6.2; later ones find their own header first.  Without KUnit,
 * functions that only a test calls from outside are static.
 */
#ifndef _KUNIT_VISIBILITY_H
#define _KUNIT_VISIBILITY_H

#define VISIBLE_IF_KUNIT static
#define EXPORT_SYMBOL_IF_KUNIT(symbol)

#endif /* _KUNIT_VISIBILITY_H */
