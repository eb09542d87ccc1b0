/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_ASIDE_H
#define _NVICTL_ASIDE_H

#include <stdio.h>

/* result of aside() if the function could not run */
#define ASIDE_NOT 127

int aside(int (*work)(const void *arg, FILE *out), const void *arg, char **said);

#endif /* _NVICTL_ASIDE_H */
