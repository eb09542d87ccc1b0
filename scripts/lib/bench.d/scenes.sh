# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The bench's scenes: ways of packets from the LAN. Each sets
#   to       the namespace where all packets must arrive
#   public   their source addresses on arrival, IPv4 and IPv6
#   dev      the nvi device that they must pass, if any
# and returns 1, with the reason in $why, if this kernel or module does not support it.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables; scripts/lib/bench.d/run reads them

declare -A TITLE WAY VARIANTS
ORDER=()

# scene NAME WAY VARIANTS TITLE: declare a scene. WAY is how many times a packet is forwarded
# by r, forwarded by r2, transmitted by the nvi device and re-injected by it; "-" is not
# checked.
scene()
{
	ORDER+=("$1")
	WAY[$1]=$2 VARIANTS[$1]=$3 TITLE[$1]=$4
}

all="udp udp-1 udp-10000 new udp6 new6 tcp tcp6"
old="udp udp-1 udp-10000 udp6 tcp tcp6"	# established connections: flowtables have no others
scene floor "0 0 0 0" "$all echo echo6 answer answer6 stream stream6" "generator and receiver, no router"
scene forward "1 0 0 0" "$all" "plain forwarding"
scene nat "1 0 0 0" "$all" "one stage with NAT"
scene nat-module "1 0 0 0" "$all" "one stage with NAT, an nvi device in another namespace"
scene nat-labels "1 0 0 0" "$all" "one stage with NAT, and a rule somewhere that sets labels"
scene nat-recorded "1 0 0 0" "$all" "one stage with NAT, an nvi device beside it"
scene nat-rules "1 0 0 0" "$all" "one stage with NAT and the policy rules in place"
scene flowtable "0 0 0 0" "$old" "one stage with NAT, offloaded to an nft flowtable"
scene connmark "1 0 0 0" "$all" "one stage with NAT, provider chosen by connmark"
scene second-ns "1 1 0 0" "$all" "two stages by veth and a second namespace"
scene second-ns-rules "1 1 0 0" "$all" "... with the rules of reinject in both namespaces"
scene vrf "2 0 0 0" "$all" "two stages by veth and a VRF"
scene reinject "2 0 1 1" "$all" "nvi, mode reinject"
scene reinject-flowtable "1 0 1 1" "$old" "nvi, mode reinject, with an nft flowtable"
scene fast "0 0 1 0" "$old" "nvi, mode reinject, fast on"

# by_isp N: set the provider by which all packets leave in this scene
by_isp()
{
	case $1 in
	1) to=$a public=(192.0.2.2 2001:db8:1::2) ;;
	2) to=$b public=(198.51.100.2 2001:db8:2::2) ;;
	esac
}

# nat DEVICE: translate packets that leave by it to this scene's public addresses
nat()
{
	ip netns exec "$r" nft -f - <<-EOT || fail "cannot set up NAT"
	table ip nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname "$1" snat to ${public[0]}
		}
	}
	table ip6 nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname "$1" snat to ${public[1]}
		}
	}
	EOT
}

# tables: fill tables 101 and 102 with default routes by providers 1 and 2
tables()
{
	batch "$r" <<-EOT
		route add default via 192.0.2.1 table 101
		route add default via 198.51.100.1 table 102
		route add default via 2001:db8:1::1 table 101
		route add default via 2001:db8:2::1 table 102
	EOT
}

# rules NS RULE...: add the rules for IPv4 and for IPv6
rules()
{
	local ns=$1 family

	shift
	for family in -4 -6; do
		printf 'rule add %s\n' "$@" | batch "$ns" $family
	done
}

connected="pref 50 lookup main suppress_prefixlength 0"

# by_source NS PREF TABLE TABLE: add a rule by source address for each provider
by_source()
{
	batch "$1" <<-EOT
		rule add pref $2 from 192.0.2.0/24 lookup $3
		rule add pref $(($2 + 1)) from 198.51.100.0/24 lookup $4
	EOT
	batch "$1" -6 <<-EOT
		rule add pref $2 from 2001:db8:1::/64 lookup $3
		rule add pref $(($2 + 1)) from 2001:db8:2::/64 lookup $4
	EOT
}

