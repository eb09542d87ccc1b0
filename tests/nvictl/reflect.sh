#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# reflect add, show, del: device, route and rules change in one step, completely or not at all
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl refuse.so

setup_gw 192.0.2.2/24 2001:db8:1::2/64
# state: print everything that "reflect" could change
state()
{
	gw ip -4 rule
	gw ip -6 rule
	gw ip -4 route show table 28159
	gw ip -6 route show table 28159
	gw ip -d -o link show type nvi | sed -E 's/^[0-9]+: //'
} 2>/dev/null
add() { works "add $*" gw nvictl reflect add "$@"; }
del() { works "del $*" gw nvictl reflect del "$@"; }
show() { gw nvictl -j reflect show | jq -c ".[0] | $1"; }
# taken COMMAND...: COMMAND deletes a part; show must report it, and add restore it
taken()
{
	works "$*" gw "$@"
	is "$(show .complete)" false "complete after '$*'"
	gw nvictl reflect show | has ' is missing; "nvictl reflect add" adds it again' || fail "text does not report it"
	add all
	same "$(state)" "$whole" "state after add"
}

before=$(state)
is "$(gw nvictl reflect show)$(gw nvictl -j reflect show)" "[]" "an empty list is valid JSON"

# One prefix has one family
add 192.0.2.0/24
is "$(gw nvictl -4 rule show 2>/dev/null)" "inet pref 9000 fwmark 0x10000000/0x10000000 goto 9999
inet pref 9001 from 0.0.0.0 goto 9999
inet pref 9010 from 192.0.2.0/24 table main suppress_prefixlength 0
inet pref 9011 from 192.0.2.0/24 table 28159
inet pref 9999 nop
inet pref 19999 fwmark 0x10000000/0x10000000 goto 30000
inet pref 30000 nop" "rules"
is "$(gw nvictl -6 rule show)" "" "rules of IPv6"
is "$(gw ip -j route show table 28159 | jq -c '.[0] | [.dst, .dev, .protocol]')" '["default","back0","110"]' "route"
is "$(show '[.owner, .ifname, .up, .mtu, .made_by_nvictl, .table, .complete]')" \
	'["nvictl reflect","back0",true,1500,true,"28159",true]' "device"
is "$(show '.nvi | [.mode, .mark, .mask, .fallback, .learn]')" \
	'["reflect","0x10000000","0x10000000","route","follow"]' "its settings"
is "$(show .reflected)" '[{"family":"inet","target":"192.0.2.0/24","priority":9010}]' "reflected sources"
is "$(show '.counters | [has("reflect_ipv4"), has("unreflected_no_record"), has("drop_refused"), has("net_recorded")]')" \
	'[true,true,true,false]' "counters"

# More sources, and sources that are reflected already
add all
add sockets
add 2001:db8:1::2 ipproto tcp sport 443
add 192.0.2.2 ipproto udp sport 5000-5010
is "$(gw nvictl reflect show | grep -v unreflected)" "back0: up mtu 1500 table 28159
    mode reflect ingress real mark 0x10000000/0x10000000 hops one replay off fallback route learn follow fast off 
    inet 192.0.2.0/24
    inet all
    inet sockets fwmark 0x80000000/0x80000000
    inet 192.0.2.2 ipproto udp sport 5000-5010
    inet6 all
    inet6 sockets fwmark 0x80000000/0x80000000
    inet6 2001:db8:1::2 ipproto tcp sport 443" "text"
is "$(show '[.reflected[] | [.family, .target, .fwmark, .ipproto, .sport_start, .sport_end]]')" \
	'[["inet","192.0.2.0/24",null,null,null,null],["inet","all",null,null,null,null],["inet","sockets","0x80000000",null,null,null],["inet","192.0.2.2",null,"udp",5000,5010],["inet6","all",null,null,null,null],["inet6","sockets","0x80000000",null,null,null],["inet6","2001:db8:1::2",null,"tcp",443,443]]' "JSON"
is "$(gw nvictl -6 rule show | sed -n '2,7p')" "inet6 pref 9010 from ::/1 table main suppress_prefixlength 0
inet6 pref 9010 from 8000::/1 table main suppress_prefixlength 0
inet6 pref 9011 from ::/1 table 28159
inet6 pref 9011 from 8000::/1 table 28159
inet6 pref 9012 from ::/1 fwmark 0x80000000/0x80000000 table main suppress_prefixlength 0
inet6 pref 9012 from 8000::/1 fwmark 0x80000000/0x80000000 table main suppress_prefixlength 0" "the rules of all, IPv6"
full=$(state)
for what in 192.0.2.0/24 all sockets "2001:db8:1::2 ipproto tcp sport 443"; do
	# shellcheck disable=SC2086 # words
	check 2 '"*" is reflected already; *' gw nvictl reflect add $what
done
same "$(state)" "$full" "state after the refusals"
# stage rules get priorities outside those of reflection
works "rule add stage 2" gw nvictl rule add stage 2 from 192.0.2.2 table 102
is "$(gw nvictl -j rule show stage 2 | jq -c 'map(.priority)')" "[10001]" "priorities of stage 2"
works "rule flush" gw nvictl rule flush
same "$(state)" "$full" "state after rule flush"

