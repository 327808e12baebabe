# Leads of models with experts of tasks over models without, by the share of labels, a panel per model without.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/sparse-target'; output='x.svg'" scripts/figures/leads-by-share.gnuplot
# Reads leads.csv: means with 95% Student t intervals over draws, of the task whose labels are masked.

if (!exists("folder")) folder = "results/quick/sparse-target"
if (!exists("scripts")) scripts = "scripts/figures"
if (!exists("task")) task = "task2"
load scripts."/style.gnuplot"
# Rows of other curves between two points do not break a line.
set datafile missing NaN
file = folder."/leads.csv"
isCurve(unused) = strcol("task") eq task && strcol("only_shares") eq "yes"
isOf(m, o) = isCurve(0) && strcol("model") eq m && strcol("over") eq o
found = ""; others = ""
low = 0.0; high = 0.0; least = 1.0
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
stats file using (isCurve(0) ? (found = joined(found, strcol("model")), others = joined(others, strcol("over")), \
  least = column("label_share") < least ? column("label_share") : least, 0) : 0, 0) nooutput
stats file using (isCurve(0) ? widen(column("lower")) : 0) nooutput
stats file using (isCurve(0) ? widen(column("upper")) : 0) nooutput
stats file using (isCurve(0) && known(column("mean")) ? widen(column("mean")) : 0) nooutput
if (low == high) { high = low + 1e-9 }
shown = ordered(found)
rivals = ordered(others)
panels = words(rivals)
count = words(shown)
# Models at one share stand side by side.
beside(i) = 1.0 - 0.16 * (i - (count + 1) / 2.0)

set terminal svg size 1000,400 font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
set logscale x
set xrange [160 : 60.0 * least]
set xtics ("100" 100, "25" 25, "5" 5, "1" 1, "0.1" 0.1)
set yrange [low - 0.06 * (high - low) : high + 0.06 * (high - low)]
set xzeroaxis linestyle 101
unset key
set multiplot
set tmargin at screen 0.80
set bmargin at screen 0.2
width = 0.9 / panels
do for [k = 1:panels] {
  o = word(rivals, k)
  set lmargin at screen 0.08 + (k - 1) * width
  set rmargin at screen 0.08 + k * width - 0.015
  if (k > 1) { set format y "" }
  set ylabel (k == 1 ? "lead in log excess error" : "") offset 1,0
  set title "over ".name(o) offset 0,-0.6
  plot for [i = 1:count] file using (isOf(word(shown, i), o) ? 100 * column("label_share") * beside(i) : NaN) \
      :(column("mean")):(100 * column("label_share") * beside(i)):(100 * column("label_share") * beside(i)) \
      :(column("lower")):(column("upper")) \
      with xyerrorbars pointtype shape(word(shown, i)) pointsize 0.9 linewidth 1.5 linecolor rgb colour(word(shown, i)), \
    for [i = 1:count] file using (isOf(word(shown, i), o) ? 100 * column("label_share") * beside(i) : NaN) \
      :(column("mean")) with lines linewidth 2 linecolor rgb colour(word(shown, i))
}
unset logscale x
set lmargin at screen 0.05; set rmargin at screen 0.98; set tmargin at screen 1; set bmargin at screen 0
set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset title; unset ylabel; unset xzeroaxis
set label 1 "labels of task ".task[5:*].", % of samples" at 0.52, 0.06 center
set key at screen 0.53, screen 0.955 center horizontal samplen 2 width 2 maxrows 1
plot for [i = 1:count] NaN with linespoints pointtype shape(word(shown, i)) pointsize 0.9 linewidth 2 \
  linecolor rgb colour(word(shown, i)) title name(word(shown, i))
unset multiplot
