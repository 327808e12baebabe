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
shown = listed(file)
count = words(shown)

overall = int(system("grep -c ',all,' '".file."'")) > 0
pick(m) = strcol("model") eq m && strcol("setting") eq "-" && (!overall || strcol("correlation") eq "all")
stats file using (pick("placebo") ? column("seesaw_lower") : NaN) nooutput name "LOW"
stats file using (pick("placebo") ? column("seesaw_upper") : NaN) nooutput name "HIGH"
stats file using (pick("placebo") ? column("seesaw_rate") : NaN) nooutput name "RATE"
stats file using (strcol("setting") eq "-" && (!overall || strcol("correlation") eq "all") ? column("seesaw_upper") : NaN) nooutput name "TOP"
# stats undefines its variables where there is nothing, as when all placebo runs diverged.
if (!exists("RATE_min")) { LOW_min = HIGH_max = RATE_min = 0 }
if (!exists("TOP_max")) { TOP_max = 1 }

set xrange [0.3 : count + 0.7]
set yrange [0 : 115 * TOP_max]
set format y "%.0f%%"
unset key
set ylabel "seesaw runs"
set boxwidth 0.6
set xtics () scale 0
do for [i = 1:count] { set xtics add (name(word(shown, i)) i) }
# The band is what retraining alone does.
set object 1 rectangle from 0.3, 100 * LOW_min to count + 0.7, 100 * HIGH_max behind \
  fillcolor rgb "#e4e4e4" fillstyle solid noborder
set arrow 1 from 0.3, 100 * RATE_min to count + 0.7, 100 * RATE_min nohead dashtype 2 linewidth 2 linecolor rgb "#606060"
set label 1 "band: the placebo (retraining alone), 95% interval" at graph 1, graph 1.05 right

plot for [i = 1:count] file using (pick(word(shown, i)) ? i : NaN):(100 * column("seesaw_rate")) with boxes \
    fillstyle pattern hatch(word(shown, i)) border rgb "#202020" linecolor rgb colour(word(shown, i)), \
  for [i = 1:count] file using (pick(word(shown, i)) ? i : NaN):(100 * column("seesaw_rate")) \
    :(i):(i):(100 * column("seesaw_lower")):(100 * column("seesaw_upper")) \
    with xyerrorbars pointtype 7 pointsize 0.25 linewidth 2 linecolor rgb "black", \
  for [i = 1:count] file using (pick(word(shown, i)) ? i : NaN):(100 * column("seesaw_upper")) \
    :(sprintf("%d of %d", column("seesaw"), column("runs"))) with labels offset 0,0.8
