#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Devices, modules and tables can vanish under traffic in any combination: traffic recovers and nothing leaks
#
# The gateway of tests/gateway.sh, with unreachable routes for packets that must not bypass nvi0 (as
# in the README). h1 floods the server over IPv4, h2 over IPv6, each with 64 connections, and both
# talk to it over UDP, on the fast path while nvi0 has one. For NVI_VANISH_SECONDS (40), each round
# runs up to three random actions (NVI_SEED) at once: the ingress is deleted, created again with the
# same ifindex, moved or renamed; so is the egress; nvi0 is deleted, or its mode and fast path
# change; a namespace with another nvi device is deleted while it forwards; the module is removed;
# conntrack is flushed, its table full, or the generation of its extensions changes; foreign labels
# are set; NAT's modules are unloaded. After each round everything is repaired, and both hosts get
# answers. The providers count packets with a wrong source; there are none.
# shellcheck disable=SC2154,SC2086
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../repair.sh"
need pings talk conntrack

seconds=${NVI_VANISH_SECONDS:-40}
seed=${NVI_SEED:-7}
RANDOM=$seed
MAC=02:00:00:00:00:01
rt() { ip -n "$r" "$@" 2>/dev/null; }

# The actions. None repairs anything, and each may fail after an action of another job.
lan_deleted() { rt link del lan; }
lan_again() { rt link del lan; make_lan index "$lan_index"; }
lan_moved() { rt link set lan netns "$elsewhere"; }
lan_moved_back() { rt link set lan netns "$elsewhere"; ip -n "$elsewhere" link set lan netns "$r"; }
lan_renamed() { rt link set lan down; rt link set lan name inside; rt link set inside up; }
lan_down() { rt link set lan down; }
isp2_deleted() { rt link del isp2; }
isp2_moved() { rt link set isp2 netns "$elsewhere"; }
isp2_renamed() { rt link set isp2 down; rt link set isp2 name wan2; rt link set wan2 up; }
nvi0_deleted() { rt link del nvi0; }
nvi0_changed() { for m in "fast off mode reflect" "mode reinject" "fast on fastmark 0/1" "fast off" "fast on fastmark off"; do rt link set nvi0 type nvi $m; done; }
nvi0_down() { rt link set nvi0 down; }
# (the unreachable routes stay: without them, packets from the LAN would fall through to provider 1)
routes_flushed() { for t in 100 102; do rt route flush table $t type unicast; rt -6 route flush table $t type unicast; done; }
rules_changed() { for _ in 1 2 3; do rt rule add pref 900 to 192.0.2.99; rt rule del pref 900; done; }
module_removed() { modprobe -r nvi; }
conntrack_flushed() { for _ in 1 2 3; do r conntrack -F; done; }
conntrack_full() { sysctl -qw net.netfilter.nf_conntrack_max=4; r conntrack -F; sleep 0.5; sysctl -qw "net.netfilter.nf_conntrack_max=$conntrack_max"; }
generation_bumped() { modprobe nf_conntrack_ftp; modprobe -r nf_conntrack_ftp; }
nat_removed() { r nft delete table inet nat; modprobe -r -q nft_nat nft_masq nft_chain_nat nf_nat; }
# labels_stolen: set bits of the record; the connection's next packet writes the record again
labels_stolen()
{
	r nft -f - <<-EOT
		table inet thief {
			chain f { type filter hook forward priority 0; ct label set 3; }
			chain p { type filter hook postrouting priority 90; ct label set 40; ct label set 70; }
		}
	EOT
	sleep 0.2
	r nft delete table inet thief
}
namespace_killed()
{
	local v=victim$round-$$ f

	ip netns add "$v"
	ip -n "$h1" link add "v$round" type veth peer name lan netns "$v"
	ip -n "$h1" addr add 10.7.0.2/24 dev "v$round"
	ip -n "$h1" link set "v$round" up
	ip -n "$v" -batch - <<-EOT
		link set lan address $MAC up
		addr add 10.7.0.1/24 dev lan
		link add wan type dummy
		link set wan up
		link add nvi0 type nvi ${modes[RANDOM % 3]}
		link set nvi0 up
		addr add 10.8.0.1/24 dev wan
		route add default dev nvi0 table 100
		rule add pref 1100 iif lan lookup 100
	EOT
	ip netns exec "$v" sysctl -qw net.ipv4.ip_forward=1
	ip netns exec "$v" nft -f - <<-EOT
		table ip nat { chain post { type nat hook postrouting priority srcnat; oifname nvi0 masquerade; }; }
	EOT
	ip netns exec "$h1" pings "v$round" $MAC 10.7.0.2 10.8.0.9 16 3000 >/dev/null &
	f=$!
	sleep 0.2
	ip netns del "$v"
	wait $f
}

actions=(lan_deleted lan_again lan_moved lan_moved_back lan_renamed lan_down isp2_deleted isp2_moved
	isp2_renamed nvi0_deleted nvi0_changed nvi0_down routes_flushed rules_changed
	module_removed conntrack_flushed conntrack_full generation_bumped labels_stolen
	nat_removed namespace_killed)
modes=("mode reinject" "fast on" "mode reflect")

