# The gain plane: every run's NMSE gain on task 1 against its gain on task 2, with the means over replicates.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/seesaw'; output='gain-plane.svg'" scripts/figures/gain-plane.gnuplot
# Reads gain-plane.csv (every run) and gains.csv (means, 95% intervals). The shaded quadrants are the seesaw: one task
# gains, the other loses. Grey circles in every panel are the placebo's runs: what retraining alone does.

if (!exists("folder")) folder = "results/quick/seesaw"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 800,1120 font "sans-serif,15" background rgb "white"
load scripts."/style.gnuplot"
pairs = folder."/gain-plane.csv"
gains = folder."/gains.csv"
found = ""
correlations = ""
stats gains using (strcol("setting") ne "-" ? 0 : (strcol("model") ne placebo ? (found = joined(found, strcol("model"))) : "", \
  correlations = joined(correlations, strcol("correlation")), 0)) nooutput
shown = ordered(found)
count = words(shown)
averaged = holds(correlations, "average")
pick(m, t) = strcol("model") eq m && strcol("setting") eq "-" && strcol("metric") eq "nmse" && strcol("task") eq t \
  && (!averaged || strcol("correlation") eq "average")

# Gains differ by orders of magnitude from run to run, and no run is left out: the axes are linear within a thousandth and
# logarithmic beyond. All panels share a square range about 0 that holds every run.
unit = 0.001
s(x) = asinh(x / unit)
furthest = 0.0
widen(v) = (furthest = abs(v) > furthest ? abs(v) : furthest, 0)
stats pairs using (strcol("setting") eq "-" ? widen(column("nmse_gain_task1")) : 0) nooutput
stats pairs using (strcol("setting") eq "-" ? widen(column("nmse_gain_task2")) : 0) nooutput
if (furthest == 0) { furthest = unit }
reach = 1.06 * s(furthest) + 0.1
run(m) = strcol("model") eq m && strcol("setting") eq "-"
set size ratio 1
set grid xtics ytics linestyle 100
set xzeroaxis linestyle 101
set yzeroaxis linestyle 101
set xtics ("-.1" s(-0.1), "-.01" s(-0.01), "" s(-0.001), "0" 0, "" s(0.001), ".01" s(0.01), ".1" s(0.1))
set ytics ("-.1" s(-0.1), "-.01" s(-0.01), "-.001" s(-0.001), "0" 0, ".001" s(0.001), ".01" s(0.01), ".1" s(0.1))
set object 1 rectangle from 0, -reach to reach, 0 behind fillcolor rgb "#fbe9d0" fillstyle solid noborder
set object 2 rectangle from -reach, 0 to 0, reach behind fillcolor rgb "#fbe9d0" fillstyle solid noborder
set label 1 "seesaw" at graph 0.98, graph 0.05 right textcolor rgb "#805000"
set label 2 "seesaw" at graph 0.02, graph 0.95 left textcolor rgb "#805000"
unset key

rows = (count + 1) / 2
set lmargin 8; set rmargin 1; set tmargin 2.5; set bmargin 4
set multiplot
height = 1.0 / rows
do for [i = 1:count] {
  m = word(shown, i)
  set size 0.5, height
  set origin 0.5 * ((i - 1) % 2), 1 - height * ((i - 1) / 2 + 1)
  set title name(m)
  set xlabel "gain on task 1 (NMSE)" offset 0,0.3
  set ylabel "gain on task 2 (NMSE)" offset 0.5,0
  # stats heeds the ranges. Without intervals, as of a single replicate, the mean stands alone.
  set autoscale x; set autoscale y
  across = across_lower = across_upper = up = up_lower = up_upper = NaN
  stats gains using (pick(m, "task1") ? (across = column("mean"), across_lower = column("lower"), across_upper = column("upper"), 0) : 0) nooutput
  stats gains using (pick(m, "task2") ? (up = column("mean"), up_lower = column("lower"), up_upper = column("upper"), 0) : 0) nooutput
  if (!known(across_lower) || !known(across_upper)) { across_lower = across_upper = across }
  if (!known(up_lower) || !known(up_upper)) { up_lower = up_upper = up }
  set xrange [-reach:reach]
  set yrange [-reach:reach]
  plot pairs using (run(placebo) ? s(column("nmse_gain_task1")) : NaN):(s(column("nmse_gain_task2"))) \
      with points pointtype 6 pointsize 0.6 linecolor rgb "#999999", \
    pairs using (run(m) ? s(column("nmse_gain_task1")) : NaN):(s(column("nmse_gain_task2"))) \
      with points pointtype shape(m) pointsize 0.55 linecolor rgb colour(m), \
    "+" using (s(across)):(s(up)):(s(across_lower)):(s(across_upper)):(s(up_lower)):(s(up_upper)) every ::0::0 \
      with xyerrorbars pointtype shape(m) pointsize 1.2 linewidth 2.5 linecolor rgb "black"
}
# How to read it, in the cell that is left over.
if (count % 2 == 1) {
  set origin 0.5, 0
  set size 0.5, height
  unset border; unset tics; unset grid; unset title; unset xlabel; unset ylabel; unset xzeroaxis; unset yzeroaxis
  unset object 1; unset object 2; unset label 1; unset label 2
  set key at graph 0.5, graph 0.6 center center samplen 1 reverse Left
  plot NaN with points pointtype 6 pointsize 0.8 linecolor rgb "#999999" title "placebo, one run", \
    NaN with points pointtype 5 pointsize 0.8 linecolor rgb colour(word(shown, 1)) title "coloured: model, one run", \
    NaN with points pointtype 5 pointsize 1.2 linecolor rgb "black" title "black: mean, 95% interval"
}
unset multiplot
