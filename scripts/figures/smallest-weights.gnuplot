# How near to zero the gates of a run come: the share of runs whose smallest mean weight lies below x.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/never-zero'; output='x.svg'" scripts/figures/smallest-weights.gnuplot
# Reads smallest-weights.csv.

if (!exists("folder")) folder = "results/quick/never-zero"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 800,560 font "sans-serif,16" background rgb "white"
load scripts."/style.gnuplot"
load scripts."/arms.gnuplot"
file = folder."/smallest-weights.csv"
found = ""
# The axis reaches beyond the lowest threshold, and to the lowest weight.
least = 0.0008
stats file using (found = joined(found, strcol("model").":".strcol("setting")), \
  column("smallest_mean") < least ? (least = column("smallest_mean")) : 0, 0) nooutput

# A logarithmic axis has no 0: what is lower stands at its edge.
if (least < 1e-9) least = 1e-9

set logscale x
set xrange [least:1]
set yrange [0:1]
set format x "%g"
set xlabel "smallest mean weight of any gate on any expert"
set ylabel "share of runs below"
set key below height 1 samplen 3
# The thresholds of the protocol: .01, and one on either side.
set arrow 1 from 0.05, graph 0 to 0.05, graph 1 nohead linestyle 100
set arrow 2 from 0.01, graph 0 to 0.01, graph 1 nohead linestyle 101
set arrow 3 from 0.001, graph 0 to 0.001, graph 1 nohead linestyle 100
plot for [a in found] file using \
  (is_arm(a) ? (column("smallest_mean") > least ? column("smallest_mean") : least) : NaN):(1.0) smooth cnormal \
  with steps linewidth 2 dashtype dashes(a) linecolor rgb colour(model(a)) title title_of(a)
