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
shown = ""
do for [m in listed(folder."/gains.csv")] { if (m ne "placebo") { shown = shown." ".m } }
count = words(shown)

pairs = folder."/gain-plane.csv"
gains = folder."/gains.csv"
averaged = int(system("grep -c ',average,' '".gains."'")) > 0
pick(m, t) = strcol("model") eq m && strcol("setting") eq "-" && strcol("metric") eq "nmse" && strcol("task") eq t \
  && (!averaged || strcol("correlation") eq "average")

# Gains differ by orders of magnitude from run to run, and no run is left out: the axes are linear within a thousandth and
# logarithmic beyond. All panels share a square range about 0 that holds every run.
unit = 0.001
s(x) = asinh(x / unit)
stats pairs using (abs(column("task1_nmse_gain"))) nooutput name "X"
stats pairs using (abs(column("task2_nmse_gain"))) nooutput name "Y"
if (!exists("X_max")) { X_max = unit }
if (!exists("Y_max")) { Y_max = unit }
reach = 1.06 * s(X_max > Y_max ? X_max : Y_max) + 0.1
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
  # stats heeds the ranges, and undefines its variables where there is nothing, as without intervals.
  set autoscale x; set autoscale y
  stats gains using (pick(m, "task1") ? column("mean") : NaN) nooutput name "A"
  stats gains using (pick(m, "task1") ? column("lower") : NaN) nooutput name "AL"
  stats gains using (pick(m, "task1") ? column("upper") : NaN) nooutput name "AU"
  stats gains using (pick(m, "task2") ? column("mean") : NaN) nooutput name "B"
  stats gains using (pick(m, "task2") ? column("lower") : NaN) nooutput name "BL"
  stats gains using (pick(m, "task2") ? column("upper") : NaN) nooutput name "BU"
  if (!exists("A_min")) { A_min = NaN }
  if (!exists("B_min")) { B_min = NaN }
  if (!exists("AL_min") || !exists("AU_min")) { AL_min = AU_min = A_min }
  if (!exists("BL_min") || !exists("BU_min")) { BL_min = BU_min = B_min }
  set xrange [-reach:reach]
  set yrange [-reach:reach]
  plot pairs using (strcol("model") eq "placebo" ? s(column("task1_nmse_gain")) : NaN):(s(column("task2_nmse_gain"))) \
      with points pointtype 6 pointsize 0.6 linecolor rgb "#999999", \
    pairs using (strcol("model") eq m ? s(column("task1_nmse_gain")) : NaN):(s(column("task2_nmse_gain"))) \
      with points pointtype shape(m) pointsize 0.55 linecolor rgb colour(m), \
    "+" using (s(A_min)):(s(B_min)):(s(AL_min)):(s(AU_min)):(s(BL_min)):(s(BU_min)) every ::0::0 \
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
    NaN with points pointtype 5 pointsize 0.8 linecolor rgb colour("shared-bottom") title "coloured: model, one run", \
    NaN with points pointtype 5 pointsize 1.2 linecolor rgb "black" title "black: mean, 95% interval"
}
unset multiplot
