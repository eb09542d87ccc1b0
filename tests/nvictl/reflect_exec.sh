#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# reflect exec: all sockets of the command, and no others, are reflected
#
# On the gateway of tests/gateway.sh, with provider 1 as the default route. A client sends requests
# to two services of the router at its address of provider 2. The answers of the one under reflect
# exec leave through provider 2, those of the other through provider 1, which drops them.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl socat tcpdump sock_mark

gateway_nets

# groups: the number of the commands' cgroups in the whole tree
mkdir -p /run/cgroup2
mount -t cgroup2 none /run/cgroup2
on_exit umount /run/cgroup2
groups() { find /run/cgroup2 -name 'nvictl-reflect.*' | wc -l; }

check 1 '"reflect exec" needs a command' r nvictl reflect exec
check 1 '"reflect exec" needs a command' r nvictl reflect exec --
check 2 'marked sockets are not reflected here; first: nvictl reflect add sockets' r nvictl reflect exec true
works "reflect add sockets" r nvictl reflect add sockets
check 1 'standard input:1: "reflect exec" is not for a batch*' r nvictl -b - <<<'reflect exec true'
check 2 'cannot run "/nowhere": No such file or directory' r nvictl reflect exec /nowhere
check 2 '*needs CAP_BPF and CAP_NET_ADMIN (be root)' ordinary "$r" nvictl reflect exec true

# The mark of a socket that a command creates
marks() { r nvictl reflect exec -- "$@"; }
is "$(r sock_mark)" "0 0" "marks of IPv4 and IPv6 sockets without reflect exec"
is "$(marks sock_mark)" "0x80000000 0x80000000" "marks with reflect exec"
is "$(marks bash -c 'sock_mark; (sock_mark) & wait')" $'0x80000000 0x80000000\n0x80000000 0x80000000' "marks of child processes"
is "$(marks setpriv --reuid 1000 --clear-groups --bounding-set=-all sock_mark)" \
	"0x80000000 0x80000000" "marks without privileges"
is "$(marks env -i /usr/local/bin/sock_mark)" "0x80000000 0x80000000" "marks with an empty environment"
is "$(nvictl -n "$r" reflect exec sock_mark)" "0x80000000 0x80000000" "marks with nvictl -n"
is "$(r nvictl reflect exec -- nvictl reflect exec -- sock_mark)" "0x80000000 0x80000000" "marks with nested reflect exec"
refused "the command's exit status" marks false
marks bash -c 'kill -TERM $$'
is $? 143 "exit status after a signal"

# A cgroup is removed after its command has ended
start ip netns exec "$r" nvictl reflect exec -- sleep 1000
sleeper=$pid
marked() { [[ $(<"/proc/$sleeper/comm") == sleep ]]; }
wait_for 10 marked
marks true
compare "$(groups)" '<=' 2 "cgroups: the sleeper's and the last"
stop "$sleeper"
marks true
compare "$(groups)" '<=' 1 "cgroups: the last"

# The packets on the links
blob 300000
serve() { start ip netns exec "$r" "${@:2}" socat "TCP-LISTEN:$1,fork,reuseaddr" "OPEN:$blob"; wait_for 10 listening "$r" tcp "$1"; }
serve 8001 nvictl reflect exec --
serve 8002
# fetch PORT: print "all" if the whole file arrives
fetch()
{
	ip netns exec "$s" timeout 4 socat -u "TCP:198.51.100.2:$1,bind=$SERVER4,connect-timeout=2" - 2>/dev/null | cmp - "$blob" >/dev/null 2>&1 &&
		echo all || echo nothing
}
is "$(fetch 8001)" all "answer of the service under reflect exec"
is "$(passed "$p1" bogus)" 0 "packets dropped by provider 1"
compare "$(counter "$r" reflect_ipv4 back0)" '>' 10 "packets reflected"
is "$(fetch 8002)" nothing "answer of the other service"
compare "$(passed "$p1" bogus)" '>' 0 "packets dropped by provider 1"

works "reflect del sockets" r nvictl reflect del sockets
is "$(r nvictl -j reflect show)" "[]" "reflect show after reflect del"
