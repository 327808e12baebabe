# Errors on training and test samples by the share of labels, a panel per model.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/sparse-target'; output='x.svg'" scripts/figures/overfitting.gnuplot
# Reads fitted.csv: means with 95% Student t intervals over draws, of the task whose labels are masked.

if (!exists("folder")) folder = "results/quick/sparse-target"
if (!exists("scripts")) scripts = "scripts/figures"
if (!exists("task")) task = "task2"
load scripts."/style.gnuplot"
# Rows of other curves between two points do not break a line.
set datafile missing NaN
file = folder."/fitted.csv"
isCurve(unused) = strcol("task") eq task && strcol("only_shares") eq "yes"
isOf(m, what) = isCurve(0) && strcol("model") eq m && strcol("quantity") eq what
isShown(unused) = isCurve(0) && (strcol("quantity") eq "training" || strcol("quantity") eq "test")
found = ""
low = 1e300; high = -1e300; least = 1.0
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
stats file using (isCurve(0) ? (found = joined(found, strcol("model")), \
  least = column("label_share") < least ? column("label_share") : least, 0) : 0, 0) nooutput
stats file using (isShown(0) ? widen(column("lower")) : 0) nooutput
stats file using (isShown(0) ? widen(column("upper")) : 0) nooutput
stats file using (isShown(0) && known(column("mean")) ? widen(column("mean")) : 0) nooutput
if (low > high) { low = -1.0; high = 0.0 }
if (low == high) { high = low + 1e-9 }
shown = ordered(found)
panels = words(shown)

set terminal svg size 1000,400 font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
# Few labels stand on the right: from left to right a task gets scarcer.
set logscale x
set xrange [160 : 60.0 * least]
set xtics ("100" 100, "25" 25, "5" 5, "1" 1, "0.1" 0.1)
set logscale y
set yrange [exp(low - 0.06 * (high - low)) : exp(high + 0.06 * (high - low))]
unset key
set multiplot
set tmargin at screen 0.80
set bmargin at screen 0.2
width = 0.9 / panels
do for [k = 1:panels] {
  m = word(shown, k)
  set lmargin at screen 0.08 + (k - 1) * width
  set rmargin at screen 0.08 + k * width - 0.015
  if (k > 1) { set format y "" }
  set ylabel (k == 1 ? "mean squared error" : "") offset 1,0
  set title name(m) offset 0,-0.6
  plot file using (isOf(m, "test") ? 100 * column("label_share") : NaN):(exp(column("mean"))) \
      :(100 * column("label_share")):(100 * column("label_share")):(exp(column("lower"))):(exp(column("upper"))) \
      with xyerrorbars pointtype shape(m) pointsize 0.9 linewidth 1.5 linecolor rgb colour(m), \
    file using (isOf(m, "test") ? 100 * column("label_share") : NaN):(exp(column("mean"))) \
      with lines linewidth 2 linecolor rgb colour(m), \
    file using (isOf(m, "training") ? 100 * column("label_share") : NaN):(exp(column("mean"))) \
      :(100 * column("label_share")):(100 * column("label_share")):(exp(column("lower"))):(exp(column("upper"))) \
      with xyerrorbars pointtype 6 pointsize 0.8 linewidth 1.5 linecolor rgb colour(m), \
    file using (isOf(m, "training") ? 100 * column("label_share") : NaN):(exp(column("mean"))) \
      with lines linewidth 2 dashtype 2 linecolor rgb colour(m)
}
unset logscale x; unset logscale y
set lmargin at screen 0.05; set rmargin at screen 0.98; set tmargin at screen 1; set bmargin at screen 0
set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset title; unset ylabel
set label 1 "labels of task ".task[5:*].", % of samples" at 0.52, 0.06 center
# Stands alone at the top.
set key at screen 0.53, screen 0.955 center horizontal samplen 3 width 2 maxrows 1
plot NaN with lines linewidth 2 linecolor rgb "#404040" title "new samples", \
  NaN with linespoints pointtype 6 linewidth 2 dashtype 2 linecolor rgb "#404040" title "its own training samples"
unset multiplot
