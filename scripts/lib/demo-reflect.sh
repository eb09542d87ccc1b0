# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Two providers, a server behind the router and services on the router: each reply leaves
# through the provider of its request. Then the same without reflection.
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

	  The default route is provider 1. Each provider drops packets whose source is
	  not from its network. Kernel: $(uname -r)
	EOT
}

# configure: forward a port of both providers to the server in the LAN, and set up reflection
configure()
{
	local rules

	say "The router's configuration"
	echo "  ${dim}port forward: TCP port 8080 of both providers to h1${plain}"
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
	ip netns exec "$r" nft -f - <<<"$rules" || fail "nft refuses the rules"
	reflect
}

# reflect: set up reflection; nvictl creates the device, routes and rules that are missing
reflect()
{
	echo "  ${dim}replies of the server on h1${plain}"
	type_in "$r" nvictl reflect add 10.0.0.10 ipproto tcp sport 8080
	type_in "$r" nvictl reflect add fd00:a::10 ipproto tcp sport 8080
	echo "  ${dim}replies of the router, from its addresses at both providers${plain}"
	type_in "$r" nvictl reflect add 192.0.2.2
	type_in "$r" nvictl reflect add 198.51.100.2
	type_in "$r" nvictl reflect add 2001:db8:2::2
	ip netns exec "$r" nvictl reflect show | sed "s/^/  $dim/; s/\$/$plain/"
}

# fetch ADDRESS: download from the server as the client; print the number of bytes received
fetch()
{
	local a=$1 from=$SERVER4

	[[ $a == *:* ]] && a=[$a] from=[$SERVER6]
	timeout 20 ip netns exec "$s" socat -u "TCP:$a:8080,bind=$from,connect-timeout=3" - >"$work/got" 2>/dev/null
	cmp -s "$work/file" "$work/got" && echo "$SIZE" || stat -c %s "$work/got"
}

# ask_router ADDRESS: ask the service on the router; print its answer
ask_router()
{
	timeout 5 ip netns exec "$s" socat -t 2 - "UDP:$1:7007,bind=$SERVER4" <<<"who are you?" 2>/dev/null
}

# ping_router ADDRESS: print the number of answers to 5 pings
ping_router() { ip netns exec "$s" ping -n -c 5 -i 0.1 -W 1 -I "$SERVER4" "$1" | sed -n 's/.* \([0-9]*\) received.*/\1/p'; }

# start_services: start the server on h1 and the service on the router
start_services()
{
	local a

	head -c "$SIZE" /dev/urandom >"$work/file"
	start h1 socat "TCP6-LISTEN:8080,fork,reuseaddr,ipv6only=0" "OPEN:$work/file"
	wait_for 10 listening "$h1" tcp 8080
	# a UDP service must answer from the address to which the request was sent
	for a in 192.0.2.2 198.51.100.2; do
		start r socat "UDP-RECVFROM:7007,bind=$a,fork" "SYSTEM:echo the router"
	done
	wait_for 10 listening "$r" udp 7007
}

# requests: send six requests; sets $result[N] to the result of each
requests()
{
	result[1]="$(fetch 192.0.2.2) of $SIZE bytes"
	result[2]="$(fetch 198.51.100.2) of $SIZE bytes"
	result[3]="$(fetch 2001:db8:2::2) of $SIZE bytes"
	result[4]=$(ask_router 198.51.100.2)
	result[5]="$(ping_router 192.0.2.2) of 5 answers"
	result[6]="$(ping_router 198.51.100.2) of 5 answers"
}

# draw TITLE OUTCOME ADDRESS FILTER INSIDE PROVIDER: draw and check a request to ADDRESS and
# its replies. FILTER matches both directions on each device; INSIDE is the address of the
# service before NAT translates it back.
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

# columns TEXT: print the width of TEXT; ${#} counts octets in the C locale
columns()
{
	local t=${1//▶/x}

	t=${t//◀/x}
	t=${t//─/x}
	echo ${#t}
}

# bar N: print a line of N columns
bar() { local b; printf -v b '%*s' "$1" ''; echo "${b// /─}"; }

# loop REQUEST REPLY WHAT: print two lines, joined at their right end
loop()
{
	local there back

	there=$(columns "$1") back=$(columns "$2")
	printf '%s ─%s┐  %s\n' "$1" "$(bar $((there < back ? back - there : 0)))" "$3"
	printf '%s ◀%s┘\n' "$2" "$(bar $((back < there ? there - back : 0)))"
}

# draw_lost TITLE OUTCOME ADDRESS FILTER: draw and check the same without reflection
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
	draw "h1's server, request through provider 1" "${result[1]}" 192.0.2.2 "ip and $WEB" 10.0.0.10 1
	draw "h1's server, request through provider 2" "${result[2]}" 198.51.100.2 "ip and $WEB" 10.0.0.10 2
	draw "h1's server, request through provider 2 over IPv6" "${result[3]}" 2001:db8:2::2 "ip6 and $WEB" fd00:a::10 2
	draw "service on the router, request through provider 2" "${result[4]}" 198.51.100.2 'udp port 7007' 198.51.100.2 2
	draw "pings through provider 1" "${result[5]}" 192.0.2.2 icmp 192.0.2.2 1
	draw "pings through provider 2" "${result[6]}" 198.51.100.2 icmp 198.51.100.2 2
	right test "${result[1]} ${result[2]} ${result[3]} ${result[4]} ${result[5]} ${result[6]}" == "$SIZE of $SIZE bytes $SIZE of $SIZE bytes $SIZE of $SIZE bytes the router 5 of 5 answers 5 of 5 answers"
	echo
	echo "  ethtool -S back0: $(counter "$r" reflect_ipv4 back0) IPv4 and $(counter "$r" reflect_ipv6 back0) IPv6 packets reflected"
	echo "  packets dropped by provider 1 and 2: $(passed "$p1" bogus) and $(passed "$p2" bogus)"
	right test "$(passed "$p1" bogus)$(passed "$p2" bogus)" == 00
	echo "  all bytes and all answers arrived, through the provider of their request $mark"
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
	draw_lost "h1's server, request through provider 2" "${result[2]}" 198.51.100.2 "ip and $WEB"
	draw_lost "h1's server, request through provider 2 over IPv6" "${result[3]}" 2001:db8:2::2 "ip6 and $WEB"
	draw_lost "service on the router, request through provider 2" "${result[4]:-no answer}" 198.51.100.2 'udp port 7007'
	draw_lost "pings through provider 2" "${result[6]}" 198.51.100.2 icmp
	right test "${result[2]:0:2}${result[3]:0:2}${result[4]}${result[6]:0:2}" == "0 0 0 "
	echo
	echo "  dropped by provider 1 (wrong source): $(packets "$(passed "$p1" bogus)"); no reply to a request through provider 2 arrived $mark"
}

# scene: run the demo
declare -A result
scene()
{
	command -v nvictl >/dev/null || fail "nvictl is not installed: run make install, or run make demo, which uses a virtual machine"
	topology_reflect
	gateway_nets
	start_services
	configure
	with_reflection
	without_reflection
	# shellcheck disable=SC2034 # used by scripts/demo
	next="man nvictl, \"REFLECTION\"."
}
