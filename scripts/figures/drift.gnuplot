# Models that start at a trained one: the weight of the excluded experts from the start to the end of training, and
# the error against the same model from first weights of its own.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/starting-there'; output='x.svg'" scripts/figures/drift.gnuplot
# Reads drift.csv.

if (!exists("folder")) folder = "results/quick/starting-there"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 1000,480 font "sans-serif,16" background rgb "white"
load scripts."/style.gnuplot"
load scripts."/arms.gnuplot"
file = folder."/drift.csv"
found = ""
least = 1e-4
correlations = ""
stats file using (correlations = joined(correlations, strcol("correlation")), 0) nooutput
# An arm, and its correlation where there are several: "model:setting" or "model:setting:p=0.50".
key(any) = strcol("model").":".strcol("setting").(words(correlations) > 1 ? ":p=".strcol("correlation") : "")
stats file using (found = joined(found, key(0)), \
  column("weight_at_start") > 0 && column("weight_at_start") < least ? (least = column("weight_at_start")) : 0, \
  column("weight_at_end") > 0 && column("weight_at_end") < least ? (least = column("weight_at_end")) : 0, 0) nooutput
# The gains' ticks are far enough apart for their labels to stand upright.
lowest = 0
highest = 0
stats file using (column("gain_over_scratch_lower") < lowest ? (lowest = column("gain_over_scratch_lower")) : 0, \
  column("gain_over_scratch_upper") > highest ? (highest = column("gain_over_scratch_upper")) : 0, 0) nooutput
span = highest - lowest
between = span > 4 ? 2 : span > 2 ? 1 : span > 1 ? 0.5 : 0.2
count = words(found)
zero = least / 5
raised(x) = x <= 0 ? zero : x

set yrange [count + 0.6:0.4]
set ytics () scale 0
do for [i = 1:count] { set ytics add (name(model(word(found, i)))." ".setting(word(found, i)) i) }
set grid noytics xtics linestyle 100
unset key
set multiplot
set tmargin at screen 0.88
set bmargin at screen 0.18
set lmargin at screen 0.2
set rmargin at screen 0.55
set logscale x
set xrange [zero / 2:1]
set xtics ("0" zero, "1e-4" 1e-4, ".001" 0.001, ".01" 0.01, ".1" 0.1, "1" 1)
set xlabel "weight of excluded experts"
set title "start (circle) to end (arrow)"
plot for [i = 1:count] file using (key(0) eq word(found, i) ? raised(column("weight_at_start")) : NaN):(i) \
    :(raised(column("weight_at_end")) - raised(column("weight_at_start"))):(0) \
    with vectors head filled size graph 0.02,20 linewidth 2 linecolor rgb colour(model(word(found, i))), \
  for [i = 1:count] file using (key(0) eq word(found, i) ? raised(column("weight_at_start")) : NaN):(i) \
    with points pointtype 6 pointsize 0.9 linewidth 2 linecolor rgb colour(model(word(found, i)))
unset logscale x
set autoscale x
set xtics auto
set xtics between
set lmargin at screen 0.62
set rmargin at screen 0.95
set format x "%g"
unset ytics
set xlabel "gain in log excess error"
set title "over training as long alone, 95%"
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linestyle 101
plot for [i = 1:count] file using (key(0) eq word(found, i) ? column("gain_over_scratch") : NaN):(i) \
    :(column("gain_over_scratch_lower")):(column("gain_over_scratch_upper")):(i):(i) \
    with xyerrorbars pointtype 7 pointsize 0.7 linewidth 2 linecolor rgb colour(model(word(found, i)))
unset multiplot
