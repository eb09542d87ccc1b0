# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of mode reflect share: the gateway of tests/gateway.sh, with a
# device that sends replies back.
#
#                                isp1 192.0.2.2    ---- p1 ----.
#   h1, h2 --- lan  r (back0)                                   s 203.0.113.1
#                                isp2 198.51.100.2 ---- p2 ----'
#
# Either provider leads to both public addresses of the router, so a request to an
# address says nothing about the provider that it comes by, and no `from` rule could
# say where its answer belongs. The main table's default route is provider 1.
# shellcheck disable=SC2154 # setup_ns sets the variables

PUBLIC4="192.0.2.2 198.51.100.2"
PUBLIC6="2001:db8:1::2 2001:db8:2::2"

# reflection_nets: the drawing without back0
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

# reflection [ATTRIBUTE...]: with it. Whatever bears a public address of the router,
# and what h2 answers, is sent back.
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

# ask_by N [ADDRESS...]: from now on, what the server sends to these (all) goes by
# provider N, and comes from the server's own address
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

# replies WHAT COMMAND...: sets $by to the packets that meanwhile came from the
# router by provider 1 and by provider 2, as "3 0"
replies()
{
	local one two what=$1

	shift
	one=$(passed "$p1" any) two=$(passed "$p2" any)
	"$@" >/dev/null || fail "$what: $*"
	by="$(($(passed "$p1" any) - one)) $(($(passed "$p2" any) - two))"
}

# pings N ADDRESS: three, by provider N. The replies must come by the same.
pings_back()
{
	replies "ping $2 by provider $1" s ping -q -c 3 -i 0.01 -W 2 "$2"
	is "$by" "$([[ $1 == 1 ]] && echo "3 0" || echo "0 3")" "ping $2 by provider $1: replies by provider 1, 2"
}

# only_by N WHAT COMMAND...: some replies, and all of them by provider N
only_by()
{
	local n=$1

	shift
	replies "$@"
	[[ $n == 1 && $by =~ ^[1-9][0-9]*\ 0$ || $n == 2 && $by =~ ^0\ [1-9] ]] ||
		fail "$1: replies by provider 1, 2: $by, should be all by $n"
	echo "ok: $1: replies by provider 1, 2: $by"
}

# unreflected [NS [DEVICE]]: why packets were not reflected, as "original=3"
unreflected()
{
	ip netns exec "${1:-$r}" ethtool -S "${2:-back0}" |
		awk '/unreflected_/ && $2 { sub(/unreflected_/, ""); printf "%s%s", s, $1 $2; s = " " }' |
		sed 's/:/=/g'
}

# reflect_alone ADDRESS: in a router r of another drawing, replies of that address
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
