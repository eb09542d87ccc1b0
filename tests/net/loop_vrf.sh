#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A loop through a VRF, which the loop check does not detect, ends when the TTL expires
#
# The gateway of tests/gateway.sh. Stage 2 of h2's translated addresses leads into the VRF `blue`,
# whose table leads to nvi0:
#
#   h2 -- lan --> nvi0 --> lan, from 198.51.100.0/24 --> blue, default dev nvi0 --> nvi0 --> ...
#
# A VRF tracks packets that were untracked, so the packet looks like stage 1 in every round. Each
# round must decrement the TTL. The kernel routes packets with IP options.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
modprobe -q vrf || skip "no VRF"

# rest FAMILY: true if no packet is in the loop
rest() { local n; n=$(stage2 "$r" "$1"); sleep 0.5; [[ $n == "$(stage2 "$r" "$1")" ]]; }

# ended FAMILY PACKETS TTL: check that PACKETS packets with that TTL have crossed nvi0 more than
# once each, and at most TTL times
ended()
{
	wait_for 20 rest "$1"
	compare $(($(stage2 "$r" "$1") - had)) '>' "$2" "passes of $2 packets through nvi0, IPv$1"
	compare $(($(stage2 "$r" "$1") - had)) '<=' $(($2 * $3)) "passes through nvi0 against the sum of the TTLs, IPv$1"
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
# (a public address that is not local: the kernel would drop a local source as a martian)
r nft insert rule inet nat post oifname nvi0 ip saddr 10.0.0.20 @nh,0,8 != 0x45 snat ip to 198.51.100.77
r sysctl -qw net.ipv4.conf.lan.rp_filter=0
refused "h2 pings with an option" h2 ping -q -c 3 -i 0.01 -W 0.5 -t 20 -R $SERVER4
ended 4 3 20
had=0
refused "h2 pings, IPv6" h2 ping -q -c 3 -i 0.01 -W 0.5 -t 20 $SERVER6
ended 6 3 20
is "$(passed "$p2" out) $(passed "$p2" bogus)" "0 0" "packets through provider 2, with a wrong source"
