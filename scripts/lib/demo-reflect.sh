# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Two providers, a server behind the router and services on it: each reply leaves by
# the provider that its request came by; then the same without reflection.
# shellcheck disable=SC2154 # setup_ns, scripts/demo and demo.sh set the variables

topology_reflect()
{
	cat <<-EOT
	${bold}NVI, mode reflect: a reply goes back the way its connection came${plain}

	  h1 10.0.0.10 ------ lan -.---- r ----.-- isp1 --- provider 1: 192.0.2.0/24 -----.
	     server, port 8080     |           |                                          +-- client
	     fd00:a::10            |   back0   |-- isp2 --- provider 2: 198.51.100.0/24 --'   203.0.113.1
	                           '-----------'
	                            service, port 7007

	  The default route is provider 1. Each provider drops what does not bear an
	  address of its own. Kernel: $(uname -r)
	EOT
}

# the server in the LAN, and what leads to it by either provider
configure()
{
	local rules

	say "The router's configuration"
	echo "  ${dim}what comes to port 8080, by whichever provider, is for h1${plain}"
	rules=$(cat <<-EOT
	table inet nat {
	    chain prerouting {
	        type nat hook prerouting priority dstnat
	        iifname { isp1, isp2 } meta nfproto ipv4 tcp dport 8080 dnat ip to 10.0.0.10
	        iifname { isp1, isp2 } meta nfproto ipv6 tcp dport 8080 dnat ip6 to fd00:a::10
	    }
	}
	EOT
	)
	echo "  ${cyan}# nft -f - <<END"
	sed 's/^/  /' <<<"$rules"
	echo "  END${plain}"
	ip netns exec "$r" nft -f - <<<"$rules" || fail "nftables did not take the rules"
	reflect
}

# each makes what is missing of device, routes and rules
reflect()
{
	echo "  ${dim}replies of that server${plain}"
	type_in "$r" nvictl reflect add 10.0.0.10 ipproto tcp sport 8080
	type_in "$r" nvictl reflect add fd00:a::10 ipproto tcp sport 8080
	echo "  ${dim}replies of the router itself, at its addresses of either provider${plain}"
	type_in "$r" nvictl reflect add 192.0.2.2
	type_in "$r" nvictl reflect add 198.51.100.2
	type_in "$r" nvictl reflect add 2001:db8:2::2
	ip netns exec "$r" nvictl reflect show | sed "s/^/  $dim/; s/\$/$plain/"
}

# fetch ADDRESS: from the server, as the client; prints how much came
fetch()
{
	local a=$1 from=$SERVER4

	[[ $a == *:* ]] && a=[$a] from=[$SERVER6]
	timeout 20 ip netns exec "$s" socat -u "TCP:$a:8080,bind=$from,connect-timeout=3" - >"$work/got" 2>/dev/null
	cmp -s "$work/file" "$work/got" && echo "$SIZE" || stat -c %s "$work/got"
}

# ask_router ADDRESS: the service on the router; prints its answer
ask_router()
{
	timeout 5 ip netns exec "$s" socat -t 2 - "UDP:$1:7007,bind=$SERVER4" <<<"who are you?" 2>/dev/null
}

ping_router() { ip netns exec "$s" ping -n -c 5 -i 0.1 -W 1 -I "$SERVER4" "$1" | sed -n 's/.* \([0-9]*\) received.*/\1/p'; }

start_services()
{
	local a

	head -c "$SIZE" /dev/urandom >"$work/file"
	start h1 socat "TCP6-LISTEN:8080,fork,reuseaddr,ipv6only=0" "OPEN:$work/file"
	wait_for 10 listening "$h1" tcp 8080
	# UDP has to answer from the address that it was asked at
	for a in 192.0.2.2 198.51.100.2; do
		start r socat "UDP-RECVFROM:7007,bind=$a,fork" "SYSTEM:echo the router"
	done
	wait_for 10 listening "$r" udp 7007
}

requests()
{
	result[1]="$(fetch 192.0.2.2) of $SIZE bytes"
	result[2]="$(fetch 198.51.100.2) of $SIZE bytes"
	result[3]="$(fetch 2001:db8:2::2) of $SIZE bytes"
	result[4]=$(ask_router 198.51.100.2)
	result[5]="$(ping_router 192.0.2.2) of 5 answers"
	result[6]="$(ping_router 198.51.100.2) of 5 answers"
}

# draw TITLE OUTCOME ADDRESS FILTER INSIDE PROVIDER: a request to ADDRESS, and where
# the replies left. FILTER catches both directions anywhere; INSIDE is whose reply
# it is, before it is translated back.
draw()
{
	local title=$1 outcome=$2 address=$3 filter=$4 inside=$5 provider=$6
	local other=$((3 - provider)) in via out stray

	in=$(seen "isp$provider" "dst $address and $filter")
	via=$(seen back0 "src $address and $filter")
	out=$(seen "isp$provider" "src $address and $filter")
	stray=$(seen "isp$other" "src $address and $filter")
	right test "$in" -gt 0 -a "$via" -gt 0 -a "$via" -eq "$out" -a "$stray" -eq 0
	printf '\n  %s  %s\n' "$bold$title$plain" "$dim($outcome)$plain"
	loop "    client ──▶ isp$provider ──▶ $address ──▶ $inside" \
		"    client ◀── isp$provider ◀── back0" "$(packets "$in")"
	echo "               $(packets "$out") $mark   ${dim}isp$other: $stray${plain}"
}

