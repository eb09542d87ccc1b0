#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# nvictl takes no longer than ip and nft do for the same work, counted in instructions
#
# tests/count runs in a machine whose clock counts instructions, so that what else this
# machine does makes no difference. On 6.1.
cd "$(dirname "$0")/../.." || exit 1
scripts/vm --kernel 6.1 --count --timeout 1700 -- tests/run -v tests/count
