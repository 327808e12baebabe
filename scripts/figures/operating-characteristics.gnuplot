# What the rule for a lasting seesaw can tell: the share of simulated studies in which it says seen, by lasting effect.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/unequal-tasks'; output='x.svg'" scripts/figures/operating-characteristics.gnuplot
# Reads operating-characteristics.csv. The thick line is the study's own size, `draws` x `trainings`.

if (!exists("folder")) folder = "results/quick/unequal-tasks"
if (!exists("scripts")) scripts = "scripts/figures"
if (!exists("draws")) draws = "12"
if (!exists("trainings")) trainings = "8"
if (!exists("default_tasks")) default_tasks = "equal tasks"
load scripts."/style.gnuplot"
file = folder."/operating-characteristics.csv"
settings = ""; sizes = ""
size_of(unused) = strcol("draws")."x".strcol("trainings")
stats file using (settings = joined(settings, strcol("setting")), sizes = joined(sizes, size_of(0)), 0) nooutput
own = draws."x".trainings
# A bracket behind dashtype would begin a pattern.
dash(z) = word(sizes, z) eq own ? 1 : 1 + z
header(s) = s eq "-" ? default_tasks : spaced(s)
panels = words(settings)
columns = panels < 3 ? panels : 3
rows = (panels + columns - 1) / columns
height = 60.0 + 240 * rows
set terminal svg size 900,height font "sans-serif,15" background rgb "white"
if (exists("output")) set output output
set yrange [0:1]
set ytics ("0" 0, "50%%" 0.5, "95%%" 0.95)
set grid ytics xtics linestyle 100
set xlabel "lasting gain and loss" offset 0,0.4
set multiplot
set size 1.0 / columns, 1.0 * 240 / height
do for [k = 1:panels] {
  s = word(settings, k)
  set origin ((k - 1) % columns) / (1.0 * columns), 1.0 - 240.0 * ((k - 1) / columns + 1) / height
  set title header(s) offset 0,-0.6
  unset key
  plot for [z = 1:words(sizes)] file using \
    (strcol("setting") eq s && strcol("subject") eq "model" && size_of(0) eq word(sizes, z) ? column("effect") : NaN):(column("seen")) \
    with linespoints pointtype 7 pointsize 0.4 linewidth (word(sizes, z) eq own ? 4 : 1.5) \
    dashtype dash(z) linecolor rgb (word(sizes, z) eq own ? "black" : "#808080")
}
# The legend stands alone at the bottom.
set size 1, 60.0 / height
set origin 0, 0
unset border; unset tics; unset grid; unset xlabel; unset title
set lmargin 2; set rmargin 2; set tmargin 0; set bmargin 0
set xrange [0:1]
set key center center horizontal samplen 4 maxrows 1 title 'draws x trainings' left
plot for [z = 1:words(sizes)] NaN with lines linewidth (word(sizes, z) eq own ? 4 : 1.5) dashtype dash(z) \
  linecolor rgb (word(sizes, z) eq own ? "black" : "#808080") title word(sizes, z)
unset multiplot
