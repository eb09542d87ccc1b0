#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# nvi@.service runs a gateway in a Debian 12 with systemd and systemd-networkd
#
# The Debian root is made once and kept in the cache. In the virtual machine it is a
# container whose process 1 is systemd: tests/host/systemd/networkd.sh.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
# shellcheck source=scripts/lib/apt.sh
. scripts/lib/apt.sh
((EUID == 0)) || { echo "making a Debian root needs root privileges"; exit 4; }
[[ " ${NVI_KERNELS:-${NVI_KERNEL:-6.1}} " == *" 6.1 "* ]] || { echo "this test needs kernel 6.1, for Debian 12"; exit 4; }
scripts/need mmdebstrap=mmdebstrap || exit 1

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
packages=systemd,nftables,iproute2,dnsmasq-base
packages+=,libnl-3-200,libnl-route-3-200,libnetfilter-conntrack3,libnftables1,libinih1
root=$CACHE/debroot/systemd-$(md5sum <<<"$packages" | cut -c1-8)
if [[ ! -e $root ]]; then
	lock "$CACHE/debroot/systemd.lock"
	if [[ ! -e $root ]]; then
		say "preparing a Debian root with systemd"
		rm -rf "$CACHE/debroot/.new-systemd"
		{ source_line bookworm && source_line bookworm-security; } |
			mmdebstrap --variant=minbase --include="$packages" bookworm \
				"$CACHE/debroot/.new-systemd" - >"$work/said" 2>&1 ||
			{ cat "$work/said"; exit 1; }
		mv "$CACHE/debroot/.new-systemd" "$root"
	fi
	unlock
fi
# the virtual machine loads the whole root into memory: leave out files that the test does
# not need
mkdir "$work/root"
tar -C "$root" --one-file-system -cf - --exclude='./usr/share/[dilmpz]*' --exclude='./var/[cl]*/*' \
	--exclude=./usr/lib/apt --exclude='./usr/lib/*/gconv' --exclude='./dev/*' . |
	tar -C "$work/root" -xf - || exit 1
cd "$work/root" || exit 1
make -s -C "$TOP" userland >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
install -m 755 "$TOP/build/userspace/nvictl" usr/sbin/
install -m 644 "$TOP/userspace/systemd/nvi@.service" lib/systemd/system/
mkdir -p etc/nvi etc/systemd/networkd.conf.d var/lib/misc var/lib/systemd var/log/journal
cat >etc/nvi/office.conf <<'EOT'
[uplink isp1]
interface = isp1
address = auto4, auto6
gateway = auto4, auto6
[inside lan]
interface = lan
EOT
cat >etc/systemd/networkd.conf.d/nvi.conf <<'EOT'
[Network]
ManageForeignRoutingPolicyRules=no
ManageForeignRoutes=no
EOT
cat >etc/systemd/network/isp1.network <<'EOT'
[Match]
Name=isp1
[Network]
DHCP=ipv4
IPv6AcceptRA=yes
EOT
cat >etc/systemd/network/lan.network <<'EOT'
[Match]
Name=lan
[Network]
IPv6AcceptRA=no
Address=10.0.0.1/24
Address=fd00:a::1/64
EOT
for unit in nvi@office systemd-networkd; do
	systemctl --root=. enable "$unit" >"$work/said" 2>&1 || chroot . systemctl enable "$unit" >"$work/said" 2>&1 ||
		{ cat "$work/said"; exit 1; }
done
chroot . systemctl mask systemd-resolved systemd-logind getty.target apt-daily.timer apt-daily-upgrade.timer \
	dpkg-db-backup.timer e2scrub_all.timer fstrim.timer systemd-networkd-wait-online >"$work/said" 2>&1 ||
	{ cat "$work/said"; exit 1; }
cd "$TOP" || exit 1
scripts/vm --kernel 6.1 --mem 2048 --file "$work/root:/debian" -- tests/run -v tests/host/systemd
