// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink requests, dumps and their answers.
 *
 * libnl 3.7 turns an error into one of its own numbers and drops the kernel's
 * extended ack, so messages are received here.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netlink.h>

#include "nl/nl.h"

static char said[256];
static bool interrupted;

/**
 * knl_said() - the kernel's text about the last error (extended ack), or ""
 */
const char *knl_said(void)
{
	return said;
}

/**
 * knl_interrupted() - true if the list of the last dump changed during every attempt
 */
bool knl_interrupted(void)
{
	return interrupted;
}

/**
 * knl_reason() - explain an error of the kernel
 * @err: negative errno; any number that a message holds, even INT_MIN
 * @text: the kernel's own text, or ""
 *
 * Return: the second part of a message, behind a colon
 */
const char *knl_reason(int err, const char *text)
{
	if (err == -EPERM && !*text)
		return "this needs CAP_NET_ADMIN in the network namespace (be root)";
	if (err == -EINTR)
		return "it kept changing while it was read, try again";
	return *text ? text : strerror(-(unsigned int)err);
}

/* The attributes of an error follow the request, if the answer includes that. */
static void take_sentence(const struct nlmsghdr *h)
{
	const struct nlmsgerr *e = nlmsg_data(h);
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1] = { };
	size_t off = sizeof(*e);
	const char *attrs = (const char *)e;

	*said = 0;
	if (!(h->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(h->nlmsg_flags & NLM_F_CAPPED))
		off += NLMSG_ALIGN(e->msg.nlmsg_len) - NLMSG_HDRLEN;
	if (off > (size_t)nlmsg_datalen(h))
		return;
	nla_parse(tb, NLMSGERR_ATTR_MAX, (struct nlattr *)(attrs + off),
		  nlmsg_datalen(h) - off, NULL);
	if (tb[NLMSGERR_ATTR_MSG])
		nla_strlcpy(said, tb[NLMSGERR_ATTR_MSG], sizeof(said));
}

/* The message that ends a dump has an error of its own. */
static int take_done(const struct nlmsghdr *h)
{
	int err = 0;

	if (nlmsg_datalen(h) >= (int)sizeof(err))
		memcpy(&err, nlmsg_data(h), sizeof(err));
	*said = 0;
	return err < 0 ? err : 1;
}

/* Return: negative errno, 1 after the last message, 0 before that */
static int take_message(const struct nlmsghdr *h, __u32 seq, knl_handler handler, void *arg)
{
	const struct nlmsgerr *e = nlmsg_data(h);

	if (h->nlmsg_seq != seq)
		return 0;
	if (h->nlmsg_flags & NLM_F_DUMP_INTR)
		interrupted = true;
	switch (h->nlmsg_type) {
	case NLMSG_NOOP:
		return 0;
	case NLMSG_DONE:
		return take_done(h);
	case NLMSG_ERROR:
		if (nlmsg_datalen(h) < (int)sizeof(*e))
			return -EBADMSG;
		take_sentence(h);
		return e->error < 0 ? e->error : 1;
	}
	return handler ? handler(h, arg) : 0;
}

static int receive_some(struct nl_sock *sock, unsigned char **buf)
{
	struct sockaddr_nl from;
	int len;

	do {
		errno = 0;
		len = nl_recv(sock, &from, buf, NULL);
	} while (len == -NLE_INTR || len == -NLE_AGAIN);
	if (len == -NLE_NOMEM)
		return errno == ENOBUFS ? -ENOBUFS : -ENOMEM;
	return len <= 0 ? -EIO : len;
}

static int receive(struct nl_sock *sock, __u32 seq, knl_handler handler, void *arg)
{
	unsigned char *buf = NULL;
	struct nlmsghdr *h;
	int len, err = 0;

	while (!err) {
		len = receive_some(sock, &buf);
		if (len < 0)
			return len;
		for (h = (struct nlmsghdr *)buf; !err && nlmsg_ok(h, len);
		     h = nlmsg_next(h, &len))
			err = take_message(h, seq, handler, arg);
		free(buf);
	}
	return err < 0 ? err : 0;
}

static int send_one(struct nl_sock *sock, struct nl_msg *msg)
{
	nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
	nl_complete_msg(sock, msg);
	return nl_send(sock, msg) < 0 ? -errno : 0;
}

