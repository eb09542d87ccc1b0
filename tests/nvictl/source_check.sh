#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# path and gateway check: where nothing checks the sources of IPv6 packets, they name the
# line of a firewall that does; typed in, it does, and both stages still work
#
# The gateway of tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need nvictl jq

gateway
r nft -f - <<<'table inet filter { chain prerouting { type filter hook prerouting priority raw; }; }' || fail "nft"
good=(from fd00:a::10 to "$SERVER6" iif lan) bad=(from 2001:db8:1::2 to "$SERVER6" iif lan)

path "${good[@]}"
is $status 0 "status of a good source"
advice=$(jq -r .advice <<<"$said")
[[ $advice == "no firewall's rule checks the sources of IPv6 packets, "*"; nft insert rule "* ]] || fail "advice: $advice"
r nvictl path "${good[@]}" | has 'note: no firewall.*fib saddr . iif oif missing drop' || fail "text"
path from 10.0.0.10 to $SERVER4 iif lan
got 'has("advice")' false "advice about IPv4"
path "${bad[@]}"
mistake "its source is an address of this router, and no firewall's rule drops it; nft insert rule *" "spoofed"

line=${advice#*; }
works "as it says: $line" r bash -c "$line"
path "${good[@]}"
got 'has("advice")' false "advice any more"
path "${bad[@]}"
mistake "its source is an address of this router: a firewall's rule that checks sources drops it, *" "spoofed"
works "both stages, IPv6" h1 ping -q -c 2 -i 0.01 $SERVER6
works "both stages, IPv4" h1 ping -q -c 2 -i 0.01 $SERVER4
addr "$h1" eth0 fd00:bad::1/64
refused "a source from elsewhere" h1 ping -q -c 2 -i 0.01 -W 1 -I fd00:bad::1 $SERVER6

# ip6tables has a match for it
r nft flush chain inet filter prerouting
if r ip6tables -t raw -A PREROUTING -i lan -m rpfilter --invert -j DROP 2>/dev/null; then
	path "${good[@]}"
	got 'has("advice")' false "advice beside ip6tables"
	r ip6tables -t raw -F PREROUTING
fi
if r ip6tables-legacy -t raw -A PREROUTING -i lan -m rpfilter --invert -j DROP 2>/dev/null; then
	path "${good[@]}"
	got 'has("advice")' false "advice beside ip6tables-legacy"
	r ip6tables-legacy -t raw -F PREROUTING
fi
path "${good[@]}"
got 'has("advice")' true "advice without either"

# a gateway's own table has the line, unless its file leaves sources alone
ip -n "$r" link del nvi0
r ip rule flush
r ip rule add pref 32766 lookup main
conf=$(mktemp)
on_exit rm -f "$conf"
cat >"$conf" <<-EOT
	[uplink isp1]
	interface = isp1
	gateway = 192.0.2.1, 2001:db8:1::1
	address = 192.0.2.2, 2001:db8:1::2
	[inside lan]
	interface = lan
EOT
about() { r nvictl -j gateway check "$conf" | jq -r '.[] | select(.subject == "source") | .mistake'; }
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
is "$(about)" "" "source-check = strict"
echo "source-check = keep" >>"$conf"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
[[ $(about) == "[inside lan] has source-check = keep, and no firewall's rule checks "*" $line" ]] || fail "keep: $(about)"
r bash -c "$line"
is "$(about)" "" "the same with a rule"
r nvictl gateway remove >/dev/null || fail "remove"