# Each del removes one source; the last of a family, and the last of all, remove the rest
del all
is "$(gw nvictl -j reflect show | jq '.[0].reflected | length')" 5 "sources left"
del 2001:db8:1::2 ipproto tcp sport 443
gw nvictl -6 reflect del sockets || fail "del of one family"
is "$(gw nvictl -6 rule show; gw nvictl -6 route show)" "" "rules and routes of IPv6 after the last IPv6 source"
is "$(show '[.reflected[].family] | unique')" '["inet"]' "families of the sources left"
check 2 '"203.0.113.0/24" is not reflected; *' gw nvictl reflect del 203.0.113.0/24
check 2 '"192.0.2.0/24" is not reflected; *' gw nvictl reflect del 192.0.2.0/24 ipproto tcp
del 192.0.2.0/24
del sockets
del 192.0.2.2 ipproto udp sport 5000-5010
same "$(state)" "$before" "state after the last del"
check 2 '"all" is not reflected; *' gw nvictl reflect del all
works "flush of nothing" gw nvictl reflect flush

# The device's attributes
add 192.0.2.2 dev rfl mark 0x2/0xf learn once fallback refuse mtu 1400
is "$(show '[.ifname, .mtu, .nvi.mark, .nvi.mask, .nvi.learn, .nvi.fallback]')" \
	'["rfl",1400,"0x2","0xf","once","refuse"]' "device"
gw nvictl rule show | has 'pref 9000 fwmark 0x2/0xf goto 9999' || fail "rules do not know the mark"
check 2 '*routed to "rfl", not to "back0"*' gw nvictl reflect add 192.0.2.3 dev back0
check 2 'device "rfl" is there already, and its MTU is 1400*' gw nvictl reflect add 192.0.2.3 mtu 1500
check 2 'device "rfl" is there already, with other settings*' gw nvictl reflect add 192.0.2.3 learn follow
add 192.0.2.3 dev rfl learn once
# with fallback refuse, the unreachable route stays after the device is deleted
is "$(gw ip -j route show table 28159 | jq -c 'map([.type, .dst, .dev, .metric, .protocol])')" \
	'[[null,"default","rfl",null,"110"],["unreachable","default",null,4000,"110"]]' "routes"
works flush gw nvictl reflect flush
same "$(state)" "$before" "state after flush"
add all fallback refuse
whole=$(state)
taken ip -6 route del unreachable default metric 4000 table 28159
gw ip link del back0
is "$(gw ip -j route show table 28159 | jq -c 'map(.type)')$(gw ip -j -6 route show table 28159 | jq -c 'map(.type)')" \
	'["unreachable"]["unreachable"]' "routes without the device"
add all fallback refuse
same "$(state)" "$whole" "state after add"
# a device changed to fallback refuse is complete only after "add"
gw nvictl reflect flush
add all
gw ip link set back0 type nvi fallback refuse
is "$(show .complete)" false "complete after the change to fallback refuse"
add all
same "$(state)" "$whole" "state after add"
gw ip link del back0
del all
same "$(state)" "$before" "state after del without a device"

# A foreign device is used, and stays
gw nvictl device add mine mode reflect up
check 2 'device "mine" has no mark*nvictl device set mine mark 0x10000000/0x10000000' gw nvictl reflect add all dev mine
gw nvictl device set mine mark 0x10000000/0x10000000 down
check 2 'device "mine" is down*' gw nvictl reflect add all dev mine
gw nvictl device set mine up
mine=$(state)
add all dev mine
is "$(show '[.ifname, .made_by_nvictl]')" '["mine",false]' "device"
del all
same "$(state)" "$mine" "state after del: the foreign device stays"
gw nvictl device del mine

# A deleted part is reported, and restored
add all
add 192.0.2.2
whole=$(state)
taken ip rule del pref 9000
taken ip -6 rule del pref 19999
taken ip -6 route del default dev back0 table 28159
taken ip link set back0 down
taken ip link del back0
works flush gw nvictl reflect flush
same "$(state)" "$before" "state after flush"

