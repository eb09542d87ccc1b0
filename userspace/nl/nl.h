/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Netlink, on libnl's sockets and messages.  Unlike libnl, it keeps the text that the
 * kernel sends with an error (extended ack).
 */
#ifndef _NVICTL_NL_H
#define _NVICTL_NL_H

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include "base/common.h"

/**
 * typedef knl_handler - takes one message of an answer
 * @msg: the message, or NULL
 * @arg: of the caller of knl_dump()
 *
 * Called with NULL before the first message, and again before a dump is repeated:
 * the messages so far are void.  A negative value ends the dump and is returned.
 */
typedef int (*knl_handler)(const struct nlmsghdr *msg, void *arg);

/**
 * typedef knl_done - takes the result of a request of knl_bulk()
 * @i: index of the request
 * @err: 0 or a negative errno
 * @said: the kernel's text about it, or ""
 * @arg: of the caller of knl_bulk()
 */
typedef void (*knl_done)(int i, int err, const char *said, void *arg);

/**
 * NL_BULK - requests that are sent at once; their answers fit a socket's
 * smallest buffer
 */
#define NL_BULK 64

/** KNL_RETRIES - attempts to read a list that keeps changing */
#define KNL_RETRIES 20

struct nl_sock *knl_open(int protocol);
struct nl_sock *knl_route(void);
struct nl_sock *knl_netfilter(void);
int knl_bulk(struct nl_msg *const *msgs, int n, knl_done done, void *arg);
int knl_dump(struct nl_sock *sock, struct nl_msg *msg, knl_handler handler, void *arg);
int knl_get_from(struct nl_sock *sock, struct nl_msg *msg, knl_handler handler, void *arg);
int knl_get(struct nl_msg *msg, knl_handler handler, void *arg);
const char *knl_said(void);
const char *knl_reason(int err, const char *said);
struct nl_msg *knl_new(int type, int flags, const void *header, size_t len);
struct nl_msg *knl_new_for(int type, int flags, const void *header, size_t len, size_t room);
bool knl_interrupted(void);
struct nl_sock *knl_watch(int group);
bool knl_changed(struct nl_sock *watch);
void knl_watch_end(struct nl_sock *watch);

#endif /* _NVICTL_NL_H */
