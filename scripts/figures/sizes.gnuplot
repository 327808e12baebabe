# Gains by the number of parameters (left) and by the operations of a training step (right), a curve per kind of model.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/parameters'; output='x.svg'" scripts/figures/sizes.gnuplot
# Reads sizes.csv: means with 95% Student t intervals over draws.

if (!exists("folder")) folder = "results/quick/parameters"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/sizes.csv"
# A kind has the look of its first model.
shown = ""; firsts = ""
low = 0.0; high = 0.0
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
stats file using (holds(shown, strcol("kind")) ? 0 : (shown = joined(shown, strcol("kind")), \
  firsts = joined(firsts, strcol("model")), 0), 0) nooutput
stats file using (widen(column("lower")), widen(column("upper")), 0) nooutput
stats file using (known(column("mean")) ? widen(column("mean")) : 0) nooutput
if (low == high) { high = low + 1e-9 }
count = words(shown)
# Names of kinds: those of models, up to a comma or a bracket.
short(text) = strstrt(text, ", ") > 0 ? text[1:strstrt(text, ", ") - 1] : text

set terminal svg size 1000,470 font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
set logscale x
set yrange [low - 0.05 * (high - low) : high + 0.05 * (high - low)]
set xzeroaxis linestyle 101
set format x "%.0s%c"
unset key
set multiplot
set tmargin at screen 0.85
set bmargin at screen 0.15
left = 1e300; right = 0.0
reach(v) = (left = v < left ? v : left, right = v > right ? v : right, 0)
array column_names[2] = ["parameter_count", "flops_per_sample"]
array titles[2] = ["parameters", "operations per sample and step"]
do for [k = 1:2] {
  set lmargin at screen 0.08 + (k - 1) * 0.47
  set rmargin at screen 0.52 + (k - 1) * 0.47
  if (k > 1) { set format y "" }
  set ylabel (k == 1 ? "gain in log excess error" : "") offset 1,0
  set xlabel titles[k]
  left = 1e300; right = 0.0
  stats file using (reach(column(column_names[k]))) nooutput
  set xrange [left / 1.6 : right * 1.6]
  plot for [i = 1:count] file using (strcol("kind") eq word(shown, i) ? column(column_names[k]) : NaN) \
      :(column("mean")):(column(column_names[k])):(column(column_names[k])):(column("lower")):(column("upper")) \
      with xyerrorbars pointtype shape(word(firsts, i)) pointsize 0.8 linewidth 1.5 linecolor rgb colour(word(firsts, i)), \
    for [i = 1:count] file using (strcol("kind") eq word(shown, i) ? column(column_names[k]) : NaN):(column("mean")) \
      with lines linewidth 2 linecolor rgb colour(word(firsts, i))
}
# The legend stands alone at the top.
unset logscale x
set lmargin at screen 0.05; set rmargin at screen 0.98; set tmargin at screen 1; set bmargin at screen 0.89
set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset xlabel; unset ylabel; unset xzeroaxis
set key center center horizontal samplen 1 width 0 maxrows 1
plot for [i = 1:count] NaN with points pointtype shape(word(firsts, i)) pointsize 0.9 linewidth 2 \
  linecolor rgb colour(word(firsts, i)) title short(name(word(firsts, i)))
unset multiplot
