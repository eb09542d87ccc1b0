# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Traffic on the gateway of tests/gateway.sh: servers, clients and transfers.
# shellcheck disable=SC2154 # setup_ns sets the variables

# The port of `whoami` and `ask`, for TCP, UDP and SCTP
WHOAMI=7007

# whoami NS [PROTOCOL...]: start servers that answer with the client's address as they see it. A
# UDP answer would take its source address from the route, so the UDP servers are bound: to the
# server's addresses, or to $BIND4 and $BIND6.
whoami()
{
	local ns=$1 p
	# shellcheck disable=SC2016 # socat expands it
	local answer echo='SYSTEM:echo $SOCAT_PEERADDR'
	local bind4=${BIND4:-$SERVER4} bind6=[${BIND6:-$SERVER6}]

	_whoami=$ns
	shift
	for p in "${@:-tcp}"; do
		answer=$echo
		case $p in
		udp)
			# (without a reader, SYSTEM may have exited before socat writes the
			# datagram, and the answer is lost)
			answer=${answer/:/:read -r _; }
			start ip netns exec "$ns" socat -t 5 -T 5 "UDP4-RECVFROM:$WHOAMI,fork,bind=$bind4" "$answer"
			start ip netns exec "$ns" socat -t 5 -T 5 "UDP6-RECVFROM:$WHOAMI,ipv6only,fork,bind=$bind6" "$answer"
			;;
		*)
			start ip netns exec "$ns" socat -T 5 "${p^^}4-LISTEN:$WHOAMI,fork,reuseaddr" "$answer"
			start ip netns exec "$ns" socat -T 5 "${p^^}6-LISTEN:$WHOAMI,ipv6only,fork,reuseaddr" "$answer"
			;;
		esac
		# (one IPv4 and one IPv6 socket)
		wait_for 10 listening "$ns" "$p" $WHOAMI 2
	done
}

# tcp_closed NS...: true once every TCP connection is closed. FIN and the last ACK follow the
# data and are counted, too.
tcp_closed()
{
	local ns

	for ns; do
		[[ -z $(ss -N "$ns" -Htn state connected exclude time-wait) ]] || return 1
	done
}

# ask NS PROTOCOL ADDRESS: print the client address that the server sees, IPv6 in its usual form,
# or "" without an answer. When it returns, every packet of the exchange has arrived and counters
# are final.
ask()
{
	local ns=$1 p=$2 a=$3 answer

	case $p in
	tcp | udp)
		# shellcheck disable=SC2016 # expanded by the inner bash
		answer=$(timeout 5 ip netns exec "$ns" bash -c \
			'exec 3<>"/dev/$0/$1/$2" && { [[ $0 == tcp ]] || echo >&3; } && timeout 4 head -n 1 <&3' \
			"$p" "$a" $WHOAMI 2>/dev/null)
		;;
	*)
		[[ $a == *:* ]] && a=[$a]
		answer=$(timeout 5 ip netns exec "$ns" socat -u "${p^^}:$a:$WHOAMI" - 2>/dev/null)
		;;
	esac
	[[ $p == tcp && $answer ]] && wait_for 10 tcp_closed "$ns" "$_whoami"
	[[ $answer == *:* ]] || { echo "$answer"; return; }
	# socat prints [2001:0db8:0001:0000:0000:0000:0000:0002]
	sed -E 's/[][]//g; s/(^|:)0+([0-9a-f])/\1\2/g; s/(:0)+:/::/' <<<"$answer"
}

# The port of `echoes`, which returns each datagram
ECHO=7010

# echoes NS: start echo servers for IPv4 and IPv6, bound like those of `whoami`
echoes()
{
	start ip netns exec "$1" talk serve "${BIND4:-$SERVER4}" $ECHO
	start ip netns exec "$1" talk serve "${BIND6:-$SERVER6}" $ECHO
	wait_for 10 listening "$1" udp $ECHO 2
}

# speaks NS ADDRESS [OPTION...]: start a UDP conversation with `echoes` (tests/tools/talk.c) and
# end the previous one
speaks()
{
	end_talk
	coproc TALK { exec ip netns exec "$1" talk "${@:3}" "$2" $ECHO; }
	_talk=$TALK_PID
	# (bash closes its own two descriptors when the process ends)
	exec {_talk_to}>&"${TALK[1]}" {_talk_from}<&"${TALK[0]}"
}

