# Figure 8 of the PLE paper redone: the mean weight of every expert in every gate, of draw 000 at p = 0.50.
#
# By hand, from the project's folder:
#   gnuplot -d -e "folder='results/quick/expert-utilization'; output='figure8.svg'" scripts/figures/figure8.gnuplot
# Reads figure8.csv. Left bars are measured (the line is ± the standard deviation over test samples), right
# ones the paper's, which are on private data: compare the pattern only; or those of the setting that beside names.

if (!exists("folder")) folder = "results/quick/expert-utilization"
if (!exists("scripts")) scripts = "scripts/figures"
set terminal svg size 800,1120 font "sans-serif,15" background rgb "white"
load scripts."/style.gnuplot"
file = folder."/figure8.csv"

row(s, c, m, l, g) = strcol("source") eq s && strcol("model") eq m && strcol("setting") eq c \
  && int(column("level")) == l && strcol("gate") eq g
left(m, l, g) = row("measured", "-", m, l, g)
# A setting that is shown beside the default, in place of the paper's bars.
if (!exists("beside")) beside = ""
if (beside eq "") {
  right(m, l, g) = row("published", "-", m, l, g)
  left_name = "ours"
  right_name = "paper"
} else {
  right(m, l, g) = row("measured", beside, m, l, g)
  left_name = "correct"
  right_name = spaced(beside)
}
right_spread = beside ne ""
bar_title = "± sd over samples"
listed(m, l) = strcol("source") eq "measured" && strcol("model") eq m && strcol("setting") eq "-" && int(column("level")) == l
shade(unused) = int(column("shade"))
number(v) = sprintf("%.2f", v)[2:*]
tag(unused) = (strcol("owner") eq "shared" ? (pooled(strcol("model")) ? sprintf("S%d", shade(0)) : "S") : "T".strcol("owner")[5:*]).(column("mean") < 0.995 ? " ".number(column("mean")) : " 1")
load scripts."/stacked.gnuplot"
