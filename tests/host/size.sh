#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# No source file is longer than 300 lines
cd "$(dirname "$0")/../.." || exit 1
long=$(find driver include userspace scripts tests -type f -exec wc -l {} + |
	awk '$2 != "total" && $1 > 300')
[[ -z $long ]] || { echo "$long"; exit 1; }
