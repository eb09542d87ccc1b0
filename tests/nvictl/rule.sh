#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# rule: stages have stable priorities, ip shows the same, and foreign rules stay untouched
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl

setup_gw
gw nvictl device add nvi0 up
mkdir -p /etc/iproute2/rt_tables.d
echo "102 isp2 # by name" >/etc/iproute2/rt_tables.d/isp.conf
add() { gw nvictl "$@" || fail "nvictl $* failed"; }
text() { gw nvictl rule show; }

add rule add stage 1 iif lan via nvi0
is "$(text)" "inet pref 10000 table main suppress_prefixlength 0
inet pref 20000 stage 1 iif lan via nvi0 table 28160" "the first rule adds the suppress rule"
is "$(gw ip -j route show table 28160 | jq -c '[.[0].dst, .[0].dev, .[0].protocol]')" '["default","nvi0","110"]' "the first rule adds the route"
add rule add stage 2 from 198.51.100.2 table isp2
add rule add stage 2 from 192.0.2.0/24 table 101
add -6 rule add stage 1 iif lan via nvi0
add rule add stage 2 from 2001:db8:2::/64 lookup isp2
is "$(text)" "inet pref 10000 table main suppress_prefixlength 0
inet pref 10001 stage 2 from 198.51.100.2 table isp2
inet pref 10002 stage 2 from 192.0.2.0/24 table 101
inet pref 20000 stage 1 iif lan via nvi0 table 28160
inet6 pref 10000 table main suppress_prefixlength 0
inet6 pref 10001 stage 2 from 2001:db8:2::/64 table isp2
inet6 pref 20000 stage 1 iif lan via nvi0 table 28160" "both families, stage 2 first"
add rule del from 198.51.100.2
add rule add stage 2 from 203.0.113.0/24 table 103
is "$(gw nvictl -j rule show stage 2 inet | jq -c 'map([.priority, .src])')" \
	'[[10002,"192.0.2.0/24"],[10003,"203.0.113.0/24"]]' "priorities stay"
add -4 rule flush stage 2
is "$(text | wc -l)" 5 "rules left after the flush of one stage of one family"

# Every selector is shown as typed, and as in ip
while read -r words; do
	add rule flush
	# shellcheck disable=SC2086 # words
	add rule add $words
	is "$(text)" "inet $words" "text"
done <<-END
	pref 7 not from 10.0.0.0/8 to 10.9.0.0/16 iif lan oif lo table main
	pref 7 fwmark 0x100/0xff00 dsfield 0x10 table isp2
	pref 7 fwmark 0x100 table isp2 suppress_prefixlength 8
	pref 7 ipproto udp sport 1024-2047 dport 53 table 4000000000
	pref 7 uidrange 0-1000 tun_id 77 unreachable
	pref 7 iif nowhere goto 9
	pref 7 l3mdev
	pref 7 blackhole
	pref 7 prohibit
END
add rule flush
add rule add pref 7 not from 10.0.0.0/8 fwmark 0x100/0xff00 ipproto tcp dport 80-90 iif lan table isp2
is "$(gw ip -d rule show pref 7)" \
	"7:	not from 10.0.0.0/8 fwmark 0x100/0xff00 iif lan ipproto tcp dport 80-90 lookup isp2 proto 110" "ip rule show"
add rule del pref 7
is "$(gw ip rule show | wc -l) $(gw ip -6 rule show | wc -l)" "3 2" "rules that ip shows"

# Foreign rules
gw ip rule add pref 50 lookup main suppress_prefixlength 0
gw ip rule add pref 10001 from 1.1.1.1 lookup 5
add rule add stage 2 from 9.9.9.9 table 5
is "$(text)" "inet pref 10002 stage 2 from 9.9.9.9 table 5" "with a foreign suppress rule, and its priorities kept"
check 2 '*nvictl did not add that rule*' gw nvictl rule del pref 10001
add rule flush
is "$(gw nvictl rule show all | grep -c '#')" 7 "foreign rules after a flush"

# A device that went down has lost its routes; repeating the command restores them
add rule add stage 1 iif lan via nvi0
check 2 '*the rule exists already, with priority 20000' gw nvictl rule add stage 1 iif lan via nvi0
gw ip link set nvi0 down
check 2 '*"nvi0" is down*nvictl device set nvi0 up' gw nvictl rule add stage 1 iif lan via nvi0
gw ip link set nvi0 up
add rule add stage 1 iif lan via nvi0
is "$(text)" "inet pref 20000 stage 1 iif lan via nvi0 table 28160" "the restored rule"

# Mistakes leave nothing behind
before=$(gw nvictl rule show all; gw nvictl route show)
check 1 '*"stage 1", "stage 2" or "pref*' gw nvictl rule add from 10.0.0.0/8 table 5
check 1 '*"stage" takes 1*not "3"*' gw nvictl rule add stage 3 table 5
check 1 '*"table TABLE"*' gw nvictl rule add stage 2 from 10.0.0.1
check 1 '*"via nvi0" is for stage 1*' gw nvictl rule add stage 2 from 10.0.0.1 via nvi0
check 1 '*priority 7 is not one of stage 1*20000 to 29999*' gw nvictl rule add stage 1 pref 7 via nvi0
check 1 '*no table "isp9"*rt_tables*' gw nvictl rule add stage 2 table isp9
check 1 '*"from" takes*"10.0.0.256"*' gw nvictl rule add stage 2 from 10.0.0.256 table 5
check 1 '*"from" takes*"10.0.0.0/33"*' gw nvictl rule add stage 2 from 10.0.0.0/33 table 5
check 1 '*10.0.0.1 is IPv4, the rest is IPv6' gw nvictl rule add stage 2 from ::1 to 10.0.0.1 table 5
check 1 '*-6 and inet*' gw nvictl -6 rule add inet stage 2 table 5
check 1 '*fwmark "3/1": bits 0x2*' gw nvictl rule add stage 2 fwmark 3/1 table 5
check 1 '*"sport" takes*"0"*' gw nvictl rule add stage 2 sport 0 table 5
check 1 '*"sport" takes*"9-5"*' gw nvictl rule add stage 2 sport 9-5 table 5
check 1 '*"ipproto" takes*"fish"*' gw nvictl rule add stage 2 ipproto fish table 5
check 1 '*one action*' gw nvictl rule add stage 2 blackhole table 5
check 1 '*"s" is ambiguous*' gw nvictl rule add s 2
check 2 '*"lan" is not an nvi device*' gw nvictl rule add stage 1 via lan
check 2 '*no device "nvi7"*' gw nvictl rule add stage 1 via nvi7
check 2 '*no such rule*' gw nvictl rule del from 4.4.4.4
check 2 '*CAP_NET_ADMIN*' ordinary "$gw" nvictl rule add stage 2 table 5
is "$(gw nvictl rule show all; gw nvictl route show)" "$before" "state after all mistakes"
add rule add pref 9 from 9.9.9.0/24 table 5
add rule add pref 9 from 9.9.8.0/24 table 5
check 2 '*2 rules match*' gw nvictl rule del pref 9
check 2 '*the rule exists already*' gw nvictl rule add pref 9 from 9.9.8.0/24 table 5
is "$(ordinary "$gw" nvictl rule show | wc -l)" 3 "rules that an ordinary user sees"
rm /etc/iproute2/rt_tables.d/isp.conf
