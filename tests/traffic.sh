# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Traffic on the gateway of tests/gateway.sh, and who looks at what arrives.
# shellcheck disable=SC2154 # setup_ns sets the variables

# The port that `ask` asks, of TCP, UDP and SCTP
WHOAMI=7007

# whoami NS [PROTOCOL...]: servers that answer with the address they see. UDP
# answers come from the addresses that the route says, so it is bound: to the
# server's, or to $BIND4 and $BIND6.
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
			# (who does not read what he is told may be gone when he is told it, and then
			# nobody gets his answer)
			answer=${answer/:/:read -r _; }
			start ip netns exec "$ns" socat -t 5 -T 5 "UDP4-RECVFROM:$WHOAMI,fork,bind=$bind4" "$answer"
			start ip netns exec "$ns" socat -t 5 -T 5 "UDP6-RECVFROM:$WHOAMI,ipv6only,fork,bind=$bind6" "$answer"
			;;
		*)
			start ip netns exec "$ns" socat -T 5 "${p^^}4-LISTEN:$WHOAMI,fork,reuseaddr" "$answer"
			start ip netns exec "$ns" socat -T 5 "${p^^}6-LISTEN:$WHOAMI,ipv6only,fork,reuseaddr" "$answer"
			;;
		esac
		# (of IPv4 and of IPv6)
		wait_for 10 listening "$ns" "$p" $WHOAMI 2
	done
}

# tcp_closed NS...: has every TCP connection there come to its end? FIN and the last
# ACK are packets, too, and trail behind what a program has to say.
tcp_closed()
{
	local ns

	for ns; do
		[[ -z $(ss -N "$ns" -Htn state connected exclude time-wait) ]] || return 1
	done
}

# ask NS PROTOCOL ADDRESS: as which address does a server see us? "" if it
# does not answer. IPv6 as it is usually written. When it has answered, every
# packet of the exchange has arrived: a test may count from there.
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
	# socat: [2001:0db8:0001:0000:0000:0000:0000:0002]
	sed -E 's/[][]//g; s/(^|:)0+([0-9a-f])/\1\2/g; s/(:0)+:/::/' <<<"$answer"
}

# The port that answers each datagram with itself
ECHO=7010

# echoes NS: servers there, of IPv4 and of IPv6, bound as `whoami` binds them
echoes()
{
	start ip netns exec "$1" talk serve "${BIND4:-$SERVER4}" $ECHO
	start ip netns exec "$1" talk serve "${BIND6:-$SERVER6}" $ECHO
	wait_for 10 listening "$1" udp $ECHO 2
}

# speaks NS ADDRESS [OPTION...]: a UDP conversation with `echoes` begins there (tests/tools/talk.c),
# in the place of the one before
speaks()
{
	end_talk
	coproc TALK { exec ip netns exec "$1" talk "${@:3}" "$2" $ECHO; }
	_talk=$TALK_PID
	# (bash closes its own two when the process has ended)
	exec {_talk_to}>&"${TALK[1]}" {_talk_from}<&"${TALK[0]}"
}

# end_talk: the conversation is at its end
_talk=''
end_talk()
{
	[[ $_talk ]] || return 0
	stop "$_talk"
	exec {_talk_to}>&- {_talk_from}<&-
	_talk=''
}
on_exit end_talk

# says N [SIZE]: what `talk` answers: how many datagrams of N were echoed, and the last error
says()
{
	local answer=''

	echo "$*" >&"$_talk_to"
	read -r -t 60 answer <&"$_talk_from"
	echo "$answer"
}

# fast_packets: how many packets the fast path has carried so far, of both families
fast_packets()
{
	r ethtool -S nvi0 |
		awk '$1 ~ /^fast_ipv/ { n += $2; m++ } END { print n; exit !m }' ||
		fail "nvi0 has no counters of the fast path"
}

# is_fast: does the conversation take the fast path? Then both packets of an exchange do.
is_fast()
{
	local before

	before=$(fast_packets)
	[[ $(says 1) == 1 ]] && (($(fast_packets) == before + 2))
}

# offloaded 4|6: so many UDP connections has conntrack as [OFFLOAD]
offloaded() { r conntrack -L -f "ipv$1" -p udp 2>/dev/null | grep -cF '[OFFLOAD]'; }

# blob OCTETS: a file $blob to be sent, until the test ends
blob()
{
	blob=$(mktemp)
	on_exit rm -f "$blob" "$blob.got"
	head -c "$1" /dev/urandom >"$blob"
}

# transfer upload|download ADDRESS: $blob from h2 to s over TCP. It is h2 that
# connects to ADDRESS, or s. It must arrive as it was sent.
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
	is "$(sha256sum <"$blob.got")" "$(sha256sum <"$blob")" "$1 $2"
}

# expect_ttl TTL: the server counts pings that arrive with it as `right`, others
# as `wrong`
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
