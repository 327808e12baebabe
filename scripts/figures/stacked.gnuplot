# The stacked bars of Figure 8, shared by figure8.gnuplot and figure8-ordered.gnuplot.
#
# Wants from its caller: file; left(m, l, g) and right(m, l, g), which pick the rows of the left and the right bar of
# gate g at level l of model m; shade(0), the segment's shade; left_name and right_name, written below the bars; listed(m, l), which picks rows
# whose gates get a pair of bars;# tag(0), what is written in a segment. Colour is the expert's owner, the shade tells a module's experts apart.

panel_models = "mmoe cgc ml-mmoe ml-mmoe ple ple"
panel_levels = "1 1 1 2 1 2"

owner_colour(o, s) = o eq "task1" ? 0x56B4E9 : o eq "task2" ? 0xE69F00 : o ne "shared" ? 0xCC79A7 : \
  s == 1 ? 0x5FBF9F : s == 2 ? 0xA6DCC8 : 0xD9F0E8
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
set size 1, 0.07
set origin 0, 0.93
unset border; unset tics; unset grid
set lmargin 1; set rmargin 1; set tmargin 0; set bmargin 0
set xrange [0:1]; set yrange [0:1]
set key center center horizontal samplen 1.5 width 1 maxrows 2
plot NaN with boxes linecolor rgb owner_colour("task1", 1) title "T1: task 1's expert", \
  NaN with boxes linecolor rgb owner_colour("shared", 1) title "S: shared experts", \
  NaN with boxes linecolor rgb owner_colour("task2", 1) title "T2: task 2's expert", \
  NaN with lines linewidth 2 linecolor rgb "black" title bar_title
unset key
set border 3
set xtics nomirror
set ytics nomirror scale 0.5 0, 0.25, 1 format "%.2f"
set grid ytics linestyle 100
set yrange [0:1.04]
set lmargin 6.5; set rmargin 0.5; set tmargin 2; set bmargin 3.5

do for [panel = 1:6] {
  m = word(panel_models, panel)
  l = int(word(panel_levels, panel))
  # Gates in the order of the file, each once.
  list = ""
  stats file using (listed(m, l) ? (list = joined(list, strcol("gate")), 0) : 0) nooutput
  bars = words(list)
  # Level 1 of ML-MMoE and PLE has three gates and gets more room.
  share = panel > 2 ? 0.58 : 0.5
  set size (panel % 2 == 1 ? share : 1 - share), 0.31
  set origin (panel % 2 == 1 ? 0 : share), 0.62 - 0.31 * ((panel - 1) / 2)
  levels = m eq "ml-mmoe" || m eq "ple"
  set title name(m).(levels ? sprintf(", level %d", l) : "").(m eq "ml-mmoe" && l == 1 ? ": gate of each upper expert" : "") offset 0,-0.5
  set ylabel (panel % 2 == 1 ? "mean weight" : "") offset 1.5,0
  set xtics () scale 0
  set for [g = 1:6] label g "" at graph 0, 0
  set xrange [0.5 : (bars > 0 ? bars : 1) + 0.5]
  do for [g = 1:bars] {
    set xtics add (left_name g - 0.27, right_name g + 0.24)
    set label g pretty(word(list, g)) at first g, graph -0.2 center
  }
  if (bars == 0) {
    set label 1 "not run" at graph 0.5, graph 0.5 center
    plot NaN
  } else {
    plot for [g = 1:bars] file using (left(m, l, word(list, g)) ? g - 0.27 : NaN):(column("top")):(g - 0.46):(g - 0.08) \
        :(column("bottom")):(column("top")):(owner_colour(strcol("owner"), shade(0))) \
        with boxxyerror linecolor rgb variable, \
      for [g = 1:bars] file using (right(m, l, word(list, g)) ? g + 0.24 : NaN):(column("top")):(g + 0.05):(g + 0.43) \
        :(column("bottom")):(column("top")):(owner_colour(strcol("owner"), shade(0))) \
        with boxxyerror linecolor rgb variable dashtype 3, \
      for [g = 1:bars] file using (left(m, l, word(list, g)) && column("mean") > 0.06 ? g - 0.27 : NaN) \
        :(middle(0)):(tag(0)) with labels font ",14", \
      for [g = 1:bars] file using (right(m, l, word(list, g)) && column("mean") > 0.06 ? g + 0.24 : NaN) \
        :(middle(0)):(tag(0)) with labels font ",14", \
      for [g = 1:bars] file using (left(m, l, word(list, g)) ? g - 0.04 : NaN):(middle(0)):(0):(column("sd")) \
        with xyerrorbars pointtype 7 pointsize 0.25 linewidth 2 linecolor rgb "black", \
      for [g = 1:bars] file using (right(m, l, word(list, g)) && right_spread ? g + 0.47 : NaN):(middle(0)):(0):(column("sd")) \
        with xyerrorbars pointtype 7 pointsize 0.25 linewidth 2 linecolor rgb "black"
  }
}
unset multiplot
