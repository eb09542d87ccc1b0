#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# promtool accepts the output of stats --prometheus
#
# promtool is extracted from Debian's package and kept in the cache; the package is not
# installed. The metrics come from a virtual machine with traffic and a device whose name
# needs each escape sequence.
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
	) || { echo "FAIL: promtool is not available"; exit 1; }
fi
"$promtool" --version | head -n 1

# the metrics go to stdout of the machine, all other output to stderr
cat >"$work/make" <<'EOF'
exec 3>&1 >&2
. /nvi/tests/lib.sh
gateway
works "a ping" h2 ping -q -c 3 -i 0.01 $SERVER4
works "a ping of IPv6" h2 ping -q -c 3 -i 0.01 $SERVER6
ip -n "$r" link add $'q"\\\xff\xc3\xa4{},=' type nvi || fail "cannot create the device with special characters"
r nvictl stats --prometheus >&3
EOF
scripts/vm --file "$work/make:/make" -- bash /make >"$work/metrics" 2>"$work/said" </dev/null ||
	{ cat "$work/said"; echo "FAIL: no metrics"; exit 1; }

# wrong FILE: true if promtool reports something about FILE
wrong()
{
	! "$promtool" check metrics <"$1" >"$work/verdict" 2>&1 || [[ -s $work/verdict ]]
}

if wrong "$work/metrics"; then
	cat "$work/metrics" "$work/verdict"
	echo "FAIL: promtool rejects the metrics of nvictl"
	exit 1
fi
grep -qE '^nvi_reinjected_packets_total\{device="nvi0",family="ipv4"\} [1-9]' "$work/metrics" ||
	{ cat "$work/metrics"; echo "FAIL: the metrics show no traffic"; exit 1; }
grep -qF 'device="q\"\\' "$work/metrics" || { echo "FAIL: the device with special characters is missing"; exit 1; }
echo "$(grep -vc '^#' "$work/metrics") samples of $(grep -c '^# TYPE' "$work/metrics") metrics are valid"

# planted WHAT SEDSCRIPT: check that promtool reports a mistake made by SEDSCRIPT
planted()
{
	sed -E "$2" "$work/metrics" >"$work/planted"
	! cmp -s "$work/metrics" "$work/planted" || { echo "FAIL: $1 cannot be planted"; exit 1; }
	wrong "$work/planted" || { echo "FAIL: promtool does not report $1"; exit 1; }
	echo "reported: $1: $(grep -v '^$' "$work/verdict" | head -n 1)"
}

planted "a quote without its backslash" 's/q\\"/q"/'
planted "a counter without _total" 's/nvi_reinjected_packets_total/nvi_reinjected_packets/'
planted "a metric without help" '/^# HELP nvi_up /d'
planted "an unknown type" 's/^(# TYPE nvi_up) .*/\1 number/'
planted "a sample without a value" 's/^(nvi_up\{device="nvi0"\}) .*/\1/'
