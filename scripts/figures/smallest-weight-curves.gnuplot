# The smallest mean weight along training: each arm's median over runs, with quartiles.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/never-zero'; output='x.svg'" scripts/figures/smallest-weight-curves.gnuplot
# Reads median-curves.csv.

if (!exists("folder")) folder = "results/quick/never-zero"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 800,560 font "sans-serif,16" background rgb "white"
load scripts."/style.gnuplot"
load scripts."/arms.gnuplot"
file = folder."/median-curves.csv"
found = ""
# The axis reaches beyond the threshold, and to the lowest quartile.
least = 0.008
stats file using (known(column("smallest_weight_median")) \
  ? (found = joined(found, strcol("model").":".strcol("setting")), \
  column("smallest_weight_p25") < least ? (least = column("smallest_weight_p25")) : 0, 0) : 0) nooutput

# A logarithmic axis has no 0: what is lower stands at its edge.
if (least < 1e-9) least = 1e-9
raised(x) = x < least ? least : x

set logscale y
set yrange [least:1]
set format x "%.0s%c"
set xtics add ("0" 0)
set format y "%g"
set xlabel "training samples seen"
set ylabel "smallest mean weight (median, quartiles)"
set key below height 1 samplen 3
# The weight below which an expert counts as excluded.
set arrow 1 from graph 0, first 0.01 to graph 1, first 0.01 nohead linestyle 101
plot for [a in found] file using \
  (is_arm(a) ? column("samples") : NaN):(raised(column("smallest_weight_p25"))):(raised(column("smallest_weight_p75"))) \
  with filledcurves fillstyle transparent solid 0.12 noborder linecolor rgb colour(model(a)) notitle, \
  for [a in found] file using \
  (is_arm(a) ? column("samples") : NaN):(raised(column("smallest_weight_median"))) \
  with lines linewidth 2 dashtype dashes(a) linecolor rgb colour(model(a)) title title_of(a)
