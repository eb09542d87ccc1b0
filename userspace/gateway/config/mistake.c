// SPDX-License-Identifier: GPL-2.0
/*
 * Messages about mistakes in a gateway's file.
 */
#include <stdarg.h>

#include "gateway/config/mistake.h"

/**
 * gw_mistake() - report and count a mistake in the file
 * @cfg: the file
 * @line: its line
 * @format: one sentence: what is wrong, and what would be right
 */
void gw_mistake(struct gw_config *cfg, unsigned long line, const char *format, ...)
{
	char said[512];
	va_list list;

	va_start(list, format);
	vsnprintf(said, sizeof(said), format, list);
	va_end(list);
	fail("%s:%lu: %s", cfg->file, line, said);
	cfg->mistakes++;
}
