# The stacked bars of Figure 8, shared by figure8.gnuplot and figure8-ordered.gnuplot.
#
# Its caller defines file; left(m, l, g) and right(m, l, g), which pick the rows of the left and the right bar of gate g
# at level l of model m; shade(0), the segment's shade; left_name and right_name, written below the bars; listed(m, l),
# which picks rows whose gates get a pair of bars; tag(0), what is written in a segment. The colour is that of the
# expert's owner; the shade tells a module's experts apart.

# Whether all experts of a model are shared, so that a segment needs a number.
owned = ""
stats file using (strcol("owner") ne "shared" ? (owned = joined(owned, strcol("model")), 0) : 0) nooutput
pooled(m) = !holds(owned, m)
# The models of a kind among those with gates.
gated = ""
stats file using (gated = joined(gated, strcol("model").":".strcol("level")), 0) nooutput
gated_models = ""
do for [g in gated] { gated_models = joined(gated_models, g[1:strstrt(g, ":") - 1]) }
of_kind(k) = (kept = "", sum [i = 1:words(gated_models)] (kind(word(gated_models, i)) eq k \
  ? (kept = kept.word(gated_models, i)." ", 1) : 0), kept)
# Panels are those of the PLE paper's figure, or, where other models have gates, one for every model and level.
classic = words(gated_models) == 4 && words(of_kind("mmoe")) == 1 && words(of_kind("cgc")) == 1 \
  && words(of_kind("ml-mmoe")) == 1 && words(of_kind("ple")) == 1
panel_models = of_kind("mmoe").of_kind("cgc").of_kind("ml-mmoe").of_kind("ml-mmoe").of_kind("ple").of_kind("ple")
panel_levels = "1 1 1 2 1 2"
if (!classic) {
  panel_models = ""; panel_levels = ""
  do for [m in models] {
    do for [l = 1:9] {
      if (holds(gated, m.":".l)) { panel_models = panel_models.m." "; panel_levels = panel_levels.l." " }
    }
  }
}
panels = words(panel_models)
# Gates of each panel in the order of the file, each once; whether any has a right bar.
array gates_of[panels]
has_right = 0
do for [panel = 1:panels] {
  m = word(panel_models, panel)
  l = int(word(panel_levels, panel))
  list = ""
  stats file using (listed(m, l) ? (list = joined(list, strcol("gate")), 0) : 0) nooutput
  gates_of[panel] = list
  do for [g in list] { stats file using (right(m, l, g) ? (has_right = 1, 0) : 0) nooutput }
}
# Where a gate's bars are, left of its place on the axis: middles, edges, deviations. A bar alone stands in the middle.
left_at = 0.27; left_from = 0.46; left_to = 0.08; left_sd = 0.04
if (!has_right) { left_at = 0; left_from = 0.3; left_to = -0.3; left_sd = -0.36 }
# Two panels side by side; one with many gates has a row to itself.
rows = 3
array row_of[panels]
array half_of[panels]
if (classic) {
  do for [panel = 1:panels] { row_of[panel] = (panel - 1) / 2; half_of[panel] = (panel - 1) % 2 }
} else {
  rows = 0; half = 0
  do for [panel = 1:panels] {
    # Names of settings below the bars take more room than "ours" and "paper".
    wide = words(gates_of[panel]) > (exists("beside") && beside ne "" ? 2 : 4)
    if (wide && half == 1) { rows = rows + 1; half = 0 }
    row_of[panel] = rows
    half_of[panel] = wide ? 2 : half
    if (wide || half == 1) { rows = rows + 1; half = 0 } else { half = 1 }
  }
  rows = rows + half
  set terminal svg size 800,(78 + 347 * rows) font "sans-serif,15" background rgb "white"
  if (exists("output")) { set output output }
}
legend = classic ? 0.07 : 78.0 / (78 + 347 * rows)
tall = classic ? 0.31 : (1 - legend) / rows

# Shades of shared experts come again from the fourth on: the lines between segments tell them apart.
owner_colour(o, s) = o eq "task1" ? 0x56B4E9 : o eq "task2" ? 0xE69F00 : o ne "shared" ? 0xCC79A7 : \
  s % 3 == 1 ? 0x5FBF9F : s % 3 == 2 ? 0xA6DCC8 : 0xD9F0E8
pretty(g) = g[1:4] eq "task" ? "task ".g[5:*] : g[1:8] eq "selector" ? "expert ".g[9:*] : g

middle(unused) = (column("bottom") + column("top")) / 2

set border 3
set grid ytics linestyle 100
set yrange [0:1.04]
set ytics 0, 0.25, 1 format "%.2f"
unset key
set style fill solid 1 border rgb "#303030"
set bars 0.6

