// SPDX-License-Identifier: GPL-2.0
/*
 * A mock of the system that nvictl runs on: netlink, files, the clock.
 */
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/socket.h>
#include <linux/ethtool.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "edge.h"
#include "fuzz.h"

/* After so many sleeps recv() fails, which ends commands that run forever. */
#define MAX_SLEEPS 3

struct edge edge;

/* the kernel's answers, the expected sequence number and the last one */
static struct answer waiting;
static __u32 expected, last;
static unsigned int changes;

int edge_connect(struct nl_sock *sock, int protocol)
{
	return 0;
}

int edge_setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	return 0;
}

static void ask(const struct nlmsghdr *h)
{
	bool change = !(h->nlmsg_flags & NLM_F_DUMP) && h->nlmsg_flags & NLM_F_ACK;

	check_request(h);
	if (!edge.replies)
		kernel_answer(h, change && ++changes == edge.fail_at, &waiting);
}

int edge_send_iovec(struct nl_sock *sock, struct nl_msg *msg, struct iovec *iov, unsigned int n)
{
	unsigned int i;

	waiting.len = 0;
	for (i = 0; i < n; i++)
		ask(iov[i].iov_base);
	expected = ((struct nlmsghdr *)iov[0].iov_base)->nlmsg_seq;
	last = ((struct nlmsghdr *)iov[n - 1].iov_base)->nlmsg_seq;
	return 1;
}

int edge_send(struct nl_sock *sock, struct nl_msg *msg)
{
	struct iovec iov = { .iov_base = nlmsg_hdr(msg) };

	return edge_send_iovec(sock, msg, &iov, 1);
}

/*
 * Return the length of the first message, so that ASan finds a read past its
 * end, or @len if the message has an invalid length.  Sequence number 0 is
 * replaced by the expected one.
 */
static size_t next_datagram(uint8_t *data, size_t len)
{
	struct nlmsghdr *h = (struct nlmsghdr *)data;

	if (len < sizeof(*h))
		return len;
	if (!h->nlmsg_seq)
		h->nlmsg_seq = expected;
	if (h->nlmsg_len < sizeof(*h) || h->nlmsg_len > len || NLMSG_ALIGN(h->nlmsg_len) > len)
		return len;
	if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
		expected += expected != last;
	return NLMSG_ALIGN(h->nlmsg_len);
}

int edge_recv(struct nl_sock *sock, struct sockaddr_nl *from, unsigned char **buf,
	      struct ucred **creds)
{
	const uint8_t *data = edge.replies ? edge.replies : waiting.data;
	size_t *left = edge.replies ? &edge.left : &waiting.len;
	uint8_t *all;
	size_t len;

	if (!*left || edge.slept > MAX_SLEEPS) {
		errno = EIO;
		return -NLE_FAILURE;
	}
	all = malloc(*left);
	memcpy(all, data, *left);
	len = edge.replies ? next_datagram(all, *left) : *left;
	/* the exact size, so that ASan finds a read past the end */
	*buf = realloc(all, len);
	if (edge.replies)
		edge.replies += len;
	*left -= len;
	return len;
}

/* One message per buffer, as the kernel sends the answers to changes. */
int edge_recvmmsg(int fd, struct mmsghdr *got, unsigned int n, int flags, struct timespec *timeout)
{
	unsigned char *buf;
	struct nlmsghdr *h;
	unsigned int i = 0;
	int len = edge_recv(NULL, NULL, &buf, NULL);
	int rest = len;

	if (len < 0)
		return -1;
	for (h = (struct nlmsghdr *)buf; i < n && nlmsg_ok(h, rest); h = nlmsg_next(h, &rest)) {
		struct iovec *iov = got[i].msg_hdr.msg_iov;

		got[i].msg_len = h->nlmsg_len < iov->iov_len ? h->nlmsg_len : iov->iov_len;
		memcpy(iov->iov_base, h, got[i++].msg_len);
	}
	if (!i) {
		struct iovec *iov = got[i].msg_hdr.msg_iov;

		got[i].msg_len = (size_t)len < iov->iov_len ? (size_t)len : iov->iov_len;
		memcpy(iov->iov_base, buf, got[i++].msg_len);
	}
	free(buf);
	return i;
}

