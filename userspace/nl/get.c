// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink sockets and messages.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netlink.h>

#include "base/message.h"
#include "nl/nl.h"

#define BUFFER 65536
/* enough for the attributes of any request except the copy of a route */
#define ROOM 512

/**
 * knl_open() - open a netlink socket with extended acks
 * @protocol: NETLINK_ROUTE or NETLINK_NETFILTER
 *
 * Return: the socket, or NULL after a message
 */
struct nl_sock *knl_open(int protocol)
{
	struct nl_sock *sock = nl_socket_alloc();
	int one = 1, fd;

	if (!sock || nl_connect(sock, protocol)) {
		refuse("cannot open a netlink socket: %s", strerror(errno));
		nl_socket_free(sock);
		return NULL;
	}
	fd = nl_socket_get_fd(sock);
	/* older kernels lack these options: errors come without a text */
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	/* the kernel filters dumps */
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	nl_socket_set_msg_buf_size(sock, BUFFER);
	nl_socket_set_buffer_size(sock, 16 * BUFFER, 0);
	nl_socket_disable_msg_peek(sock);
	return sock;
}

struct nl_sock *knl_route(void)
{
	static struct nl_sock *sock;

	if (!sock)
		sock = knl_open(NETLINK_ROUTE);
	return sock;
}

struct nl_sock *knl_netfilter(void)
{
	static struct nl_sock *sock;

	if (!sock)
		sock = knl_open(NETLINK_NETFILTER);
	return sock;
}

/**
 * knl_new_for() - make a request with much room for attributes
 * @type: of the message
 * @flags: besides NLM_F_REQUEST
 * @header: of the family
 * @len: of @header
 * @room: for attributes
 *
 * Exits if there is no memory.
 *
 * Return: the message
 */
struct nl_msg *knl_new_for(int type, int flags, const void *header, size_t len, size_t room)
{
	/* libnl's default is a page; clearing it takes a third of the time of a batch */
	struct nl_msg *msg = nlmsg_alloc_size(NLMSG_SPACE(len) + room);

	if (!msg || !nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, type, 0, NLM_F_REQUEST | flags) ||
	    nlmsg_append(msg, (void *)header, len, NLMSG_ALIGNTO)) {
		refuse("out of memory");
		exit(-REFUSED);
	}
	return msg;
}

/**
 * knl_new() - make a request
 * @type: of the message
 * @flags: besides NLM_F_REQUEST
 * @header: of the family
 * @len: of @header
 *
 * Exits if there is no memory.
 *
 * Return: the message
 */
struct nl_msg *knl_new(int type, int flags, const void *header, size_t len)
{
	return knl_new_for(type, flags, header, len, ROOM);
}
