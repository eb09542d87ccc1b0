#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The source archive is reproducible, builds, and contains its version
cd "$(dirname "$0")/../.." || exit 1
[[ -e .git ]] || { echo "make dist needs a git repository"; exit 4; }
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
bad=0
fail() { echo "FAIL: $*"; bad=1; }

# two clones with different file times and umasks
git clone -q . "$tmp/one" && (umask 077 && git clone -q . "$tmp/two") || exit 1
find "$tmp/two" -name .git -prune -o -type f -exec touch -d 2001-01-01 {} +
one=$(make -s -C "$tmp/one" dist) && two=$(umask 077 && make -s -C "$tmp/two" dist) || exit 1
cmp "$one" "$two" || fail "two archives of the same commit differ"
version=$("$tmp/one/scripts/version")
[[ $one == */nvi-net-$version.tar.xz ]] || fail "the name of $one does not contain the version $version"
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(~[0-9]+\.g[0-9a-f]{8})?$ ]] || fail "malformed version: $version"

# without git the version comes from the archive
tar -C "$tmp" -xf "$one"
tree=$tmp/nvi-net-$version
[[ $("$tree/scripts/version") == "$version" ]] || fail "version of the archive: $("$tree/scripts/version")"
make -s -C "$tree" userland || fail "the archive's programs do not build"
[[ $("$tree/build/userspace/nvictl" -V) == "nvictl $version" ]] ||
	fail "nvictl -V: $("$tree/build/userspace/nvictl" -V)"
ko=$("$tree/scripts/build-module" 6.1) || fail "the archive's module does not build"
[[ $(PATH=$PATH:/sbin:/usr/sbin modinfo -F version "$ko") == "$version" ]] ||
	fail "modinfo: $(PATH=$PATH:/sbin:/usr/sbin modinfo -F version "$ko")"

# uncommitted changes would not be in the archive: make dist fails and names the file
echo "// changed" >>"$tmp/one/driver/main.c"
said=$(make -s -C "$tmp/one" dist 2>&1) && fail "make dist accepts uncommitted changes"
[[ $said == *"commit first"*driver/main.c* ]] || fail "the error message of make dist is: $said"
[[ $("$tmp/one/scripts/version") == "$version.dirty" || $version != *~* ]] ||
	fail "version of a tree with changes: $("$tmp/one/scripts/version")"
git -C "$tmp/two" -c user.name=t -c user.email=t tag v9.8.7
[[ $("$tmp/two/scripts/version") == 9.8.7 ]] || fail "version of a tagged commit: $("$tmp/two/scripts/version")"
exit $bad
