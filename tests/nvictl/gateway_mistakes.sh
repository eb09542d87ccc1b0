#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway: each mistake in a file gives one sentence with file, line, the error and its remedy
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need nvictl

conf=$(mktemp)
on_exit rm -f "$conf"
whole='[uplink isp1]
interface = isp1
address = 192.0.2.2
[inside lan]
interface = lan'
# wrong PATTERN LINE TEXT: the file with TEXT appended is refused, with LINE
wrong()
{
	printf '%s\n' "$whole" "$3" >"$conf"
	check 1 "$conf:$2: $1" nvictl gateway apply "$conf" --dry-run
}
wrong '"colour" is not a key of \[gateway\]; its keys are: device, *' 7 $'[gateway]\ncolour = red'
wrong '"fast" takes yes or no, not "on"' 7 $'[gateway]\nfast = on'
wrong '"mark" takes VALUE/MASK*not "0x1ff/0xff"' 7 $'[gateway]\nmark = 0x1ff/0xff'
wrong '*"mark" cannot be 0*' 6 $'[gateway]\nmark = 0/0xff'
wrong '"firewall" takes yes or no, not "maybe"' 7 $'[gateway]\n  firewall = maybe'
wrong '"fast" is repeated in this section; *' 8 $'[gateway]\nfast = no\nfast = no'
wrong '\[gateway\] is repeated; the first one is in line 6' 8 $'[gateway]\nfast = no\n[gateway]\nfirewall = no'
wrong '\[gateway\] has no name; *"x"' 6 $'[gateway x]\nfast = no'
wrong '\[bridge\] is not a section; the sections are \[gateway\], *' 6 $'[bridge x]\na = b'
wrong '\[policy\] needs a name: *' 6 $'[policy]\nuplink = isp1'
wrong '\[policy\] needs a name: *not "a;b"' 6 $'[policy a;b]\nuplink = isp1'
wrong '\[uplink isp1\] is repeated; *' 6 $'[uplink isp1]\ninterface = x'
wrong 'the section is empty; *' 6 '[policy rest]'
wrong 'this is neither \[SECTION NAME\] nor KEY = VALUE; *' 7 $'[policy rest]\nuplink isp1'
wrong 'the line is too long; *' 7 "[policy rest]"$'\n'"uplink = $(printf '%0300d' 0)"
wrong '"uplink" has no value; it takes the name of an \[uplink NAME\]*' 7 $'[policy rest]\nuplink ='
wrong 'there is no \[uplink isp9\], which "rest" names; *' 6 $'[policy rest]\nuplink = isp9'
wrong 'there is no \[inside attic\], which *' 6 $'[policy rest]\nuplink = isp1\ninside = attic'
wrong '"port" takes a port *not "70000"' 7 $'[policy rest]\nport = 443, 70000\nuplink = isp1'
wrong '\[policy rest\] has a port and a protocol without ports; *' 6 $'[policy rest]\nprotocol = icmp\nport = 1\nuplink = isp1'
wrong '"user" takes a user*not "nobody-such"' 7 $'[policy rest]\nuser = nobody-such\nuplink = isp1'
wrong '\[policy rest\] needs an "uplink"' 6 $'[policy rest]\nport = 443'
wrong '\[uplink b\] and \[uplink isp1\] share addresses; *' 6 $'[uplink b]\ninterface = b\naddress = 192.0.2.0/24'
wrong '\[uplink b\] has a network and another address of IPv4; *' 6 $'[uplink b]\ninterface = b\naddress = 198.51.100.0/25, 198.51.100.200'
wrong '\[uplink b\] has two gateways of IPv4; *' 6 $'[uplink b]\ninterface = b\ngateway = 10.1.1.1, 10.1.1.2\naddress = 10.1.1.9'
wrong '\[uplink b\] has a gateway of IPv6 and no "address" *' 6 $'[uplink b]\ninterface = b\ngateway = fe80::1\naddress = 10.1.1.9'
wrong '\[uplink b\] needs an "address", *' 6 $'[uplink b]\ninterface = b'
wrong '\[uplink b\] needs an "interface"' 6 $'[uplink b]\naddress = 10.1.1.9'
wrong '\[uplink b\] needs a table of its own; 254 *' 6 $'[uplink b]\ninterface = b\naddress = 10.1.1.9\ntable = main'
wrong '\[uplink b\] and \[uplink isp1\] have the same table 28001; *' 6 $'[uplink b]\ninterface = b\naddress = 10.1.1.9\ntable = 28001'
wrong '"check" takes "ping ADDRESS"*not "smell 1.1.1.1"' 7 $'[uplink b]\ncheck = smell 1.1.1.1\ninterface = b\naddress = 10.1.1.9'
wrong 'interface "isp1" is in an \[inside\] and in an \[uplink\]; *' 6 $'[inside x]\ninterface = isp1'
wrong '\[forward w\] needs "to", *' 6 $'[forward w]\nprotocol = tcp\nport = 80'
wrong '\[forward w\] has a "port" and needs a "protocol", *' 6 $'[forward w]\nport = 80\nto = 10.0.0.20'
wrong '\[forward w\]: "hairpin" needs *' 6 $'[forward w]\nhairpin = yes\nto = 10.0.0.20'
wrong '"address" takes *, auto4 or auto6, not "auto"' 8 $'[uplink b]\ninterface = b\naddress = auto'
wrong '\[uplink b\] has two gateways of IPv4; *' 6 $'[uplink b]\ninterface = b\ngateway = auto4, 10.1.1.2\naddress = auto4'
wrong '\[uplink b\] has a gateway of IPv6 and no "address" *' 6 $'[uplink b]\ninterface = b\ngateway = auto6\naddress = auto4'
wrong '\[uplink c\] and \[uplink b\] both take the addresses of b; *' 9 $'[uplink b]\ninterface = b\naddress = auto4\n[uplink c]\ninterface = b\naddress = auto4'
wrong '\[reflect\] needs a "source": *' 6 $'[reflect]\nlearn = once'
wrong '\[reflect\] has no name; *' 6 $'[reflect x]\nsource = all'
wrong '"source" takes all, or an address *not "some"' 7 $'[reflect]\nsource = some'
wrong '"fallback" takes route or refuse, not "deny"' 7 $'[reflect]\nfallback = deny'
wrong '"mtu" takes a number of bytes from 1280*not "68"' 7 $'[reflect]\nmtu = 68'
wrong '\[reflect\] is repeated; the first one is in line 6' 8 $'[reflect]\nsource = all\n[reflect]\nlearn = once'
wrong '\[reflect\] has a source of IPv6, *' 6 $'[reflect]\nsource = fd00::1'
wrong '\[reflect\] and \[gateway\] have the same device; *' 6 $'[reflect]\nsource = all\ndevice = nvi0'
wrong '\[reflect\] needs a table of its own; 28001 *' 6 $'[reflect]\nsource = all\ntable = 28001'
wrong '\[reflect\] needs room *' 8 $'[gateway]\nmark = 1/1\n[reflect]\nsource = all'
printf 'interface = x\n%s\n' "$whole" >"$conf"
check 1 "$conf:1: \"interface\" is before the first section; *" nvictl gateway diff "$conf"
printf '[gateway]\nfast = no\n[inside lan]\ninterface = lan\n' >"$conf"
check 1 "$conf:1: there is no \[uplink NAME\]*" nvictl gateway diff "$conf"
check 2 'cannot read "/etc/nvi/nowhere.conf": No such file*' nvictl gateway apply nowhere
check 1 '"gateway apply" needs a file: *' nvictl gateway apply
check 1 '"x" is not an argument of "gateway show"' nvictl gateway show x
printf '[gateway]\nfast = x\nmark = y\n' >"$conf"
is "$(nvictl gateway diff "$conf" 2>&1 | cut -d: -f3 | xargs)" "2 3" "all mistakes are reported, lines"
