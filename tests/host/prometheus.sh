#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What stats --prometheus prints is as Prometheus' own promtool wants it
#
# promtool comes out of Debian's package, which is not installed; it is kept in the
# cache. The metrics are made in the lab: with traffic, and a device whose name
# needs every escape there is.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
# shellcheck source=scripts/lib/apt.sh
. scripts/lib/apt.sh

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

promtool=$CACHE/promtool/promtool-$(host_codename)
if [[ ! -e $promtool ]]; then
	(
		lock "$CACHE/promtool/.lock"
		[[ -e $promtool ]] && exit
		say "fetching promtool"
		apt_setup prometheus "$(host_codename)"
		cd "$work" && quietly private_apt get download prometheus &&
			quietly dpkg-deb -x prometheus_*.deb . &&
			cp usr/bin/promtool "$promtool.new" && mv "$promtool.new" "$promtool"
	) || { echo "FAIL: no promtool"; exit 1; }
fi
"$promtool" --version | head -n 1

# stdout of the machine: the metrics; stderr: what else is said
cat >"$work/make" <<'EOF'
exec 3>&1 >&2
. /nvi/tests/lib.sh
gateway
works "a ping" h2 ping -q -c 3 -i 0.01 $SERVER4
works "a ping of IPv6" h2 ping -q -c 3 -i 0.01 $SERVER6
ip -n "$r" link add $'q"\\\xff\xc3\xa4{},=' type nvi || fail "a strange name"
r nvictl stats --prometheus >&3
EOF
scripts/vm --file "$work/make:/make" -- bash /make >"$work/metrics" 2>"$work/said" </dev/null ||
	{ cat "$work/said"; echo "FAIL: no metrics"; exit 1; }

# wrong FILE: promtool has something to say about it
wrong()
{
	! "$promtool" check metrics <"$1" >"$work/verdict" 2>&1 || [[ -s $work/verdict ]]
}

if wrong "$work/metrics"; then
	cat "$work/metrics" "$work/verdict"
	echo "FAIL: promtool is not content with the metrics of nvictl"
	exit 1
fi
grep -qE '^nvi_reinjected_packets_total\{device="nvi0",family="ipv4"\} [1-9]' "$work/metrics" ||
	{ cat "$work/metrics"; echo "FAIL: there was no traffic"; exit 1; }
grep -qF 'device="q\"\\' "$work/metrics" || { echo "FAIL: there is no strange name"; exit 1; }
echo "$(grep -vc '^#' "$work/metrics") samples of $(grep -c '^# TYPE' "$work/metrics") metrics are right"

# planted WHAT SEDSCRIPT: would it be seen?
planted()
{
	sed -E "$2" "$work/metrics" >"$work/planted"
	! cmp -s "$work/metrics" "$work/planted" || { echo "FAIL: $1 cannot be planted"; exit 1; }
	wrong "$work/planted" || { echo "FAIL: promtool does not see $1"; exit 1; }
	echo "seen: $1: $(grep -v '^$' "$work/verdict" | head -n 1)"
}

planted "a quote without its backslash" 's/q\\"/q"/'
planted "a counter without _total" 's/nvi_reinjected_packets_total/nvi_reinjected_packets/'
planted "a metric without help" '/^# HELP nvi_up /d'
planted "a type that there is not" 's/^(# TYPE nvi_up) .*/\1 number/'
planted "a sample without a value" 's/^(nvi_up\{device="nvi0"\}) .*/\1/'
