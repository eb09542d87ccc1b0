# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# For tests/all: the table at the end, and the durations of tests.
# shellcheck disable=SC2154 # tests/all sets the variables

# tally NAME: set $passed, $failed, $skipped and $why of a part
tally()
{
	local name=$1 status took

	read -r status took <"$parts/$name"
	eval "$(awk '
		/^ok .* # SKIP/ {
			reason = $0
			sub(/.* # SKIP */, "", reason)
			sub(/.*\./, "", $3)
			skips = skips ", " $3 " skipped: " reason
			skipped++
			next
		}
		# the last message of the test whose result follows
		/^# FAIL: / { last = $0; sub(/^# FAIL: /, " (", last); last = substr(last, 1, 160) ")" }
		/^ok / { passed++; last = "" }
		/^not ok / { sub(/.*\./, "", $4); bad = bad ", " $4 " failed" last; failed++; last = "" }
		/^KTAP / { whole-- }
		/^# [0-9]+ passed, / { whole++ }
		END {
			gsub(/\047/, "", skips)
			gsub(/\047/, "", bad)
			printf "passed=%d failed=%d skipped=%d whole=%d why=\047%s\047", \
				passed, failed, skipped, whole, substr(bad skips, 3)
		}' "$built/test-$name.log")"
	if ((status && !failed)); then
		# no test failed, but the part: it ended early or the kernel complained
		failed=1
		case $status in
		70) why="the kernel complained${why:+, $why}" ;;
		124) why="timed out${why:+, $why}" ;;
		*) why="did not run${why:+, $why}" ;;
		esac
	elif ((whole)); then
		why="incomplete: $why"
	fi
	((status == 70)) || ! grep -q '^vm: the kernel complained' "$built/test-$name.log" ||
		why="$why, and the kernel complained"
	why="${took}s  $why"
}

# version_of SERIES: print the version of Debian's kernel package
version_of()
{
	(
		# shellcheck source=/dev/null
		. "${NVI_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/nvi}/kernels/$1/info" &&
			echo "$VERSION"
	) 2>/dev/null || echo '-'
}

# row PART VERSION: print a row of the table, unless there is only one part
row()
{
	((${#todo[@]} > 1)) || return 0
	printf '%-10s %-26s %6s %6s %7s  %s\n' "$1" "$2" "$passed" "$failed" "$skipped" "$why"
}

# report: print the table and the sums; true if tests passed and none failed
report()
{
	local entry name series p=0 f=0 s=0
	local passed=passed failed=failed skipped=skipped why='time, reason'

	((${#todo[@]} == 1)) || echo
	row part version
	for entry in "${todo[@]}"; do
		read -r name series _ <<<"$entry"
		tally "$name"
		if experimental "$series"; then
			why+=' (does not count)'
		else
			p=$((p + passed)) f=$((f + failed)) s=$((s + skipped))
		fi
		if [[ $series == host ]]; then
			row "$name" "tests/host"
		else
			row "$name" "$(version_of "$series")"
		fi
	done
	echo "$p passed, $f failed, $s skipped"
	((f == 0 && p > 0))
}

# write_durations: update tests/durations for the tests that passed on 6.1 or in tests/host
write_durations()
{
	local -a logs

	mapfile -t logs < <(compgen -G "$built/test-host*.log"; compgen -G "$built/test-6.1*.log")
	{
		sed '/^#/!d' "$top/tests/durations"
		awk '
			/^ok .*# [0-9]+s$/ { seconds[$3] = $NF + 0 }
			FILENAME ~ /\/durations$/ && !/^#/ { seconds[$1] = $2 }
			END { for (name in seconds) print name, seconds[name] }
			' "$top/tests/durations" "${logs[@]}" | while read -r name seconds; do
			[[ -e $top/tests/${name/./\/}.sh ]] && echo "$name $seconds"
		done | LC_ALL=C sort
	} >"$parts/durations" && cp "$parts/durations" "$top/tests/durations"
}
