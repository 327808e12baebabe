# Loss along training, a panel per p and a curve per model, beside the published curves.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/mmoe'; output='x.svg'" scripts/figures/mmoe-figure4.gnuplot
# Reads loss-curves.csv: means over runs, and the range of the middle 80%.

if (!exists("folder")) folder = "results/quick/mmoe"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/loss-curves.csv"
shows(unused) = strcol("setting") eq "-" && role(strcol("model")) eq "" && column("mean") > 0
found = ""; keys = ""
low = 1e9; high = 0.0
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
stats file using (shows(0) ? (found = joined(found, strcol("model")), keys = joined(keys, strcol("correlation")), \
  widen(column("mean")), 0) : 0) nooutput
stats file using (shows(0) && column("p10") > 0 ? widen(column("p10")) : 0) nooutput
stats file using (shows(0) && known(column("p90")) ? widen(column("p90")) : 0) nooutput
if (low >= high) { low = 0.1; high = 1 }
shown = ordered(found)
panels = words(keys)
pick(s, m, c) = shows(0) && strcol("source") eq s && strcol("model") eq m && strcol("correlation") eq c

set terminal svg size 1000,400 font "sans-serif,16" background rgb "white"
if (exists("output")) set output output
set logscale y
set yrange [low / 1.05 : high * 1.05]
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
  set title "p = ".word(keys, k) offset 0,-0.6
  plot for [i = 1:words(shown)] file using (pick("measured", word(shown, i), word(keys, k)) ? column("progress") : NaN) \
      :(column("p10")):(column("p90")) with filledcurves fillstyle transparent solid 0.18 noborder \
      linecolor rgb colour(word(shown, i)), \
    for [i = 1:words(shown)] file using (pick("measured", word(shown, i), word(keys, k)) ? column("progress") : NaN) \
      :(column("mean")) with linespoints linewidth 2 pointtype shape(word(shown, i)) pointsize 0.6 pointinterval 4 \
      linecolor rgb colour(word(shown, i)), \
    for [i = 1:words(shown)] file using (pick("published", word(shown, i), word(keys, k)) ? column("progress") : NaN) \
      :(column("mean")) with linespoints pointtype 12 pointsize 1 linewidth 1.5 dashtype 3 \
      linecolor rgb colour(word(shown, i))
}
set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 1
unset logscale; set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset title; unset ylabel
set label 1 "share of training" at 0.53, 0.13 center
n = words(shown)
step = 0.84 / (n + 1)
do for [i = 1:n] {
  set arrow i from 0.09 + step * (i - 1), 0.05 to 0.13 + step * (i - 1), 0.05 nohead linewidth 2 linecolor rgb colour(word(shown, i))
  set label 10 + i "" at 0.11 + step * (i - 1), 0.05 point pointtype shape(word(shown, i)) pointsize 0.7 \
    linecolor rgb colour(word(shown, i))
  set label 40 + i name(word(shown, i)) at 0.14 + step * (i - 1), 0.05 left
}
set label 2 "" at 0.11 + step * n, 0.05 point pointtype 12 pointsize 1 linecolor rgb "#404040"
set label 3 "paper" at 0.13 + step * n, 0.05 left
plot NaN notitle
unset multiplot
