# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A provider's routing table for the bench, as BGP would fill it: random prefixes of several
# lengths, the same ones in each run.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables

# The prefixes that contain all of them
ROUTED4=64.0.0.0/3 ROUTED6=2a00::/12

# routed VARIANT prefixes|to: print the name of a file with the prefixes of the variant, or
# with an address in each of up to 16,384 of them, evenly spread
routed()
{
	local n=${1#*-} six=0 file

	! six "$1" || six=1
	file=$SHELLS/routed-$six-$n
	[[ -e $file.prefixes ]] || awk -v n="$n" -v six=$six -v file="$file" -f "$dir/routes.awk" ||
		fail "cannot make routes"
	echo "$file.$2"
}

# more_routes VARIANT: add routes by the provider of this scene to the table that leads to it
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
