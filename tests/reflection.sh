# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Helpers of the tests of mode reflect: the gateway of tests/gateway.sh, with back0, which
# reflects replies.
#
#                                isp1 192.0.2.2    ---- p1 ----.
#   h1, h2 --- lan  r (back0)                                   s 203.0.113.1
#                                isp2 198.51.100.2 ---- p2 ----'
#
# Each provider routes both public addresses to the router. So the address of a request does not
# tell the provider that it came through, and no `from` rule can choose the provider of the answer.
# The main table's default route is provider 1.
# shellcheck disable=SC2154 # setup_ns sets the variables

PUBLIC4="192.0.2.2 198.51.100.2"
PUBLIC6="2001:db8:1::2 2001:db8:2::2"

# reflection_nets: build the drawing without back0
reflection_nets()
{
	local n ns

	gateway_nets
	batch "$p1" <<<"route add 198.51.100.2 via 192.0.2.2"
	batch "$p2" <<<"route add 192.0.2.2 via 198.51.100.2"
	batch "$p1" -6 <<<"route add 2001:db8:2::2 via 2001:db8:1::2"
	batch "$p2" -6 <<<"route add 2001:db8:1::2 via 2001:db8:2::2"
	for n in 1 2; do
		ns=p$n
		ip netns exec "${!ns}" nft -f - <<-EOT || fail "nftables"
			delete table inet isp
			table inet any {
				counter any { }
				chain forward {
					type filter hook forward priority filter
					iifname eth0 counter name any
				}
			}
		EOT
	done
}

# reflection [ATTRIBUTE...]: build the drawing. Packets from a public address of the router and
# from h2 are routed to back0.
reflection()
{
	local f a

	reflection_nets
	ip -n "$r" link add back0 type nvi mode reflect "$@" || fail "cannot make back0"
	ip -n "$r" link set back0 up
	for f in 4 6; do
		a=PUBLIC$f
		batch "$r" -$f <<-EOT
			route add default dev back0 table 200
			rule add pref 50 lookup main suppress_prefixlength 0
			$(printf 'rule add pref 1000 from %s lookup 200\n' ${!a})
			rule add pref 1100 iif lan from $([[ $f == 4 ]] && echo 10.0.0.20 || echo fd00:a::20) lookup 200
		EOT
	done
}

# ask_by N [ADDRESS...]: route the server's packets to these addresses (default: all) through
# provider N, with the server's own source address
ask_by()
{
	local n=$1 a
	local -a four=() six=()

	shift
	# shellcheck disable=SC2086 # a list
	(($#)) || set -- $PUBLIC4 $PUBLIC6
	for a; do
		if [[ $a == *:* ]]; then
			six+=("route replace $a via fd00:9:$n::1 src $SERVER6")
		else
			four+=("route replace $a via 10.9.$n.1 src $SERVER4")
		fi
	done
	((${#four[@]} == 0)) || printf '%s\n' "${four[@]}" | batch "$s" -4
	((${#six[@]} == 0)) || printf '%s\n' "${six[@]}" | batch "$s" -6
}

# replies WHAT COMMAND...: run COMMAND; set $by to the packets that the router has sent through
# provider 1 and provider 2 meanwhile, as "3 0"
replies()
{
	local one two what=$1

	shift
	one=$(passed "$p1" any) two=$(passed "$p2" any)
	"$@" >/dev/null || fail "$what: $*"
	by="$(($(passed "$p1" any) - one)) $(($(passed "$p2" any) - two))"
}

# pings_back N ADDRESS: send three pings through provider N; the replies must come back through N
pings_back()
{
	replies "ping $2 through provider $1" s ping -q -c 3 -i 0.01 -W 2 "$2"
	is "$by" "$([[ $1 == 1 ]] && echo "3 0" || echo "0 3")" "ping $2 through provider $1: replies through provider 1, 2"
}

# only_by N WHAT COMMAND...: fail unless there are replies and all leave through provider N
only_by()
{
	local n=$1

	shift
	replies "$@"
	[[ $n == 1 && $by =~ ^[1-9][0-9]*\ 0$ || $n == 2 && $by =~ ^0\ [1-9] ]] ||
		fail "$1: replies through provider 1, 2: $by, expected all through $n"
	echo "ok: $1: replies through provider 1, 2: $by"
}

# unreflected [NS [DEVICE]]: the reasons why packets were not reflected, as "original=3"
unreflected()
{
	ip netns exec "${1:-$r}" ethtool -S "${2:-back0}" |
		awk '/unreflected_/ && $2 { sub(/unreflected_/, ""); printf "%s%s", s, $1 $2; s = " " }' |
		sed 's/:/=/g'
}

# reflect_alone ADDRESS: add back0 to a router r of another topology, for replies from ADDRESS
reflect_alone()
{
	batch "$r" <<-EOT
		link add back0 type nvi mode reflect mark 0x200/0xff00
		link set back0 up
		route add default dev back0 table 200
		rule add pref 50 lookup main suppress_prefixlength 0
		rule add pref 900 fwmark 0x200/0xff00 lookup main
		rule add pref 1000 from $1 lookup 200
	EOT
}

# on_switch NAME DEVICE: connect DEVICE of namespace NAME to the switch in namespace sw
on_switch()
{
	ip -n "$sw" link add br0 up type bridge 2>/dev/null
	batch "$sw" <<-EOT
		link add $1 type veth peer name $2 netns ${!1}
		link set $1 master br0 up
	EOT
	ip -n "${!1}" link set "$2" up
}

# switched_gateway N ADDRESS...: connect gateway gN, with eth0 and these addresses, to the switch,
# and to the server. It counts the packets that come in by eth0 as `any`.
switched_gateway()
{
	local n=$1 g=g$1

	on_switch $g eth0
	link "${!g}" wan "$s" $g
	addr "${!g}" eth0 "${@:2}"
	addr "${!g}" wan 10.9.$n.1/24 fd00:9:$n::1/64
	addr "$s" $g 10.9.$n.2/24 fd00:9:$n::2/64
	batch "${!g}" <<-EOT
		route add $SERVER4 via 10.9.$n.2
		route add $SERVER6 via fd00:9:$n::2
	EOT
	forwarding "${!g}" net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0
	ip netns exec "${!g}" nft -f - <<-EOT || fail "nftables"
		table inet any {
			counter any { }
			chain forward { type filter hook forward priority filter; iifname eth0 counter name any; }
		}
	EOT
}