# default_by NS TABLE IPV4ROUTE [IPV6ROUTE]: add default routes to the table
default_by()
{
	ip -n "$1" -4 route add default $3 table "$2" &&
		ip -n "$1" -6 route add default ${4:-$3} table "$2" ||
		fail "cannot set table $2 to $3"
}

# nvi NAME MODE [OPTION...]: add a device; fails if the module does not support the options
nvi()
{
	why=$(ip -n "$r" link add "$1" type nvi mode "${@:2}" 2>&1) || return 1
	ip -n "$r" link set "$1" up
	dev=$1
}

# two_stages_by MODE [OPTION...]: add the device nvi0, with the rules and routes of both stages
two_stages_by()
{
	nvi nvi0 "$@" || return 1
	tables
	rules "$r" "$connected" "pref 1100 iif lan lookup 100"
	by_source "$r" 1001 101 102
	default_by "$r" 100 "dev nvi0"
	by_isp 2
	nat nvi0
}

# flowtable DEVICES OUT: offload connections that leave by OUT to a flowtable with the devices
flowtable()
{
	ip netns exec "$r" nft -f - <<-EOT || fail "cannot set up the flowtable"
	table inet fast {
		flowtable f { hook ingress priority 0; devices = { $1 }; }
		chain forward {
			type filter hook forward priority 0
			oifname $2 ct state established meta l4proto { udp, tcp } flow add @f
		}
	}
	EOT
}

scene_floor()
{
	setup_ns x
	batch "$g" <<-EOT
		link add nowhere type dummy
		link set nowhere up
		link add eth1 type veth peer name eth0 netns $x
		link set eth1 up
		addr add 10.1.0.10/24 dev eth1
		addr add fd00:b::10/64 dev eth1 nodad
		route add $SERVER4 via 10.1.0.1 src 10.0.0.10
		route add $SERVER6 via fd00:b::1 src fd00:a::10
	EOT
	batch "$x" <<-EOT
		link set eth0 up
		addr add 10.1.0.1/24 dev eth0
		addr add fd00:b::1/64 dev eth0 nodad
		addr add $SERVER4/32 dev lo
		addr add $SERVER6/128 dev lo nodad
		route add default via 10.1.0.10
		route add default via fd00:b::10
	EOT
	to=$x public=(10.0.0.10 fd00:a::10)
}

scene_forward() { to=$a public=(10.0.0.10 fd00:a::10); }
scene_nat() { by_isp 1; nat isp1; }
scene_nat_module() { setup_ns other; ip -n "$other" link add nvi0 type nvi; scene_nat; }
# The chain is never evaluated, but conntrack allocates labels because of its rule
scene_nat_labels()
{
	scene_nat
	ip netns exec "$r" nft -f - <<-EOT || fail "cannot set up labels"
	table inet labels {
		chain nowhere {
			ct label set 1
		}
	}
	EOT
}
scene_nat_recorded() { nvi nvi0 reinject || return 1; dev=''; scene_nat; }
scene_nat_rules() { scene_nat; tables; rules "$r" "$connected"; by_source "$r" 1001 101 102; }
scene_flowtable() { scene_nat; flowtable "lan, isp1" isp1; }
scene_reinject() { two_stages_by reinject; }
scene_reinject_flowtable() { scene_reinject && flowtable "lan, isp1, isp2, nvi0" nvi0; }
scene_fast() { two_stages_by reinject fast on; }

# The mark of a connection is the provider, which is chosen when the connection begins
scene_connmark()
{
	tables
	rules "$r" "$connected" "pref 1001 fwmark 1 lookup 101" "pref 1002 fwmark 2 lookup 102"
	ip netns exec "$r" nft -f - <<-EOT || fail "cannot set up marks"
	table inet marks {
		chain pre {
			type filter hook prerouting priority mangle
			iifname lan ct state new ct mark set 2
			iifname lan meta mark set ct mark
		}
	}
	EOT
	by_isp 2
	nat isp2
}
