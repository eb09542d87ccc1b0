#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# No script has a warning of shellcheck
cd "$(dirname "$0")/../.." || exit 1
scripts/need shellcheck=shellcheck || exit 1
mapfile -t files < <(find scripts tests .ci userspace debian/tests -type f -size -100k |
	xargs grep -lE '^#!/bin/(ba)?sh|^# shellcheck shell=' | sort)
((${#files[@]} > 10)) || { echo "found only ${#files[@]} scripts"; exit 1; }
shellcheck -S warning -x "${files[@]}"
