# Figure 6 of the MoSE paper redone: the test error of every model on sequences, by task.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/sequential'; output='mose-figure6.svg'" scripts/figures/mose-figure6.gnuplot
# Reads mose-figure6.csv. Top: NMSE with 95% t intervals over draws; a dashed line is the noise floor, where known.
# Below: MSE relative to the baseline's on the same data, so that the paper's single runs (diamonds), on data with
# other constants, can stand beside it; the thin line is the 95% prediction interval for one further run.

if (!exists("folder")) folder = "results/quick/sequential"
if (!exists("scripts")) scripts = "scripts/figures"
if (!exists("floor")) floor = "floor"
load scripts."/style.gnuplot"
file = folder."/mose-figure6.csv"
found = ""; tasks = ""
low = 1.0; high = 1.0; least = NaN
widen(v) = (low = v > 0 && v < low ? v : low, high = v > high ? v : high, 0)
stats file using (found = joined(found, strcol("model")), tasks = joined(tasks, strcol("task")), 0) nooutput
stats file using (strcol("unit") eq "relative" ? widen(column("mean")) : 0) nooutput
stats file using (strcol("unit") eq "relative" ? widen(column("prediction_lower")) : 0) nooutput
stats file using (strcol("unit") eq "relative" ? widen(column("prediction_upper")) : 0) nooutput
stats file using (strcol("unit") eq "relative" ? widen(column("published")) : 0) nooutput
shown = ordered(found)
count = words(shown)
columns = words(tasks)
panel = 92 + 24.0 * count
legend = 34
height = legend + 2 * panel
set terminal svg size 900,height font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
pick(m, t, u) = strcol("model") eq m && strcol("task") eq t && strcol("unit") eq u

left = 0.2
width = (0.985 - left) / columns
set multiplot
# The legend stands alone at the top.
set size 1, legend / height
set origin 0, 1 - legend / height
unset border; unset tics; unset grid
set lmargin 2; set rmargin 2; set tmargin 0; set bmargin 0
set key center center horizontal samplen 2 width 1
set xrange [0:1]; set yrange [0:1]
plot NaN with lines linewidth 3 linecolor rgb "black" title "mean, 95% interval", \
  NaN with lines linewidth 1 linecolor rgb "black" title "one further run, 95%", \
  NaN with points pointtype 12 pointsize 1 linewidth 2 linecolor rgb "black" title "paper (one run)"
unset key
set border 3
set tics nomirror scale 0.5
set grid xtics noytics linestyle 100
set yrange [count + 0.6 : 0.4]

do for [t = 1:columns] {
  task = word(tasks, t)
  set lmargin at screen left + (t - 1) * width
  set rmargin at screen left + t * width - 0.03
  unset ytics
  if (t == 1) {
    set ytics () scale 0
    do for [i = 1:count] { set ytics add (name(word(shown, i)) i) }
  }
  # Errors of this task, over its own range from 0.
  set tmargin at screen 1 - (legend + 26) / height
  set bmargin at screen 1 - (legend + panel - 62) / height
  set title "task ".task[5:*] offset 0,-0.5
  set xlabel "NMSE" offset 0,0.3
  unset logscale x
  set autoscale x; set autoscale y
  floor_level = NaN; highest = 0.0
  stats file using (pick(floor, task, "nmse") ? (floor_level = column("mean"), 0) : 0) nooutput
  stats file using (strcol("task") eq task && strcol("unit") eq "nmse" && holds(shown, strcol("model")) \
    ? (v = known(column("upper")) ? column("upper") : column("mean"), highest = v > highest ? v : highest, 0) : 0) nooutput
  set xrange [0 : highest > 0 ? 1.05 * highest : 1]
  set yrange [count + 0.6 : 0.4]
  set xtics autofreq
  set format x "%g"
  unset arrow 1
  if (known(floor_level)) { set arrow 1 from floor_level, graph 0 to floor_level, graph 1 nohead dashtype 2 linewidth 1.5 linecolor rgb "#404040" }
  plot for [i = 1:count] file using (pick(word(shown, i), task, "nmse") ? column("mean") : NaN):(i) \
      :(column("lower")):(column("upper")):(i):(i) \
      with xyerrorbars pointtype shape(word(shown, i)) pointsize 0.9 linewidth 3 linecolor rgb colour(word(shown, i))
  # Ratios, over one range for all tasks.
  set tmargin at screen 1 - (legend + panel + 26) / height
  set bmargin at screen 1 - (legend + 2 * panel - 62) / height
  unset title
  set xlabel "MSE relative to ".name(baseline) offset 0,0.3
  set logscale x
  set xrange [low / 1.04 : high * 1.04]
  set xtics (".1" 0.1, ".2" 0.2, ".5" 0.5, ".7" 0.7, ".8" 0.8, ".9" 0.9, "1" 1, "1.1" 1.1, "1.25" 1.25, "1.5" 1.5, "2" 2, "3" 3, "5" 5, "10" 10)
  if (high / low > 2.5) { set xtics (".1" 0.1, ".2" 0.2, ".5" 0.5, ".7" 0.7, "1" 1, "1.5" 1.5, "2" 2, "3" 3, "5" 5, "10" 10, "20" 20) }
  if (high / low > 15) { set xtics (".01" 0.01, ".1" 0.1, ".3" 0.3, "1" 1, "3" 3, "10" 10, "100" 100) }
  set arrow 1 from 1, graph 0 to 1, graph 1 nohead linestyle 101
  plot for [i = 1:count] file using (pick(word(shown, i), task, "relative") ? column("mean") : NaN):(i) \
      :(column("prediction_lower")):(column("prediction_upper")):(i):(i) \
      with xyerrorbars pointtype 7 pointsize 0.1 linewidth 1 linecolor rgb colour(word(shown, i)), \
    for [i = 1:count] file using (pick(word(shown, i), task, "relative") ? column("mean") : NaN):(i) \
      :(column("lower")):(column("upper")):(i):(i) \
      with xyerrorbars pointtype shape(word(shown, i)) pointsize 0.9 linewidth 3 linecolor rgb colour(word(shown, i)), \
    for [i = 1:count] file using (pick(word(shown, i), task, "relative") ? column("published") : NaN):(i) \
      with points pointtype 12 pointsize 1.1 linewidth 2 linecolor rgb "black"
}
unset multiplot
