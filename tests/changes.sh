# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Helpers of tests/net/changes*.sh and fast_changes*.sh. h2's packets to $SERVER, translated
# to $PUBLIC, leave through provider 2. A change of the configuration moves them to provider
# 1, and its reversal moves them back. The packets are pings or, after over_udp, datagrams of
# one connection that is on the fast path at the time of the change.
# shellcheck disable=SC2154

rt() { ip -n "$r" "$@"; }

# both_carry: let provider 1 forward h2's public address as well
both_carry()
{
	local ip=ip via=192.0.2.2

	[[ $PUBLIC != *:* ]] || ip=ip6 via=2001:db8:1::2
	p1 nft insert rule inet isp forward iifname eth0 $ip saddr "$PUBLIC" counter name out accept
	ip -n "$p1" route replace "$PUBLIC" via "$via"
}

# counted: packets sent so far, as "through provider 1, through provider 2". Called often,
# hence text and no jq.
counted()
{
	local n said out=()

	for n in "$p1" "$p2"; do
		said=$(in_ns "$n" nft list counter inet isp out)
		[[ $said =~ packets\ ([0-9]+) ]] && out+=("${BASH_REMATCH[1]}")
	done
	echo "${out[*]}"
}

# five sends five packets of h2; fresh sends one and so brings all cached state up to date
five() { h2 ping -q -c 5 -l 5 -W 2 "$SERVER" >/dev/null; }
fresh() { h2 ping -q -c 1 -W 2 "$SERVER" >/dev/null || fail "no answer"; }
# stream: send packets in the background without end; sets $pid
stream() { start ip netns exec "$h2" ping -q -i 0.004 "$SERVER" >/dev/null; }
# follows N: wait until packets leave through provider N, where a change needs time
follows() { :; }

# goes N WHAT: send 5 packets; all must leave through provider N
goes()
{
	local one two now1 now2

	read -r one two <<<"$(counted)"
	five || fail "$2: no answer"
	read -r now1 now2 <<<"$(counted)"
	is "$((now1 - one)) $((now2 - two))" "$([[ $1 == 1 ]] && echo 5 0 || echo 0 5)" "$2: packets through provider 1, 2"
}

# turns WHAT THERE BACK: move the packets to provider 1 with command THERE, and back with BACK
turns()
{
	fresh
	eval "$2" || fail "$2"
	follows 1
	goes 1 "$1"
	fresh
	eval "$3" || fail "$3"
	follows 2
	goes 2 "$1, reverted"
}

# turns_by_nftables: an nftables rule sets a mark in stage 2, and a routing rule matches it
turns_by_nftables()
{
	turns "a mark set by nftables" \
		"rt rule add pref 900 fwmark 8 lookup 101; r nft add table inet m; r nft add chain inet m p '{ type filter hook prerouting priority mangle; }'; r nft add rule inet m p ct state untracked meta mark set 8" \
		"r nft delete table inet m; rt rule del pref 900"
}

# turns_by_name: a routing rule matches a device by name (older kernels refuse to rename a
# device that is up)
turns_by_name()
{
	rt link set lan name other 2>/dev/null || return 0
	rt link set other name lan
	turns "the name of a device that a rule matches" \
		"rt rule add pref 1101 iif other lookup 100; rt rule add pref 900 from $PUBLIC iif other lookup 101; rt link set lan name other" \
		"rt link set other name lan; rt rule del pref 900; rt rule del pref 1101"
}

# flowing: true once 20 more packets have left
flowing() { local a b; read -r a b <<<"$(counted)"; ((a + b > one + two + 20)); }

# turns_under_traffic WHAT TO1 TO2: run the two commands in turn, twice, while packets stream.
# Packets in flight during a change may take either provider. Later ones must not take the old
# one.
turns_under_traffic()
{
	local n one two now1 now2 late streaming

	for n in 1 2 1 2; do
		read -r one two <<<"$(counted)"
		stream
		streaming=$pid
		wait_for 20 flowing
		if [[ $n == 1 ]]; then eval "$2"; else eval "$3"; fi || fail "$1"
		follows "$n"
		read -r one two <<<"$(counted)"
		wait_for 20 flowing
		read -r now1 now2 <<<"$(counted)"
		if [[ $n == 1 ]]; then late=$((now2 - two)); else late=$((now1 - one)); fi
		is "$late" 0 "$1 under traffic, to provider $n: late packets through the old provider"
		stop "$streaming"
	done
}

# answers_follow: make the server answer through the provider of the last request. (A
# connection whose replies arrive on another interface than it leaves by stays on the slow path.)
answers_follow()
{
	s nft -f - <<-EOT || fail "nftables"
		table inet back {
			chain in {
				type filter hook prerouting priority mangle
				iifname p1 ct mark set 1
				iifname p2 ct mark set 2
			}
			chain out {
				type route hook output priority mangle
				meta mark set ct mark
			}
		}
	EOT
	if [[ $PUBLIC == *:* ]]; then
		ip -n "$s" -6 rule add pref 10 fwmark 1 lookup 101
		ip -n "$s" -6 route add "$PUBLIC" via fd00:9:1::1 table 101
	else
		ip -n "$s" rule add pref 10 fwmark 1 lookup 101
		ip -n "$s" route add "$PUBLIC" via 10.9.1.1 table 101
	fi
}

# in_a_second N: wait for provider N. A change of IPv6 routing takes effect within a second (two
# are allowed, because the lab is slow).
in_a_second()
{
	local end=$((${EPOCHREALTIME/[.,]/} + 2000000)) late='' one two now1 now2 n=0

	if [[ ${streaming-} ]]; then
		sleep 1.5
		return
	fi
	while ((n == 0)); do
		# fail because of a packet that was sent after the time, not because of the time alone
		[[ ! $late ]] || fail "no packet leaves through provider $1 in time"
		((${EPOCHREALTIME/[.,]/} < end)) || late=1
		read -r one two <<<"$(counted)"
		[[ $(says 1) == 1 ]] || fail "no answer"
		read -r now1 now2 <<<"$(counted)"
		((n = $1 == 1 ? now1 - one : now2 - two))
	done
}

# on_fast_path: true if h2's connection uses the fast path and conntrack shows [OFFLOAD]
on_fast_path() { is_fast && [[ $(offloaded "$_family") == 1 ]]; }

# over_udp: use UDP datagrams from now on
over_udp()
{
	_family=4
	[[ $PUBLIC != *:* ]] || _family=6
	echoes "$s"
	answers_follow
	five() { [[ $(says 5) == 5 ]]; }
	# (an earlier change may empty IPv6's fast path a moment later)
	fresh() { wait_for 10 on_fast_path; }
	stream()
	{
		# shellcheck disable=SC2016 # expanded by the inner bash
		start ip netns exec "$h2" bash -c 'exec talk "$0" "$1" < <(yes 10) >/dev/null' "$SERVER" $ECHO
	}
	# IPv4 changes take effect with the next packet
	if ((_family == 6)); then
		follows() { in_a_second "$1"; }
	fi
	speaks "$h2" "$SERVER"
}
