#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Without a kernel option the module builds, or the build names the option in one line
#
# The test removes one option at a time from the configuration in the headers of
# Debian's 6.1.
cd "$(dirname "$0")/../.." || exit 1
scripts/need gcc-12=gcc-12 make=make /usr/lib/x86_64-linux-gnu/libelf.so.1=libelf1 || exit 1
kernel=$(scripts/kernel 6.1) || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cp -a "$(readlink -e "$kernel/headers")" "$tmp/headers"
chmod -R u+w "$tmp/headers"
# relative links that lead out of the directory
for link in scripts tools; do
	ln -sfn "$(readlink -e "$kernel/headers/$link")" "$tmp/headers/$link"
done
cp "$tmp/headers/include/config/auto.conf" "$tmp/auto.conf"
cp "$tmp/headers/include/generated/autoconf.h" "$tmp/autoconf.h"
bad=0

# build OPTION: build without OPTION and OPTION_*, such as IPV6 and IPV6_TUNNEL; the
# output of make goes to $tmp/log
build()
{
	rm -rf "$tmp/nvi"
	mkdir "$tmp/nvi"
	cp -a driver include "$tmp/nvi/"
	grep -vE "^CONFIG_$1(_\w+)?=" "$tmp/auto.conf" >"$tmp/headers/include/config/auto.conf"
	sed -E "/ CONFIG_$1(_\w+)? /d" "$tmp/autoconf.h" >"$tmp/headers/include/generated/autoconf.h"
	cmp -s "$tmp/autoconf.h" "$tmp/headers/include/generated/autoconf.h" &&
		{ echo "FAIL: 6.1 has no CONFIG_$1 to remove"; bad=1; }
	make -s -j"$(nproc)" --no-print-directory -C "$(readlink -e "$kernel/common")" \
		O="$tmp/headers" M="$tmp/nvi/driver" CC=gcc-12 W=1 CONFIG_DEBUG_INFO_BTF_MODULES= \
		modules >"$tmp/log" 2>&1 </dev/null
}

for option in NETFILTER NF_CONNTRACK NF_CONNTRACK_LABELS IP_MULTIPLE_TABLES; do
	if build $option; then
		echo "FAIL: the module builds without CONFIG_$option"
		bad=1
	elif [[ $(grep -c '\*\*\* NVI needs' "$tmp/log") != 1 ]] ||
		! grep -q "NVI needs a kernel with CONFIG_$option\b" "$tmp/log"; then
		echo "FAIL: without CONFIG_$option: $(cat "$tmp/log")"
		bad=1
	else
		echo "ok: $(grep -o 'NVI needs[^.]*' "$tmp/log")"
	fi
done
for option in IPV6 NET_CLS_ACT BRIDGE_NETFILTER IP_ROUTE_MULTIPATH \
	IP_ROUTE_CLASSID XFRM NF_FLOW_TABLE NETFILTER_INGRESS NF_CONNTRACK_MARK; do
	if build $option && [[ -e $tmp/nvi/driver/nvi.ko && ! -s $tmp/log ]]; then
		echo "ok: the module builds without CONFIG_$option"
	else
		echo "FAIL: without CONFIG_$option: $(cat "$tmp/log")"
		bad=1
	fi
done
exit $bad
