# Gains over the single-task model by task and correlation, in log excess error.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/seesaw'; output='x.svg'" scripts/figures/gains-by-correlation.gnuplot
# Reads gains.csv: means with 95% Student t intervals over draws.

if (!exists("folder")) folder = "results/quick/seesaw"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/gains.csv"
found = ""; keys = ""; tasks = ""
low = 0.0; high = 0.0
shows(unused) = strcol("setting") eq "-" && strcol("metric") eq "log_excess" && strcol("correlation") ne "average" \
  && role(strcol("model")) ne "control"
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
stats file using (shows(0) ? (found = joined(found, strcol("model")), keys = joined(keys, strcol("correlation")), \
  strcol("task") eq "mean" ? 0 : (tasks = joined(tasks, strcol("task")), 0), 0) : 0) nooutput
stats file using (shows(0) && strcol("task") ne "mean" ? widen(column("lower")) : 0) nooutput
stats file using (shows(0) && strcol("task") ne "mean" ? widen(column("upper")) : 0) nooutput
if (low == high) { high = low + 1e-9 }
shown = ordered(found)
count = words(shown)
panels = words(keys)
pick(m, c, t) = strcol("model") eq m && strcol("setting") eq "-" && strcol("correlation") eq c \
  && strcol("task") eq t && strcol("metric") eq "log_excess"
place(i, t) = i + (t - (words(tasks) + 1) / 2.0) * 0.32

height = 110 + 40 * count
set terminal svg size 1000,height font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
set grid noytics xtics linestyle 100
set yrange [count + 0.6 : 0.4]
set xrange [low - 0.05 * (high - low) : high + 0.05 * (high - low)]
tick = high - low > 1.5 ? 1 : high - low > 0.6 ? 0.5 : 0.2
set xtics tick
unset key
set multiplot
set tmargin at screen 1 - 34.0 / height
set bmargin at screen 64.0 / height
width = 0.83 / panels
do for [k = 1:panels] {
  set lmargin at screen 0.16 + (k - 1) * width
  set rmargin at screen 0.16 + k * width - 0.015
  unset ytics
  if (k == 1) {
    set ytics () scale 0
    do for [i = 1:count] { set ytics add (name(word(shown, i)) i) }
  }
  set title (word(keys, k) eq "-" ? "" : "p = ".word(keys, k)) offset 0,-0.6
  set arrow 1 from 0, graph 0 to 0, graph 1 nohead linestyle 101 back
  plot for [i = 1:count] for [t = 1:words(tasks)] file using \
      (pick(word(shown, i), word(keys, k), word(tasks, t)) ? column("mean") : NaN):(place(i, t)) \
      :(column("lower")):(column("upper")):(place(i, t)):(place(i, t)) \
      with xyerrorbars pointtype (t == 1 ? 7 : 6) pointsize 0.7 linewidth 2 linecolor rgb colour(word(shown, i))
}
unset arrow 1
set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 1
set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset title
set label 1 "gain in log excess error; upper (filled): task 1, lower (open): task 2" at 0.57, 18.0 / height center
plot NaN notitle
unset multiplot
