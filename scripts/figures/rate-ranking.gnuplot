# Gains by learning rate and schedule, over the single-task model at its own tuned rate.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/learning-rates'; output='x.svg'" scripts/figures/rate-ranking.gnuplot
# Reads rates.csv: means with 95% Student t intervals over draws.

if (!exists("folder")) folder = "results/quick/learning-rates"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/rates.csv"
found = ""; rates = ""; schedules = ""
stats file using (found = joined(found, strcol("model")), schedules = joined(schedules, strcol("schedule")), \
  strcol("common_rate") eq "" ? 0 : (rates = joined(rates, strcol("common_rate")), 0), 0) nooutput
shown = ordered(found)
count = words(shown)
# Rates in ascending order, then each model's own.
rank(rate) = 1 + sum [i = 1:words(rates)] (real(word(rates, i)) < rate ? 1 : 0)
column_of(unused) = strcol("common_rate") eq "" ? words(rates) + 1 : rank(real(strcol("common_rate")))
x(i) = column_of(0) + (i - (count + 1) / 2.0) * 0.11
panels = words(schedules)
set terminal svg size 900,460 font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
set xrange [0.5 : words(rates) + 1.5]
set xtics () scale 0
do for [i = 1:words(rates)] { set xtics add (word(rates, i) rank(real(word(rates, i)))) }
set xtics add ("own" words(rates) + 1)
low = 0.0; high = 0.0
widen(v) = (low = v < low ? v : low, high = v > high ? v : high, 0)
stats file using (widen(column("lower"))) nooutput
stats file using (widen(column("upper"))) nooutput
# A single draw has means alone.
stats file using (widen(column("mean"))) nooutput
if (low == high) { high = low + 1e-9 }
set yrange [low - 0.05 * (high - low) : high + 0.05 * (high - low)]
set multiplot
set tmargin at screen 0.84
set bmargin at screen 0.14
width = 0.89 / panels
do for [k = 1:panels] {
  s = word(schedules, k)
  set lmargin at screen 0.09 + (k - 1) * width
  set rmargin at screen 0.09 + k * width - 0.02
  if (k > 1) { set format y "" }
  set ylabel (k == 1 ? "gain in log excess error" : "") offset 1,0
  set xlabel "learning rate"
  set title (s eq "linear" ? "decayed to 0" : s) offset 0,-0.6
  set xzeroaxis linestyle 101
  unset key
  plot for [i = 1:count] file using (strcol("model") eq word(shown, i) && strcol("schedule") eq s ? x(i) : NaN) \
      :(column("mean")):(x(i)):(x(i)):(column("lower")):(column("upper")) \
      with xyerrorbars pointtype shape(word(shown, i)) pointsize 0.7 linewidth 2 linecolor rgb colour(word(shown, i))
}
# The legend stands alone at the top.
set lmargin at screen 0.05; set rmargin at screen 0.98; set tmargin at screen 1; set bmargin at screen 0.91
set xrange [0:1]; set yrange [0:1]
unset border; unset tics; unset grid; unset xlabel; unset ylabel; unset title; unset xzeroaxis
set key center center horizontal samplen 1 width 0 maxrows 1
plot for [i = 1:count] NaN with points pointtype shape(word(shown, i)) pointsize 0.9 linewidth 2 linecolor rgb colour(word(shown, i)) title name(word(shown, i))
unset multiplot
