# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# UDP exchanges with an echo server at port 7010, and counters that show the path of their packets.
# shellcheck disable=SC2154

# echo_server NS 4|6 ADDRESS: start a server that returns each datagram
echo_server()
{
	local a=$3

	[[ $2 == 4 ]] || a=[$a]
	start ip netns exec "$1" socat -T 20 "UDP$2-LISTEN:7010,fork,bind=$a" PIPE
}

# exchange NS ADDRESS N: send N datagrams, each after the echo of the previous one; print the
# echoes. (dd reads whole datagrams.)
exchange()
{
	# shellcheck disable=SC2016 # expanded by the inner bash
	ip netns exec "$1" timeout 20 bash -c 'exec 3<>"/dev/udp/$0/7010"
		for ((i = 1; i <= $1; i++)); do echo $i >&3; dd bs=64 count=1 status=none <&3 || exit; done' "$2" "$3"
}

# count_forward: count the packets in FORWARD of the router, for `slow`
count_forward()
{
	r nft -f - <<-'EOT' || fail "nftables"
		table inet seen {
			counter out1 { }
			counter out2 { }
			counter back { }
			chain forward {
				type filter hook forward priority filter
				oifname nvi0 counter name out1
				ct state untracked counter name out2
				oifname lan counter name back
			}
		}
	EOT
}

# slow: print the packets on the slow path: "stage 1, stage 2, back"
slow() { echo "$(passed "$r" out1) $(passed "$r" out2) $(passed "$r" back)"; }
