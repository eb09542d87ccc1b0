#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A loop through a VRF, which the check for loops does not see, ends by the TTL
#
# The gateway of tests/gateway.sh, but stage 2 of h2's translated addresses leads into the
# VRF `blue`, whose table leads to nvi0:
#
#   h2 -- lan --> nvi0 --> lan, from 198.51.100.0/24 --> blue, default dev nvi0 --> nvi0 --> ...
#
# A VRF tracks what was untracked, so the packet looks like one in stage 1 each time. Each
# round has to cost it a hop. What has IP options is routed by the kernel.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
modprobe -q vrf || skip "no VRF"

# ended FAMILY PACKETS TTL: so many packets with that TTL have gone through nvi0 more than
# once, and no more often than that allows
rest() { local n; n=$(stage2 "$r" "$1"); sleep 0.5; [[ $n == "$(stage2 "$r" "$1")" ]]; }
ended()
{
	wait_for 20 rest "$1"
	compare $(($(stage2 "$r" "$1") - had)) '>' "$2" "rounds of $2 packets, IPv$1"
	compare $(($(stage2 "$r" "$1") - had)) '<=' $(($2 * $3)) "and not more than their hops"
	had=$(stage2 "$r" "$1")
}

gateway
ip -n "$r" link add blue type vrf table 300
ip -n "$r" link set blue up
for f in -4 -6; do
	ip -n "$r" $f route add default dev nvi0 table 300
	ip -n "$r" $f route replace default dev blue table 102
done

had=0
refused "h2 pings" h2 ping -q -c 3 -i 0.01 -W 0.5 -t 20 $SERVER4
ended 4 3 20
# (not of the router's own, or the kernel would refuse it as a martian)
r nft insert rule inet nat post oifname nvi0 ip saddr 10.0.0.20 @nh,0,8 != 0x45 snat ip to 198.51.100.77
r sysctl -qw net.ipv4.conf.lan.rp_filter=0
refused "h2 pings with an option" h2 ping -q -c 3 -i 0.01 -W 0.5 -t 20 -R $SERVER4
ended 4 3 20
had=0
refused "h2 pings, IPv6" h2 ping -q -c 3 -i 0.01 -W 0.5 -t 20 $SERVER6
ended 6 3 20
is "$(passed "$p2" out) $(passed "$p2" bogus)" "0 0" "out by provider 2"
