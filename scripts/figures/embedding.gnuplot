# How near models come to the trained ones that they are made of: every run and task.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/embedding'; output='x.svg'" scripts/figures/embedding.gnuplot
# Reads starts.csv.

if (!exists("folder")) folder = "results/quick/embedding"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 860,420 font "sans-serif,16" background rgb "white"
load scripts."/style.gnuplot"
load scripts."/arms.gnuplot"
file = folder."/starts.csv"
found = ""
last = 0
stats file using (known(column("largest_difference")) \
  ? (found = joined(found, strcol("model").":".strcol("setting")), 0) : 0) nooutput
stats file using (int(column("draw")) > last ? (last = int(column("draw")), 0) : 0) nooutput
count = words(found)

# A logarithmic axis has no 0: it stands at the edge, under a name of its own.
least = 1e-8
relative(any) = column("largest_difference") / column("label_sd")
raised(x) = x < least ? least : x

set logscale x
set xrange [least / 2:100]
set xtics ("<1e-8" least, "1e-6" 1e-6, "1e-4" 1e-4, ".01" 0.01, "1" 1, "100" 100)
set yrange [count + 0.6:0.4]
set ytics () scale 0
do for [i = 1:count] { set ytics add (title_of(word(found, i)) i) }
set grid noytics xtics linestyle 100
set xlabel "largest difference of predictions, in standard deviations of the label"
unset key
# What rounding explains lies to the left.
set arrow 1 from 1e-4, graph 0 to 1e-4, graph 1 nohead linestyle 101
# Runs of an arm lie one above the other.
plot for [i = 1:count] file using \
  (is_arm(word(found, i)) && known(relative(0)) ? raised(relative(0)) : NaN):(i - 0.3 + 0.6 * (column("draw") + 0.5) / (last + 1)) \
  with points pointtype shape(model(word(found, i))) pointsize 0.6 linecolor rgb colour(model(word(found, i)))
