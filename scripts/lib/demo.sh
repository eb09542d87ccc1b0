# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the scenes of scripts/demo share: typing, traffic, looking at the wires.
# shellcheck disable=SC2034 # used by these

if [[ ${NVI_COLOR-} == always || -t 1 ]]; then
	bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' cyan=$'\e[36m' plain=$'\e[0m'
else
	bold='' dim='' green='' red='' cyan='' plain=''
fi
wrong=0
SIZE=2000000
work=$(mktemp -d) || exit 1

# type NS COMMAND: show it as an administrator would type it, and do it
type_in()
{
	local ns=$1

	shift
	echo "  ${cyan}# $*${plain}"
	# shellcheck disable=SC2294 # one string, as typed
	ip netns exec "$ns" bash -c "$*" || fail "that did not work: $*"
}

say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

right()
{
	if "$@"; then
		mark="${green}✔${plain}"
	else
		mark="${red}✘ not what it should be${plain}" wrong=1
	fi
}

# download NS ADDRESS: prints how many bytes came, if they are the right ones
download()
{
	local a=$2

	[[ $a == *:* ]] && a=[$a]
	ip netns exec "$1" timeout 20 socat -u "TCP:$a:8080,connect-timeout=3" - >"$work/got" 2>/dev/null
	cmp -s "$work/file" "$work/got" && echo $SIZE || stat -c %s "$work/got"
}

pings() { ip netns exec "$1" ping -n -c 5 -i 0.1 -W 1 "$2" | sed -n 's/.* \([0-9]*\) received.*/\1/p'; }

taps=()
capture()
{
	local d

	taps=()
	for d; do
		rm -f "$work/$d"
		# -U, and a small snap length: headers are enough
		start r tcpdump -q -n -U -s 128 -i "$d" -w "$work/$d" ip or ip6
		taps+=("$pid")
		wait_for 10 test -s "$work/$d"
	done 2>/dev/null
}

# seen DEVICE FILTER: how many packets of the flow passed there
seen() { tcpdump -n -r "$work/$1" "$2" 2>/dev/null | wc -l; }

# source DEVICE FILTER: what bore them as source address
sources()
{
	tcpdump -n -r "$work/$1" "$2" 2>/dev/null |
		awk '{ split($3, a, "."); print ($2 == "IP6") ? a[1] : a[1] "." a[2] "." a[3] "." a[4] }' | sort -u | paste -sd ' '
}

packets() { if (($1 == 1)); then echo "1 packet"; else echo "$1 packets"; fi; }
