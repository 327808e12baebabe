# Loss along training, a panel per model and a curve per p, beside the published curves.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/mmoe'; output='x.svg'" scripts/figures/mmoe-figure3.gnuplot
# Reads loss-curves.csv: means over runs.

if (!exists("folder")) folder = "results/quick/mmoe"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/loss-curves.csv"
shows(unused) = strcol("setting") eq "-" && role(strcol("model")) ne "baseline" && column("mean") > 0
found = ""; keys = ""
low = 1e9; high = 0.0
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
stats file using (shows(0) ? (found = joined(found, strcol("model")), keys = joined(keys, strcol("correlation")), \
  widen(column("mean")), 0) : 0) nooutput
if (low >= high) { low = 0.1; high = 1 }
shown = ordered(found)
panels = words(shown)
array HUE[5] = ["#D55E00", "#0072B2", "#009E73", "#E69F00", "#56B4E9"]
dashes(c) = (c - 1) % 5 + 1
pick(s, m, c) = shows(0) && strcol("source") eq s && strcol("model") eq m && strcol("correlation") eq c

set terminal svg size 1000,400 font "sans-serif,16" background rgb "white"
if (exists("output")) set output output
set logscale y
set yrange [low / 1.1 : high * 1.1]
set ytics (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1)
set xrange [0:1]
set xtics ("0" 0, "½" 0.5, "1" 1)
unset key
set multiplot
set tmargin at screen 0.88
set bmargin at screen 0.25
width = 0.91 / panels
do for [k = 1:panels] {
  set lmargin at screen 0.08 + (k - 1) * width
  set rmargin at screen 0.08 + k * width - 0.03
  if (k > 1) { set format y "" }
  set ylabel (k == 1 ? "NMSE (mean)" : "") offset 1,0
  set title name(word(shown, k)) offset 0,-0.6
  plot for [c = 1:words(keys)] file using (pick("measured", word(shown, k), word(keys, c)) ? column("progress") : NaN) \
      :(column("mean")) with lines linewidth 2 dashtype dashes(c) linecolor rgb HUE[(c - 1) % 5 + 1], \
    for [c = 1:words(keys)] file using (pick("published", word(shown, k), word(keys, c)) ? column("progress") : NaN) \
      :(column("mean")) with points pointtype 12 pointsize 0.9 linewidth 1.5 linecolor rgb HUE[(c - 1) % 5 + 1]
}
set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 1
unset logscale; set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset title; unset ylabel
set label 1 "share of training" at 0.53, 0.13 center
do for [c = 1:words(keys)] {
  set arrow c from 0.22 + 0.17 * (c - 1), 0.05 to 0.26 + 0.17 * (c - 1), 0.05 nohead linewidth 2 dashtype dashes(c) \
    linecolor rgb HUE[(c - 1) % 5 + 1]
  set label 1 + c "p = ".word(keys, c) at 0.27 + 0.17 * (c - 1), 0.05 left
}
n = words(keys)
set label n + 2 "" at 0.24 + 0.17 * n, 0.05 point pointtype 12 pointsize 1 linecolor rgb "#404040"
set label n + 3 "paper" at 0.26 + 0.17 * n, 0.05 left
plot NaN notitle
unset multiplot