# columns TEXT: how many it takes; ${#} counts octets where the locale is C
columns()
{
	local t=${1//▶/x}

	t=${t//◀/x}
	t=${t//─/x}
	echo ${#t}
}

# bar N: a line of N columns
bar() { local b; printf -v b '%*s' "$1" ''; echo "${b// /─}"; }

# loop REQUEST REPLY WHAT: two lines, joined at their right end
loop()
{
	local there back

	there=$(columns "$1") back=$(columns "$2")
	printf '%s ─%s┐  %s\n' "$1" "$(bar $((there < back ? back - there : 0)))" "$3"
	printf '%s ◀%s┘\n' "$2" "$(bar $((back < there ? there - back : 0)))"
}

# draw_lost TITLE OUTCOME ADDRESS FILTER: the same without reflection
draw_lost()
{
	local title=$1 outcome=$2 address=$3 filter=$4 out

	out=$(seen isp1 "src $address and $filter")
	right test "$out" -gt 0 -a "$(seen isp2 "src $address and $filter")" -eq 0
	printf '\n  %s  %s\n' "$bold$title$plain" "$dim($outcome)$plain"
	loop "    client ──▶ isp2 ──▶ $address" "      lost ◀── isp1 ◀── default route" ""
	echo "               $(packets "$out") from $address; provider 1 drops them $mark"
}

WEB='tcp port 8080'
with_reflection()
{
	say "With reflection"
	capture isp1 isp2 back0
	requests
	stop "${taps[@]}"
	draw "h1's server, asked by provider 1" "${result[1]}" 192.0.2.2 "ip and $WEB" 10.0.0.10 1
	draw "h1's server, asked by provider 2" "${result[2]}" 198.51.100.2 "ip and $WEB" 10.0.0.10 2
	draw "h1's server, asked by provider 2 over IPv6" "${result[3]}" 2001:db8:2::2 "ip6 and $WEB" fd00:a::10 2
	draw "the service on the router, asked by provider 2" "${result[4]}" 198.51.100.2 'udp port 7007' 198.51.100.2 2
	draw "pings by provider 1" "${result[5]}" 192.0.2.2 icmp 192.0.2.2 1
	draw "pings by provider 2" "${result[6]}" 198.51.100.2 icmp 198.51.100.2 2
	right test "${result[1]} ${result[2]} ${result[3]} ${result[4]} ${result[5]} ${result[6]}" == "$SIZE of $SIZE bytes $SIZE of $SIZE bytes $SIZE of $SIZE bytes the router 5 of 5 answers 5 of 5 answers"
	echo
	echo "  ethtool -S back0: $(counter "$r" reflect_ipv4 back0) IPv4 and $(counter "$r" reflect_ipv6 back0) IPv6 packets reflected"
	echo "  dropped by the providers: $(passed "$p1" bogus) and $(passed "$p2" bogus)"
	right test "$(passed "$p1" bogus)$(passed "$p2" bogus)" == 00
	echo "  every byte and every answer arrived, by the provider that the request came by $mark"
	echo
	echo "  ${cyan}# nvictl flow show to 198.51.100.2 proto tcp${plain}"
	ip netns exec "$r" nvictl flow show to 198.51.100.2 proto tcp | sed 's/^/  /'
}

without_reflection()
{
	say "The same without reflection"
	type_in "$r" nvictl reflect flush
	capture isp1 isp2
	requests
	stop "${taps[@]}"
	draw_lost "h1's server, asked by provider 2" "${result[2]}" 198.51.100.2 "ip and $WEB"
	draw_lost "h1's server, asked by provider 2 over IPv6" "${result[3]}" 2001:db8:2::2 "ip6 and $WEB"
	draw_lost "the service on the router, asked by provider 2" "${result[4]:-no answer}" 198.51.100.2 'udp port 7007'
	draw_lost "pings by provider 2" "${result[6]}" 198.51.100.2 icmp
	right test "${result[2]:0:2}${result[3]:0:2}${result[4]}${result[6]:0:2}" == "0 0 0 "
	echo
	echo "  dropped by provider 1 for a wrong source: $(packets "$(passed "$p1" bogus)"); nothing arrived of what was asked by provider 2 $mark"
}

# scene: the show
declare -A result
scene()
{
	command -v nvictl >/dev/null || fail "nvictl is not installed: make install first, or run make demo, which brings it"
	topology_reflect
	gateway_nets
	start_services
	configure
	with_reflection
	without_reflection
	# shellcheck disable=SC2034 # for scripts/demo
	next="man nvictl, \"REFLECTION\"."
}