/**
 * knl_dump() - request a dump
 * @sock: knl_route() or knl_netfilter()
 * @msg: the request; is freed
 * @handler: takes each message; an interrupted dump is repeated
 * @arg: for @handler
 *
 * Return: 0 or a negative errno; -EINTR if every attempt was interrupted
 */
int knl_dump(struct nl_sock *sock, struct nl_msg *msg, knl_handler handler, void *arg)
{
	int err = sock ? 0 : -EIO;
	int i;

	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_DUMP;
	for (i = 0; !err && i < KNL_RETRIES; i++) {
		interrupted = false;
		handler(NULL, arg);
		err = send_one(sock, msg);
		if (!err)
			err = receive(sock, nlmsg_hdr(msg)->nlmsg_seq, handler, arg);
		if (!interrupted)
			break;
	}
	if (!err && interrupted)
		err = -EINTR;
	nlmsg_free(msg);
	return err;
}

/**
 * knl_get() - send one request to rtnetlink
 * @msg: the request; is freed
 * @handler: takes the answer, if it is not an error
 * @arg: for @handler
 *
 * Return: 0 or a negative errno
 */
int knl_get(struct nl_msg *msg, knl_handler handler, void *arg)
{
	return knl_get_from(knl_route(), msg, handler, arg);
}

/**
 * knl_get_from() - send one request
 * @sock: the socket
 * @msg: the request; is freed
 * @handler: takes the answer, if it is not an error
 * @arg: for @handler
 *
 * Return: 0 or a negative errno
 */
int knl_get_from(struct nl_sock *sock, struct nl_msg *msg, knl_handler handler, void *arg)
{
	int err = sock ? 0 : -EIO;

	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_ACK;
	if (!err)
		err = send_one(sock, msg);
	if (!err)
		err = receive(sock, nlmsg_hdr(msg)->nlmsg_seq, handler, arg);
	nlmsg_free(msg);
	return err;
}

/* One answer for each request; a system call reads all that have arrived. */
static void receive_answers(struct nl_sock *sock, struct nl_msg *const *msgs, int n,
			    knl_done done, void *arg)
{
	static union {
		struct nlmsghdr first;
		char octets[2048];
	} room[NL_BULK];
	struct mmsghdr got[NL_BULK] = { };
	struct iovec iov[NL_BULK];
	int i = 0, j, count, err;

	for (j = 0; j < n; j++) {
		iov[j] = (struct iovec){ &room[j], sizeof(room[j]) };
		got[j].msg_hdr.msg_iov = &iov[j];
		got[j].msg_hdr.msg_iovlen = 1;
	}
	while (i < n) {
		count = recvmmsg(nl_socket_get_fd(sock), got, n - i, MSG_WAITFORONE, NULL);
		if (count < 0 && errno == EINTR)
			continue;
		/* lost answers are not sent again */
		for (err = -errno; count < 0 && i < n; i++)
			done(i, err, "", arg);
		for (j = 0; j < count; j++) {
			const struct nlmsghdr *h = &room[j].first;

			err = nlmsg_ok(h, got[j].msg_len) ?
			      take_message(h, nlmsg_hdr(msgs[i])->nlmsg_seq, NULL, NULL) : -EBADMSG;
			if (err)
				done(i++, err < 0 ? err : 0, said, arg);
		}
	}
}

/**
 * knl_bulk() - send many requests to rtnetlink in one system call
 * @msgs: the requests
 * @n: their number, up to NL_BULK
 * @done: called for each, in their order
 * @arg: for @done
 *
 * Return: 0, or a negative errno if they could not be sent
 */
int knl_bulk(struct nl_msg *const *msgs, int n, knl_done done, void *arg)
{
	struct nl_sock *sock = knl_route();
	struct iovec iov[NL_BULK];
	int i;

	if (!sock || n > NL_BULK)
		return -EIO;
	for (i = 0; i < n; i++) {
		struct nlmsghdr *h = nlmsg_hdr(msgs[i]);

		h->nlmsg_flags |= NLM_F_ACK;
		h->nlmsg_seq = NL_AUTO_SEQ;
		nl_complete_msg(sock, msgs[i]);
		iov[i].iov_base = h;
		iov[i].iov_len = NLMSG_ALIGN(h->nlmsg_len);
	}
	if (nl_send_iovec(sock, msgs[0], iov, n) < 0)
		return -errno;
	receive_answers(sock, msgs, n, done, arg);
	return 0;
}
