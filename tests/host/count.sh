#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# nvictl takes at most as many instructions as ip and nft for the same work
#
# tests/count runs on 6.1 in a virtual machine whose clock counts instructions, so the load
# of the host does not matter.
cd "$(dirname "$0")/../.." || exit 1
scripts/vm --kernel 6.1 --count --timeout 1700 -- tests/run -v tests/count
