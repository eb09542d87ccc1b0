#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An nft flow table that takes over stage 1 leaves stage 2 working
#
# The gateway of tests/gateway.sh. Packets forwarded by the flow table skip PRE_ROUTING, FORWARD and
# POST_ROUTING of stage 1, and reach nvi0 without a conntrack entry; they must still leave, intact,
# through the provider of their address.
#
# The `flow add` rule matches packets that are routed to nvi0. For an answer, the kernel would look
# up the other direction's route itself, to the provider's interface with the private address, and
# find none: it would create no flow.
# out of the provider's interface, and there is none: the flow would be lost.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../exchange.sh"
not_fast "nft's flow table takes the same connections"
need socat conntrack
modprobe -q nft_flow_offload || skip "no nft_flow_offload"

offloaded() { r conntrack -L -p "$1" -s "$2" 2>/dev/null | grep -F '[OFFLOAD]'; }

gateway
r sysctl -qw net.netfilter.nf_conntrack_acct=1
r nft -f - <<'EOT'
table inet ft {
	counter slow_out { }
	counter slow_in { }
	flowtable f {
		hook ingress priority filter
		devices = { lan, isp1, isp2, nvi0 }
		counter
	}
	chain forward {
		type filter hook forward priority filter
		oifname nvi0 counter name slow_out
		oifname lan counter name slow_in
		oifname nvi0 meta l4proto { tcp, udp } flow add @f
	}
}
EOT

# UDP: two packets and the first answer create the flow, and the flow table forwards the others. It
# does not forward answers: they do not come in by nvi0, the flow's output device.
for n in 4 6; do
	server=SERVER$n server=${!server}
	echo_server "$s" $n $server
	wait_for 10 listening "$s" udp 7010
	out=$(passed "$r" slow_out) in=$(passed "$r" slow_in)
	p2out=$(passed "$p2" out) p2in=$(passed "$p2" in)
	re=$(stage2 "$r" $n)
	is "$(exchange "$h2" $server 20 | xargs)" "$(seq -s ' ' 20)" "IPv$n: echoed over UDP"
	is $(($(passed "$p2" out) - p2out)),$(($(passed "$p2" in) - p2in)) 20,20 \
		"IPv$n: packets through provider 2: out, in"
	is $(($(passed "$r" slow_out) - out)),$(($(passed "$r" slow_in) - in)) 2,20 \
		"IPv$n: packets in FORWARD: stage 1, back"
	is $(($(stage2 "$r" $n) - re)) 20 "IPv$n: packets in stage 2"
	stop "$pid"
done
works "conntrack shows [OFFLOAD]" offloaded udp 10.0.0.20

# TCP: a megabyte each way
blob=$(mktemp)
on_exit rm -f "$blob" "$blob.up" "$blob.down"
head -c 1000000 /dev/urandom >"$blob"
start s socat -u TCP4-LISTEN:7011 "CREATE:$blob.up"
up=$pid
start s socat -u "FILE:$blob" TCP4-LISTEN:7012
wait_for 10 listening "$s" tcp 7011
wait_for 10 listening "$s" tcp 7012
out=$(passed "$r" slow_out) re=$(stage2 "$r" 4)
works "upload" h2 socat -u "FILE:$blob" TCP4:$SERVER4:7011
works "download" h2 socat -u TCP4:$SERVER4:7012 "CREATE:$blob.down"
wait "$up"
is "$(sha256sum <"$blob.up")" "$(sha256sum <"$blob")" "upload: checksum"
is "$(sha256sum <"$blob.down")" "$(sha256sum <"$blob")" "download: checksum"
slow=$(($(passed "$r" slow_out) - out)) two=$(($(stage2 "$r" 4) - re))
compare $two '>' $((slow * 3)) "TCP: packets in stage 2, against $slow in FORWARD"

is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "packets through provider 1, and with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
