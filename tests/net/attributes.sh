#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every attribute can be set, changed and shown, and the kernel refuses invalid values
#
# No packets are sent. nvi_attr (tests/tools) sends requests that `ip` and its plugin would refuse,
# and prints the attribute that the kernel's answer points at.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need nvi_attr jq
setup_ns r

MODE=1 INGRESS=2 MARK=3 MASK=4 HOPS=5 REPLAY=6 FALLBACK=7 LEARN=8
FAST=9 FASTMARK=10 FASTMASK=11

# shown [DEVICE]: the attributes in a dump of the device
shown()
{
	r ip -d -j link show "${1:-nvi0}" | jq -c '.[0].linkinfo.info_data |
		[.mode, .ingress, .mark, .mask, .hops, .replay, .fallback, .learn]'
}

# fast_shown [DEVICE]: the attributes of the fast path in a dump
fast_shown()
{
	r ip -d -j link show "${1:-nvi0}" | jq -c '.[0].linkinfo.info_data |
		[.fast, .fastmark, .fastmask]'
}

# kernel EXPECTED add|set DEVICE ATTRIBUTE...: send a request; the fields of the answer (error,
# text, attribute) are joined by ": "
kernel()
{
	local answer

	answer=$(r nvi_attr "${@:2}")
	is "${answer//$'\t'/: }" "$1" "${*:2}"
}

defaults='["reinject","real",null,null,1,false,"route","follow"]'
slow='[false,null,null]'

# At creation, and each attribute changed alone
kernel ok add nvi0
is "$(shown)" "$defaults" "defaults"
is "$(fast_shown)" "$slow" "defaults of the fast path"
kernel ok add nvi1 $MODE:1:0 $INGRESS:1:1 $MARK:4:0x100 $MASK:4:0xff00 $HOPS:1:2 $REPLAY:1:1 \
	$FALLBACK:1:1 $LEARN:1:1 $MODE:1:2
all='["reflect","self","0x100","0xff00",2,true,"refuse","once"]'
is "$(shown nvi1)" "$all" "all attributes at creation"
is "$(shown nvi0)" "$defaults" "the other device is unchanged"
kernel ok set nvi0 $INGRESS:1:1
is "$(shown)" '["reinject","self",null,null,1,false,"route","follow"]' "ingress"
kernel ok set nvi0 $HOPS:1:2
is "$(shown)" '["reinject","self",null,null,2,false,"route","follow"]' "hops changed, ingress unchanged"
kernel ok set nvi0 $REPLAY:1:1
is "$(shown)" '["reinject","self",null,null,2,true,"route","follow"]' "replay"
kernel ok set nvi0 $MARK:4:0x5
is "$(shown)" '["reinject","self","0x5","0xffffffff",2,true,"route","follow"]' "mark without a mask: the mask is all bits"
kernel ok set nvi0 $MARK:4:0x100 $MASK:4:0xff00
kernel ok set nvi0 $FALLBACK:1:1
kernel ok set nvi0 $LEARN:1:1
kernel ok set nvi0 $MODE:1:2
is "$(shown)" "$all" "mark and mask, fallback, learn, and mode"
kernel ok set nvi0
is "$(shown)" "$all" "a request without attributes changes nothing"
kernel ok set nvi0 $MARK:4:0 $MASK:4:0
kernel ok set nvi0 $MODE:1:0 $INGRESS:1:0 $HOPS:1:1 $REPLAY:1:0 $FALLBACK:1:0 $LEARN:1:0
is "$(shown)" "$defaults" "all attributes back at their defaults"
kernel ok set nvi0 $MARK:4:0xffffffff $MASK:4:0xffffffff
is "$(shown)" '["reinject","real","0xffffffff","0xffffffff",1,false,"route","follow"]' "mark of all bits"
kernel ok set nvi0 $MARK:4:0 $MASK:4:0

