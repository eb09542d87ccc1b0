// SPDX-License-Identifier: GPL-2.0
/*
 * The output of `nvictl gateway check`.
 */
#include <stdarg.h>

#include "base/out.h"
#include "gateway/check/findings.h"

static void __printf(3, 0) say(const char *subject, const char *key, const char *format,
			       va_list list)
{
	char said[512];

	vsnprintf(said, sizeof(said), format, list);
	out_object(NULL);
	out_string("subject", subject);
	out_string(key, said);
	out_text("%s: %s\n", subject, said);
	out_close();
}

/**
 * gw_found() - report and count a mistake
 * @findings: count it here
 * @subject: its subject, one word for programs
 * @format: one sentence: what is wrong; and after a semicolon, what to do
 */
void gw_found(struct gw_findings *findings, const char *subject, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(subject, "mistake", format, list);
	va_end(list);
	findings->mistakes++;
}

/**
 * gw_noted() - report a note, which is not a mistake
 * @subject: its subject, one word for programs
 * @format: one sentence, and after a semicolon, the alternative
 */
void gw_noted(const char *subject, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(subject, "note", format, list);
	va_end(list);
}
