# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A NAT gateway with two providers routes by the translated address, first with NVI,
# then without.
# shellcheck disable=SC2154 # setup_ns, scripts/demo and demo.sh set the variables

# serve: start the server's services
serve()
{
	head -c "$SIZE" /dev/urandom >"$work/file"
	start s socat "TCP4-LISTEN:8080,fork,reuseaddr" "OPEN:$work/file"
	start s socat "TCP6-LISTEN:8080,fork,reuseaddr,ipv6only" "OPEN:$work/file"
	wait_for 10 listening "$s" tcp 8080
	whoami "$s" udp
}

# traffic: send five flows; sets $result[N] to the result of each
declare -A result
traffic()
{
	result[1]="$(download "$h1" "$SERVER4") of $SIZE bytes"
	result[2]="the server saw $(ask "$h1" udp "$SERVER4")"
	result[3]="$(pings "$h1" "$SERVER4") of 5 answers"
	result[4]="$(pings "$h2" "$SERVER4") of 5 answers"
	result[5]="$(download "$h2" "$SERVER6") of $SIZE bytes"
}

# draw TITLE OUTCOME INSIDE FILTER PROVIDER: draw and check a flow through two stages.
# INSIDE is its private source; FILTER matches its packets on each device.
draw()
{
	local title=$1 outcome=$2 inside=$3 filter=$4 provider=$5
	local other=$((3 - provider)) in via out stray became

	in=$(seen lan "src $inside and $filter")
	became=$(sources nvi0 "$filter")
	via=$(seen nvi0 "$filter")
	out=$(seen "isp$provider" "src $became and $filter")
	stray=$(seen "isp$other" "$filter")
	right test "$in" -gt 0 -a "$in" -eq "$via" -a "$via" -eq "$out" -a "$stray" -eq 0
	cat <<-EOT

	  ${bold}$title${plain}  ${dim}($outcome)${plain}
	    $inside
	      │ $(packets "$in")
	      ▼
	     lan ──▶ ${dim}stage 1: iif lan ──▶ table 100${plain} ──▶ ${bold}nvi0${plain} ──┐ ${dim}source NAT${plain}
	      ┌───────────────────────────────────────────────┘
	      └─▶ lan ──▶ ${dim}stage 2: from $became ──▶ table 10$provider${plain}
	                     └──▶ ${bold}isp$provider${plain}  $(packets "$out") $mark   ${dim}isp$other: $stray${plain}
	EOT
}

# draw_one TITLE OUTCOME FILTER SOURCES: draw and check the same flow with one stage.
# SOURCES is the network of its translated source, which belongs to provider 2.
draw_one()
{
	local title=$1 outcome=$2 filter=$3 should=$4 out1 bogus

	out1=$(seen isp1 "src net ($should) and $filter")
	bogus=$(sources isp1 "src net ($should) and $filter")
	right test "$out1" -gt 0
	cat <<-EOT

	  ${bold}$title${plain}  ${dim}($outcome)${plain}
	     lan ──▶ ${dim}the only routing decision: by the private address${plain} ──▶ ${bold}isp1${plain} ──▶ ${dim}source NAT${plain}
	             └──▶ ${red}isp1${plain}  $(packets "$out1") with source $bogus; provider 1 drops all $mark
	EOT
}

topology()
{
	cat <<-EOT
	${bold}NVI: route -> NAT -> route again, by the translated address${plain}

	  h1 10.0.0.10 --.         .---- r ----.-- isp1 --- provider 1: 192.0.2.0/24 -----.
	                 +--- lan -|           |                                          +-- server
	  h2 10.0.0.20 --'         |   nvi0    |-- isp2 --- provider 2: 198.51.100.0/24 --'
	     fd00:a::/64           '-----------'

	  The default route is provider 1. Each provider drops packets whose source is
	  not from its network. Kernel: $(uname -r)
	EOT
}

rules()
{
	say "The gateway's configuration"
	type_in "$r" ip link add nvi0 type nvi
	type_in "$r" ip link set nvi0 up
	echo "  ${dim}stage 1: packets from the LAN go to nvi0, unless main has a non-default route${plain}"
	type_in "$r" ip route add default dev nvi0 table 100
	type_in "$r" ip rule add pref 50 lookup main suppress_prefixlength 0
	type_in "$r" ip rule add pref 1100 iif lan lookup 100
	echo "  ${dim}stage 2: each source address leaves through its provider${plain}"
	type_in "$r" ip route add default via 192.0.2.1 table 101
	type_in "$r" ip rule add pref 1001 from 192.0.2.0/24 lookup 101
	type_in "$r" ip route add default via 198.51.100.1 table 102
	type_in "$r" ip rule add pref 1002 from 198.51.100.0/24 lookup 102
	echo "  ${dim}the same for IPv6, all through provider 2${plain}"
	ip -n "$r" -6 route add default dev nvi0 table 100
	ip -n "$r" -6 rule add pref 50 lookup main suppress_prefixlength 0
	ip -n "$r" -6 rule add pref 1100 iif lan lookup 100
	ip -n "$r" -6 route add default via 2001:db8:2::1 table 102
	ip -n "$r" -6 rule add pref 1002 from 2001:db8:2::/64 lookup 102
	echo "  ${dim}source NAT: by host, by application, and for all other packets${plain}"
	nat nvi0
}

