// SPDX-License-Identifier: GPL-2.0
/*
 * Probes of an uplink: an ICMP echo request, a TCP connection or a script.  The sockets of
 * the first two are bound to the interface and to an address of the uplink, so that their
 * packets leave as its connections do.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include "base/checksum.h"
#include "gateway/daemon/probe.h"
#include "gateway/daemon/script.h"

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t fill(union address *a, const struct prefix *p, __u16 port)
{
	memset(a, 0, sizeof(*a));
	if (p->family == AF_INET) {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons(port);
		memcpy(&a->v4.sin_addr, p->addr, 4);
		return sizeof(a->v4);
	}
	a->v6.sin6_family = AF_INET6;
	a->v6.sin6_port = htons(port);
	memcpy(&a->v6.sin6_addr, p->addr, 16);
	return sizeof(a->v6);
}

/* Of a pool, choose the first address that is not that of the network. */
static struct prefix own_address(const struct gw_uplink *u, int family)
{
	struct prefix p = *gw_of_family(&u->addresses, family);
	unsigned int bytes = prefix_bytes(family);

	if (p.len < 8 * bytes)
		p.addr[bytes - 1] |= 1;
	p.len = 8 * bytes;
	return p;
}

static int bind_to(int fd, const struct gw_uplink *u, int family)
{
	struct prefix own = own_address(u, family);
	union address a;
	socklen_t size = fill(&a, &own, 0);
	int on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, u->interface, strlen(u->interface) + 1))
		return -1;
	/* No interface has an address of a pool. */
	if (family == AF_INET)
		setsockopt(fd, SOL_IP, IP_FREEBIND, &on, sizeof(on));
	else
		setsockopt(fd, SOL_IPV6, IPV6_FREEBIND, &on, sizeof(on));
	return bind(fd, &a.any, size);
}

static int echo(struct gw_probe *p, int family)
{
	__u8 data[16] = { family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST };
	__u16 sum;

	p->seq++;
	memcpy(data + 4, &p->id, sizeof(p->id));
	memcpy(data + 6, &p->seq, sizeof(p->seq));
	/* for IPv6 the kernel does it */
	sum = checksum_fold(checksum_add(0, data, sizeof(data)));
	if (family == AF_INET)
		memcpy(data + 2, &sum, sizeof(sum));
	return send(p->fd, data, sizeof(data), 0) < 0 ? -errno : 0;
}

static int begin_socket(const struct gw_uplink *u, struct gw_probe *p)
{
	bool ping = u->check == GW_CHECK_PING;
	union address to;
	struct prefix target;
	unsigned int port = 0;
	char word[104];
	socklen_t size;
	int proto;

	if (sscanf(u->check_target, "%103s %u", word, &port) < 1 || !parse_prefix(word, &target))
		return -EINVAL;
	if (!gw_of_family(&u->addresses, target.family))
		return -EADDRNOTAVAIL;
	proto = !ping ? IPPROTO_TCP : target.family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	p->fd = socket(target.family, (ping ? SOCK_RAW : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC,
		       proto);
	if (p->fd < 0 || bind_to(p->fd, u, target.family))
		return -errno;
	size = fill(&to, &target, ping ? 0 : port);
	if (connect(p->fd, &to.any, size) && errno != EINPROGRESS)
		return -errno;
	return ping ? echo(p, target.family) : 0;
}

/* Return: 1 if the packet is the reply to the last echo request, else 0 */
static int is_answer(const struct gw_probe *p, const __u8 *data, int len, int family)
{
	int skip = family == AF_INET ? (data[0] & 15) * 4 : 0;

	if (len < skip + 8 || data[skip] != (family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY))
		return 0;
	return !memcmp(data + skip + 4, &p->id, 2) && !memcmp(data + skip + 6, &p->seq, 2);
}

static int read_answers(struct gw_probe *p)
{
	union address from;
	socklen_t size;
	__u8 data[256];
	int len;

	for (;;) {
		size = sizeof(from);
		len = recvfrom(p->fd, data, sizeof(data), 0, &from.any, &size);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0 && errno == EAGAIN)
			return 0;
		if (len < 0) {
			snprintf(p->why, sizeof(p->why), "%s", strerror(errno));
			return -1;
		}
		if (len && is_answer(p, data, len, from.any.sa_family))
			return 1;
	}
}

static int connected(struct gw_probe *p)
{
	socklen_t size = sizeof(int);
	int err = EIO;

	getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &err, &size);
	if (err)
		snprintf(p->why, sizeof(p->why), "%s", strerror(err));
	return err ? -1 : 1;
}

/**
 * gw_probe_begin() - begin a probe
 * @u: the uplink
 * @p: its probes; sets @waiting, or @why on failure
 */
void gw_probe_begin(const struct gw_uplink *u, struct gw_probe *p)
{
	int err = u->check == GW_CHECK_SCRIPT ? gw_script_begin(u, p) : begin_socket(u, p);

	p->waiting = !err;
	if (!err) {
		snprintf(p->why, sizeof(p->why), "no answer");
		return;
	}
	snprintf(p->why, sizeof(p->why), "%s", strerror(-err));
	gw_probe_end(p);
}

/**
 * gw_probe_poll() - read the result of a probe
 * @u: the uplink
 * @p: its probes
 * @revents: events of the probe's socket
 *
 * Return: 1: success, -1: failure, 0: no result yet
 */
int gw_probe_poll(const struct gw_uplink *u, struct gw_probe *p, short revents)
{
	int result = 0;

	if (!p->waiting)
		return 0;
	if (u->check == GW_CHECK_SCRIPT)
		result = gw_script_poll(p);
	else if (revents)
		result = u->check == GW_CHECK_PING ? read_answers(p) : connected(p);
	if (result)
		gw_probe_end(p);
	return result;
}

/**
 * gw_probe_end() - end a probe, with or without a result
 * @p: the uplink's probes
 */
void gw_probe_end(struct gw_probe *p)
{
	gw_script_end(p);
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->waiting = false;
}
