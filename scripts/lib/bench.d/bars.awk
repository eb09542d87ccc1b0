# SPDX-License-Identifier: GPL-2.0
# Print the results of scripts/lib/bench.d/run as a bar chart, SVG. The length of a bar is
# the cost of a 60-byte UDP packet without the floor: of flows to 16,384 destinations if they
# were measured, otherwise of 64 flows. The variable command is the command that measured.

BEGIN { left = 190; right = 720; row = 24; top = 54; traffic = "udp" }

{ line[NR] = $0 }
$3 == "dest-16384" { traffic = $3 }

function take(words)
{
	if (words[1] != "RESULT" || words[3] != traffic)
		return
	least = words[4] < words[5] ? words[4] : words[5]
	if (words[2] == "floor") {
		floor = least
		return
	}
	name[++n] = words[2]
	cost[n] = least
}

function text(x, y, anchor, what)
{
	printf "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, what
}

END {
	for (i = 1; i <= NR; i++) {
		split(line[i], words)
		take(words)
	}
	for (i = 1; i <= n; i++) {
		cost[i] -= floor
		most = cost[i] > most ? cost[i] : most
		if (name[i] == "forward")
			forward = cost[i]
	}
	height = top + n * row + 16
	print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
	print "<!-- SPDX-License-Identifier: GPL-2.0 -->"
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n",
		right + 80, height, right + 80, height
	printf "<desc>made by: %s</desc>\n", command	# an XML comment cannot contain "--"
	print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
	text(12, 22, "start", "Instructions of the router for one UDP packet of 60 bytes, " (traffic == "udp" ? "64 flows" : "to 16,384 destinations"))
	for (i = 1; i <= n; i++) {
		y = top + (i - 1) * row
		width = most ? cost[i] * (right - left) / most : 0
		ours = name[i] ~ /reinject|fast|reflect/
		text(left - 8, y + 14, "end", name[i])
		printf "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
			left, y, width, row - 7, ours ? "#2b6cb0" : "#a0aec0"
		text(left + width + 6, y + 14, "start", cost[i])
	}
	if (forward) {
		x = left + forward * (right - left) / most
		printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#c53030\" stroke-dasharray=\"4 3\"/>\n",
			x, x, top - 8, height - 12
		text(x + 4, top - 10, "start", "plain forwarding")
	}
	print "</svg>"
}
