#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# valgrind finds no invalid access and no definite leak in nvictl
#
# nvictl runs in a virtual machine with the real module. valgrind needs the debug symbols
# of the machine's ld.so, from libc6-dbg.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
for part in apt arch guest userland; do
	# shellcheck source=/dev/null
	. "scripts/lib/$part.sh"
done
scripts/need valgrind=valgrind readelf=binutils cpio=cpio \
	/usr/lib/debug/.build-id=libc6-dbg || exit 1

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
arch_setup 6.1
archive=$(userland_archive) || exit 1
cpio -i --quiet --to-stdout 'usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' \
	<"$archive" >"$work/ld.so" || exit 1
id=$(readelf -n "$work/ld.so" | sed -n 's/^ *Build ID: //p')
symbols=/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug
[[ -e $symbols ]] || { echo "libc6-dbg does not match the C library of the virtual machine; try apt upgrade"; exit 4; }
mkdir "$work/valgrind"
cp /usr/libexec/valgrind/{default.supp,memcheck-amd64-linux,vgpreload_{core,memcheck}-amd64-linux.so} \
	"$work/valgrind/" || exit 1

cat >"$work/run" <<'EOF'
. /nvi/tests/lib.sh
need nvictl jq
export VALGRIND_LIB=/valgrind VALGRIND_LAUNCHER=/bin/false

# under ARG...: run a program under valgrind, whose messages go to /tmp/valgrind
under()
{
	r valgrind.bin --quiet --error-exitcode=99 --leak-check=full --log-file=/tmp/valgrind \
		--errors-for-leak-kinds=definite --show-leak-kinds=definite "$@"
}

# judge STATUS WANTED WHAT: fail if valgrind printed a message, or on another status
judge()
{
	# valgrind does not know fsopen(): it prints a message, and the call fails
	sed -i '/^--[0-9]*-- /d' /tmp/valgrind
	[[ ! -s /tmp/valgrind ]] || { cat /tmp/out /tmp/valgrind; fail "$3"; }
	[[ $1 == "$2" ]] || { cat /tmp/out; fail "$3: status $1, not $2"; }
	echo "ok: $3"
}

# clean STATUS ARG...: check that nvictl exits with STATUS without a message of valgrind
clean()
{
	under /usr/local/bin/nvictl "${@:2}" >/tmp/out 2>&1
	judge $? "$1" "nvictl ${*:2}"
}

gateway
whoami "$s" tcp udp
is "$(ask "$h1" tcp $SERVER4)" 192.0.2.2 "source address of h1 at the server"
is "$(ask "$h2" udp $SERVER6)" 2001:db8:2::2 "source address of h2 at the server"

# valgrind must find planted mistakes
under planted read
[[ $? == 99 && $(</tmp/valgrind) == *"Invalid read"* ]] || fail "valgrind does not find a planted invalid read"
under planted leak
[[ $? == 99 && $(</tmp/valgrind) == *"definitely lost"* ]] || fail "valgrind does not find a planted leak"

# a batch of most commands, in text, and in JSON with all details
cat >/tmp/all <<'END'
device add nvi1 mark 0x100/0xff00 hops two mtu 1500 up
device set nvi1 ingress self mark off replay on
device set nvi1 down
device set nvi1 name nvi2
device set nvi2 up
device show
device show nvi2
rule add stage 1 iif lan ipproto udp via nvi2
rule add stage 2 from 192.0.2.0/24 table 101
rule add inet6 stage 1 iif lan via nvi2
rule add pref 7 not from 10.0.0.0/8 to 10.9.0.0/16 iif lan oif lo fwmark 1/3 dsfield 10 \
	ipproto tcp sport 1-2 dport 80 uidrange 0-9 tun_id 7 table 4000000000
rule show all
rule show stage 1
rule del pref 7
route add default via 192.0.2.1 table 105
route add 10.7.0.0/16 via 192.0.2.1 dev isp1 mtu 1400 table 105
route add 2001:db8:7::/48 via 2001:db8:1::1 table 105
route show
route del default table 105
route del 10.7.0.0/16 table 105
flow show
flow show from 10.0.0.10 proto tcp ingress lan
flow show addr 2001:db8::/32 dport 7007
path from 10.0.0.10 to 203.0.113.1 iif lan proto tcp dport 7007
path from fd00:a::20 to 2001:db8:ff::1 iif lan as 2001:db8:2::2
stats -i 0.1 -c 1
stats --prometheus
reflect add all
reflect add sockets fwmark 0x1/0xf
reflect add 192.0.2.2 ipproto tcp sport 80-90
reflect show
flow show proto tcp
rule show
reflect del all
reflect flush
rule flush
device del nvi2
route del 2001:db8:7::/48 table 105
help
flow help
END
clean 0 -b /tmp/all
clean 0 -j -p -s -s -d -b /tmp/all
clean 0 --color=always -d -s flow show
clean 0 stats --prometheus
clean 0 path from 10.0.0.20 to $SERVER4 iif lan
clean 3 path from 10.0.9.9 to $SERVER4 iif lan as 192.0.2.2

# batches that fail: after half of 200 rules, and with all changes undone
for i in {1..100} 7 {101..200}; do echo "rule add pref $i from 10.0.0.$i table 102"; done >/tmp/some
clean 2 -b /tmp/some
clean 0 rule flush
clean 2 --atomic -b /tmp/some
cat >/tmp/atomic <<'END'
device add nvi1 up
device set nvi1 mtu 1400 mark 1
rule add stage 1 iif lan via nvi1
route add default via 192.0.2.1 table 106
route del default table 106
rule del stage 1
rule show
reflect add all
reflect del all
device add nvi1
END
clean 2 --atomic -b /tmp/atomic
is "$(r nvictl rule show; r nvictl route show; r nvictl -j device show | jq length)" 1 "the state after all changes are undone"

# reflect exec, up to fsopen()
clean 2 reflect exec true
r nvictl reflect add sockets
clean 2 reflect exec -- true
clean 0 -d flow show
r nvictl reflect flush

# mistakes
clean 1 reflect add fish
clean 1 rule add fish
clean 1 -b - <<<"rule show '"
clean 1 -n nowhere rule
clean 2 device show eth77
clean 2 -j flow show ingress eth77

# monitor, until its reader exits
start ip netns exec "$r" bash -c "trap '' PIPE; exec valgrind.bin --quiet --error-exitcode=99 \
	--leak-check=full --log-file=/tmp/valgrind /usr/local/bin/nvictl monitor > >(head -n 1)"
watching() { [[ $(awk '$4 == "00040081"' <(ip netns exec "$r" cat /proc/net/netlink)) ]]; }
wait_for 30 watching
for i in 5 6 7; do
	r nvictl rule add pref 5 table 5
	ask "$h2" tcp $SERVER4
	r nvictl rule flush
	sleep 1
done
wait "$pid"
judge $? 2 "nvictl monitor"
EOF
cat >"$work/planted.c" <<'EOF'
#include <stdlib.h>
int main(int argc, char **argv)
{
	volatile char *volatile p = malloc(8);
	int seen = argc > 1 && argv[1][0] == 'r' ? p[8] : 0;

	if (argv[1][0] == 'r')
		free((void *)p);
	p = NULL;
	return seen & 0;
}
EOF
"${CC:-cc}" -O0 -o "$work/planted" "$work/planted.c" || exit 1
scripts/vm --mem 2048 --file "$work/run:/run.sh" --file "$work/valgrind:/" --bin valgrind.bin \
	--bin "$work/planted" --file "$symbols:${symbols%/*}/" -- bash /run.sh
