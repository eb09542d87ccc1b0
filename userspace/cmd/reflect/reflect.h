/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nvictl reflect.
 */
#ifndef _NVICTL_CMD_REFLECT_H
#define _NVICTL_CMD_REFLECT_H

#include "base/message.h"
#include "base/options.h"
#include "reflect/reflect.h"
#include "cmd/args.h"
#include "cmd/cmd.h"

/* words.c */

/**
 * struct reflect_words - the words of "reflect add" and "reflect del"
 * @entry: the entry, of both families if it has no address
 * @has_target: there was a TARGET
 * @sockets: it was "sockets"
 * @dev: name of the device, or ""
 * @mtu: its MTU, or 0
 * @nvi: its attributes
 */
struct reflect_words {
	struct reflect_entry entry;
	bool has_target;
	bool sockets;
	char dev[IFNAMSIZ];
	__u32 mtu;
	struct nvi_attrs nvi;
};

int reflect_words_parse(struct args *args, const char *command, struct reflect_words *w);
bool reflect_wants(const struct reflect_words *w, int family);
const char *reflect_words_text(const struct reflect_words *w, char *buf, size_t size);

/* device.c */
int reflect_device(const struct reflect_words *w, struct reflect_state *s);
int reflect_device_del(const struct reflect_state *s);

/* add.c */
int reflect_add(struct args *args);

/* del.c */
int reflect_del(struct args *args);
int reflect_flush(struct args *args);

/* show.c */
int reflect_show(struct args *args);

/* exec.c */
int reflect_exec(struct args *args);

/* cgroup.c */
int cgroup_enter(int prog);
void cgroup_sweep(void);

#endif /* _NVICTL_CMD_REFLECT_H */
