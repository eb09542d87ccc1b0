#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Hundreds of nvi devices in several namespaces work and leave nothing behind
#
# The gateway of tests/gateway.sh with 100 more devices beside nvi0, each with its own mark, and 10
# namespaces with 20 devices each. Traffic goes through one of the hundred. The namespace's hooks
# stay registered until its last device is deleted.
. "$(dirname "$0")/../lib.sh"

# devices NS FIRST LAST: create devices in one batch
devices()
{
	local n fast=''

	! fast || fast="fast on"
	for n in $(seq "$2" "$3"); do echo "link add nvi$n type nvi $fast mark $n/0xffff"; done |
		batch "$1"
}

# count NS: the number of nvi devices
count() { ip -n "$1" -o link show type nvi | wc -l; }

gateway
devices "$r" 1 100
is "$(count "$r")" 101 "devices in the router"
is "$(ip -n "$r" -j -d link show type nvi | jq -r 'map(.linkinfo.info_data.mark // "none")[]' | sort -u | wc -l)" \
	101 "different marks"
others=()
for n in $(seq 10); do others+=("other$n"); done
setup_ns "${others[@]}"
for n in "${others[@]}"; do
	devices "${!n}" 0 19
	is "$(count "${!n}")" 20 "devices in $n"
done

# Traffic through nvi57
ip -n "$r" link set nvi57 up
ip -n "$r" route replace default dev nvi57 table 100
r nft add rule inet nat post oifname nvi57 ip saddr 10.0.0.20 snat ip to 198.51.100.2
works "h2 pings" h2 ping -q -c 3 -i 0.01 $SERVER4
is "$(stage2 "$r" 4 nvi57),$(stage2 "$r" 4 nvi56)" 3,0 "packets re-injected by nvi57, nvi56"

# The hooks stay until the last device is deleted
for n in $(seq 0 100); do [[ $n == 57 ]] || echo "link del nvi$n"; done | batch "$r"
recorded=$(counter "$r" net_recorded nvi57)
works "h2 pings through the last device" h2 ping -q -c 3 -i 0.01 $SERVER4
is $(($(counter "$r" net_recorded nvi57) - recorded)) 2 "records written: one per direction"
drop_ns "${others[@]}"
