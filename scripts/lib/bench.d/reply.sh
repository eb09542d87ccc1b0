# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The bench's scenes of replies: requests arrive on isp2, and the replies must leave by isp2.
# They are sent by the router itself, or by a host in the LAN to which the destination is
# translated. With echo there is a request for each reply. With "answer" and "stream" (see
# traffic.sh), and from the LAN, only replies are measured; requests have made their
# connections before.
#
# All scenes have conntrack, three rules and tables of one route, except "default": no
# rule, and a default route that is the right one.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables; scripts/lib/bench.d/run reads them

echo="echo echo6 answer answer6 stream stream6"
udp="udp udp-1 udp-10000 udp6"
scene reply-local-default "0 0 0 0" "$echo" "the router's reply, all to one provider, no rules"
scene reply-local-plain "0 0 0 0" "$echo" "the router's reply, routed by its source"
scene reply-local-connmark "0 0 0 0" "$echo" "the router's reply, routed by connmark"
scene reply-local-reflect "0 0 1 0" "$echo" "the router's reply, nvi, mode reflect"
scene reply-forwarded-default "1 0 0 0" "$udp" "a LAN server's reply, all to one provider, no rules"
scene reply-forwarded-plain "1 0 0 0" "$udp" "a LAN server's reply, all to one provider"
scene reply-forwarded-connmark "1 0 0 0" "$udp" "a LAN server's reply, routed by connmark"
scene reply-forwarded-reinject "2 0 1 1" "$udp" "a LAN server's reply, nvi, mode reinject"
scene reply-forwarded-reflect "- 0 1 0" "$udp" "a LAN server's reply, nvi, mode reflect"

# requests VARIANT: send two requests per flow from provider 2, to the host in the LAN or to
# the router, where no socket listens: conntrack records them nevertheless
requests()
{
	local n src=$SERVER4 dst=198.51.100.2

	n=$(flows "$1")
	[[ $1 != *6 ]] || src=$SERVER6 dst=2001:db8:2::2
	generate $((n * 2)) "$b" eth0 "$(mac_of "$r" isp2)" $src "$dst" "1024-$((1024 + n))" 9 >/dev/null
}

# replies VARIANT COUNT: send replies from the LAN and print the instructions
replies()
{
	local n src=10.0.0.10 dst=$SERVER4

	n=$(flows "$1")
	[[ $1 != *6 ]] || src=fd00:a::10 dst=$SERVER6
	generate "$2" "$g" eth0 "$(mac_of "$r" lan)" $src "$dst" 9 "1024-$((1024 + n))"
}

# own_replies VARIANT COUNT: send replies from the router to the sources of requests and print
# the instructions
own_replies()
{
	local src=198.51.100.2 dst=$SERVER4 how=''

	[[ $1 != *6 ]] || src=2001:db8:2::2 dst=$SERVER6
	[[ $1 != stream* ]] || how=connected
	inside "$r" "answers $src 9 $dst 1024 64 $2 $how"
}

# dnat: translate requests to a server in the LAN; g drops them
dnat()
{
	ip netns exec "$r" nft -f - <<-EOT || fail "cannot set up NAT"
	table ip nat {
		chain pre {
			type nat hook prerouting priority dstnat
			iifname "isp2" udp dport 9 dnat to 10.0.0.10
		}
	}
	table ip6 nat {
		chain pre {
			type nat hook prerouting priority dstnat
			iifname "isp2" udp dport 9 dnat to fd00:a::10
		}
	}
	EOT
	receiver "$g" "$SERVER4" "$SERVER6" "udp dport 9"
	by_isp 2
	match="udp sport 9"
}

echo_reply="meta l4proto { icmp, icmpv6 } @th,0,8 { 0, 129 }"
local_replies() { by_isp 2; nat nowhere; match=$echo_reply; }

# marks RULE [CHAIN]: set the mark of connections from a provider; RULE or CHAIN restores it
# for the replies
marks()
{
	tables
	rules "$r" "$connected" "pref 1001 fwmark 1 lookup 101" "pref 1002 fwmark 2 lookup 102"
	ip netns exec "$r" nft -f - <<-EOT || fail "cannot set up marks"
	table ip marks {
		chain pre {
			type filter hook prerouting priority mangle
			iifname "isp1" ct state new ct mark set 1
			iifname "isp2" ct state new ct mark set 2
			$1
		}
		${2-}
	}
	table ip6 marks {
		chain pre {
			type filter hook prerouting priority mangle
			iifname "isp1" ct state new ct mark set 1
			iifname "isp2" ct state new ct mark set 2
			$1
		}
		${2-}
	}
	EOT
}

reflect()
{
	nvi back0 reflect || return 1
	default_by "$r" 200 "dev back0"
}

# by_default: route everything to provider 2 by default
by_default()
{
	batch "$r" <<<"route replace default via 198.51.100.1"
	batch "$r" -6 <<<"route replace default via 2001:db8:2::1"
}

scene_reply_local_default() { local_replies; by_default; }
scene_reply_local_plain() { local_replies; tables; rules "$r" "$connected"; by_source "$r" 1001 101 102; }
scene_reply_local_reflect() { reflect || return 1; local_replies; rules "$r" "$connected"; by_source "$r" 1001 200 200; }
scene_reply_local_connmark()
{
	local_replies
	marks "" "chain out {
		type route hook output priority mangle
		meta mark set ct mark
	}"
}

scene_reply_forwarded_default() { dnat; by_default; }
scene_reply_forwarded_plain() { dnat; tables; rules "$r" "$connected" "pref 1001 iif isp1 lookup 101" "pref 1002 iif lan lookup 102"; }
scene_reply_forwarded_connmark() { dnat; marks 'iifname "lan" meta mark set ct mark'; }
scene_reply_forwarded_reinject() { dnat; two_stages_by reinject; }
scene_reply_forwarded_reflect()
{
	reflect || return 1
	dnat
	rules "$r" "$connected" "pref 1001 iif isp1 lookup 200" "pref 1002 iif lan lookup 200"
}
