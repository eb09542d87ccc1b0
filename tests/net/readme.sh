#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The README's gateway works as printed
#
# The networks of tests/gateway.sh, and the nftables tables that a gateway usually has: NAT, and a
# firewall with policy drop. Then the README's commands between "A gateway" and "Documentation/nvi.rst
# explains", unchanged, and the file of "nvictl gateway".
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need socat nvictl

readme=$(dirname "$0")/../../README.md
# commands FROM TO: the indented lines between two lines of the README, continuation lines joined
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
	r bash -c "$line" || fail "README: '$line' failed with status $?"
done <<<"$configuration"

whoami "$s" tcp
is "$(ask "$h1" tcp $SERVER4)" 192.0.2.2 "h1's source at the server"
is "$(ask "$h2" tcp $SERVER4)" 192.0.2.2 "h2's source at the server"
export WHOAMI=443
whoami "$s" tcp
is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2's source at the server's port 443"
compare "$(passed "$p1" out)" '>' 0 "packets through provider 1"
compare "$(passed "$p2" out)" '>' 0 "packets through provider 2"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"

looks=$(commands "Then look" "\[Documentation")
compare "$(wc -l <<<"$looks")" '>=' 5 "commands that show the state"
while read -r line; do
	echo "# $line"
	said=$(r bash -c "$line") || fail "README: '$line' failed with status $?"
	[[ $said ]] || fail "README: '$line' printed nothing"
done <<<"$looks"
[[ $said == *nvi0*isp2* ]] || fail "the path has no nvi0 or no isp2: $said"
is "$(drops "$r")" "" "drops"

r ip link del nvi0
commands "This is ..etc.nvi" "It is applied" >/tmp/office.conf
on_exit rm -f /tmp/office.conf
r nvictl gateway apply /tmp/office.conf >/dev/null || fail "README: nvictl refused the file"
is "$(r nvictl gateway diff /tmp/office.conf)" "" "diff after apply"
is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2's source at the server's port 443, with the file"
