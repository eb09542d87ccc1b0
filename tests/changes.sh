# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What tests/net/changes*.sh and fast_changes*.sh share: h2's packets to $SERVER, with the
# public address $PUBLIC, go by provider 2, then something changes, and they go by provider
# 1. They are pings, or, after over_udp, datagrams of one connection that is on the fast
# path when the change comes.
# shellcheck disable=SC2154

rt() { ip -n "$r" "$@"; }

# both_carry: provider 1 carries h2's public address, too
both_carry()
{
	local ip=ip via=192.0.2.2

	[[ $PUBLIC != *:* ]] || ip=ip6 via=2001:db8:1::2
	p1 nft insert rule inet isp forward iifname eth0 $ip saddr "$PUBLIC" counter name out accept
	ip -n "$p1" route replace "$PUBLIC" via "$via"
}

# counted: "by provider 1, by provider 2" so far; often asked, so without a jq each
counted()
{
	local n

	for n in "$p1" "$p2"; do
		ip netns exec "$n" nft list counter inet isp out
	done | awk '/packets/ { printf "%s%s", s, $2; s = " " }'
}

# What h2's packets are: `five` of them, and one that is a witness of the old state
five() { h2 ping -q -c 5 -l 5 -W 2 "$SERVER" >/dev/null; }
fresh() { h2 ping -q -c 1 -W 2 "$SERVER" >/dev/null || fail "no answer"; }
# stream: packets for ever, in the background; sets $pid
stream() { start ip netns exec "$h2" ping -q -i 0.004 "$SERVER" >/dev/null; }
# follows N: a change may need its time until packets go by provider N
follows() { :; }

# goes N WHAT: 5 packets, all by provider N
goes()
{
	local one two now1 now2

	read -r one two <<<"$(counted)"
	five || fail "$2: no answer"
	read -r now1 now2 <<<"$(counted)"
	is "$((now1 - one)) $((now2 - two))" "$([[ $1 == 1 ]] && echo 5 0 || echo 0 5)" "$2: by provider 1, 2"
}

# turns WHAT THERE BACK: to provider 1 by the command THERE, and back
turns()
{
	fresh
	eval "$2" || fail "$2"
	follows 1
	goes 1 "$1"
	fresh
	eval "$3" || fail "$3"
	follows 2
	goes 2 "$1, taken back"
}

# turns_by_nftables: a mark that it sets in stage 2, where a rule asks for it
turns_by_nftables()
{
	turns "a mark of nftables" \
		"rt rule add pref 900 fwmark 8 lookup 101; r nft add table inet m; r nft add chain inet m p '{ type filter hook prerouting priority mangle; }'; r nft add rule inet m p ct state untracked meta mark set 8" \
		"r nft delete table inet m; rt rule del pref 900"
}

# turns_by_name: a rule asks for a device by its name (older kernels do not rename one that is up)
turns_by_name()
{
	rt link set lan name other 2>/dev/null || return 0
	rt link set other name lan
	turns "the name of a device that a rule asks for" \
		"rt rule add pref 1101 iif other lookup 100; rt rule add pref 900 from $PUBLIC iif other lookup 101; rt link set lan name other" \
		"rt link set other name lan; rt rule del pref 900; rt rule del pref 1101"
}

# flowing: have 20 more packets left?
flowing() { local a b; read -r a b <<<"$(counted)"; ((a + b > one + two + 20)); }

# turns_under_traffic WHAT TO1 TO2: by two commands, there and back, twice, while packets
# stream. What is on the way when it changes goes one way or the other, and nothing the wrong
# one afterwards.
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
		is "$late" 0 "$1 under traffic, to provider $n: packets by the other one afterwards"
		stop "$streaming"
	done
}

# answers_follow: the server answers by the provider that it was asked by last. (A connection
# whose answers come in elsewhere than it goes out stays on the slow path.)
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

# in_a_second N: a change of IPv6's routing counts after a second at most (and the lab is slow)
in_a_second()
{
	local end=$((${EPOCHREALTIME/[.,]/} + 2000000)) one two now1 now2 n=0

	if [[ ${streaming-} ]]; then
		sleep 1.5
		return
	fi
	while ((n == 0)); do
		((${EPOCHREALTIME/[.,]/} < end)) || fail "nothing goes by provider $1 in time"
		read -r one two <<<"$(counted)"
		[[ $(says 1) == 1 ]] || fail "no answer"
		read -r now1 now2 <<<"$(counted)"
		((n = $1 == 1 ? now1 - one : now2 - two))
	done
}

# on_fast_path: is h2's connection there, and does conntrack say so?
on_fast_path() { is_fast && [[ $(offloaded "$_family") == 1 ]]; }

# over_udp: from now on, datagrams
over_udp()
{
	_family=4
	[[ $PUBLIC != *:* ]] || _family=6
	echoes "$s"
	answers_follow
	five() { [[ $(says 5) == 5 ]]; }
	# (what has changed before may empty IPv6's fast path a moment later)
	fresh() { wait_for 10 on_fast_path; }
	stream()
	{
		# shellcheck disable=SC2016 # expanded by the inner bash
		start ip netns exec "$h2" bash -c 'exec talk "$0" "$1" < <(yes 10) >/dev/null' "$SERVER" $ECHO
	}
	# IPv4's counts for the next packet
	if ((_family == 6)); then
		follows() { in_a_second "$1"; }
	fi
	speaks "$h2" "$SERVER"
}
