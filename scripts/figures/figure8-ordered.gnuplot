# Figure 8 over runs at p = 0.50: mean weights with each module's experts ordered within a draw.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/expert-utilization'; output='x.svg'" scripts/figures/figure8-ordered.gnuplot
# Reads utilization.csv. Experts of a module are exchangeable, so before averaging they are ordered by task 1's mean weight,
# largest first. Left bars: gates with a bias; right ones: without. The line is ± the standard deviation over runs.

if (!exists("folder")) folder = "results/quick/expert-utilization"
if (!exists("scripts")) scripts = "scripts/figures"
if (!exists("correlation")) correlation = "0.50"
# The settings with and without gate bias; an empty name has no rows.
if (!exists("biased")) biased = "-"
if (!exists("unbiased")) unbiased = "no-gate-bias"
set terminal svg size 800,1120 font "sans-serif,15" background rgb "white"
load scripts."/style.gnuplot"
file = folder."/utilization.csv"

row(s, m, l) = strcol("model") eq m && strcol("setting") eq s && strcol("correlation") eq correlation \
  && int(column("level")) == l
left(m, l, g) = row(biased, m, l) && strcol("gate") eq g
right(m, l, g) = row(unbiased, m, l) && strcol("gate") eq g
left_name = "bias"
right_name = "none"
right_spread = 1
bar_title = "± sd over runs"
listed(m, l) = row(biased, m, l) || row(unbiased, m, l)
shade(unused) = int(column("rank"))
number(v) = sprintf("%.2f", v)[2:*]
tag(unused) = (strcol("owner") eq "shared" ? (pooled(strcol("model")) ? sprintf("S%d", shade(0)) : "S") : "T".strcol("owner")[5:*]).(column("mean") < 0.995 ? " ".number(column("mean")) : " 1")
load scripts."/stacked.gnuplot"
