// SPDX-License-Identifier: GPL-2.0
/*
 * Has a list changed while it was read?  For lists of which the kernel does not
 * say so itself.
 */
#include <errno.h>
#include <sys/socket.h>

#include "nl/nl.h"

/* What has come since the last call; nothing that is in it matters. */
static bool drain(struct nl_sock *sock)
{
	bool any = false;
	char byte;

	for (;;) {
		if (recv(nl_socket_get_fd(sock), &byte, sizeof(byte), MSG_DONTWAIT) >= 0 ||
		    errno == ENOBUFS)
			any = true;
		else if (errno != EINTR)
			return any;
	}
}

/**
 * knl_watch() - begin to watch a list
 * @group: RTNLGRP_* that is told of changes
 *
 * Return: for knl_changed()
 */
struct nl_sock *knl_watch(int group)
{
	struct nl_sock *sock = nl_socket_alloc();

	if (!sock || nl_connect(sock, NETLINK_ROUTE) || nl_socket_add_membership(sock, group)) {
		nl_socket_free(sock);
		return NULL;
	}
	return sock;
}

/**
 * knl_changed() - has the list changed since the last call, or knl_watch()?
 * @watch: of knl_watch(); NULL: nobody knows
 */
bool knl_changed(struct nl_sock *watch)
{
	return watch && drain(watch);
}

/**
 * knl_watch_end() - that is all
 * @watch: of knl_watch()
 */
void knl_watch_end(struct nl_sock *watch)
{
	nl_socket_free(watch);
}
