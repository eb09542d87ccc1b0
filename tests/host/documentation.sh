#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The documentation renders and describes every counter, drop reason and attribute
cd "$(dirname "$0")/../.." || exit 1
scripts/need rst2html=python3-docutils || exit 1
bad=0
for f in Documentation/*.rst; do
	said=$(rst2html --halt=5 "$f" 2>&1 >/dev/null)
	[[ -z $said ]] || { echo "$f: $said"; bad=1; }
done

# names PATTERN FILE: print group 1 of each line of FILE that matches PATTERN
names() { sed -nE "s/$1/\\1/p" "$2"; }

mapfile -t counters < <(names '^\t"([a-z0-9_]+)",$' driver/stats.c)
((${#counters[@]} >= 15)) || { echo "found only ${#counters[@]} counters"; bad=1; }
for name in "${counters[@]}"; do
	grep -q "^\`\`$name\`\`" Documentation/nvi.rst ||
		{ echo "nvi.rst does not describe the counter $name"; bad=1; }
done
# every drop has a name in the tracepoint and a kernel drop reason
for name in "${counters[@]}"; do
	[[ $name == drop_* ]] || continue
	grep -q "\"${name#drop_}\" }" driver/trace.h ||
		{ echo "$name has no name in the tracepoint"; bad=1; }
	grep -q "\[NVI_${name^^}\]" driver/drop.c ||
		{ echo "$name has no drop reason"; bad=1; }
done
mapfile -t attributes < <(names '^	IFLA_NVI_([A-Z]+),$' include/uapi/linux/nvi.h)
((${#attributes[@]} >= 5)) || { echo "found only ${#attributes[@]} attributes"; bad=1; }
for name in "${attributes[@]}"; do
	grep -q "^\`\`${name,,}" Documentation/nvi.rst ||
		{ echo "nvi.rst does not describe the attribute ${name,,}"; bad=1; }
done
exit $bad
