#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# device: fast and fastmark are set, changed and shown as in ip
#
# With a module without a fast path, neither is shown.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need nvictl jq

setup_ns gw
show() { gw nvictl -j device show nvi0 | jq -c '.[0].nvi | [.fast, .fastmark, .fastmask]'; }
text() { gw nvictl device show nvi0 | grep -o 'learn .*' | sed 's/ *$//'; }

works "add" gw nvictl device add nvi0
[[ $(show) != '[null,null,null]' ]] || skip "this module has no fast path"
is "$(show)" '[false,null,null]' "defaults"
is "$(text)" "learn follow fast off" "text"
works "set" gw nvictl device set nvi0 fast on fastmark 0x1/0xf
is "$(show)" '[true,"0x1","0xf"]' "fast and fastmark"
is "$(text)" "learn follow fast on fastmark 0x1/0xf" "text"
is "$(gw nvictl -j device show nvi0 | jq -c '.[0].nvi')" \
	"$(gw ip -d -j link show nvi0 | jq -c '.[0].linkinfo.info_data')" "attributes, compared with ip's"
works "fastmark with a value only" gw nvictl device set nvi0 fastmark 7
is "$(show)" '[true,"0x7","0xffffffff"]' "fastmark without a mask: the mask is all bits"
works "fastmark off" gw nvictl device set nvi0 fastmark off
is "$(show)" '[true,null,null]' "fastmark off: every connection"
works "change by ip" gw ip link set nvi0 type nvi fast off fastmark 0x10/0x10
is "$(show)" '[false,"0x10","0x10"]' "attributes after ip's change"

# The kernel's messages
for other in "mode reflect" "hops two" "replay on" "ingress self"; do
	# shellcheck disable=SC2086 # two words
	check 2 "*fast*" gw nvictl device set nvi0 fast on $other
done
is "$(show)" '[false,"0x10","0x10"]' "attributes after the refusals: unchanged"
