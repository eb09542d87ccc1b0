# SPDX-License-Identifier: GPL-2.0
# Print the results of scripts/lib/bench.d/run as a table: a line for each scene, a column
# for each variant

$1 == "RESULT" {
	if (!($2 in known) && $2 != "floor") {
		known[$2] = 1
		scene[++scenes] = $2
	}
	if (!($3 in seen)) {
		seen[$3] = 1
		variant[++variants] = $3
	}
	cost[$2, $3] = $4 < $5 ? $4 : $5
	spread = ($4 > $5 ? $4 - $5 : $5 - $4) * 100 / cost[$2, $3]
	if (spread > 0.5)
		notes = notes sprintf("%s %s: the two runs differ by %.1f %%\n", $2, $3, spread)
}

$1 == "PACKETS" {
	packets[$2, $3] = $4
	if ($4 > most[$3])
		most[$3] = $4
}

$1 == "SKIP" {
	name = $2
	sub(/^SKIP [^ ]+ /, "")
	notes = notes name ": skipped, " $0 "\n"
}

# floor(v) - the variant whose floor is subtracted from v
#
# A crowd (conn-1000) has the floor of udp. The floor of packets that the router itself sends
# (answer, stream) is the receiver's share alone.
function floor(v)
{
	if (v ~ /^(conn|dev|if)-/)
		return "udp"
	return v
}
function router(s, v) { return cost[s, v] - cost["floor", floor(v)] }

function header(what)
{
	printf "\n%s\n%-26s", what, ""
	for (v = 1; v <= variants; v++)
		printf " %9s", variant[v]
	print ""
}

function row(name, format, value,    v)
{
	printf "%-26s", name
	for (v = 1; v <= variants; v++)
		if (variant[v] in value)
			printf " " format, value[variant[v]]
		else
			printf " %9s", "-"
	print ""
}

function fill(s, of,    v, n)
{
	split("", value)
	for (v = 1; v <= variants; v++) {
		n = variant[v]
		if (!((s, n) in cost) || (of && !((of, n) in cost)))
			continue
		value[n] = of ? router(s, n) / router(of, n) : s == "floor" ? cost[s, n] : router(s, n)
	}
}

# reference(s) - the scene that s is compared with
function reference(s)
{
	if (s ~ /^reply-/)
		return substr(s, 1, match(s, /-[a-z]+$/)) "plain"
	return "forward"
}

function references(    i, v)
{
	for (i = 1; i <= scenes; i++)
		for (v = 1; v <= variants; v++)
			if ((reference(scene[i]), variant[v]) in cost)
				return 1
	return 0
}

END {
	header("instructions of the router, per packet (tcp: per MiB)")
	for (i = 1; i <= scenes; i++) {
		fill(scene[i])
		row(scene[i], "%9d", value)
	}
	fill("floor", "")
	row("(floor, not in the above)", "%9d", value)
	if (references())
		header("times plain routing of the same")
	for (i = 1; references() && i <= scenes; i++) {
		fill(scene[i], reference(scene[i]))
		row(scene[i], "%9.2f", value)
	}
	for (key in packets) {
		split(key, of, SUBSEP)
		if (packets[key] < 0.97 * most[of[2]])
			notes = notes sprintf("%s %s: not to be compared, TCP acknowledged less often (%.1f packets a MiB, not %.1f)\n",
				of[1], of[2], packets[key] / 10, most[of[2]] / 10)
	}
	if (notes)
		printf "\n%s", notes
}