# If any step fails, everything is restored
gw nvictl device add nvi0 up
gw ip link add back0 type dummy
before=$(state)
check 2 'device "back0" is there already and is not an nvi device of mode reflect*' gw nvictl reflect add all
check 2 'device "nvi0" is there already and is not an nvi device of mode reflect*' gw nvictl reflect add all dev nvi0
gw ip link del back0
# the route: IPv6 is disabled for new devices, so it fails after all of IPv4 was added
gw sysctl -qw net.ipv6.conf.default.disable_ipv6=1
check 2 'cannot add the route to the nvi device: *' gw nvictl reflect add all
same "$(state)" "$before" "state after the failed route"
works "IPv4 alone" gw nvictl -4 reflect add all
v4=$(state)
check 2 'cannot add the route to the nvi device: *' gw nvictl reflect add 2001:db8:1::2
same "$(state)" "$v4" "state after the failed route: what was there stays"
works flush gw nvictl reflect flush
gw sysctl -qw net.ipv6.conf.default.disable_ipv6=0
# fails_whole COMMAND...: run the command with its first change refused, then with its second, and
# so on, until it succeeds after more than $steps refusals
fails_whole()
{
	local n=1 before
	before=$(state)

	while ! gw env NVI_REFUSE=$n LD_PRELOAD="$(command -v refuse.so)" nvictl "$@" 2>/tmp/said; do
		[[ $(</tmp/said) == nvictl:*Operation\ not\ supported || $(</tmp/said) == *"no nvi module"* ]] ||
			fail "$*, step $n: says $(</tmp/said)"
		same "$(state)" "$before" "$*: step $n fails, and everything is restored: $(</tmp/said)"
		n=$((n + 1))
	done
	compare $n '>' "$steps" "$* succeeds at attempt"
}
steps=15 fails_whole reflect add all
steps=2 fails_whole reflect add 192.0.2.2
steps=2 fails_whole reflect del 192.0.2.2
add sockets
steps=10 fails_whole reflect flush
same "$(state)" "$before" "state after flush"
steps=17 fails_whole reflect add all fallback refuse
steps=12 fails_whole reflect flush
same "$(state)" "$before" "state after flush"
# an identical foreign rule is used, and stays
gw ip rule add pref 9999 nop
rules=$(state)
add 192.0.2.0/24
del 192.0.2.0/24
same "$(state)" "$rules" "state after del: the foreign rule stays"
gw ip rule del pref 9999
seq 9010 2 9996 | sed 's/.*/rule add pref & from 10.9.9.9 table 5/' | batch "$gw"
full=$(state)
check 2 'there is no priority left between 9010 and 9998' gw nvictl -4 reflect add all
same "$(state)" "$full" "state after the failed add"
seq 9010 2 9996 | sed 's/.*/rule del pref &/' | batch "$gw"

# A batch that contains reflect commands
printf '%s\n' 'reflect add 192.0.2.2' 'rule add pref 7 table 5' 'rule add pref 7 table 5' >/tmp/batch
check 2 '*batch:3: cannot add the rule: the rule exists already' gw nvictl --atomic -b /tmp/batch
same "$(state)" "$before" "state after a failed atomic batch with add"
add all
whole=$(state)
printf '%s\n' 'reflect del all' 'rule add pref 7 table 5' 'rule add pref 7 table 5' >/tmp/batch
check 2 '*batch:3: *' gw nvictl --atomic -b /tmp/batch
same "$(state)" "$whole" "state after a failed atomic batch with del"
printf '%s\n' 'reflect del all' 'reflect add 192.0.2.2' 'reflect del 192.0.2.2' | gw nvictl -b - || fail "batch"
same "$(state)" "$before" "state after a successful batch"

# Mistakes
check 1 '*"reflect add" needs an address or network*' gw nvictl reflect add
check 1 '"nowhere" is neither a word of "reflect" nor *' gw nvictl reflect add nowhere
check 1 '"10.0.0.1/33" is neither *' gw nvictl reflect add 10.0.0.1/33
check 1 '*-6 and the network do not go together*' gw nvictl -6 reflect add 192.0.2.2
check 1 '"sport" needs an "ipproto"*' gw nvictl reflect add all sport 80
check 1 '"fwmark" goes with "sockets"*' gw nvictl reflect add all fwmark 1
check 1 '"fwmark" takes *not "0/0"' gw nvictl reflect add sockets fwmark 0/0
check 1 '"mark" cannot be 0 or off here*' gw nvictl reflect add all mark off
check 1 '"mtu" takes *from 1280*not "68"' gw nvictl reflect add all mtu 68
check 1 '"fallback" takes route or refuse, not "deny"' gw nvictl reflect add all fallback deny
check 1 '*"mtu" is not a word of "reflect del"*' gw nvictl reflect del all mtu 1500
check 1 '"x" is not an argument of "reflect show"' gw nvictl reflect show x
check 1 '"x" is not an argument of "reflect flush"' gw nvictl reflect flush x
check 1 '*"eat" is not a command of "reflect"*' gw nvictl reflect eat
check 2 '*CAP_NET_ADMIN*' ordinary "$gw" nvictl reflect add all
same "$(state)" "$before" "state after the mistakes"

# path: a route to a reflecting device is no mistake, and has no stage 2
add 10.0.0.0/8
gw sysctl -qw net.ipv4.ip_forward=1
said=$(gw nvictl -j path from 10.0.0.9 to 203.0.113.1 iif lan)
is "$(jq -r '[.stage1.verdict, .stage1.route.dev, .mistake, .stage2] | @csv' <<<"$said")" '"forward","back0",,' "path to the device: verdict, device, mistake, stage 2"
is "$(jq -r .note <<<"$said")" \
	'back0 sends a reply to the ingress of its connection (see "flow show"); other packets are routed with its mark' "its note"
