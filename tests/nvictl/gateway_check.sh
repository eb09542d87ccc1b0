#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway check: each mistake is found with its remedy, and gone after the remedy; check changes nothing
#
# The topology is in tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl jq

gateway_nets
conf=$(mktemp)
on_exit rm -f "$conf"
cat >"$conf" <<-EOT
	$(isp_section 1)
	[uplink isp2]
	interface = isp2
	gateway = 198.51.100.1
	address = 198.51.100.2
	[inside lan]
	interface = lan
EOT

# found PATTERN WHAT: check must print exactly one mistake, which matches PATTERN, and change
# nothing
found()
{
	local said status before

	before=$(state; r nft -s list ruleset)
	said=$(r nvictl gateway check "$conf" 2>&1)
	status=$?
	# shellcheck disable=SC2053 # a pattern
	[[ $status == 3 && $said == $1 && $said != *$'\n'* ]] || fail "$2: status $status, says: $said"
	same "$(state; r nft -s list ruleset)" "$before" "$2: $said"
}

# cured WHAT: check must find no mistake
cured()
{
	local said

	said=$(r nvictl gateway check "$conf" 2>&1) || fail "$1: still says: $said"
	is "$said" "" "cured: $1"
}

found 'gateway: it is not applied; run "nvictl gateway apply *' "not applied"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
cured "not applied"
is "$(r nvictl gateway check)" "" "check of the applied file"

printf 'interface = lan2\n' >>"$conf"
found 'gateway: it is not as the file says; *diff*' "another file"
sed -i '$d' "$conf"
cured "another file"

r ip route del default table 28002
found 'route: table 28002 of uplink isp2 has no default route of IPv4*' "no default route"
r nvictl gateway apply "$conf" >/dev/null
cured "no default route"

r ip rule add pref 7000 from 198.51.100.2 lookup 28000
found 'rule: rule 7000 of IPv4 * uplink isp2 by table 28000, which leads to nvi0 again, in a loop; *' "a loop"
r ip rule del pref 7000
cured "a loop"

r ip -6 rule add pref 7001 lookup main protocol 17
found 'rule: rule 7001 of IPv6, of protocol 17, is for all packets, *' "another tool's rule"
r ip -6 rule del pref 7001
r ip rule add pref 7002 from 198.51.100.0/24 lookup main
found 'rule: rule 7002 * of uplink isp2 by table 254 instead of table 28002; *' "another way for an address"
r ip rule del pref 7002
# foreign rules for other addresses are no mistake
r ip rule add pref 7003 from 10.99.0.0/16 lookup main
r ip rule add pref 7004 to 10.98.0.0/16 lookup main
cured "another tool's rule"

r sysctl -qw net.ipv4.conf.isp2.rp_filter=1
found 'rp_filter: source validation of isp2 is strict, *rp_filter=2' "source validation"
r sysctl -qw net.ipv4.conf.isp2.rp_filter=2
cured "source validation"

r nft -f - <<-EOT || fail "nft"
	table inet fw {
		chain forwarding {
			type filter hook forward priority filter; policy drop
			ct state established,related accept
			iifname lan accept
		}
	}
EOT
found 'firewall: chain forwarding of table inet fw drops *nft insert rule inet fw forwarding *' "a firewall"
said=$(r nvictl gateway check "$conf")
works "the command of the remedy" r bash -c "${said##*; }"
cured "a firewall"
r nft delete table inet fw
r nft -f - <<<'table ip filter { chain DOCKER-USER { counter return; }; chain FORWARD { type filter hook forward priority filter; policy drop; jump DOCKER-USER; }; }'
found "firewall: Docker's chain FORWARD of table ip filter *iptables -I DOCKER-USER *" "Docker's"
said=$(r nvictl gateway check "$conf")
works "the command of the remedy" r bash -c "${said##*; }"
cured "Docker's"
r nft delete table ip filter
r nft -f - <<<'table inet firewalld { chain filter_FORWARD { type filter hook forward priority filter + 10; policy accept; ct state established,related accept; reject; }; }'
found 'firewall: firewalld rejects *a policy with target ACCEPT *' "firewalld's"
r nft delete table inet firewalld

# iptables-legacy, which nftables does not show; newer kernels lack it
if r iptables-legacy -P FORWARD DROP 2>/dev/null && r ip6tables-legacy -P FORWARD ACCEPT; then
	r iptables-legacy -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT
	found 'firewall: FORWARD of iptables-legacy drops *iptables-legacy -I FORWARD *' "iptables-legacy"
	said=$(r nvictl gateway check "$conf")
	works "the command of the remedy" r bash -c "${said##*; }"
	cured "iptables-legacy"
	r iptables-legacy -F FORWARD
	r iptables-legacy -P FORWARD ACCEPT
	r ip6tables-legacy -P FORWARD DROP
	found 'firewall: FORWARD of ip6tables-legacy drops *' "ip6tables-legacy"
	r ip6tables-legacy -P FORWARD ACCEPT
	cured "ip6tables-legacy"
else
	echo "# no iptables-legacy: not tested"
fi

r nft -f - <<<'table inet fast { flowtable ft { hook ingress priority filter; devices = { lan }; }; }' || fail "flowtable"
found 'offload: flowtable ft of table inet fast *packets of lan past both stages*' "a flowtable"
r nft delete table inet fast
cured "a flowtable"

ip -n "$r" link set nvi0 mtu 1400
found 'mtu: the MTU of nvi0 is 1400 and that of lan is 1500: *ip link set nvi0 mtu 1500' "MTU"
ip -n "$r" link set nvi0 mtu 1500
cured "MTU"

# The table's limit is global; only the initial namespace can set it.
max=$(sysctl -n net.netfilter.nf_conntrack_max)
on_exit sysctl -qw "net.netfilter.nf_conntrack_max=$max"
sysctl -qw net.netfilter.nf_conntrack_max=1
r ping -q -c 1 -W 1 192.0.2.1 >/dev/null
found 'conntrack: conntrack has 1 of at most 1 entries, *' "conntrack is full"
sysctl -qw "net.netfilter.nf_conntrack_max=$max"
cured "conntrack is full"

r sysctl -qw net.ipv6.conf.all.disable_ipv6=1
said=$(r nvictl gateway check "$conf" 2>/dev/null)
has '^kernel: the file has IPv6, which is disabled; ' <<<"$said" || fail "IPv6 is disabled: $said"
r sysctl -qw net.ipv6.conf.all.disable_ipv6=0
is "$(r nvictl -j gateway check "$conf" | jq -r '.[].subject' | sort -u | grep -c .)" 1 "subjects in JSON"

printf '[uplink isp3]\ninterface = isp3\naddress = 192.0.2.0/24\n' >>"$conf"
check 1 "$conf:*: \[uplink isp3\] and \[uplink isp1\] share addresses; *" r nvictl gateway check "$conf"
r nvictl gateway remove >/dev/null
check 2 'no gateway is applied whose file is known; *' r nvictl gateway check
