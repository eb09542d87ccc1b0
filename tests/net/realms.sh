#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stage 2's route has the realms of its rule and its route
#
# The gateway of tests/gateway.sh. h2's packets reach table 102 by a rule with a realm, by a route
# with a realm, and by both. nftables in FORWARD and POST_ROUTING of stage 2 and tc's route
# classifier on isp2 see the same realm as on the router's own packets from the same address.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

# tc_passed REALM: the packets that tc has classified with that realm
tc_passed()
{
	r tc -s filter show dev isp2 egress |
		awk -v realm="$1" '/ to / { to = $NF } /Sent/ && to == realm { n += $4 } END { print n + 0 }'
}

# realm N WHAT: 3 pings of h2 and 2 of the router must have realm N
realm()
{
	local f p o t

	f=$(passed "$r" "fwd$1") p=$(passed "$r" "post$1") o=$(passed "$r" "own$1")
	t=$(tc_passed "$1")
	works "$2: h2 pings" h2 ping -q -c 3 -i 0.01 -W 2 $SERVER4
	works "$2: the router pings" r ping -q -c 2 -i 0.01 -W 2 -I 198.51.100.2 $SERVER4
	is $(($(passed "$r" "fwd$1") - f)) 3 "$2: packets with realm $1 in FORWARD"
	is $(($(passed "$r" "post$1") - p)) 3 "$2: packets with realm $1 in POST_ROUTING"
	is $(($(passed "$r" "own$1") - o)) 2 "$2: router's own packets with realm $1"
	[[ ! $tc || $1 == 0 ]] || is $(($(tc_passed "$1") - t)) 5 "$2: packets with realm $1 in tc"
}

gateway
r nft -f - <<-'EOT' || skip "this kernel has no realms"
	table ip realms {
		counter fwd0 { }
		counter fwd5 { }
		counter fwd7 { }
		counter post0 { }
		counter post5 { }
		counter post7 { }
		counter own0 { }
		counter own5 { }
		counter own7 { }
		chain forward {
			type filter hook forward priority 0
			oifname isp2 ct state untracked counter name meta rtclassid map { 0 : "fwd0", 5 : "fwd5", 7 : "fwd7" }
		}
		chain postrouting {
			type filter hook postrouting priority 0
			oifname isp2 ct state untracked counter name meta rtclassid map { 0 : "post0", 5 : "post5", 7 : "post7" }
			oifname isp2 ct state != untracked counter name meta rtclassid map { 0 : "own0", 5 : "own5", 7 : "own7" }
		}
	}
EOT
tc=
if modprobe -aq cls_route sch_ingress && r tc qdisc add dev isp2 clsact &&
	r tc filter add dev isp2 egress protocol ip pref 1 route to 5 action ok &&
	r tc filter add dev isp2 egress protocol ip pref 1 route to 7 action ok; then
	tc=1
else
	echo "this kernel has no route classifier"
fi

realm 0 "no realms"
batch "$r" -4 <<-EOT
	rule add pref 1000 from 198.51.100.0/24 lookup 102 realms 5
EOT
realm 5 "a rule with a realm"
batch "$r" -4 <<-EOT
	route replace default via 198.51.100.1 table 102 realms 7
EOT
realm 7 "a rule and a route with a realm"
batch "$r" -4 <<<"rule del pref 1000"
realm 7 "a route with a realm"
batch "$r" -4 <<<"route replace default via 198.51.100.1 table 102"
realm 0 "no realms again"
is "$(stage2 "$r" 4)" 15 "packets in stage 2"
is "$(drops "$r")" "" "drop counters above 0"
