/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_VALUES_H
#define _NVICTL_GATEWAY_VALUES_H

#include "gateway/config/config.h"

/*
 * Each takes one word into the field at @into, or appends it to the list there.
 *
 * Return: false if the word is no such value
 */
bool gw_take_interface(const char *word, void *into);
bool gw_take_interfaces(const char *word, void *into);
bool gw_take_name(const char *word, void *into);
bool gw_take_address(const char *word, void *into);
bool gw_take_network(const char *word, void *into);
bool gw_take_gateway(const char *word, void *into);
bool gw_take_own(const char *word, void *into);
bool gw_take_table(const char *word, void *into);
bool gw_take_weight(const char *word, void *into);
bool gw_take_fast(const char *word, void *into);
bool gw_take_mark(const char *word, void *into);
bool gw_take_yes(const char *word, void *into);
bool gw_take_choose(const char *word, void *into);
bool gw_take_fallback(const char *word, void *into);
bool gw_take_mtu(const char *word, void *into);
bool gw_take_learn(const char *word, void *into);
bool gw_take_source(const char *word, void *into);
bool gw_take_source_check(const char *word, void *into);
bool gw_take_protocol(const char *word, void *into);
bool gw_take_ports(const char *word, void *into);
bool gw_take_port(const char *word, void *into);
bool gw_take_user(const char *word, void *into);
bool gw_take_check(const char *word, void *into);

#endif /* _NVICTL_GATEWAY_VALUES_H */
