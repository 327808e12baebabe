# How often single runs show the seesaw: each model's rate, with exact 95% intervals, against the placebo's.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/seesaw'; output='seesaw-rates.svg'" scripts/figures/seesaw-rates.gnuplot
# Reads seesaw.csv, the rows over all correlations where there are several.
# A seesaw run is significantly better than single-task on one task (paired z > 1.96) and worse on the other.

if (!exists("folder")) folder = "results/quick/seesaw"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 800,460 font "sans-serif,16" background rgb "white"
load scripts."/style.gnuplot"
set tmargin 3
file = folder."/seesaw.csv"
found = ""
correlations = ""
stats file using (found = joined(found, strcol("model")), correlations = joined(correlations, strcol("correlation")), 0) nooutput
shown = ordered(found)
count = words(shown)
# Names of many models would run into each other.
if (count > 6) {
  set terminal svg size 1000,560 font "sans-serif,16" background rgb "white"
  if (exists("output")) { set output output }
  set xtics rotate by -35
  set rmargin 8
}

overall = holds(correlations, "all")
pick(m) = strcol("model") eq m && strcol("setting") eq "-" && (!overall || strcol("correlation") eq "all")
rate = lower = upper = NaN
stats file using (pick(placebo) ? (rate = column("seesaw_rate"), lower = column("seesaw_lower"), upper = column("seesaw_upper"), 0) : 0) nooutput
top = 0.0
stats file using (strcol("setting") eq "-" && (!overall || strcol("correlation") eq "all") && column("seesaw_upper") > top \
  ? (top = column("seesaw_upper"), 0) : 0) nooutput
if (top == 0) { top = 1.0 }

set xrange [0.3 : count + 0.7]
set yrange [0 : 115 * top]
set format y "%.0f%%"
unset key
set ylabel "seesaw runs"
set boxwidth 0.6
set xtics () scale 0
do for [i = 1:count] { set xtics add (name(word(shown, i)) i) }
# The band is what retraining alone does; there is none where all placebo runs diverged or none was run.
if (known(rate) && known(lower) && known(upper)) {
  set object 1 rectangle from 0.3, 100 * lower to count + 0.7, 100 * upper behind \
    fillcolor rgb "#e4e4e4" fillstyle solid noborder
  set arrow 1 from 0.3, 100 * rate to count + 0.7, 100 * rate nohead dashtype 2 linewidth 2 linecolor rgb "#606060"
  set label 1 "band: the placebo (retraining alone), 95% interval" at graph 1, graph 1.05 right
}

plot for [i = 1:count] file using (pick(word(shown, i)) ? i : NaN):(100 * column("seesaw_rate")) with boxes \
    fillstyle pattern hatch(word(shown, i)) border rgb "#202020" linecolor rgb colour(word(shown, i)), \
  for [i = 1:count] file using (pick(word(shown, i)) ? i : NaN):(100 * column("seesaw_rate")) \
    :(i):(i):(100 * column("seesaw_lower")):(100 * column("seesaw_upper")) \
    with xyerrorbars pointtype 7 pointsize 0.25 linewidth 2 linecolor rgb "black", \
  for [i = 1:count] file using (pick(word(shown, i)) ? i : NaN):(100 * column("seesaw_upper")) \
    :(sprintf("%d of %d", column("seesaw"), column("runs"))) with labels offset 0,0.8
