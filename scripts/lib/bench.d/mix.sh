# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The bench's mix: 10,000 connections of 250 hosts with 4,000 destinations, some of them much
# busier than others, in both directions. A tenth of the packets begin a connection.
# tests/tools/mix sends the same packets in each scene: it reads how many to send next, and
# continues the sequence.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables

mix_pid='' mix_in='' mix_out=''

# mix_stop: end tests/tools/mix if it runs
mix_stop()
{
	[[ $mix_pid ]] || return 0
	kill "$mix_pid"
	wait "$mix_pid" 2>/dev/null
	exec {mix_in}>&- {mix_out}<&-
	mix_pid=''
}

# mix_start VARIANT: start tests/tools/mix
mix_start()
{
	local lan wan host=10.0.1.0 destination=198.18.0.0 translated=${public[0]} isp ns

	if [[ $1 == *6 ]]; then
		host=fd00:a::1:0 destination=2001:db8:ff00:: translated=${public[1]}
	fi
	[[ $translated != @(10.0.0.10|fd00:a::10) ]] || translated=-
	uplink
	if [[ $scene == floor ]]; then
		lan="$g eth1 $(mac_of "$to" eth0)"
		wan="$to eth0 $(mac_of "$g" eth1)"
	else
		lan="$g eth0 $(mac_of "$r" lan)"
		wan="$to eth0 $(mac_of "$ns" "$isp")"
	fi
	mkfifo "$SHELLS/mix.in" "$SHELLS/mix.out"
	# shellcheck disable=SC2086 # four words, three words
	mix $lan $host $wan "$translated" $destination <"$SHELLS/mix.in" >"$SHELLS/mix.out" &
	mix_pid=$!
	exec {mix_in}>"$SHELLS/mix.in" {mix_out}<"$SHELLS/mix.out"
	rm "$SHELLS"/mix.{in,out}
}

# mix_do WORD N: have N packets sent; set did to the instructions, the packets from the LAN
# and the replies
mix_do()
{
	echo "$*" >&"$mix_in"
	read -ra did <&"$mix_out" || fail "$scene: tests/tools/mix ended during $*" >&2
}

# mix_seen: print the numbers of packets with the right and with a wrong source address that
# arrived, then the same for replies
mix_seen()
{
	local ns

	for ns in "$to" "$g"; do
		inside "$ns" 'nft list counters' | sed -nE 's/.*packets ([0-9]+) .*/\1/p'
	done
}

# mix_warm_up VARIANT: establish all connections, send 1,000 packets of which each is
# checked, then 20,000 more
mix_warm_up()
{
	local -a did

	wait_for 10 gets_through "${1/mix/udp}"
	[[ $scene == floor ]] || lan_hosts 250
	mix_start "$1"
	mix_do open 2
	mix_do check 1000
	mix_do send 20000
}

# mix_measure VARIANT: as measure, for the mix
mix_measure()
{
	local before after i want
	local -a did names=(arrived "with another source" "of the replies arrived" "with another source")

	wait_for 10 idle
	mapfile -t before < <(mix_seen)
	mix_do send "$PACKETS"
	wait_for 10 idle
	mapfile -t after < <(mix_seen)
	want=("${did[1]}" 0 "${did[2]}" 0)
	for i in "${!want[@]}"; do
		((after[i] - before[i] == want[i])) ||
			fail "$scene $1: $((after[i] - before[i])) ${names[i]}, should be ${want[i]}" >&2
	done
	echo $((did[0] / PACKETS)) 1
}
