#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: IPsec traffic from inside needs a forward policy for its translated source as well
#
# The topology is in tests/gateway.sh. The server is a branch, 10.200.0.1; it reaches p2's far side,
# 10.9.2.1, by a tunnel to the router and from there through provider 2:
#
#   s 10.200.0.1 ==== ESP ==== ipsec0 r isp2 198.51.100.2 ---- p2 10.9.2.1
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl
modprobe -aq esp4 xfrm_user xfrm_interface || skip "this kernel has no modules esp4, xfrm_user, xfrm_interface"

gateway_nets
BRANCH=10.200.0.1 FAR=10.9.2.1
ip -n "$s" addr add $BRANCH/32 dev lo
batch "$r" <<-EOT
	link add ipsec0 type xfrm dev isp1 if_id 7
	link set ipsec0 up
	route add 10.200.0.0/16 dev ipsec0
EOT
# xfrm NS IF_ID: add both states
xfrm()
{
	local spi=1 ends

	for ends in "192.0.2.2 $SERVER4" "$SERVER4 192.0.2.2"; do
		# shellcheck disable=SC2086 # words
		ip -n "$1" xfrm state add src ${ends% *} dst ${ends#* } proto esp spi $spi reqid 1 mode tunnel \
			aead 'rfc4106(gcm(aes))' "0x000102030405060708090a0b0c0d0e0f1011121$spi" 128 $2 ||
			skip "no AES-GCM"
		spi=$((spi + 1))
	done
}
# policy NS IF_ID DIR FROM TO TUNNEL_FROM TUNNEL_TO: add a policy
policy()
{
	# shellcheck disable=SC2086 # nothing, or two words
	ip -n "$1" xfrm policy add dir "$3" src "$4" dst "$5" $2 \
		tmpl src "$6" dst "$7" proto esp reqid 1 mode tunnel || fail "policy $3"
}
xfrm "$s" ''
xfrm "$r" 'if_id 7'
policy "$s" "" out 10.200.0.0/16 10.9.2.0/24 $SERVER4 192.0.2.2
policy "$s" "" in 10.9.2.0/24 10.200.0.0/16 192.0.2.2 $SERVER4
policy "$r" "if_id 7" out 0.0.0.0/0 10.200.0.0/16 192.0.2.2 $SERVER4
policy "$r" "if_id 7" in 10.200.0.0/16 0.0.0.0/0 $SERVER4 192.0.2.2
policy "$r" "if_id 7" fwd 10.200.0.0/16 0.0.0.0/0 $SERVER4 192.0.2.2
conf=$(mktemp)
on_exit rm -f "$conf"
cat >"$conf" <<-EOT
	[uplink isp2]
	interface = isp2
	gateway = 198.51.100.1
	address = 198.51.100.2
	[inside branch]
	interface = ipsec0
EOT
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
seen=$(passed "$p1" in)
refused "ping without a policy for the translated source" s ping -q -c 3 -i 0.01 -W 1 -I $BRANCH $FAR
is "$(drops "$r")" drop_policy=3 "drop counters above 0"
policy "$r" "if_id 7" fwd 198.51.100.2/32 0.0.0.0/0 $SERVER4 192.0.2.2
works "ping with the policy" s ping -q -c 3 -i 0.01 -W 2 -I $BRANCH $FAR
is "$(drops "$r")" drop_policy=3 "drop counters above 0: unchanged"
compare "$(passed "$p1" in)" '>' "$seen" "ESP packets through provider 1"
r nvictl gateway remove >/dev/null || fail "remove"
