// SPDX-License-Identifier: GPL-2.0
/*
 * nvi_attr add|set DEVICE [TYPE:SIZE:VALUE...]
 *
 * Send RTM_NEWLINK for a link of kind nvi with exactly these attributes in IFLA_INFO_DATA, valid
 * or not: TYPE is a number of <linux/nvi.h>, SIZE the payload in octets (0 to 8), VALUE an
 * integer in host byte order. A TYPE that begins with @ is an attribute of the link itself, of
 * <linux/if_link.h>.
 *
 * Prints one line, with fields separated by tabs: "ok" or the name of the error; the kernel's
 * message or -; the attribute that the answer points at: its TYPE, @TYPE, or -. Exits 0, 1 if
 * the kernel refused, 2 for other errors.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

static struct {
	struct nlmsghdr h;
	struct ifinfomsg i;
	char attributes[4096];
} request;

/* the offset of each attribute of the command line in the request */
static struct {
	const char *name;
	unsigned int offset;
} sent[64];
static int nsent;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static struct nlattr *put(int type, const void *data, int size)
{
	struct nlattr *a = (void *)&request + NLMSG_ALIGN(request.h.nlmsg_len);

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + size;
	if (size)
		memcpy((char *)a + NLA_HDRLEN, data, size);
	request.h.nlmsg_len = (char *)a - (char *)&request +
			      NLA_ALIGN(a->nla_len);
	return a;
}

static void nest_end(struct nlattr *a)
{
	a->nla_len = (char *)&request + request.h.nlmsg_len - (char *)a;
}

/* Parse TYPE:SIZE:VALUE, without the @ */
static void put_argument(const char *arg, const char *name)
{
	unsigned long long value;
	unsigned int type, size;
	unsigned char data[8];
	struct nlattr *a;
	char *colon;

	if (sscanf(arg, "%u:%u:", &type, &size) != 2 || size > sizeof(data) ||
	    nsent == sizeof(sent) / sizeof(*sent)) {
		fprintf(stderr, "not TYPE:SIZE:VALUE: %s\n", arg);
		exit(2);
	}
	colon = strrchr(arg, ':');
	value = strtoull(colon + 1, NULL, 0);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	value <<= 8 * (sizeof(data) - size);
#endif
	memcpy(data, &value, sizeof(data));
	a = put(type, data, size);
	sent[nsent].name = name;
	sent[nsent++].offset = (char *)a - (char *)&request;
}

static const char *attribute_at(unsigned int offset)
{
	static char name[16];
	int i;

	for (i = 0; i < nsent; i++) {
		if (sent[i].offset != offset)
			continue;
		snprintf(name, sizeof(name), "%.*s",
			 (int)strcspn(sent[i].name, ":"), sent[i].name);
		return name;
	}
	return "elsewhere";
}

static void talk(char *answer, size_t size)
{
	int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), on = 1;

	if (s < 0)
		die("socket");
	if (setsockopt(s, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    setsockopt(s, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)))
		die("setsockopt");
	if (send(s, &request, request.h.nlmsg_len, 0) < 0)
		die("send");
	if (recv(s, answer, size, 0) < 0)
		die("recv");
	close(s);
}

/* Return: the exit status */
static int report(const struct nlmsghdr *h)
{
	const struct nlmsgerr *e = NLMSG_DATA(h);
	const char *message = "-", *attribute = "-";
	int skip = sizeof(*e), left;
	const struct nlattr *a;

	if (h->nlmsg_type != NLMSG_ERROR) {
		fprintf(stderr, "unexpected answer %u\n", h->nlmsg_type);
		return 2;
	}
	/* unless the echo is capped, the request's payload comes first */
	if (!(h->nlmsg_flags & NLM_F_CAPPED))
		skip += e->msg.nlmsg_len - sizeof(e->msg);
	a = (const void *)e + NLMSG_ALIGN(skip);
	left = (const char *)h + h->nlmsg_len - (const char *)a;
	while (h->nlmsg_flags & NLM_F_ACK_TLVS && left >= NLA_HDRLEN) {
		const void *data = (const char *)a + NLA_HDRLEN;

		if (a->nla_type == NLMSGERR_ATTR_MSG)
			message = data;
		else if (a->nla_type == NLMSGERR_ATTR_OFFS)
			attribute = attribute_at(*(const unsigned int *)data);
		left -= NLA_ALIGN(a->nla_len);
		a = (const void *)a + NLA_ALIGN(a->nla_len);
	}
	if (!e->error && !strcmp(message, "-"))
		puts("ok");
	else
		printf("%s\t%s\t%s\n", e->error ? strerrorname_np(-e->error) : "ok",
		       message, attribute);
	return e->error != 0;
}

int main(int argc, char **argv)
{
	_Alignas(struct nlmsghdr) static char answer[8192];
	struct nlattr *info, *data;
	int add, i;

	if (argc < 3 || ((add = strcmp(argv[1], "set")) &&
			 strcmp(argv[1], "add"))) {
		fprintf(stderr, "usage: nvi_attr add|set DEVICE [[@]TYPE:SIZE:VALUE...]\n");
		return 2;
	}
	request.h.nlmsg_len = NLMSG_LENGTH(sizeof(request.i));
	request.h.nlmsg_type = RTM_NEWLINK;
	request.h.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (add)
		request.h.nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
	put(IFLA_IFNAME, argv[2], strlen(argv[2]) + 1);
	for (i = 3; i < argc; i++)
		if (argv[i][0] == '@')
			put_argument(argv[i] + 1, argv[i]);
	info = put(IFLA_LINKINFO, NULL, 0);
	put(IFLA_INFO_KIND, "nvi", 4);
	data = put(IFLA_INFO_DATA, NULL, 0);
	for (i = 3; i < argc; i++)
		if (argv[i][0] != '@')
			put_argument(argv[i], argv[i]);
	nest_end(data);
	nest_end(info);
	talk(answer, sizeof(answer));
	return report((struct nlmsghdr *)answer);
}
