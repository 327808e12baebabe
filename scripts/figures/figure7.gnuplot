# Figure 7 of the PLE paper redone: the gain of every model over the single-task model, by correlation and task.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/seesaw'; output='figure7.svg'" scripts/figures/figure7.gnuplot
# Reads gains.csv: raw gains (single-task MSE minus the model's), 95% Student t intervals over replicates.
# Diamonds are the paper's values: one run each, of its own size of data and networks.

if (!exists("folder")) folder = "results/quick/seesaw"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 800,1040 font "sans-serif,15" background rgb "white"
load scripts."/style.gnuplot"
file = folder."/gains.csv"
shown = listed(file)
count = words(shown)

correlations = "0.20 0.40 0.50 0.75 1.00 average"
pick(m, c, t) = strcol("model") eq m && strcol("setting") eq "-" && strcol("correlation") eq c \
  && strcol("task") eq t && strcol("metric") eq "raw"
place(i, t) = i + (t - 1) * (count + 1.5)

# One range for all panels, from everything that is drawn.
drawn(v) = strcol("metric") eq "raw" && strcol("setting") eq "-" && strcol("task") ne "mean" ? column(v) : NaN
stats file using (drawn("mean")) nooutput name "M"
stats file using (drawn("lower")) nooutput name "L"
stats file using (drawn("upper")) nooutput name "U"
stats file using (drawn("published")) nooutput name "P"
# stats undefines its variables where there is nothing, as with a single replicate or without published values.
if (!exists("M_min")) { M_min = M_max = 0 }
if (!exists("L_min") || !exists("U_max")) { L_min = M_min; U_max = M_max }
if (!exists("P_min")) { P_min = P_max = 0 }
low = L_min < M_min ? L_min : M_min
low = P_min < low ? P_min : low
high = U_max > M_max ? U_max : M_max
high = P_max > high ? P_max : high
if (low == high) { high = low + 1e-9 }
margin = 0.06 * (high - low)

set yrange [low - margin : high + margin]
set xrange [0 : place(count, 2) + 1]
set xtics ("task 1" place((count + 1) / 2.0, 1), "task 2" place((count + 1) / 2.0, 2)) scale 0
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
  NaN with points pointtype 12 pointsize 1 linewidth 2 linecolor rgb "black" title "paper (one run)"

set border; set border 3
set xtics nomirror; set ytics nomirror scale 0.5; set grid ytics
set xzeroaxis linestyle 101
unset key
set yrange [low - margin : high + margin]
set xrange [0 : place(count, 2) + 1]
set xtics ("task 1" place((count + 1) / 2.0, 1), "task 2" place((count + 1) / 2.0, 2)) scale 0
set lmargin 10; set rmargin 1; set tmargin 2; set bmargin 2
set size 0.5, 0.3
do for [panel = 1:words(correlations)] {
  c = word(correlations, panel)
  set origin 0.5 * ((panel - 1) % 2), 0.6 - 0.3 * ((panel - 1) / 2)
  set title (c eq "average" ? "average over p" : "p = ".c) offset 0,-0.5
  set ylabel ((panel % 2) == 1 ? "gain in MSE" : "") offset 1,0
  plot for [i = 1:count] for [t = 1:2] file using \
      (pick(word(shown, i), c, "task".t) ? place(i, t) : NaN):(column("mean")) with boxes \
      fillstyle pattern hatch(word(shown, i)) linecolor rgb colour(word(shown, i)), \
    for [i = 1:count] for [t = 1:2] file using \
      (pick(word(shown, i), c, "task".t) ? place(i, t) : NaN):(column("mean")):(place(i, t)):(place(i, t)) \
      :(column("lower")):(column("upper")) with xyerrorbars pointtype 7 pointsize 0.25 linewidth 1.5 linecolor rgb "black", \
    for [i = 1:count] for [t = 1:2] file using \
      (pick(word(shown, i), c, "task".t) ? place(i, t) : NaN):(column("published")) \
      with points pointtype 12 pointsize 0.9 linewidth 2 linecolor rgb "black"
}
unset multiplot
