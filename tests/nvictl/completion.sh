#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Shell completion offers the words that nvictl accepts
#
# Each word that completion offers for a command must be in the list that nvictl prints after a
# wrong word, and vice versa.
. "$(dirname "$0")/../lib.sh"
need nvictl
file=$(dirname "$0")/../../userspace/completion/nvictl
[[ -e $file ]] || skip "there is no $file here"
# shellcheck source=/dev/null
. "$file"

offered()
{
	COMP_WORDS=(nvictl "$@" '') COMP_CWORD=$(($# + 1)) COMPREPLY=()
	_nvictl
	printf '%s\n' "${COMPREPLY[@]}"
}

# known WORDS...: print the words that nvictl lists
known()
{
	nvictl "$@" '?' 2>&1 | sed -n 's/.*there are: //p' | tr -d ' ' | tr , '\n'
}

is "$(offered rule | sort | xargs)" "$({ known rule; echo help; } | sort | xargs)" "commands of rule"
is "$(offered device | sort | xargs)" "$({ known device; echo help; } | sort | xargs)" "commands of device"
is "$(offered route | sort | xargs)" "$({ known route; echo help; } | sort | xargs)" "commands of route"
is "$(offered reflect | sort | xargs)" "$({ known reflect; echo help; } | sort | xargs)" "commands of reflect"
is "$(offered gateway | sort | xargs)" "$({ known gateway; echo help; } | sort | xargs)" "commands of gateway"
is "$(offered | grep -v '^-' | sort | xargs)" "$({ known; echo help; } | sort | xargs)" "objects"
for words in 'rule add' 'rule show' 'rule del' 'flow show' monitor path; do
	# shellcheck disable=SC2086 # words
	wrong=$(comm -23 <(offered $words | sort -u) <(known $words | sort -u))
	is "$wrong" "" "words offered for $words that nvictl does not accept"
done
is "$(offered reflect add | grep -vx -e all -e sockets | sort | xargs)" \
	"$(known reflect add all | sort | xargs)" "words of reflect add"
is "$(offered rule add stage | xargs)" "1 2" "values of stage"
is "$(offered device add x ingress | xargs)" "real self" "values of ingress"
offered rule add table | has -x main || fail "no tables are offered"
offered rule add iif | has -x lo || fail "no devices are offered"
