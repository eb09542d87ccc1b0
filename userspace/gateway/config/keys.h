/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_KEYS_H
#define _NVICTL_GATEWAY_KEYS_H

#include "gateway/config/config.h"

struct gw_section_kind;

/**
 * struct gw_parser - the section that is being read
 * @cfg: the file
 * @kind: its kind, and the keys it may have
 * @into: the struct that its values go into
 * @section: the part of it that all sections have
 */
struct gw_parser {
	struct gw_config *cfg;
	const struct gw_section_kind *kind;
	void *into;
	struct gw_section *section;
};

int gw_section_begin(struct gw_parser *p, const char *kind, const char *name, unsigned long line);
void gw_section_key(struct gw_parser *p, const char *name, const char *value, unsigned long line);

#endif /* _NVICTL_GATEWAY_KEYS_H */
