#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The gateway of the README works as it is printed there
#
# The networks of tests/gateway.sh, and the tables that a gateway has anyway: NAT,
# and a firewall that drops what it does not know. Then the commands that stand
# between "A gateway" and "Documentation/nvi.rst explains", as they are, and the file of
# "nvictl gateway".
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need socat nvictl

readme=$(dirname "$0")/../../README.md
# commands FROM TO: what is indented between two lines of the README
# (a line that ends in a backslash goes on in the next one)
commands() { sed -n "/^$1/,/^$2/s/^    //p" "$readme" | sed -e ':a' -e '/\\$/{' -e N -e 's/\\\n *//' -e ba -e '}'; }

gateway_nets
r nft -f - <<'EOT'
table inet nat {
	chain postrouting { type nat hook postrouting priority srcnat; }
}
table inet filter {
	chain forward {
		type filter hook forward priority filter; policy drop
		ct state established,related accept
		iifname lan ct state new accept
	}
}
EOT
configuration=$(commands "A gateway, LAN" "No .accept_local")
compare "$(wc -l <<<"$configuration")" '>=' 10 "commands of the configuration"
while read -r line; do
	echo "# $line"
	r bash -c "$line" || fail "README: '$line' gives status $?"
done <<<"$configuration"

whoami "$s" tcp
is "$(ask "$h1" tcp $SERVER4)" 192.0.2.2 "h1 is seen as"
is "$(ask "$h2" tcp $SERVER4)" 192.0.2.2 "h2 is seen as"
export WHOAMI=443
whoami "$s" tcp
is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2 is seen at port 443 as"
compare "$(passed "$p1" out)" '>' 0 "left by provider 1"
compare "$(passed "$p2" out)" '>' 0 "left by provider 2"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "left by the wrong provider"

looks=$(commands "Then look" "\[Documentation")
compare "$(wc -l <<<"$looks")" '>=' 5 "commands to look"
while read -r line; do
	echo "# $line"
	said=$(r bash -c "$line") || fail "README: '$line' gives status $?"
	[[ $said ]] || fail "README: '$line' says nothing"
done <<<"$looks"
[[ $said == *nvi0*isp2* ]] || fail "the path does not go through nvi0 and out by isp2: $said"
is "$(drops "$r")" "" "drops"

r ip link del nvi0
commands "This is ..etc.nvi" "It is applied" >/tmp/office.conf
on_exit rm -f /tmp/office.conf
r nvictl gateway apply /tmp/office.conf >/dev/null || fail "README: the file is not applied"
is "$(r nvictl gateway diff /tmp/office.conf)" "" "the file is applied"
is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2 is seen at port 443 by the file as"
