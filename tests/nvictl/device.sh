#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# device add, set, show, del: every attribute works, and each mistake gives one sentence
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"

setup_ns gw
works "add" gw nvictl device add nvi0 mtu 9000 ingress self mark 0x100/0xff00 hops two replay on fallback refuse learn once up
show() { gw nvictl -j device show nvi0 | jq -c ".[0] | $1"; }
is "$(show '.nvi | del(.fast)')" '{"mode":"reinject","ingress":"self","mark":"0x100","mask":"0xff00","hops":2,"replay":true,"fallback":"refuse","learn":"once"}' "attributes"
is "$(show '[.ifname, .mtu, (.flags | index("UP") != null)]')" '["nvi0",9000,true]' "name, MTU, up"
is "$(show .nvi)" "$(gw ip -d -j link show nvi0 | jq -c '.[0].linkinfo.info_data')" "attributes, compared with ip's"
is "$(show '.counters | keys_unsorted | join(" ")')" \
	"\"$(gw ethtool -S nvi0 | awk '/^ / { printf "%s%s", s, substr($1, 1, length($1) - 1); s = " " }')\"" "counters, compared with ethtool's"
works "set" gw nvictl device set nvi0 ingress real mark off down
is "$(show '[(.nvi | del(.fast)), .flags | length]')" '[6,2]' "without a mark, and down"
works "set nothing" gw nvictl device set nvi0
works "rename" gw nvictl device set nvi0 name nat7
gw nvictl device show | has '^[0-9]*: nat7: <POINTOPOINT,NOARP> mtu 9000 state' || fail "text: $(gw nvictl device show)"
gw nvictl -s device show nat7 | has 'drop_loop 0' || fail "-s shows no zero counters"
works "shortened words" gw nvictl dev se nat7 hop one
! gw nvictl device show | has $'\e' || fail "colours in a pipe"
gw nvictl --color=always device show | has $'\e' || fail "no colours"

check 2 '*"nat7"*name is taken*' gw nvictl device add nat7
check 2 '*"lo"*not an nvi device*' gw nvictl device set lo up
check 2 '*"lo"*not an nvi device*' gw nvictl device del lo
check 2 '*no device "nvi9"*' gw nvictl device show nvi9
check 1 '*"device add" needs the name*' gw nvictl device add up
check 1 '*"too long for a device"*1 to 15*' gw nvictl device add "too long for a device"
check 1 '*"speed"*there are: *mode, ingress*' gw nvictl device add a speed 7
check 1 '*"mode" needs a value: reinject or reflect*' gw nvictl device add a mode
check 1 '*"mtu" takes*"0"*' gw nvictl device add a mtu 0
check 1 '*"up" is given twice*' gw nvictl device set nat7 up up
check 1 '*"up" and "down"*' gw nvictl device set nat7 up down
check 1 '*"ingress" takes real or self, not "fake"*' gw nvictl device add a ingress fake
check 1 '*bits 0x1*outside*' gw nvictl device add a mark 0x101/0x100
check 1 '*"mark" takes*" 5"*' gw nvictl device add a mark " 5"
check 1 '*"mark" takes*"-1"*' gw nvictl device add a mark -1
check 1 '*"fast" takes off or on, not "yes"*' gw nvictl device add a fast yes
check 1 '*"fastmark" takes VALUE*"x"*' gw nvictl device add a fastmark x
check 1 '*fastmark*bits 0x1*outside*' gw nvictl device add a fastmark 0x101/0x100
# The kernel's messages
check 2 '*mode must be *' gw nvictl device add a mode 77
[[ $(gw ethtool -S nat7) == *direct_ipv4:* ]] ||
	check 2 '*fast on*' gw nvictl device add a mode direct
check 2 '*hops must be 1 or 2*' gw nvictl device set nat7 hops 9
check 2 '*mtu*maximum*' gw nvictl device set nat7 mtu 100000
is "$(gw ip -o link show type nvi | wc -l)" 1 "devices after the mistakes"

check 1 '*no option "-x"*' nvictl -x device
check 1 '*namespace "nowhere"*' nvictl -n nowhere device
check 1 '*"thing" is not an object; there are: device, *' nvictl thing
check 1 '*"r" is ambiguous: rule or route*' nvictl r show
check 1 '*"eat" is not a command of "device"*' nvictl device eat
works "-n" nvictl -n "$gw" device show nat7

# Without privileges, show works and changes fail
check 2 '*CAP_NET_ADMIN*' ordinary "$gw" nvictl device add b
check 2 '*CAP_NET_ADMIN*' ordinary "$gw" nvictl device del nat7
is "$(ordinary "$gw" nvictl -j device show nat7 | jq -c '.[0] | [.ifname, has("counters")]')" \
	'["nat7",true]' "device and counters that an ordinary user sees"
# In a user namespace, its root has the privileges
works "in a user namespace" setpriv --reuid 1000 --clear-groups unshare -Urn \
	bash -c 'nvictl device add u0 up && nvictl device show u0 >/dev/null && nvictl device del u0'
works "del" gw nvictl device del nat7
is "$(gw nvictl -j device show)" "[]" "an empty list is valid JSON"
is "$(gw nvictl device show)" "" "text without a device"

is "$(nvictl -j device help | head -c 6)" "Usage:" "help"
# A write error is reported
check 2 '*cannot write*' bash -c 'nvictl help >/dev/full'
# A kernel that cannot load the module: the message names it
mv "/lib/modules/$(uname -r)"/modules.alias.bin /tmp/alias.bin
modprobe -r nvi
check 2 '*no nvi module*modprobe nvi*' gw nvictl device add c
mv /tmp/alias.bin "/lib/modules/$(uname -r)"/modules.alias.bin
