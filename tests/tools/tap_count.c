// SPDX-License-Identifier: GPL-2.0
/*
 * tap_count DEVICE
 *
 * Count the packets that a device sends, as its driver gets them: after segmentation, and
 * without loss, since only the kernel's own count is read. Prints "ready", and the number when
 * stdin ends.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

static void die(const char *what)
{
	perror(what);
	exit(2);
}

int main(int argc, char **argv)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, SKF_AD_OFF + SKF_AD_PKTTYPE),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog outgoing = { .len = 4, .filter = code };
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
	};
	struct tpacket_stats stats;
	socklen_t size = sizeof(stats);
	char c;
	int s;

	if (argc != 2 || !(at.sll_ifindex = if_nametoindex(argv[1]))) {
		fprintf(stderr, "usage: tap_count DEVICE\n");
		return 2;
	}
	s = socket(AF_PACKET, SOCK_RAW, 0);
	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &outgoing,
				sizeof(outgoing)) ||
	    bind(s, (void *)&at, sizeof(at)))
		die("packet socket");
	puts("ready");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	if (getsockopt(s, SOL_PACKET, PACKET_STATISTICS, &stats, &size))
		die("statistics");
	printf("%u\n", stats.tp_packets);
	return 0;
}