# end_talk: end the conversation
_talk=''
end_talk()
{
	[[ $_talk ]] || return 0
	stop "$_talk"
	exec {_talk_to}>&- {_talk_from}<&-
	_talk=''
}
on_exit end_talk

# says N [SIZE]: send N datagrams; print what `talk` prints, the number of echoes and the last error
says()
{
	local answer=''

	echo "$*" >&"$_talk_to"
	read -r -t 60 answer <&"$_talk_from"
	echo "$answer"
}

# fast_packets: the packets of both families that the fast path has forwarded so far
fast_packets()
{
	r ethtool -S nvi0 |
		awk '$1 ~ /^fast_ipv/ { n += $2; m++ } END { print n; exit !m }' ||
		fail "nvi0 has no counters of the fast path"
}

# is_fast: true if both packets of an exchange take the fast path
is_fast()
{
	local before

	before=$(fast_packets)
	[[ $(says 1) == 1 ]] && (($(fast_packets) == before + 2))
}

# offloaded 4|6: the number of UDP connections that conntrack shows as [OFFLOAD]
offloaded() { r conntrack -L -f "ipv$1" -p udp 2>/dev/null | grep -cF '[OFFLOAD]'; }

# blob OCTETS: create a file $blob of random octets, removed when the test ends
blob()
{
	blob=$(mktemp)
	on_exit rm -f "$blob" "$blob.got"
	head -c "$1" /dev/urandom >"$blob"
}

# transfer upload|download ADDRESS: send $blob from h2 to s, or from s to h2, over TCP, and
# compare it. The sender connects to ADDRESS.
transfer()
{
	local server port=7009

	: >"$blob.got"
	if [[ $1 == upload ]]; then
		start ip netns exec "$s" socat -u "TCP6-LISTEN:$port,ipv6only=0,reuseaddr" "CREATE:$blob.got"
		server=$pid
		wait_for 10 listening "$s" tcp $port
		timeout 20 ip netns exec "$h2" socat -u "OPEN:$blob" "TCP:$2:$port" || fail "upload to $2"
	else
		start ip netns exec "$h2" socat -u "OPEN:$blob" "TCP6-LISTEN:$port,ipv6only=0,reuseaddr"
		server=$pid
		wait_for 10 listening "$h2" tcp $port
		timeout 20 ip netns exec "$s" socat -u "TCP:$2:$port" "CREATE:$blob.got" || fail "download from $2"
	fi
	wait "$server"
	is "$(sha256sum <"$blob.got")" "$(sha256sum <"$blob")" "$1 $2: checksum"
}

# pktgen NS DEVICE SETTING...: send packets with pktgen
pktgen()
{
	# shellcheck disable=SC2016 # expanded by the inner bash
	ip netns exec "$1" bash -c 'set_to() { echo "$2" >/proc/net/pktgen/"$1" || exit 1; }
		set_to kpktgend_0 rem_device_all
		set_to kpktgend_0 "add_device $0"
		for o; do set_to "$0" "$o"; done
		set_to pgctrl start' "$2" "delay 0" "${@:3}" || fail "pktgen refused the settings"
}

# expect_ttl TTL: at the server, count pings that arrive with this TTL as `right`, others as
# `wrong`
expect_ttl()
{
	ip netns exec "$s" nft -f - <<-EOT || fail "nftables"
		table inet ttl
		delete table inet ttl
		table inet ttl {
			counter right { }
			counter wrong { }
			chain input {
				type filter hook input priority filter
				icmp type echo-request ip ttl $1 counter name right accept
				icmpv6 type echo-request ip6 hoplimit $1 counter name right accept
				icmp type echo-request counter name wrong
				icmpv6 type echo-request counter name wrong
			}
		}
	EOT
}

# entry_starts: conntrack in the router notes when it makes an entry
entry_starts() { r sysctl -qw net.netfilter.nf_conntrack_timestamp=1; }

# entry_start PORT: when the entry of the UDP connection from PORT was made, in nanoseconds.
# Two entries have different ones. (They may have the same id: it is a hash of the entry's
# place in memory and its tuple.)
entry_start()
{
	r conntrack -L -o xml,ktimestamp -p udp --orig-port-src "$1" 2>/dev/null |
		sed -n 's/.*<start>\([0-9]*\)<.*/\1/p'
}
