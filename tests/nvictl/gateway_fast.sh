#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: connections take the fast path unless the file or a tap on the nvi device excludes it
#
# check, diff, dry-run and show report it.
#
# The topology is the single router of gateway.bash.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl jq

one_provider
r ip link add probe type nvi || fail "no nvi device"
[[ $(r nvictl -j device show probe | jq '.[0].nvi | has("fast")') == true ]] || skip "this module has no fast path"
r ip link del probe

apply() { r nvictl gateway apply "$conf" >/dev/null || fail "apply"; }
is_fast() { r nvictl -j device show nvi0 | jq '.[0].nvi.fast'; }
says() { sed -i '/^.gateway/,$d' "$conf"; [[ ! ${1-} ]] || printf '[gateway]\nfast = %s\n' "$1" >>"$conf"; }
line() { grep '^ip link .* type nvi'; }
# noted STATUS PATTERN WHAT: check must exit with STATUS and print one line that matches PATTERN
noted()
{
	local said status

	said=$(r nvictl gateway check "$conf" 2>&1)
	status=$?
	# shellcheck disable=SC2053 # a pattern
	[[ $status == "$1" && $said == $2 && $said != *$'\n'* ]] || fail "$3: status $status, says: $said"
	echo "ok: $3: $said"
}

is "$(r nvictl gateway apply "$conf" --dry-run | line)" \
	"ip link add nvi0 type nvi mode reinject mark 0x100/0xff00 fast on" "dry-run: the device's line by default"
apply
is "$(is_fast)" true "fast by default"
noted 0 "" "check"
is "$(r nvictl gateway show | line)" \
	"ip link set nvi0 mtu 65535 type nvi mode reinject mark 0x100/0xff00 fast on" "show: the device's line"
is "$(r nvictl gateway diff "$conf")" "" "diff after apply"

says no
is "$(r nvictl gateway diff "$conf" | line)" \
	"ip link set nvi0 type nvi mode reinject mark 0x100/0xff00 fast off" "diff with fast = no: the device's line"
apply
is "$(is_fast)" false "fast with fast = no"
noted 0 "" "check"
says

# A qdisc, and a clsact qdisc for tc filters
for queue in "root tbf rate 1mbit burst 10k latency 10ms" clsact; do
	apply
	is "$(is_fast)" true "fast by default"
	# shellcheck disable=SC2086 # words
	r tc qdisc add dev nvi0 $queue || fail "tc $queue"
	is "$(r nvictl gateway check "$conf" | cut -d: -f1 | sort | xargs)" "fast gateway" "$queue: subjects of check before apply"
	apply
	is "$(is_fast)" false "fast with a qdisc that must see every packet"
	noted 0 'fast: no connection takes the fast path, so that the qdisc * of nvi0 sees every packet; "fast = yes" *' "and check says so"
	says yes
	apply
	is "$(is_fast)" true "fast with fast = yes and a qdisc"
	noted 0 'fast: the qdisc * of nvi0 does not see the packets of connections on the fast path, *"fast = no"*' "and check warns"
	is "$(r nvictl -j gateway check "$conf" | jq -c '.[] | [.subject, has("mistake"), has("note")]')" \
		'["fast",false,true]' "check prints a note and no mistake"
	says
	# shellcheck disable=SC2086 # words
	r tc qdisc del dev nvi0 ${queue%% *}
done

# An nftables egress chain at the device; older kernels have none
if r nft -f - <<<'table netdev t { chain shape { type filter hook egress device nvi0 priority 0; }; }' 2>/dev/null; then
	apply
	is "$(is_fast)" false "fast with an nftables chain at the device"
	noted 0 'fast: *so that the chain shape of nftables at nvi0 sees every packet; *' "and check says so"
	r nft delete table netdev t
else
	echo "# this kernel has no egress chains"
fi

# Attributes that the kernel refuses together with fast on
says no
apply
r ip link set nvi0 type nvi hops two
says
apply
is "$(is_fast)" false "fast with hops two"
noted 0 'fast: no connection takes the fast path, since nvi0 has hops two, *' "and check says so"
says yes
check 2 '"fast = yes" in \[gateway\] is not possible, since nvi0 has hops two, *"fast = no"*' r nvictl gateway apply "$conf"
noted 3 'fast: "fast = yes" in \[gateway\] is not possible, since nvi0 has hops two, *' "a mistake"
r nvictl gateway remove >/dev/null || fail "remove"