# Each invalid value, alone and after valid attributes
m="EINVAL: mode must be 0 (reinject) or 2 (reflect): $MODE"
d="EINVAL: there is no mode 1 (direct): use mode 0 (reinject) with fast on: $MODE"
i="EINVAL: ingress must be 0 (real) or 1 (self): $INGRESS"
h="EINVAL: hops must be 1 or 2: $HOPS"
p="EINVAL: replay must be 0 (off) or 1 (on): $REPLAY"
f="EINVAL: fallback must be 0 (route) or 1 (refuse): $FALLBACK"
l="EINVAL: learn must be 0 (follow) or 1 (once): $LEARN"
q="EINVAL: fast must be 0 (off) or 1 (on): $FAST"
for what in add set; do
	dev=nvi0
	[[ $what == add ]] && dev=nvi2
	for bad in 3 255; do kernel "$m" $what $dev $MODE:1:$bad; done
	kernel "$d" $what $dev $MODE:1:1
	kernel "$d" $what $dev $FAST:1:1 $MARK:4:1 $MODE:1:1
	for bad in 2 255; do kernel "$f" $what $dev $MODE:1:2 $FALLBACK:1:$bad; done
	for bad in 2 255; do kernel "$l" $what $dev $FALLBACK:1:1 $LEARN:1:$bad; done
	for bad in 2 255; do kernel "$i" $what $dev $MODE:1:0 $INGRESS:1:$bad; done
	for bad in 0 3 255; do kernel "$h" $what $dev $INGRESS:1:1 $MARK:4:1 $HOPS:1:$bad; done
	for bad in 2 255; do kernel "$p" $what $dev $HOPS:1:2 $INGRESS:1:1 $REPLAY:1:$bad; done
	kernel "EINVAL: the mark must lie inside its mask: $MARK" \
		$what $dev $REPLAY:1:1 $HOPS:1:2 $MARK:4:0x200 $MASK:4:0x100
	kernel "EINVAL: a mark mask needs a mark: $MASK" $what $dev $INGRESS:1:1 $MASK:4:0xff
	for bad in 2 255; do kernel "$q" $what $dev $LEARN:1:1 $MARK:4:1 $FAST:1:$bad; done
	kernel "EINVAL: the mark must lie inside its mask: $FASTMARK" \
		$what $dev $FAST:1:1 $FASTMARK:4:0x200 $FASTMASK:4:0x100
	kernel "EINVAL: a mark mask needs a mark: $FASTMASK" $what $dev $FAST:1:1 $FASTMASK:4:0xff
	# Attributes that are too short
	for a in $MODE:0:0 $INGRESS:0:0 $MARK:2:1 $MASK:3:1 $HOPS:0:0 $REPLAY:0:0 $FALLBACK:0:0 $LEARN:0:0 \
		$FAST:0:0 $FASTMARK:2:1 $FASTMASK:3:1; do
		answer=$(r nvi_attr $what $dev $MARK:4:0 $MASK:4:0 $a)
		compare "$(grep -c '^ERANGE\|^EINVAL' <<<"$answer")" == 1 "$what $a: $answer"
		is "${answer##*$'\t'}" "${a%%:*}" "$what $a: the attribute that the answer points at"
	done
	is "$(shown)" "$defaults" "$what refused: attributes unchanged"
	is "$(fast_shown)" "$slow" "$what refused: fast path attributes unchanged"
	is "$(r ip -j link show nvi2 2>/dev/null)" "" "$what refused: no new device"
done

# The fast path's attributes: set, changed, kept, reset
kernel ok add nvi2 $FAST:1:1 $FASTMARK:4:0x10 $FASTMASK:4:0xf0
fast='[true,"0x10","0xf0"]'
is "$(fast_shown nvi2)" "$fast" "at creation"
is "$(fast_shown)" "$slow" "the other device is unchanged"
kernel ok set nvi2 $MARK:4:1 $LEARN:1:1 $FALLBACK:1:1
is "$(shown nvi2)" '["reinject","real","0x1","0xffffffff",1,false,"refuse","once"]' "other attributes changed"
is "$(fast_shown nvi2)" "$fast" "fast path attributes unchanged"
kernel ok set nvi2 $FAST:1:0
is "$(fast_shown nvi2)" '[false,"0x10","0xf0"]' "fast off keeps the fastmark"
kernel ok set nvi2 $FAST:1:1
is "$(fast_shown nvi2)" "$fast" "on again"
kernel ok set nvi2 $FASTMARK:4:0x5
is "$(fast_shown nvi2)" '[true,"0x5","0xffffffff"]' "fastmark without a mask: the mask is all bits"
kernel ok set nvi2 $FASTMARK:4:0 $FASTMASK:4:0xf0
is "$(fast_shown nvi2)" '[true,"0","0xf0"]' "fastmark 0 with a mask"
kernel ok set nvi2 $FASTMARK:4:0 $FASTMASK:4:0
is "$(fast_shown nvi2)" '[true,null,null]' "fastmark and mask 0: every connection"