int edge_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	nfds_t i;

	for (i = 0; i < n; i++)
		fds[i].revents = 0;
	fds[edge.turn++ % 2].revents = POLLIN;
	return 1;
}

/* Like the kernel, allow almost any byte in a name. */
char *edge_indextoname(unsigned int index, char *name)
{
	char odd = index >> 8;

	if (index % 7 == 6) {
		errno = ENXIO;
		return NULL;
	}
	snprintf(name, IF_NAMESIZE, index < 8 ? "nvi%u" : "a%cb%u",
		 index < 8 ? (int)index : odd ? odd : '_', index % 256);
	return name;
}

/* Make a counter of each kind, and one whose name has special characters. */
static void fill_strings(struct ethtool_gstrings *names)
{
	static const char *const kinds[] = { "reinject_ipv4", "net_drop_x", "drop_\"\\", "x" };
	char *name = (char *)names->data;
	__u32 i;

	for (i = 0; i < names->len; i++, name += ETH_GSTRING_LEN)
		snprintf(name, ETH_GSTRING_LEN, "%s_%u", kinds[i % 4], i);
}

int edge_ioctl(int fd, unsigned long request, ...)
{
	static __u64 ticks;
	struct ethtool_sset_info *info;
	struct ethtool_stats *stats;
	struct ifreq *ifr;
	va_list list;
	__u32 i;

	va_start(list, request);
	ifr = va_arg(list, struct ifreq *);
	va_end(list);
	info = (void *)ifr->ifr_data;
	stats = (void *)ifr->ifr_data;
	switch (info->cmd) {
	case ETHTOOL_GSSET_INFO:
		/* devices have different numbers of counters */
		info->data[0] = strlen(ifr->ifr_name);
		return 0;
	case ETHTOOL_GSTRINGS:
		fill_strings((void *)ifr->ifr_data);
		return 0;
	case ETHTOOL_GSTATS:
		for (i = 0; i < stats->n_stats; i++)
			stats->data[i] = ticks += 1000003ULL << 3 * i;
		return 0;
	}
	errno = EOPNOTSUPP;
	return -1;
}

FILE *edge_fopen(const char *name, const char *mode)
{
	if (!edge.file_len) {
		errno = ENOENT;
		return NULL;
	}
	return fmemopen((char *)edge.file, edge.file_len, "r");
}

int edge_scandir(const char *dir, struct dirent ***found,
		 int (*filter)(const struct dirent *), int (*order)(const struct dirent **,
								    const struct dirent **))
{
	static const char *const names[] = { "a.conf", "b.txt", ".conf", "z.conf" };
	int n = 0;
	size_t i;

	if (!strncmp(dir, "/usr/lib/", 9)) {
		errno = ENOENT;
		return -1;
	}
	*found = calloc(4, sizeof(**found));
	for (i = 0; i < 4; i++) {
		struct dirent *d = calloc(1, sizeof(*d));

		snprintf(d->d_name, sizeof(d->d_name), "%s", names[i]);
		if (filter(d))
			(*found)[n++] = d;
		else
			free(d);
	}
	return n;
}

int edge_open(const char *name, int flags, ...)
{
	errno = strlen(name) % 2 ? ENOENT : EACCES;
	return -1;
}

int edge_setns(int fd, int type)
{
	errno = EPERM;
	return -1;
}

int edge_clock_gettime(clockid_t clock, struct timespec *now)
{
	static time_t seconds;

	now->tv_sec = ++seconds;
	now->tv_nsec = 0;
	return 0;
}

int edge_clock_nanosleep(clockid_t clock, int flags, const struct timespec *until,
			 struct timespec *left)
{
	edge.slept++;
	return 0;
}
