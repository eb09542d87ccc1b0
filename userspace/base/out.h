/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output: text for people, or JSON for programs, from the same calls.
 *
 * A function with a key writes JSON only; out_text() and out_color() write text
 * only.  JSON is written as the functions are called, so memory does not grow with
 * the output.
 */
#ifndef _NVICTL_OUT_H
#define _NVICTL_OUT_H

#include "base/common.h"

/* those of iproute2 */
enum color {
	COLOR_DEVICE,
	COLOR_INET,
	COLOR_INET6,
	COLOR_GOOD,
	COLOR_BAD,
	COLOR_DIM,
	COLOR_BOLD,
};

int utf8_length(const unsigned char *s);

void out_text(const char *format, ...) __printf(1, 2);
void out_color(enum color color, const char *format, ...) __printf(2, 3);
enum color out_family(int family);

void out_array(const char *key);
void out_object(const char *key);
void out_close(void);
void out_reset(void);

void out_string(const char *key, const char *value);
void out_number(const char *key, unsigned long long value);
void out_double(const char *key, double value);
void out_hex(const char *key, unsigned long long value);
void out_bool(const char *key, bool value);
void out_null(const char *key);

#endif /* _NVICTL_OUT_H */
