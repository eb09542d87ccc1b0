// SPDX-License-Identifier: GPL-2.0
/*
 * Detect that a list changes while it is read, where the kernel does not report it
 * (NLM_F_DUMP_INTR).
 */
#include <errno.h>
#include <sys/socket.h>

#include "nl/nl.h"

/* Discard the messages since the last call; true if there were any. */
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
 * @group: RTNLGRP_* of its changes
 *
 * Return: the argument of knl_changed(); NULL on failure
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
 * knl_changed() - true if the list has changed since the last call, or knl_watch()
 * @watch: of knl_watch(); NULL: false
 */
bool knl_changed(struct nl_sock *watch)
{
	return watch && drain(watch);
}

/**
 * knl_watch_end() - end watching
 * @watch: of knl_watch()
 */
void knl_watch_end(struct nl_sock *watch)
{
	nl_socket_free(watch);
}
