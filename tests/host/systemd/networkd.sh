#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# nvi@.service beside systemd-networkd with DHCP and router advertisements: start, reload,
# renewal, restart of both services, stop
#
# systemd is process 1 of a container: the root /debian, which tests/host/systemd.sh makes,
# in the machine's own network namespace.
#
# By its manual page, networkd deletes the rules without
# ManageForeignRoutingPolicyRules=no; version 252 does not.
#
#   h1 10.0.0.10 ---- 10.0.0.1 lan  (main)  isp1 by DHCP ---- 192.0.2.1 p1 203.0.113.1
#      fd00:a::10      fd00:a::1                 RA            dnsmasq       2001:db8:ff::1
. "$(dirname "$0")/../../lib.sh"
[[ -d /debian/usr ]] || skip "/debian is missing, see tests/host/systemd.sh"

setup_ns h1 p1
ip -n "$h1" link add eth0 type veth peer name lan netns 1
lan_host "$h1" 10
batch "$p1" <<-EOT
	link add eth0 type veth peer name isp1 netns 1
	link set eth0 up
	addr add 192.0.2.1/24 dev eth0
	addr add 2001:db8:1::1/64 dev eth0 nodad
	addr add $SERVER4/32 dev lo
	addr add $SERVER6/128 dev lo nodad
EOT
forwarding "$p1"
work=$(mktemp -d)
on_exit rm -rf "$work"
mount --bind /debian /debian
on_exit umount -lR /debian
mount -t sysfs -o ro sys /debian/sys	# read-only, so that systemd does not wait for udev
mount --rbind /dev /debian/dev
mount -t cgroup2 cgroup2 /debian/sys/fs/cgroup
mount -t tmpfs run /debian/run

# dhcp FIRST LAST: start p1's DHCP server with this address range
dhcp()
{
	[[ ! ${dhcpd-} ]] || stop "$dhcpd"
	start ip netns exec "$p1" chroot /debian dnsmasq --keep-in-foreground --port=0 --user=root \
		--pid-file= --log-facility=- --interface=eth0 --bind-interfaces --leasefile-ro \
		--dhcp-authoritative --dhcp-range="$1,$2,255.255.255.0,120" --enable-ra \
		--dhcp-range=::,constructor:eth0,ra-only >>"$work/dhcp" 2>&1
	dhcpd=$pid
}

# sd COMMAND...: run a command in the container
sd() { nsenter -t "$systemd" -m -p -r -w -- "$@"; }
# property NAME: print a property of the service
property() { sd systemctl show -P "$1" nvi@office; }
# told TEXT: true if the service's journal contains TEXT
told() { [[ $(sd journalctl -o cat -u nvi@office) == *"$1"* ]]; }
# networkd_is_done: true if networkd has set the addresses and routes of DHCP and RA
networkd_is_done()
{
	[[ $(ip -4 route show default dev isp1) == *"proto dhcp"* &&
		$(ip -6 route show default dev isp1) == *"proto ra"* &&
		$(ip -6 addr show dev isp1 scope global) == *2001:db8:1:*mngtmpaddr* &&
		$(ip -6 addr show dev isp1) != *tentative* ]]
}
ours() { ip -4 rule; ip -6 rule; ip -4 route show table all proto 110; ip -6 route show table all proto 110; nft -s list table inet nvi_gateway; }
pings() { ip netns exec "$h1" ping -q -c 3 -i 0.05 -W 2 "$1" >/dev/null; }
# internet WHAT: check that h1 reaches the server over both families
internet()
{
	works "$1, IPv4" wait_for 20 pings $SERVER4
	works "$1, IPv6" wait_for 20 pings $SERVER6
}

dhcp 192.0.2.50 192.0.2.59
start env -i container=lab PATH="$PATH" unshare --mount --pid --fork --kill-child --propagation slave \
	bash -c 'cd /debian && mount -t proc proc proc && mount --move . / && exec chroot . /lib/systemd/systemd' >"$work/systemd" 2>&1
