#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every source file has an SPDX line among its first three lines
cd "$(dirname "$0")/../.." || exit 1
bad=0 n=0
while read -r f; do
	n=$((n + 1))
	head -n 3 "$f" | grep -q SPDX-License-Identifier || { echo "$f has no SPDX line"; bad=1; }
done < <(find driver include userspace scripts tests .ci Documentation Makefile \
	-type f -not -name '*.md' -not -name '.*')
((n > 30)) || { echo "found only $n files"; exit 1; }
exit $bad
