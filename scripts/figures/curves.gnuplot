# Validation error along training: each model's median over draws, trainings and correlations.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/seesaw'; output='curves.svg'" scripts/figures/curves.gnuplot
# Reads median-curves.csv. Dashed is the setting that beside names.

if (!exists("folder")) folder = "results/quick/seesaw"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 900,480 font "sans-serif,16" background rgb "white"
load scripts."/style.gnuplot"
file = folder."/median-curves.csv"
found = ""
stats file using (found = joined(found, strcol("model")), 0) nooutput
shown = ordered(found)

if (!exists("beside")) beside = ""
in(m, c) = strcol("model") eq m && strcol("setting") eq c
departed = ""
if (beside ne "") {
  stats file using (strcol("setting") eq beside ? (departed = joined(departed, strcol("model")), 0) : 0, 0) nooutput
}

set logscale y
set yrange [*:*] noextend
set ytics (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10)
# Thousands with as many digits as tell the ticks apart.
set format x "%g"
set xlabel "thousands of training samples seen"
set ylabel "validation NMSE (median)"
set key outside right center samplen 2 width -1
plot for [m in shown] file using \
  (in(m, "-") ? column("samples") / 1000 : NaN):(column("median")) \
  with linespoints linewidth 2 pointtype shape(m) pointsize 0.8 pointinterval 3 linecolor rgb colour(m) title name(m), \
  for [m in departed] file using (in(m, beside) ? column("samples") / 1000 : NaN):(column("median")) \
  with linespoints linewidth 2 dashtype 2 pointtype shape(m) pointsize 0.8 pointinterval 3 linecolor rgb colour(m) \
  title name(m)." ".spaced(beside)