wait_for 20 pgrep -x -P "$pid" systemd
systemd=$(pgrep -x -P "$pid" systemd)
# SIGKILL, because unshare waits for systemd, and systemd re-executes itself on SIGTERM
on_exit kill -KILL "$systemd"
wait_for 60 eval "sd systemctl is-active -q multi-user.target"
wait_for 60 networkd_is_done
echo "# $(sd systemctl --version | head -n 1)"
is "$(property ActiveState) $(property SubState) $(property Type)" "active running notify" "the service after READY=1"
lease=$(ip -4 -o addr show dev isp1 | sed -n 's/.*inet \([^/]*\).*/\1/p')
# follows: true if rules and routes follow the lease. The journal does not tell: it has no
# change if the daemon starts after networkd is done.
follows()
{
	[[ $(ip -4 rule) == *"from $lease lookup 28001"* && $(ip -6 rule) == *"from 2001:db8:1:"*"lookup 28001"* &&
		$(ip -4 route show table 28001) == *"default via 192.0.2.1 dev isp1"* &&
		$(ip -6 route show table 28001) == *"default via fe80::"*"dev isp1"* ]]
}
wait_for 20 follows
echo "ok: the gateway uses the address $lease"
internet "from the LAN"
is "$(property StatusText)" "1 of 1 uplinks live" "its status"

# networkd keeps the gateway's rules and routes, with and without the daemon
whole=$(ours)
is_whole() { [[ $(ours) == "$whole" ]]; }
sd systemctl stop nvi@office
is "$(property Result) $(property ActiveState)" "success inactive" "stopped"
works "stopping the service changes nothing" is_whole
sd systemctl restart systemd-networkd
wait_for 60 networkd_is_done
ours | diff <(echo "$whole") - >"$work/diff"
is "$(grep -c . "$work/diff")" 0 "lines that differ after networkd's restart"
internet "without the daemon"
sd systemctl start nvi@office || fail "start"
works "starting the service changes nothing" is_whole
sd systemctl restart systemd-networkd
wait_for 60 networkd_is_done
wait_for 20 is_whole
internet "after a restart of networkd while the daemon runs"

# The cable is unplugged for a while; DHCP then gives another lease
ip -n "$p1" link set eth0 down
wait_for 20 told 'uplink isp1 is dead (interface isp1 has no carrier)'
dhcp 192.0.2.70 192.0.2.79
ip -n "$p1" link set eth0 up
addr "$p1" eth0 2001:db8:1::1/64
wait_for 60 told 'uplink isp1 lives'
renewed() { [[ $(ip -4 -o addr show dev isp1) == *"inet 192.0.2.7"* && $(ip -4 -o addr show dev isp1) != *"$lease"* ]]; }
wait_for 60 renewed
wait_for 60 networkd_is_done
wait_for 20 told "uplink isp1 has address $(ip -4 -o addr show dev isp1 | sed -n 's/.*inet \([^/]*\).*/\1/p'), 2001:db8:1:"
internet "with another lease"

# Reload with a change, then with a mistake
printf '[policy more]\nport = 6000\nuplink = isp1\n' >>/debian/etc/nvi/office.conf
works reload sd systemctl reload nvi@office
wait_for 20 told 'the file was read again'
nft list table inet nvi_gateway | has 'policy more' || fail "reload does not apply the file"
echo 'colour = red' >>/debian/etc/nvi/office.conf
sd systemctl reload nvi@office
wait_for 20 told '"colour" is not a key'
is "$(property ActiveState)" active "the service after a reload with a mistake"
refused "a restart with a mistake" sd systemctl restart nvi@office
is "$(property Result) $(property ExecMainStatus) $(property NRestarts)" "exit-code 1 0" "systemd does not restart the service"
internet "after the failed restart"

sed "s/^/# /" <(sd journalctl -o cat -u nvi@office)
chroot /debian nvictl gateway remove >/dev/null || fail "remove"
