# Histograms of the final loss: a row of panels per p, a column per model.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/mmoe'; output='x.svg'" scripts/figures/mmoe-figure5.gnuplot
# Reads loss-histogram.csv: shares of runs by bin; the last bin, without an upper end, is drawn hatched at the right.

if (!exists("folder")) folder = "results/quick/mmoe"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/loss-histogram.csv"
shows(unused) = strcol("setting") eq "-" && role(strcol("model")) eq ""
found = ""; keys = ""
top = 0.0; end = 0.0; bins = 1
stats file using (shows(0) ? (found = joined(found, strcol("model")), keys = joined(keys, strcol("correlation")), \
  top = column("share") > top ? column("share") : top, 0) : 0) nooutput
stats file using (shows(0) && known(column("upper")) ? (end = column("upper") > end ? column("upper") : end, \
  bins = column("bin") > bins ? column("bin") : bins, 0) : 0) nooutput
if (top == 0) { top = 1 }
if (end == 0) { end = 1 }
shown = ordered(found)
columns = words(shown); rows = words(keys)
bin = end / bins
pick(m, c) = shows(0) && strcol("model") eq m && strcol("correlation") eq c

height = 100.0 + 130 * rows
set terminal svg size 900,height font "sans-serif,17" background rgb "white"
if (exists("output")) set output output
set xrange [0 : end + 2 * bin]
set yrange [0 : 1.08 * top]
set xtics 0, 0.2, end
set ytics 0, (top > 0.5 ? 0.5 : top > 0.2 ? 0.2 : 0.1)
set boxwidth bin
set style fill solid 0.8 noborder
unset key
set multiplot
width = 0.85 / columns
tall = (height - 100.0) / height / rows
do for [r = 1:rows] {
  do for [k = 1:columns] {
    set lmargin at screen 0.14 + (k - 1) * width
    set rmargin at screen 0.14 + k * width - 0.02
    set tmargin at screen 1 - 36.0 / height - (r - 1) * tall
    set bmargin at screen 1 - 36.0 / height - r * tall + 14.0 / height
    if (r == rows) { set format x "%g" } else { set format x "" }
    if (k == 1) { set format y "%g" } else { set format y "" }
    if (r == 1) { set title name(word(shown, k)) offset 0,-0.6 } else { unset title }
    if (k == 1) { set label 1 "p = ".word(keys, r) at graph -0.25, graph 0.5 center rotate by 90 } else { unset label 1 }
    plot file using (pick(word(shown, k), word(keys, r)) && known(column("upper")) \
        ? (column("lower") + column("upper")) / 2 : NaN):(column("share")) with boxes linecolor rgb colour(word(shown, k)), \
      file using (pick(word(shown, k), word(keys, r)) && !known(column("upper")) ? end + 1.25 * bin : NaN) \
        :(column("share")) with boxes fillstyle pattern 4 border linecolor rgb colour(word(shown, k))
  }
}
set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 1
set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset title
set label 1 "test NMSE of task 1 at the end (hatched: larger)" at 0.55, 22.0 / height center norotate
set label 2 "share of runs" at 0.015, 0.55 center rotate by 90
plot NaN notitle
unset multiplot
