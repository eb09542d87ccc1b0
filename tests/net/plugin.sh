#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# ip loads the iproute2 plugin, and without the plugin ip knows no nvi options
#
# No packets are sent. `ip` prints nothing when it cannot find or load a plugin, so each check is
# repeated without the plugin, where it must fail.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need jq
setup_ns r

# ip_without ARGUMENT...: run ip with a plugin directory that does not exist
ip_without() { IP_LIB_DIR=/nonexistent ip -n "$r" "$@"; }
data() { jq -c '.[0].linkinfo.info_data'; }
text() { sed -n 's/^ *nvi //p' | sed 's/ *\(numtxqueues.*\|addrgenmode.*\|$\)//' ; }

works "create a device with every option" ip -n "$r" link add nvi0 type nvi \
	mark 0x100/0xff00 ingress self hops two replay on mode reflect learn once fallback refuse
is "$(ip -n "$r" -d -j link show nvi0 | data)" \
	'{"mode":"reflect","ingress":"self","mark":"0x100","mask":"0xff00","hops":2,"replay":true,"fallback":"refuse","learn":"once","fast":false}' "JSON"
said=$(ip -n "$r" -d link show nvi0 | text)
is "$said" "mode reflect ingress self mark 0x100/0xff00 hops two replay on fallback refuse learn once fast off" "text"
# shellcheck disable=SC2086 # words
works "the text is valid as options" ip -n "$r" link add nvi1 type nvi $said
is "$(ip -n "$r" -d link show nvi1 | text)" "$said" "the second device's options"
works "change" ip -n "$r" link set nvi0 type nvi mark off ingress real replay off hops one \
	mode reinject fallback route learn follow
is "$(ip -n "$r" -d -j link show nvi0 | data)" \
	'{"mode":"reinject","ingress":"real","hops":1,"replay":false,"fallback":"route","learn":"follow","fast":false}' "JSON"
works "fast on with fastmark" ip -n "$r" link set nvi0 type nvi fast on fastmark 0x10/0xf0
is "$(ip -n "$r" -d link show nvi0 | text)" \
	"mode reinject ingress real hops one replay off fallback route learn follow fast on fastmark 0x10/0xf0" "text"
works "fast off" ip -n "$r" link set nvi0 type nvi fast off fastmark off
works "help" grep -q 'mark { VALUE\[/MASK\] | off }' <<<"$(ip link help nvi 2>&1)"

# refused by the plugin, which names the wrong word
while read -r bad options; do
	# shellcheck disable=SC2086 # words
	why=$(ip -n "$r" link set nvi0 type nvi $options 2>&1) && fail "'$options' was accepted"
	[[ $why == *"$bad"* ]] || fail "'$options': no '$bad' in: $why"
	echo "ok: '$options' refused: $why"
done <<-'EOT'
	reflect mode direkt
	refuse fallback drop
	once learn never
	self ingress lan
	two hops 3
	off fast maybe
	mask fastmark 0x300/0x100
	fastmark fastmark 0x1/
	off replay maybe
	mask mark 0x300/0x100
	mark mark 0x100000000
	mark mark -1
	mark mark 0x1/
	nvi colour blue
	complete mark
	duplicate mode reinject ingress real ingress self
EOT
is "$(ip -n "$r" -d link show nvi0 | text)" "mode reinject ingress real hops one replay off fallback route learn follow fast off" "options after the refusals"

# Without the plugin the checks above fail
is "$(ip_without -d -j link show nvi0 | data)" null "JSON without plugin"
is "$(ip_without -d link show nvi0 | text)" "" "text without plugin"
refused "options without plugin" ip_without link add nvi2 type nvi hops two
refused "help without plugin" grep -q 'VALUE\[/MASK\]' <<<"$(IP_LIB_DIR=/nonexistent ip link help nvi 2>&1)"
works "create a device without plugin" ip_without link add nvi2 type nvi
