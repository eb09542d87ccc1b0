#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An nft flowtable in front takes stage 1 over, and stage 2 still follows
#
# The gateway of tests/gateway.sh. The flowtable's hits skip PRE_ROUTING,
# FORWARD and POST_ROUTING of stage 1, and have no conntrack on them when they
# come to nvi0; they must still leave by the provider of their address, intact.
#
# `flow add` is for packets that are routed to nvi0. From an answer the kernel
# would work the other direction's route out by itself, for the private address
# out of the provider's interface, and there is none: the flow would be lost.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
not_fast "nft has a flow table for the same connections"
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

# UDP: two and the first answer make the flow, the others are the flowtable's.
# Answers are not: they do not come in by nvi0, the way the flow went out.
for n in 4 6; do
	server=SERVER$n server=${!server}
	[[ $n == 6 ]] && bind=[$server] || bind=$server
	start s socat -T 5 "UDP$n-LISTEN:7010,fork,bind=$bind" PIPE
	wait_for 10 listening "$s" udp 7010
	out=$(passed "$r" slow_out) in=$(passed "$r" slow_in)
	p2out=$(passed "$p2" out) p2in=$(passed "$p2" in)
	re=$(stage2 "$r" $n)
	# dd reads whole datagrams
	# shellcheck disable=SC2016 # expanded by the inner bash
	answers=$(h2 timeout 10 bash -c 'exec 3<>"/dev/udp/$0/7010"
		for i in {1..20}; do echo $i >&3; dd bs=64 count=1 status=none <&3; done' "$server")
	is "$(xargs <<<"$answers")" "$(seq -s ' ' 20)" "IPv$n: echoed over UDP"
	is $(($(passed "$p2" out) - p2out)),$(($(passed "$p2" in) - p2in)) 20,20 \
		"IPv$n: by provider 2: out, in"
	is $(($(passed "$r" slow_out) - out)),$(($(passed "$r" slow_in) - in)) 2,20 \
		"IPv$n: through FORWARD in stage 1, and back"
	is $(($(stage2 "$r" $n) - re)) 20 "IPv$n: in stage 2"
	stop "$pid"
done
works "conntrack says so" offloaded udp 10.0.0.20

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
works "up" h2 socat -u "FILE:$blob" TCP4:$SERVER4:7011
works "down" h2 socat -u TCP4:$SERVER4:7012 "CREATE:$blob.down"
wait "$up"
is "$(sha256sum <"$blob.up")" "$(sha256sum <"$blob")" "came up intact"
is "$(sha256sum <"$blob.down")" "$(sha256sum <"$blob")" "came down intact"
slow=$(($(passed "$r" slow_out) - out)) two=$(($(stage2 "$r" 4) - re))
compare $two '>' $((slow * 3)) "most of TCP was the flowtable's ($slow in FORWARD): stage 2"

is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "by the wrong provider"
is "$(drops "$r")" "" "drops"
