# Lasting seesaws and the loser's bill, by setting and model, with the controls in grey.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/unequal-tasks'; settings='- own-sinusoids'; threshold='.05'; output='x.svg'" scripts/figures/seesaw.gnuplot
# Reads seesaw.csv and controls.csv. Left: rho with one-sided 95% bounds. Right: the loser's gain with 95% intervals.

if (!exists("folder")) folder = "results/quick/unequal-tasks"
if (!exists("scripts")) scripts = "scripts/figures"
if (!exists("settings")) settings = "-"
if (!exists("default_tasks")) default_tasks = "equal tasks"
# From where on rho can count as seen; without it there is no line.
if (!exists("threshold")) threshold = "NaN"
load scripts."/style.gnuplot"
file = folder."/seesaw.csv"
# The planted model stands where it was run.
controls = folder."/controls.csv"
found = ""; keys = ""
stats file using (found = joined(found, strcol("model")), keys = joined(keys, strcol("correlation")), 0) nooutput
at = holds(keys, "all") ? "all" : word(keys, 1)
shown = ordered(found)
count = words(shown)
groups = words(settings)
# A model has a line in the settings that it was run in; between two settings are 1.4 lines.
run = ""
stats file using (run = joined(run, strcol("setting")."/".strcol("model")), 0) nooutput
was_run(i, g) = holds(run, word(settings, g)."/".word(shown, i))
lines(i, g) = sum [j = 1:i] (was_run(j, g) ? 1 : 0)
top(g) = sum [h = 1:g - 1] (lines(count, h) + 1.4)
place(i, g) = top(g) + lines(i, g)
pick(m, s) = strcol("model") eq m && strcol("setting") eq s && strcol("correlation") eq at
isControl(m) = role(m) eq "placebo" || role(m) eq "planted"
tint(m) = isControl(m) ? "#909090" : colour(m)
header(s) = s eq "-" ? default_tasks : spaced(s)

height = 96.0 + 21 * top(groups + 1)
set terminal svg size 800,height font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
set grid noytics xtics linestyle 100
set yrange [top(groups + 1) + 0.1 : -0.7]
unset key
set multiplot
set tmargin at screen 1 - 36.0 / height
set bmargin at screen 60.0 / height
names = "rho loser_gain"
do for [k = 1:2] {
  value = word(names, k)
  set lmargin at screen (k == 1 ? 0.2 : 0.62)
  set rmargin at screen (k == 1 ? 0.58 : 0.97)
  unset ytics; unset label
  if (k == 1) {
    set ytics () scale 0
    do for [g = 1:groups] { do for [i = 1:count] {
      if (was_run(i, g)) { set ytics add (name(word(shown, i)) place(i, g)) }
    } }
  }
  if (groups > 1) {
    do for [g = 1:groups] {
      if (k == 1) { set label g header(word(settings, g)) at screen 0.01, first top(g) left font "sans-serif-bold,15" }
    }
  }
  set title (k == 1 ? "does a seesaw recur?" : "what does the loser gain?") offset 0,-0.6
  set xlabel (k == 1 ? "rho, one-sided 95% bounds" : "gain in log excess error, 95%") offset 0,0.3
  if (k == 1) { set xrange [-0.3 : 1.05] }
  if (k == 2) {
    # A range of its own, with some room; a single draw has means alone.
    least = 0.0; most = 0.0
    widen(v) = (least = v < least ? v : least, most = v > most ? v : most, 0)
    inside(unused) = holds(settings." ", strcol("setting")) && strcol("correlation") eq at
    stats file using (inside(0) ? widen(column(value)) : 0) nooutput
    stats file using (inside(0) ? widen(column(value."_lower")) : 0) nooutput
    stats file using (inside(0) ? widen(column(value."_upper")) : 0) nooutput
    if (least == most) { most = least + 1e-9 }
    set xrange [least - 0.06 * (most - least) : most + 0.06 * (most - least)]
  }
  set arrow 1 from 0, graph 0 to 0, graph 1 nohead linestyle 101 back
  unset arrow 2; unset arrow 3
  if (k == 1) {
    set arrow 2 from real(threshold), graph 0 to real(threshold), graph 1 nohead dashtype 2 linecolor rgb "#404040" back
    set label 101 threshold at real(threshold), graph 1 offset 0.3,-0.6 font "sans-serif,12" textcolor rgb "#404040"
  }
  plot for [g = 1:groups] for [i = 1:count] file using (pick(word(shown, i), word(settings, g)) ? column(value) : NaN) \
      :(place(i, g)):(column(value."_lower")):(column(value."_upper")):(place(i, g)):(place(i, g)) \
      with xyerrorbars pointtype shape(word(shown, i)) pointsize 0.8 linewidth 2.5 linecolor rgb tint(word(shown, i))
}
unset multiplot
