# Figure 7 of the PLE paper redone: the gain of every model over the single-task model, by correlation and task.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/seesaw'; output='figure7.svg'" scripts/figures/figure7.gnuplot
# Reads gains.csv: raw gains (single-task MSE minus the model's), 95% Student t intervals over replicates.
# Diamonds are the paper's values: one run each, of its own size of data and networks.

if (!exists("folder")) folder = "results/quick/seesaw"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/gains.csv"

pick(m, c, t) = strcol("model") eq m && strcol("setting") eq "-" && strcol("correlation") eq c \
  && strcol("task") eq t && strcol("metric") eq "raw"
place(i, t) = i + (t - 1) * (count + 1.5)

# What there is: models, correlations with the average last, tasks without their mean. One range for all panels,
# from everything that is drawn.
found = ""; keys = ""; tasks = ""
low = 0.0; high = 0.0
list(m, c, t) = (found = joined(found, m), keys = joined(keys, c), t eq "mean" ? "" : (tasks = joined(tasks, t)), 0)
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
# A control differs in more than sharing: its gain would set the scale.
raw(unused) = strcol("metric") eq "raw" && strcol("setting") eq "-" && role(strcol("model")) ne "control"
drawn(unused) = raw(0) && strcol("task") ne "mean"
stats file using (raw(0) ? list(strcol("model"), strcol("correlation"), strcol("task")) : 0) nooutput
stats file using (drawn(0) ? widen(column("mean")) : 0) nooutput
stats file using (drawn(0) ? widen(column("lower")) : 0) nooutput
stats file using (drawn(0) ? widen(column("upper")) : 0) nooutput
stats file using (drawn(0) ? widen(column("published")) : 0) nooutput
# 1 where the data are those of the paper's figure.
published = 0
stats file using (known(column("published")) ? (published = 1, 0) : 0) nooutput
if (low == high) { high = low + 1e-9 }
margin = 0.06 * (high - low)
shown = ordered(found)
count = words(shown)
correlations = ""
do for [c in keys] { if (c ne "average") { correlations = correlations.c." " } }
if (holds(keys, "average")) { correlations = correlations."average" }
panels = words(correlations)
columns = panels > 1 ? 2 : 1
rows = (panels + columns - 1) / columns
share = 0.9 / rows

set terminal svg size 800,(104 + 312 * rows) font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
set yrange [low - margin : high + margin]
set boxwidth 0.8
set style fill pattern 0 border rgb "#202020"
set xzeroaxis linestyle 101
set bars 0.5

set multiplot
# The legend stands alone at the top.
set size 1, 0.1
set origin 0, 0.9
unset border; unset tics; unset grid; unset xzeroaxis
set lmargin 2; set rmargin 2; set tmargin 0; set bmargin 0
set key center center horizontal samplen 2.5 width 1 maxrows 2
set xrange [0:1]; set yrange [0:1]
plot for [m in shown] NaN with boxes fillstyle pattern hatch(m) linecolor rgb colour(m) title name(m), \
  for [k = 1:published] NaN with points pointtype 12 pointsize 1 linewidth 2 linecolor rgb "black" title "paper (one run)"

set border; set border 3
set xtics nomirror; set ytics nomirror scale 0.5; set grid ytics
set xzeroaxis linestyle 101
unset key
set yrange [low - margin : high + margin]
set xrange [0 : place(count, words(tasks)) + 1]
set xtics () scale 0
do for [t = 1:words(tasks)] { set xtics add ("task ".word(tasks, t)[5:*] place((count + 1) / 2.0, t)) }
set lmargin 10; set rmargin 1; set tmargin 2; set bmargin 2
set size 1.0 / columns, share
do for [panel = 1:panels] {
  c = word(correlations, panel)
  set origin (panel - 1) % columns / (1.0 * columns), 0.9 - share * ((panel - 1) / columns + 1)
  set title (c eq "average" ? "average over p" : "p = ".c) offset 0,-0.5
  set ylabel ((panel - 1) % columns == 0 ? "gain in MSE" : "") offset 1,0
  plot for [i = 1:count] for [t = 1:words(tasks)] file using \
      (pick(word(shown, i), c, word(tasks, t)) ? place(i, t) : NaN):(column("mean")) with boxes \
      fillstyle pattern hatch(word(shown, i)) linecolor rgb colour(word(shown, i)), \
    for [i = 1:count] for [t = 1:words(tasks)] file using \
      (pick(word(shown, i), c, word(tasks, t)) ? place(i, t) : NaN):(column("mean")):(place(i, t)):(place(i, t)) \
      :(column("lower")):(column("upper")) with xyerrorbars pointtype 7 pointsize 0.25 linewidth 1.5 linecolor rgb "black", \
    for [i = 1:count] for [t = 1:words(tasks)] file using \
      (pick(word(shown, i), c, word(tasks, t)) ? place(i, t) : NaN):(column("published")) \
      with points pointtype 12 pointsize 0.9 linewidth 2 linecolor rgb "black"
}
unset multiplot
