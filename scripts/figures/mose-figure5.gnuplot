# Figure 5 of the MoSE paper redone: a few samples of some modes, input 1 and both labels at every step.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/sequential'; output='mose-figure5.svg'" scripts/figures/mose-figure5.gnuplot
# Reads mode-curves.csv. A mode has a colour and a dash; its samples differ by noise alone.

if (!exists("folder")) folder = "results/quick/sequential"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 900,760 font "sans-serif,15" background rgb "white"
load scripts."/style.gnuplot"
file = folder."/mode-curves.csv"
samples = ""; modes = ""
last = 1
stats file using (samples = joined(samples, strcol("mode").":".strcol("sample")), modes = joined(modes, strcol("mode")), \
  column("step") > last ? (last = column("step")) : 0, 0) nooutput
mode(s) = s[1:strstrt(s, ":") - 1]
sample(s) = s[strstrt(s, ":") + 1:]
position(m) = sum [i = 1:words(modes)] (word(modes, i) eq m ? i : 0)
palette_of(i) = i % 3 == 1 ? 0x0072B2 : i % 3 == 2 ? 0xD55E00 : 0x009E73
dash(i) = i % 3 == 1 ? 1 : i % 3 == 2 ? 2 : 4

set xrange [1:last]
set grid xtics ytics linestyle 100
set lmargin 9; set rmargin 2; set tmargin 1; set bmargin 2
set multiplot layout 3, 1 margins 0.09, 0.98, 0.08, 0.94 spacing 0, 0.05
do for [i = 1:3] {
  set ylabel (i == 1 ? "input 1" : i == 2 ? "task 1" : "task 2") offset 1,0
  if (i == 3) { set xlabel "step" offset 0,0.3 }
  if (i == 1) { set key at graph 1, graph 1.16 right horizontal samplen 3 } else { unset key }
  value = i == 1 ? "input1" : i == 2 ? "task1" : "task2"
  plot for [s in samples] file using (strcol("mode") eq mode(s) && strcol("sample") eq sample(s) ? column("step") : NaN) \
      :(column(value)) with lines linewidth 1 dashtype dash(position(mode(s))) linecolor rgb palette_of(position(mode(s))) notitle, \
    for [m in modes] NaN with lines linewidth 2 dashtype dash(position(m)) linecolor rgb palette_of(position(m)) title "mode ".m
}
unset multiplot