# nat DEVICES: set up source NAT on DEVICES, the same with and without NVI
nat()
{
	local rules

	rules=$(cat <<-EOT
	table inet nat {
	    chain postrouting {
	        type nat hook postrouting priority srcnat
	        oifname { $1 } ip saddr 10.0.0.20 snat ip to 198.51.100.2
	        oifname { $1 } tcp dport 8080 snat ip to 198.51.100.2
	        oifname { $1 } snat ip to 192.0.2.2
	        oifname { $1 } snat ip6 to 2001:db8:2::2
	    }
	}
	EOT
	)
	echo "  ${cyan}# nft -f - <<END"
	sed 's/^/  /' <<<"$rules"
	echo "  END${plain}"
	ip netns exec "$r" nft -f - <<<"$rules" || fail "nft refuses the rules"
}

with_nvi()
{
	say "With NVI"
	capture lan nvi0 isp1 isp2
	traffic
	stop "${taps[@]}"
	draw "h1 downloads (TCP 8080, through provider 2)" "${result[1]}" 10.0.0.10 'ip and tcp dst port 8080' 2
	draw "h1 asks over UDP (other traffic, through provider 1)" "${result[2]}" 10.0.0.10 "ip and udp dst port $WHOAMI" 1
	draw "h1 pings (other traffic, through provider 1)" "${result[3]}" 10.0.0.10 'icmp[0] = 8 and (src 10.0.0.10 or src 192.0.2.2)' 1
	draw "h2 pings (all traffic of h2, through provider 2)" "${result[4]}" 10.0.0.20 'icmp[0] = 8 and (src 10.0.0.20 or src 198.51.100.2)' 2
	draw "h2 downloads over IPv6 (through provider 2)" "${result[5]}" fd00:a::20 'ip6 and tcp dst port 8080' 2
	right all_answered
	echo
	echo "  ethtool -S nvi0: $(counter "$r" reinject_ipv4) IPv4 and $(counter "$r" reinject_ipv6) IPv6 packets re-injected; dropped: $(drops "$r" | grep . || echo none)"
	echo "  packets dropped by provider 1 and 2: $(passed "$p1" bogus) and $(passed "$p2" bogus)"
	right test "$(passed "$p1" bogus)$(passed "$p2" bogus)$(drops "$r")" == 00
	echo "  all bytes and all answers arrived, through the right provider $mark"
}

all_answered()
{
	[[ ${result[1]} == "$SIZE of $SIZE bytes" && ${result[5]} == "${result[1]}" &&
		${result[2]} == "the server saw 192.0.2.2" &&
		${result[3]} == "5 of 5 answers" && ${result[4]} == "5 of 5 answers" ]]
}

without_nvi()
{
	local before

	say "The same without NVI: one stage, with the same rules and the same NAT"
	type_in "$r" ip link del nvi0
	type_in "$r" nft delete table inet nat
	nat "isp1, isp2"
	before=$(passed "$p1" bogus)
	capture isp1 isp2
	traffic
	stop "${taps[@]}"
	draw_one "h1 downloads" "${result[1]}" 'ip and tcp dst port 8080' "198.51.100.0/24"
	draw_one "h2 pings" "${result[4]}" 'icmp[0] = 8' "198.51.100.0/24"
	draw_one "h2 downloads over IPv6" "${result[5]}" 'ip6 and tcp dst port 8080' "2001:db8:2::/64"
	right test "$(passed "$p1" bogus)" -gt "$before" -a "$(seen isp2 'icmp[0] = 8 or tcp dst port 8080')" -eq 0
	echo
	echo "  dropped by provider 1 (wrong source): $(packets $(($(passed "$p1" bogus) - before))); left by isp2: none $mark"
	right test "${result[1]:0:2}${result[4]:0:2}${result[5]:0:2}" == "0 0 0 "
	echo "  no byte and no answer arrived for the flows of provider 2 $mark"
}

# scene: run the demo
scene()
{
	topology
	gateway_nets
	rules
	serve
	with_nvi
	without_nvi
	# shellcheck disable=SC2034 # used by scripts/demo
	next="README.md shows this configuration in ten lines."
}