set multiplot
set size 1, legend
set origin 0, 1 - legend
unset border; unset tics; unset grid
set lmargin 1; set rmargin 1; set tmargin 0; set bmargin 0
set xrange [0:1]; set yrange [0:1]
set key center center horizontal samplen 1.5 width 1 maxrows 2
# "task3" with more than two tasks.
if (!exists("others")) others = ""
if (others eq "") {
  plot NaN with boxes linecolor rgb owner_colour("task1", 1) title "T1: task 1's expert", \
    NaN with boxes linecolor rgb owner_colour("shared", 1) title "S: shared experts", \
    NaN with boxes linecolor rgb owner_colour("task2", 1) title "T2: task 2's expert", \
    NaN with lines linewidth 2 linecolor rgb "black" title bar_title
} else {
  plot NaN with boxes linecolor rgb owner_colour("task1", 1) title "T1: task 1's expert", \
    NaN with boxes linecolor rgb owner_colour("shared", 1) title "S: shared experts", \
    NaN with boxes linecolor rgb owner_colour("task2", 1) title "T2: task 2's expert", \
    NaN with boxes linecolor rgb owner_colour(others, 1) title "T3, …: other tasks' experts", \
    NaN with lines linewidth 2 linecolor rgb "black" title bar_title
}
unset key
set border 3
set xtics nomirror
set ytics nomirror scale 0.5 0, 0.25, 1 format "%.2f"
set grid ytics linestyle 100
set yrange [0:1.04]
set lmargin 6.5; set rmargin 0.5; set tmargin 2; set bmargin 3.5

do for [panel = 1:panels] {
  m = word(panel_models, panel)
  l = int(word(panel_levels, panel))
  list = gates_of[panel]
  bars = words(list)
  # Level 1 of ML-MMoE and PLE has three gates and gets more room.
  share = classic && panel > 2 ? 0.58 : 0.5
  set size (half_of[panel] == 2 ? 1 : half_of[panel] == 0 ? share : 1 - share), tall
  set origin (half_of[panel] == 1 ? share : 0), tall * (rows - 1 - row_of[panel])
  levels = holds(gated, m.":2")
  set title name(m).(levels ? sprintf(", level %d", l) : "") \
    .(strstrt(list, "selector") > 0 ? ": gate of each upper expert" : "") offset 0,-0.5
  set ylabel (half_of[panel] != 1 ? "mean weight" : "") offset 1.5,0
  set xtics () scale 0
  set for [g = 1:(classic ? 6 : 24)] label g "" at graph 0, 0
  set xrange [0.5 : (bars > 0 ? bars : 1) + 0.5]
  do for [g = 1:bars] {
    if (has_right) { set xtics add (left_name g - 0.27, right_name g + 0.24) } else { set xtics add ("" g) }
    set label g pretty(word(list, g)) at first g, graph -0.2 center
  }
  if (bars == 0) {
    set label 1 "not run" at graph 0.5, graph 0.5 center
    plot NaN
  } else {
    plot for [g = 1:bars] file using (left(m, l, word(list, g)) ? g - left_at : NaN):(column("top")):(g - left_from):(g - left_to) \
        :(column("bottom")):(column("top")):(owner_colour(strcol("owner"), shade(0))) \
        with boxxyerror linecolor rgb variable, \
      for [g = 1:bars] file using (right(m, l, word(list, g)) ? g + 0.24 : NaN):(column("top")):(g + 0.05):(g + 0.43) \
        :(column("bottom")):(column("top")):(owner_colour(strcol("owner"), shade(0))) \
        with boxxyerror linecolor rgb variable dashtype 3, \
      for [g = 1:bars] file using (left(m, l, word(list, g)) && column("mean") > 0.06 ? g - left_at : NaN) \
        :(middle(0)):(tag(0)) with labels font ",14", \
      for [g = 1:bars] file using (right(m, l, word(list, g)) && column("mean") > 0.06 ? g + 0.24 : NaN) \
        :(middle(0)):(tag(0)) with labels font ",14", \
      for [g = 1:bars] file using (left(m, l, word(list, g)) ? g - left_sd : NaN):(middle(0)):(0):(column("sd")) \
        with xyerrorbars pointtype 7 pointsize 0.25 linewidth 2 linecolor rgb "black", \
      for [g = 1:bars] file using (right(m, l, word(list, g)) && right_spread ? g + 0.47 : NaN):(middle(0)):(0):(column("sd")) \
        with xyerrorbars pointtype 7 pointsize 0.25 linewidth 2 linecolor rgb "black"
  }
}
unset multiplot