# make_lan [index N]: create lan, its peer in the switch
make_lan()
{
	rt link add lan "$@" address $MAC type veth peer name r netns "$sw"
	ip -n "$sw" link set r master br0 up 2>/dev/null
}

# repair: restore what tests/gateway.sh has built, whatever is missing
repair()
{
	for d in lan:inside isp2:wan2; do
		ip -n "$elsewhere" link set "${d%:*}" netns "$r" 2>/dev/null
		rt link set "${d#*:}" down
		rt link set "${d#*:}" name "${d%:*}"
	done
	rt link show lan >/dev/null || make_lan
	rt link show isp2 >/dev/null || rt link add isp2 type veth peer name eth0 netns "$p2"
	rt link show nvi0 >/dev/null || rt link add nvi0 type nvi ${modes[RANDOM % 3]}
	repair_router
	r nft list table inet nat >/dev/null 2>&1 || nat
}

nat()
{
	snat "ip saddr 10.0.0.10 snat ip to 192.0.2.2" "ip saddr 10.0.0.20 snat ip to 198.51.100.2" \
		"ip6 saddr fd00:a::10 snat ip6 to 2001:db8:1::2" "ip6 saddr fd00:a::20 snat ip6 to 2001:db8:2::2"
}

# flood NS SOURCE DESTINATION: send pings without end, with pauses
flood()
{
	while :; do
		ip netns exec "$1" pings eth0 $MAC "$2" "$3" 64 200 >/dev/null
		sleep 0.1
	done
}

# conversation NS ADDRESS: talk to the server without end
conversation()
{
	# shellcheck disable=SC2016 # expanded by the inner bash
	start ip netns exec "$1" bash -c 'exec talk -n 4 -t 50 "$0" "$1" < <(yes 20) >/dev/null' "$2" $ECHO
	floods+=("$pid")
}

# on_fast_path: true if the conversations take the fast path
on_fast_path() { (($(counter "$r" fast_ipv4) > 50 && $(counter "$r" fast_ipv6) > 50)); }

answers() { "$1" ping -q -c 1 -W 1 "$2"; }
bogus() { echo "$(passed "$p1" bogus) $(passed "$p2" bogus)"; }

gateway fast on
setup_ns elsewhere
lan_index=$(<"/proc/$$/stat") lan_index=$(ip -n "$r" -o link show lan | cut -d: -f1)
conntrack_max=$(sysctl -n net.netfilter.nf_conntrack_max)
on_exit sysctl -qw "net.netfilter.nf_conntrack_max=$conntrack_max"
rt link set lan address $MAC
for f in -4 -6; do rt $f rule add pref 1101 iif inside lookup 100; done
repair
echoes "$s"
for h in h1 h2; do
	ip -n "${!h}" neigh flush dev eth0
	for a in $SERVER4 $SERVER6; do works "$h: $a" $h ping -q -c 1 -W 5 $a >/dev/null; done
done
start flood "$h1" 10.0.0.10 $SERVER4
floods=("$pid")
start flood "$h2" fd00:a::20 $SERVER6
floods+=("$pid")
conversation "$h1" $SERVER6
conversation "$h2" $SERVER4
wait_for 20 on_fast_path

declare -A happened
round=0 rounds_fast=0 end=$((SECONDS + seconds))
while ((SECONDS < end || round < 5)); do
	round=$((round + 1)) what=() jobs=()
	for ((i = RANDOM % 3; i >= 0; i--)); do what+=("${actions[RANDOM % ${#actions[@]}]}"); done
	for a in "${what[@]}"; do
		happened[$a]=$((${happened[$a]-0} + 1))
		"$a" >/dev/null 2>&1 &
		jobs+=("$!")
	done
	wait "${jobs[@]}"
	repair
	[[ $(bogus) == "0 0" ]] || fail "round $round, seed $seed, ${what[*]}: packets with a wrong source: $(bogus)"
	for h in h1 h2; do
		for a in $SERVER4 $SERVER6; do
			wait_for 30 answers $h $a || fail "round $round, seed $seed, ${what[*]}"
		done
	done
	last=${what[*]}
	! on_fast_path || rounds_fast=$((rounds_fast + 1))
done
stop "${floods[@]}"
for a in "${actions[@]}"; do echo "$a: ${happened[$a]-0} times"; done
compare $round '>=' 5 "rounds (seed $seed; last round: $last; fast path in use at the end of $rounds_fast)"

# Counted exactly, without other traffic
quiet() { local b; b=$(passed "$p1" out),$(passed "$p2" out); sleep 0.3; [[ $b == "$(passed "$p1" out),$(passed "$p2" out)" ]]; }
wait_for 20 quiet
one=$(passed "$p1" out) two=$(passed "$p2" out)
works "h1 pings" h1 ping -q -c 5 -i 0.01 $SERVER4
works "h2 pings" h2 ping -q -c 5 -i 0.01 $SERVER6
is "$(($(passed "$p1" out) - one)) $(($(passed "$p2" out) - two))" "5 5" "packets through provider 1, 2"
is "$(bogus)" "0 0" "packets with a wrong source at provider 1, 2"
