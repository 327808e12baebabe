# What departures of public implementations cost: a block per departure, a line per model that has it.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/ports'; output='x.svg'" scripts/figures/departures.gnuplot
# Reads departures.csv: rows over -, means with 95% Student t intervals over draws.

if (!exists("folder")) folder = "results/quick/ports"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/departures.csv"
isCost(unused) = strcol("over") eq "-"
groups = ""; entries = ""; found = ""
low = 0.0; high = 0.0
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
entry(unused) = strcol("setting")."/".strcol("model")
stats file using (isCost(0) ? (groups = joined(groups, strcol("setting")), entries = joined(entries, entry(0)), \
  found = joined(found, strcol("model")), 0) : 0, 0) nooutput
stats file using (isCost(0) ? widen(column("lower")) : 0) nooutput
stats file using (isCost(0) ? widen(column("upper")) : 0) nooutput
# A single draw has means alone.
stats file using (isCost(0) && known(column("mean")) ? widen(column("mean")) : 0) nooutput
if (low == high) { high = low + 1e-9 }
shown = ordered(found)
count = words(entries)
# A block has a line for its name; between two blocks is half a line.
setting(e) = e[1:strstrt(e, "/") - 1]
model(e) = e[strstrt(e, "/") + 1:]
index_in(list, w) = sum [i = 1:words(list)] (word(list, i) eq w ? i : 0)
place(e) = index_in(entries, e) + 1.5 * index_in(groups, setting(e))
first(s) = sum [i = 1:count] (setting(word(entries, i)) eq s ? (i == 1 || setting(word(entries, i - 1)) ne s ? i : 0) : 0)
header(s) = first(s) - 1 + 1.5 * index_in(groups, s)

lines = count + 1.5 * words(groups)
height = 86.0 + 21 * lines
set terminal svg size 600,height font "sans-serif,16" background rgb "white"
if (exists("output")) set output output
set grid noytics xtics linestyle 100
set yrange [lines + 0.8 : 0.6]
set xrange [low - 0.06 * (high - low) : high + 0.06 * (high - low)]
set lmargin at screen 0.25
set rmargin at screen 0.97
set tmargin at screen 1 - 12.0 / height
set bmargin at screen 64.0 / height
set ytics () scale 0
# Names of blocks cross the left edge, so that it has no line.
set border 1 linewidth 1 linecolor rgb "#404040"
do for [i = 1:count] { set ytics add (name(model(word(entries, i))) place(word(entries, i))) }
do for [g = 1:words(groups)] {
  set label g spaced(word(groups, g)) at screen 0.01, first header(word(groups, g)) left font "sans-serif-bold,16"
}
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linestyle 101 back
set xlabel "log excess error with it - without it" offset 0,0.3
unset key
plot for [i = 1:words(shown)] file using \
  (isCost(0) && strcol("model") eq word(shown, i) ? column("mean") : NaN) \
  :(place(entry(0))):(column("lower")):(column("upper")):(place(entry(0))):(place(entry(0))) \
  with xyerrorbars pointtype shape(word(shown, i)) pointsize 0.8 linewidth 2.5 linecolor rgb colour(word(shown, i))
