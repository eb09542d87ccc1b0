// SPDX-License-Identifier: GPL-2.0
/*
 * The end of stage 1: a packet was routed to the nvi device and has been
 * translated on its way here.
 */
#include "nvi.h"
#include "xmit.h"

/**
 * nvi_xmit() - ndo_start_xmit: from stage 1 to where the mode says
 * @skb: a packet that was routed to the device
 * @dev: the nvi device
 *
 * Context: BH disabled, RCU read side.
 * Return: NETDEV_TX_OK; the packet has gone one way or another
 */
netdev_tx_t nvi_xmit(struct sk_buff *skb, struct net_device *dev)
{
	nvi_hand_over(skb, dev);
	return NETDEV_TX_OK;
}
