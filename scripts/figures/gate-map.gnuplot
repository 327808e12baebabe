# Where gates come to exclude an expert: the median over runs of the smallest mean weight, by learning rate and whatever
# else varies, with the number of runs in which it is below .01.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/where-it-breaks'; output='x.svg'" scripts/figures/gate-map.gnuplot
# Reads gate-map.csv.

if (!exists("folder")) folder = "results/quick/where-it-breaks"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/gate-map.csv"
# Words cannot hold spaces: underscores stand for them until they are drawn.
row(any) = strcol("place")
# Learning rates stand in ascending order.
rank(rate) = 1 + sum [i = 1:words(rates)] (real(word(rates, i)) < rate ? 1 : 0)
position(list, item) = (at = 0, sum [i = 1:words(list)] (word(list, i) eq item ? (at = i, 0) : 0), at)
unscored(s) = strstrt(s, "_") == 0 ? s : unscored(s[1:strstrt(s, "_") - 1]." ".s[strstrt(s, "_") + 1:])
found = ""
rows = ""
rates = ""
stats file using (found = joined(found, strcol("model")), rows = joined(rows, row(0)), \
  rates = joined(rates, strcol("learning_rate")), 0) nooutput
shown = ordered(found)
panels = words(shown)
height = 120.0 + 34 * words(rows)
if (height < 260) { height = 260.0 }
set terminal svg size 900, height font "sans-serif,15" background rgb "white"

set xrange [0.5:words(rates) + 0.5]
set yrange [words(rows) + 0.5:0.5]
unset grid
set border 0
set xtics () scale 0
do for [i = 1:words(rates)] { set xtics add (word(rates, i) rank(real(word(rates, i)))) }
set xlabel "learning rate"
set cbrange [-4:-0.3]
set palette defined (0 "#b2182b", 0.54 "#f4a582", 0.55 "#f7f7f7", 1 "#4393c3")
set cbtics ("1e-4" -4, ".001" -3, ".01" -2, ".1" -1)
set cblabel "smallest weight"
unset key
# Room for the longest of the rows' names.
longest = 0
do for [i = 1:words(rows)] { longest = strlen(word(rows, i)) > longest ? strlen(word(rows, i)) : longest }
left = 0.02 + 0.0098 * longest
width = (0.86 - left) / panels
set multiplot
do for [p = 1:panels] {
  m = word(shown, p)
  set lmargin at screen left + (p - 1) * width
  set rmargin at screen left + p * width - 0.02
  set tmargin at screen 1 - 44 / height
  set bmargin at screen 66 / height
  set title name(m)
  unset ytics
  if (p == 1) {
    set ytics () scale 0
    do for [i = 1:words(rows)] { set ytics add (unscored(word(rows, i)) i) }
  }
  if (p == panels) { set colorbox user origin 0.875, 70 / height size 0.02, 1 - 120 / height - 0.02 } else { unset colorbox }
  plot file using (strcol("model") eq m ? rank(column("learning_rate")) : NaN):(position(rows, row(0))) \
      :(rank(column("learning_rate")) - 0.48):(rank(column("learning_rate")) + 0.48) \
      :(position(rows, row(0)) - 0.48):(position(rows, row(0)) + 0.48) \
      :(column("smallest_mean_median") < 1e-4 ? -4 : log10(column("smallest_mean_median"))) \
      with boxxyerror fillstyle solid noborder linecolor palette, \
    file using (strcol("model") eq m ? rank(column("learning_rate")) : NaN):(position(rows, row(0))) \
      :(column("n") > 0 ? sprintf("%d of %d", column("excluding_runs"), column("n")) : "diverged") with labels font "sans-serif,13"
}
unset multiplot
