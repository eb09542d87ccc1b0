# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A provider's table for the bench, as BGP would fill it: prefixes of several
# lengths, spread at random, and the same ones each time.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables

# What all of them are in
ROUTED4=64.0.0.0/3 ROUTED6=2a00::/12

# routed VARIANT prefixes|to: prints the name of a file. It has so many prefixes of the
# variant's family, or an address in each of up to 16,384 of them, as far apart as can be.
routed()
{
	local n=${1#*-} six=0 file

	! six "$1" || six=1
	file=$SHELLS/routed-$six-$n
	[[ -e $file.prefixes ]] || awk -v n="$n" -v six=$six -v file="$file" -f "$dir/routes.awk" ||
		fail "cannot make routes"
	echo "$file.$2"
}

# more_routes VARIANT: to the provider of this scene, in the table that sends packets there
more_routes()
{
	local isp ns table=main via

	uplink
	[[ $isp == isp1 ]] || table=102
	via=192.0.2.1
	! six "$1" || via=2001:db8:1::1
	if [[ $isp == isp2 ]]; then
		via=198.51.100.1
		! six "$1" || via=2001:db8:2::1
	fi
	sed "s/.*/route add & via $via table $table/" "$(routed "$1" prefixes)" | batch "$ns"
}
