#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: packets are translated, then encrypted, and back (examples/nat-then-ipsec.conf)
#
# The topology is in tests/gateway.sh. The server also has 10.200.0.1, the head office's address,
# and an ESP tunnel with the router:
#
#   h1, h2 -- r 192.0.2.2 ==== ESP, inside it 172.16.5.0/28 - 10.200.0.0/16 ==== s
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl socat
modprobe -aq esp4 xfrm_user || skip "this kernel has no modules esp4, xfrm_user"

gateway_nets
OFFICE=10.200.0.1
batch "$s" <<-EOT
	addr add $OFFICE/32 dev lo
	route add 172.16.5.0/28 via 10.9.1.1
EOT
p1 nft -f - <<-EOT || fail "nft"
	table inet isp {
		counter tunnel { }
		counter plain { }
		chain look {
			type filter hook prerouting priority raw
			ip protocol esp counter name tunnel
			ip saddr { 172.16.5.0/28, 10.200.0.0/16 } counter name plain
		}
	}
EOT
# sa NS FROM TO SPI and policy NS DIR: add what IKE would negotiate
sa()
{
	ip -n "$1" xfrm state add src "$2" dst "$3" proto esp spi "$4" reqid 1 mode tunnel \
		aead 'rfc4106(gcm(aes))' "0x000102030405060708090a0b0c0d0e0f1011121$4" 128 ||
		skip "no AES-GCM"
}
policy()
{
	local from=172.16.5.0/28 to=10.200.0.0/16 tunnel="src 192.0.2.2 dst $SERVER4"

	[[ $1$2 == "$r"out || $1$2 == "$s"in ]] || {
		from=10.200.0.0/16 to=172.16.5.0/28 tunnel="src $SERVER4 dst 192.0.2.2"
	}
	# shellcheck disable=SC2086 # words
	ip -n "$1" xfrm policy add dir "$2" src $from dst $to tmpl $tunnel proto esp reqid 1 mode tunnel ||
		fail "policy $2"
}
for ns in "$r" "$s"; do
	sa "$ns" 192.0.2.2 $SERVER4 1
	sa "$ns" $SERVER4 192.0.2.2 2
	policy "$ns" out
	policy "$ns" in
done
policy "$r" fwd

conf=$(dirname "$0")/../../Documentation/examples/nat-then-ipsec.conf
before=$(state)
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
is "$(r nvictl gateway diff "$conf")" "" "diff after apply"
is "$(r nvictl gateway check "$conf")" "" "mistakes that check finds"
whoami "$s" tcp
is "$(ask "$h1" tcp $SERVER4)" 192.0.2.2 "h1's source at the server"
is "$(passed "$p1" tunnel)" 0 "ESP packets meanwhile"
a=$(ask "$h1" tcp $OFFICE)
[[ $a =~ ^172\.16\.5\.([0-9]|1[0-5])$ ]] || fail "not of the pool: $a"
is "$(ask "$h1" tcp $OFFICE)" "$a" "h1's source at the head office"
esp=$(passed "$p1" tunnel)
works "h1 pings the head office" h1 ping -q -c 5 -i 0.01 -W 2 $OFFICE
works "h2 pings the head office" h2 ping -q -c 2 -i 0.01 -W 2 $OFFICE
is $(($(passed "$p1" tunnel) - esp)) 14 "ESP packets, both directions"
is "$(passed "$p1" plain)" 0 "packets in clear"
is "$(ip -n "$s" -s xfrm state list spi 1 | sed -n 's/.* \([0-9]*\)(packets).*/\1/p' | tail -n 1)" \
	"$(ip -n "$r" -s xfrm state list spi 1 | sed -n 's/.* \([0-9]*\)(packets).*/\1/p' | tail -n 1)" "packets decrypted by the head office, compared with those encrypted by the router"

# Without a policy the packets would leave in clear; a block policy stops them
r ip xfrm policy del dir out src 172.16.5.0/28 dst 10.200.0.0/16
r ip xfrm policy add dir out src 172.16.5.0/28 action block priority 65535
refused "h1 pings the head office without a policy" h1 ping -q -c 3 -i 0.01 -W 1 $OFFICE
is "$(passed "$p1" plain) $(passed "$p1" bogus)" "0 0" "packets in clear, with a wrong source at provider 1"
is "$(drops "$r")" "" "drop counters above 0"
r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "state after remove"