# beside ATTRIBUTE TEXT VALUE DEFAULT: fast on is refused together with VALUE. The answer points at
# the attribute of the request that conflicts with the device or with the other attribute.
beside()
{
	local attr=$1 text=$2 value=$3 before

	kernel "EINVAL: fast on needs $text: ${attr%%:*}" set nvi2 "$attr:1:$value"
	kernel "EINVAL: fast on needs $text: ${attr%%:*}" add nvi3 $FAST:1:1 "$attr:1:$value"
	kernel "EINVAL: fast on needs $text: ${attr%%:*}" add nvi3 "$attr:1:$value" $MARK:4:2 $FAST:1:1
	is "$(shown nvi2) $(fast_shown nvi2)" "$both" "$text, refused: attributes unchanged"
	kernel ok set nvi0 "$attr:1:$value"
	before=$(shown)
	kernel "EINVAL: fast on needs $text: $FAST" set nvi0 $LEARN:1:1 $FAST:1:1 $FASTMARK:4:1
	is "$(shown) $(fast_shown)" "$before $slow" "fast on refused without $text: attributes unchanged"
	# one request may reset the attribute and switch the fast path on
	kernel ok set nvi0 "$attr:1:$4" $FAST:1:1
	is "$(shown) $(fast_shown)" "$defaults [true,null,null]" "$text and fast on at once"
	kernel ok set nvi0 "$attr:1:$value" $FAST:1:0
	is "$(shown) $(fast_shown)" "$before $slow" "$text reset and fast off at once"
	kernel ok set nvi0 "$attr:1:$4"
}
both="$(shown nvi2) $(fast_shown nvi2)"
beside $MODE "mode 0 (reinject)" 2 0
beside $INGRESS "ingress 0 (real)" 1 0
beside $HOPS "hops 1" 2 1
beside $REPLAY "replay 0 (off)" 1 0
is "$(r ip -j link show nvi3 2>/dev/null)" "" "refused: no new device"
works "delete" ip -n "$r" link del nvi2

# Generic link attributes that an nvi device does not have
kernel "EINVAL: an nvi device has no link-layer address: @1" add nvi2 @1:6:0x010203040506
lo=$(r cat /sys/class/net/lo/ifindex)
kernel "EINVAL: an nvi device has no lower device: packets are routed to it: @5" add nvi2 "@5:4:$lo"
is "$(r ip -j link show nvi2 2>/dev/null)" "" "refused: no new device"

# MTU
for mtu in 67 65536; do
	refused "mtu $mtu" ip -n "$r" link set nvi0 mtu $mtu
	refused "new, mtu $mtu" ip -n "$r" link add nvi2 mtu $mtu type nvi
done
for mtu in 68 1500 65535; do
	works "mtu $mtu" ip -n "$r" link set nvi0 mtu $mtu
	is "$(r cat /sys/class/net/nvi0/mtu)" $mtu "mtu"
done

# A device stays in its namespace: its records and routes belong there
setup_ns elsewhere
refused "move to another namespace" ip -n "$r" link set nvi0 netns "$elsewhere"
works "create a device in another namespace" ip link add nvi0 netns "$elsewhere" type nvi hops two
is "$(ip -n "$elsewhere" -d -j link show nvi0 | jq '.[0].linkinfo.info_data.hops')" 2 "hops"
works "rename" ip -n "$r" link set nvi1 name other
is "$(shown other)" "$all" "renamed"
works "delete" ip -n "$r" link del other
