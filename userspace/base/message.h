/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages on standard error: one line each.
 *
 * A function that can fail prints one message before it returns a negative value,
 * and the value is BAD_INPUT or REFUSED.
 */
#ifndef _NVICTL_MESSAGE_H
#define _NVICTL_MESSAGE_H

#include "base/common.h"

/** BAD_INPUT - the input is wrong, the kernel was not asked; exit status 1 */
#define BAD_INPUT (-1)
/** REFUSED - the kernel or a file refused the request; exit status 2 */
#define REFUSED (-2)

int fail(const char *format, ...) __printf(1, 2);
int refuse(const char *format, ...) __printf(1, 2);
int refuse_at(unsigned long line, const char *format, ...) __printf(2, 3);
void warn(const char *format, ...) __printf(1, 2);
void tell(const char *format, ...) __printf(1, 2);

void message_file(const char *file);
void message_set_line(unsigned long line);
unsigned long message_line(void);
void message_to_journal(void);

#endif /* _NVICTL_MESSAGE_H */
