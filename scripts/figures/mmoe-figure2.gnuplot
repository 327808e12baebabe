# The labels' correlation by p, for every kind of data of an experiment, beside the published one.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/mmoe'; output='x.svg'" scripts/figures/mmoe-figure2.gnuplot
# Reads mmoe-figure2.csv: means over trials with the range of their middle 90%.

if (!exists("folder")) folder = "results/quick/mmoe"
if (!exists("scripts")) scripts = "scripts/figures"
load scripts."/style.gnuplot"
file = folder."/mmoe-figure2.csv"
settings = ""
stats file using (strcol("source") eq "measured" ? (settings = joined(settings, strcol("setting")), 0) : 0) nooutput
title_of(s) = s eq "-" ? "default constants" : spaced(s)
# By place: colour and shape.
array HUE[5] = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9"]
array POINT[5] = [7, 5, 9, 11, 13]
pick(s) = strcol("source") eq "measured" && strcol("setting") eq s

set terminal svg size 640,440 font "sans-serif,17" background rgb "white"
if (exists("output")) set output output
set xrange [0.38:1.02]
set yrange [0:1.03]
set xlabel "p, cosine of the weight vectors"
set ylabel "correlation of the labels"
set key top left reverse Left samplen 2 spacing 1.2
plot for [i = 1:words(settings)] file using (pick(word(settings, i)) ? column("correlation") : NaN) \
      :(column("label_pearson")):(column("correlation")):(column("correlation")):(column("p5")):(column("p95")) \
      with xyerrorbars pointtype POINT[(i - 1) % 5 + 1] pointsize 0.6 linewidth 1.5 linecolor rgb HUE[(i - 1) % 5 + 1] notitle, \
  for [i = 1:words(settings)] file using (pick(word(settings, i)) ? column("correlation") : NaN):(column("label_pearson")) \
      with linespoints pointtype POINT[(i - 1) % 5 + 1] pointsize 0.6 linewidth 2 linecolor rgb HUE[(i - 1) % 5 + 1] \
      title title_of(word(settings, i)), \
  file using (strcol("source") eq "published" ? column("correlation") : NaN):(column("label_pearson")) \
      with points pointtype 12 pointsize 1.5 linewidth 2 linecolor rgb "black" title "paper"
