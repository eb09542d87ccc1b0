#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# path and gateway check: without an IPv6 source check, they name the firewall rule to add
#
# The test adds that rule; then it drops spoofed packets, and both stages still work.
#
# The topology is in tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl jq

gateway
r nft -f - <<<'table inet filter { chain prerouting { type filter hook prerouting priority raw; }; }' || fail "nft"
good=(from fd00:a::10 to "$SERVER6" iif lan) bad=(from 2001:db8:1::2 to "$SERVER6" iif lan)

path "${good[@]}"
is $status 0 "status of a valid source"
advice=$(jq -r .advice <<<"$said")
[[ $advice == "no firewall's rule checks the sources of IPv6 packets, "*"; nft insert rule "* ]] || fail "advice: $advice"
r nvictl path "${good[@]}" | has 'note: no firewall.*fib saddr . iif oif missing drop' || fail "text"
path from 10.0.0.10 to $SERVER4 iif lan
got 'has("advice")' false "path has advice for IPv4"
path "${bad[@]}"
mistake "its source is an address of this router, and no firewall's rule drops it; nft insert rule *" "spoofed"

line=${advice#*; }
works "the command of the advice: $line" r bash -c "$line"
path "${good[@]}"
got 'has("advice")' false "path has advice with the rule"
path "${bad[@]}"
mistake "its source is an address of this router: a firewall's rule that checks sources drops it, *" "spoofed"
works "h1 pings, IPv6" h1 ping -q -c 2 -i 0.01 $SERVER6
works "h1 pings, IPv4" h1 ping -q -c 2 -i 0.01 $SERVER4
addr "$h1" eth0 fd00:bad::1/64
refused "h1 pings with a source outside the LAN's network" h1 ping -q -c 2 -i 0.01 -W 1 -I fd00:bad::1 $SERVER6

# ip6tables' rpfilter match is recognised as well
r nft flush chain inet filter prerouting
if r ip6tables -t raw -A PREROUTING -i lan -m rpfilter --invert -j DROP 2>/dev/null; then
	path "${good[@]}"
	got 'has("advice")' false "path has advice with ip6tables' rpfilter"
	r ip6tables -t raw -F PREROUTING
fi
if r ip6tables-legacy -t raw -A PREROUTING -i lan -m rpfilter --invert -j DROP 2>/dev/null; then
	path "${good[@]}"
	got 'has("advice")' false "path has advice with ip6tables-legacy's rpfilter"
	r ip6tables-legacy -t raw -F PREROUTING
fi
path "${good[@]}"
got 'has("advice")' true "path has advice without either"

# A gateway's own table has the rule, unless the file says source-check = keep
ip -n "$r" link del nvi0
r ip rule flush
r ip rule add pref 32766 lookup main
conf=$(mktemp)
on_exit rm -f "$conf"
cat >"$conf" <<-EOT
	$(isp_section 1)
	[inside lan]
	interface = lan
EOT
about() { r nvictl -j gateway check "$conf" | jq -r '.[] | select(.subject == "source") | .mistake'; }
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
is "$(about)" "" "mistakes with source-check = strict"
echo "source-check = keep" >>"$conf"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
[[ $(about) == "[inside lan] has source-check = keep, and no rule of a firewall checks "*" $line" ]] || fail "keep: $(about)"
r bash -c "$line"
is "$(about)" "" "mistakes with source-check = keep and the rule"
r nvictl gateway remove >/dev/null || fail "remove"
