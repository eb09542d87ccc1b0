// SPDX-License-Identifier: GPL-2.0
/*
 * The link layer: Ethernet headers, and packets other than IP. The router's addresses are all
 * 02:00:00:00:00:01, the hosts' 02:00:00:00:00:02. tests/odd.sh redirects packets from
 * 02:00:00:00:00:99 by tc.
 */
#include "odd.h"

static void put_mac(uint8_t *p, unsigned int last)
{
	memset(p, 0, ETH_ALEN);
	p[0] = 2;
	p[5] = last;
}

/* Offsets in the virtio header count from the first octet of the frame. */
static void put_front(struct odd *o, unsigned int len)
{
	o->front += len;
	if (!o->use_vnet)
		return;
	o->vnet.hdr_len += len;
	o->vnet.csum_start += len;
}

/* Frames other than IP: valid and invalid ARP, and other types */
void odd_not_ip(struct odd *o, enum odd_side side)
{
	static const uint16_t types[] = {
		ETH_P_RARP, ETH_P_MPLS_UC, ETH_P_PPP_SES, ETH_P_LOOP, ETH_P_PAE,
		ETH_P_TSN, ETH_P_BATMAN, ETH_P_LLDP, 0, 1, 0x05dc, 0xffff,
	};
	static const uint8_t arp[] = {
		0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2, 10, 0, 0, 10,
		0, 0, 0, 0, 0, 0, 10, 0, 0, 1,
	};
	uint8_t *p = odd_ip(o);

	odd_valid(o, side, rnd(ODD_FLOWS), rnd_size());
	if (one_in(2)) {
		o->proto = one_in(2) ? types[rnd(12)] : rnd(65536);
		return;
	}
	o->proto = ETH_P_ARP;
	memcpy(p, arp, sizeof(arp));
	if (side == ODD_OUTSIDE)
		memcpy(p + 24, (uint8_t[]){ 192, 0, 2, 2 }, 4);
	/* not the sender address of a host: the test has set those neighbours */
	p[17] = 100 + rnd(100);
	if (one_in(2))
		p[rnd(14)] = rnd(256);
	o->len = one_in(4) ? rnd(sizeof(arp)) + 1 : sizeof(arp);
}

/* One to three VLAN tags; on a device without Ethernet, in front of the packet */
void odd_vlan(struct odd *o, enum odd_side side)
{
	unsigned int n = 1 + rnd(3);
	uint8_t *tag;

	odd_valid(o, side, rnd(ODD_FLOWS), rnd_size());
	while (n--) {
		tag = o->room + ODD_FRONT - o->front - 4;
		put16(tag, one_in(4) ? rnd(65536) : one_in(2) ? rnd(16) : 0);
		put16(tag + 2, o->proto);
		o->proto = one_in(2) ? ETH_P_8021Q : ETH_P_8021AD;
		put_front(o, 4);
	}
	if (one_in(8))
		o->len = 0;
}

/*
 * Return: true if tc would leave no octet. act_ct trims a packet to the length in its header, and
 * act_mirred passes an empty packet to a device, about which the kernel warns (7.2).
 */
static bool vanishes(const struct odd *o)
{
	const uint8_t *ip = o->room + ODD_FRONT;

	return !o->len || (o->proto == ETH_P_IP && !get16(ip + 2));
}

/* Put an Ethernet header in front. */
void odd_frame(struct odd *o, enum odd_side side)
{
	uint8_t *eth = o->room + ODD_FRONT - o->front - ETH_HLEN;

	(void)side;
	put_mac(eth, 1);
	put_mac(eth + ETH_ALEN, one_in(8) && !vanishes(o) ? 0x99 : 2);
	if (one_in(16))
		memset(eth, 0xff, ETH_ALEN);
	else if (one_in(16))
		memcpy(eth, (uint8_t[]){ 1, 0, 0x5e, 0, 0, rnd(256) }, ETH_ALEN);
	else if (one_in(32))
		put_mac(eth, rnd(256));
	put16(eth + 2 * ETH_ALEN, o->proto);
	put_front(o, ETH_HLEN);
}
