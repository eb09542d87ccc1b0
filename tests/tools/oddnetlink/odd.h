/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the files of oddnetlink: a request and its attributes */
#ifndef _ODD_H
#define _ODD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <linux/netlink.h>

#include "../shared/random.h"

#define ODD_DEVICES	8	/* nvi0, ... */

/**
 * struct request - a netlink message
 * @h: its header
 * @data: the octets after the header
 */
struct request {
	struct nlmsghdr h;
	uint8_t data[8192];
};

/* the process in another namespace; 0 if there is none */
extern pid_t odd_neighbour;

/* attr.c */
void *odd_header(struct request *r, int type, int flags, unsigned int size);
struct nlattr *odd_put(struct request *r, int type, const void *data, int len);
void odd_put32(struct request *r, int type, uint32_t value);
void odd_put8(struct request *r, int type, uint8_t value);
void odd_put_string(struct request *r, int type, const char *s);
void odd_put_any(struct request *r, int type);
struct nlattr *odd_nest(struct request *r, int type);
void odd_nest_end(struct request *r, struct nlattr *nest);
const char *odd_device(void);
unsigned int odd_index(void);
void odd_mutate(struct request *r);

/* link.c, rule.c, label.c */
void odd_newlink(struct request *r);
void odd_setlink(struct request *r);
void odd_dellink(struct request *r);
void odd_getlink(struct request *r);
void odd_rule(struct request *r);
void odd_label(struct request *r);

#endif
