#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# reflect exec: the sockets of a program are reflected, whatever it is, and only those
#
# On the gateway of tests/gateway.sh, whose default route is provider 1. Two
# services of the router are asked at its address of provider 2: the answers of
# one leave by provider 2 as well, those of the other by provider 1, where they
# are dropped.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl socat tcpdump sock_mark

gateway_nets

# groups: of commands, in the whole tree
mkdir -p /run/cgroup2
mount -t cgroup2 none /run/cgroup2
on_exit umount /run/cgroup2
groups() { find /run/cgroup2 -name 'nvictl-reflect.*' | wc -l; }

check 1 '"reflect exec" wants a command' r nvictl reflect exec
check 1 '"reflect exec" wants a command' r nvictl reflect exec --
check 2 'marked sockets are not reflected here; first: nvictl reflect add sockets' r nvictl reflect exec true
works "reflect add sockets" r nvictl reflect add sockets
check 1 'standard input:1: "reflect exec" is not for a batch*' r nvictl -b - <<<'reflect exec true'
check 2 'cannot run "/nowhere": No such file or directory' r nvictl reflect exec /nowhere
check 2 '*needs CAP_BPF and CAP_NET_ADMIN (be root)' ordinary "$r" nvictl reflect exec true

# Which mark has a socket that a program makes?
marks() { r nvictl reflect exec -- "$@"; }
is "$(r sock_mark)" "0 0" "marks of IPv4 and IPv6 sockets without"
is "$(marks sock_mark)" "0x80000000 0x80000000" "and with exec"
is "$(marks bash -c 'sock_mark; (sock_mark) & wait')" $'0x80000000 0x80000000\n0x80000000 0x80000000' "and of children"
is "$(marks setpriv --reuid 1000 --clear-groups --bounding-set=-all sock_mark)" \
	"0x80000000 0x80000000" "and without privileges"
is "$(marks env -i /usr/local/bin/sock_mark)" "0x80000000 0x80000000" "and without an environment"
is "$(nvictl -n "$r" reflect exec sock_mark)" "0x80000000 0x80000000" "and with -n"
is "$(r nvictl reflect exec -- nvictl reflect exec -- sock_mark)" "0x80000000 0x80000000" "and in itself"
refused "the command's status" marks false
marks bash -c 'kill -TERM $$'
is $? 143 "and its signal's"

# Groups go when their commands have ended
start ip netns exec "$r" nvictl reflect exec -- sleep 1000
sleeper=$pid
marked() { [[ $(<"/proc/$sleeper/comm") == sleep ]]; }
wait_for 10 marked
marks true
compare "$(groups)" '<=' 2 "groups: the sleeper's and the last"
stop "$sleeper"
marks true
compare "$(groups)" '<=' 1 "groups: the last"

# Seen on the wires
blob 300000
serve() { start ip netns exec "$r" "${@:2}" socat "TCP-LISTEN:$1,fork,reuseaddr" "OPEN:$blob"; wait_for 10 listening "$r" tcp "$1"; }
serve 8001 nvictl reflect exec --
serve 8002
# fetch PORT: how much of it comes
fetch()
{
	ip netns exec "$s" timeout 4 socat -u "TCP:198.51.100.2:$1,bind=$SERVER4,connect-timeout=2" - 2>/dev/null | cmp - "$blob" >/dev/null 2>&1 &&
		echo all || echo nothing
}
is "$(fetch 8001)" all "asked by provider 2, what is run by exec answers"
is "$(passed "$p1" bogus)" 0 "packets that provider 1 dropped"
compare "$(counter "$r" reflect_ipv4 back0)" '>' 10 "packets reflected"
is "$(fetch 8002)" nothing "what is not, does not"
compare "$(passed "$p1" bogus)" '>' 0 "packets that provider 1 dropped"

works "reflect del sockets" r nvictl reflect del sockets
is "$(r nvictl -j reflect show)" "[]" "nothing is left"
