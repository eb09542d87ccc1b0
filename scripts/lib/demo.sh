# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Functions for the scenes of scripts/demo: commands, traffic, packet captures.
# shellcheck disable=SC2034 # used by the scenes

if [[ ${NVI_COLOR-} == always || -t 1 ]]; then
	bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' cyan=$'\e[36m' plain=$'\e[0m'
else
	bold='' dim='' green='' red='' cyan='' plain=''
fi
wrong=0
SIZE=2000000
work=$(mktemp -d) || exit 1

# type_in NS COMMAND: print a command as an administrator types it, and run it
type_in()
{
	local ns=$1

	shift
	echo "  ${cyan}# $*${plain}"
	# shellcheck disable=SC2294 # one string, as typed by an administrator
	ip netns exec "$ns" bash -c "$*" || fail "this command failed: $*"
}

say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

# right COMMAND...: set $mark for the result of a check, and $wrong if it fails
right()
{
	if "$@"; then
		mark="${green}✔${plain}"
	else
		mark="${red}✘ wrong${plain}" wrong=1
	fi
}

# download NS ADDRESS: print the number of bytes received from the server
download()
{
	local a=$2

	[[ $a == *:* ]] && a=[$a]
	ip netns exec "$1" timeout 20 socat -u "TCP:$a:8080,connect-timeout=3" - >"$work/got" 2>/dev/null
	cmp -s "$work/file" "$work/got" && echo $SIZE || stat -c %s "$work/got"
}

# pings NS ADDRESS: print the number of answers to 5 pings
pings() { ip netns exec "$1" ping -n -c 5 -i 0.1 -W 1 "$2" | sed -n 's/.* \([0-9]*\) received.*/\1/p'; }

# capture DEVICE...: start a packet capture on each device of the router; sets $taps
taps=()
capture()
{
	local d

	taps=()
	for d; do
		rm -f "$work/$d"
		# -U writes each packet at once; 128 octets contain all headers
		start r tcpdump -q -n -U -s 128 -i "$d" -w "$work/$d" ip or ip6
		taps+=("$pid")
		wait_for 10 test -s "$work/$d"
	done 2>/dev/null
}

# seen DEVICE FILTER: print the number of captured packets that match
seen() { tcpdump -n -r "$work/$1" "$2" 2>/dev/null | wc -l; }

# sources DEVICE FILTER: print the source addresses of captured packets that match
sources()
{
	tcpdump -n -r "$work/$1" "$2" 2>/dev/null |
		awk '{ split($3, a, "."); print ($2 == "IP6") ? a[1] : a[1] "." a[2] "." a[3] "." a[4] }' | sort -u | paste -sd ' '
}

packets() { if (($1 == 1)); then echo "1 packet"; else echo "$1 packets"; fi; }
