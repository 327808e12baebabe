# Who gains over the single-task model: mean over tasks and correlations, in log excess error and in the paper's unit.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/seesaw'; output='figure7.svg'" scripts/figures/figure7.gnuplot
# Reads gains.csv: means with 95% Student t intervals over draws. The grey band is the placebo's interval. Diamonds are the
# paper's values: one run each, of its own size of data and networks.

if (!exists("folder")) folder = "results/quick/seesaw"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/gains.csv"

# The average over p where there are several.
found = ""; keys = ""
# A control differs in more than sharing: its gain would set the scale.
shows(unused) = strcol("setting") eq "-" && strcol("task") eq "mean" && role(strcol("model")) ne "control"
stats file using (shows(0) ? (found = joined(found, strcol("model")), keys = joined(keys, strcol("correlation")), 0) : 0) nooutput
at = holds(keys, "average") ? "average" : word(keys, 1)
pick(m, u) = strcol("model") eq m && strcol("setting") eq "-" && strcol("correlation") eq at \
  && strcol("task") eq "mean" && strcol("metric") eq u
shown = ordered(found)
count = words(shown)
published = 0
stats file using (shows(0) && known(column("published")) ? (published = 1, 0) : 0) nooutput

height = 146 + 34 * count
set terminal svg size 800,height font "sans-serif,16" background rgb "white"
if (exists("output")) set output output
set grid noytics xtics linestyle 100
set yrange [count + 0.6 : 0.4]
set xtics nomirror
unset key
set multiplot
set tmargin at screen 1 - 40.0 / height
set bmargin at screen 98.0 / height
units = "log_excess raw"
do for [k = 1:2] {
  u = word(units, k)
  set lmargin at screen (k == 1 ? 0.2 : 0.64)
  set rmargin at screen (k == 1 ? 0.6 : 0.97)
  unset ytics
  if (k == 1) {
    set ytics () scale 0
    do for [i = 1:count] { set ytics add (name(word(shown, i)) i) }
  }
  set title (k == 1 ? "log excess error" : "MSE, the paper's unit") offset 0,-0.6
  set xlabel (k == 1 ? "gain; .1 is about 10% less error" : "gain") offset 0,0
  set format x "%g"
  # A range of its own, with some room.
  set autoscale x
  least = 0.0; most = 0.0
  widen(v) = (least = v < least ? v : least, most = v > most ? v : most, 0)
  stats file using (shows(0) && strcol("correlation") eq at && strcol("metric") eq u ? widen(column("lower")) : 0) nooutput
  stats file using (shows(0) && strcol("correlation") eq at && strcol("metric") eq u ? widen(column("upper")) : 0) nooutput
  stats file using (shows(0) && strcol("correlation") eq at && strcol("metric") eq u ? widen(column("mean")) : 0) nooutput
  if (k == 2) { stats file using (shows(0) && strcol("correlation") eq at ? widen(column("published")) : 0) nooutput }
  if (least == most) { most = least + 1e-9 }
  set xrange [least - 0.06 * (most - least) : most + 0.06 * (most - least)]
  # About five ticks.
  base = 10.0 ** floor(log10(most - least))
  tick = (most - least) / base < 2 ? base / 2 : (most - least) / base < 5 ? base : 2 * base
  set xtics tick
  low = NaN; high = NaN
  stats file using (pick(placebo, u) ? (low = column("lower"), high = column("upper"), 0) : 0) nooutput
  unset object 1
  if (known(low) && known(high)) {
    set object 1 rectangle from low, graph 0 to high, graph 1 behind fillcolor rgb "#e4e4e4" fillstyle solid noborder
  }
  set arrow 1 from 0, graph 0 to 0, graph 1 nohead linestyle 101 back
  plot for [i = 1:count] file using (pick(word(shown, i), u) ? column("mean") : NaN):(i) \
      :(column("lower")):(column("upper")):(i):(i) \
      with xyerrorbars pointtype shape(word(shown, i)) pointsize 0.9 linewidth 3 linecolor rgb colour(word(shown, i)), \
    for [i = 1:count] file using (k == 2 && pick(word(shown, i), u) ? column("published") : NaN):(i) \
      with points pointtype 12 pointsize 1.2 linewidth 2 linecolor rgb "black"
}
unset object 1; unset arrow 1
# What the marks are.
set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 1
set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset xlabel; unset title
set label 1 (placebo eq "" ? "" : "grey: the placebo's interval").(published ? (placebo eq "" ? "" : "; ")."diamonds: the paper, one run" : "") \
  at 0.98, 14.0 / height right font "sans-serif,14"
plot NaN notitle
unset multiplot
