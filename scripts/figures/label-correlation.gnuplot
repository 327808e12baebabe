# Gains over the single-task model beside the correlation of the labels, a panel per model.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/weak-correlation'; output='x.svg'" scripts/figures/label-correlation.gnuplot
# Reads label-correlation.csv: a row per model, p and draw.

if (!exists("folder")) folder = "results/quick/weak-correlation"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/label-correlation.csv"
shows(unused) = strcol("setting") eq "-" && role(strcol("model")) eq "" && known(column("gain"))
found = ""; keys = ""
low = 0.0; high = 0.0
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
stats file using (shows(0) ? (found = joined(found, strcol("model")), keys = joined(keys, strcol("correlation")), \
  widen(column("gain")), 0) : 0) nooutput
if (low == high) { high = low + 1e-9 }
shown = ordered(found)
panels = words(shown)
pick(m, c) = shows(0) && strcol("model") eq m && strcol("correlation") eq c

# Means over the draws at one p, for both coordinates.
array X[panels * words(keys)]
array Y[panels * words(keys)]
do for [k = 1:panels] {
  do for [c = 1:words(keys)] {
    n = 0; x = 0.0; y = 0.0
    stats file using (pick(word(shown, k), word(keys, c)) ? (n = n + 1, x = x + column("label_pearson"), \
      y = y + column("gain"), 0) : 0) nooutput
    X[(k - 1) * words(keys) + c] = n > 0 ? x / n : NaN
    Y[(k - 1) * words(keys) + c] = n > 0 ? y / n : NaN
  }
}

set terminal svg size 1000,380 font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
set xrange [-1.05 : 1.05]
set xtics -1, 1, 1
set yrange [low - 0.05 * (high - low) : high + 0.05 * (high - low)]
set xzeroaxis linestyle 101
unset key
set multiplot
set tmargin at screen 0.88
set bmargin at screen 0.2
width = 0.9 / panels
do for [k = 1:panels] {
  set lmargin at screen 0.08 + (k - 1) * width
  set rmargin at screen 0.08 + k * width - 0.015
  if (k > 1) { set format y "" }
  set ylabel (k == 1 ? "gain in log excess error" : "") offset 1,0
  set title name(word(shown, k)) offset 0,-0.6
  first = (k - 1) * words(keys)
  plot for [c = 1:words(keys)] file using (pick(word(shown, k), word(keys, c)) ? column("label_pearson") : NaN) \
      :(column("gain")) with points pointtype shape(word(shown, k)) pointsize 0.35 linecolor rgb "#a0a0a0", \
    '+' using (X[first + int($0) + 1]):(Y[first + int($0) + 1]) every ::0::(words(keys) - 1) \
      with linespoints pointtype shape(word(shown, k)) pointsize 1 linewidth 2 linecolor rgb colour(word(shown, k))
}
set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 1
set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset title; unset ylabel; unset xzeroaxis
set label 1 "correlation of the labels" at 0.53, 0.06 center
plot NaN notitle
unset multiplot
