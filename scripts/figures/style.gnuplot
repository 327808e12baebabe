# What all figures share: SVG on white, one look per model, CSV files with a header.
#
# Loaded by every script of this folder, after it has set `folder`. Names, colours and point shapes of models come from
# models.csv in that folder: colour is never the only cue.

set datafile separator comma
set datafile columnheaders
set encoding utf8
if (exists("output")) set output output

# Error bars are drawn "with xyerrorbars" without a width in x: yerrorbars would paint a white disc round the mean.

set border 3 linewidth 1 linecolor rgb "#404040"
set tics nomirror scale 0.5
set style line 100 linecolor rgb "#d0d0d0" linewidth 1
set style line 101 linecolor rgb "#404040" linewidth 1
set grid ytics linestyle 100

# Lists are words with a space after each. They are read off a file by stats, as a side effect of the column it is given:
# no file's name ever reaches a shell, and stats' own variables, which it undefines where there is nothing, are not needed.
joined(list, word) = strstrt(" ".list, " ".word." ") > 0 ? list : list.word." "
holds(list, word) = strstrt(" ".list, " ".word." ") > 0
# Names are words joined by hyphens.
spaced(s) = strstrt(s, "-") == 0 ? s : spaced(s[1:strstrt(s, "-") - 1]." ".s[strstrt(s, "-") + 1:])
# Empty fields are NaN, the only value that is not itself.
known(value) = value == value

# Models in listing order, and what models.csv says of them, by key: "|key=value|key=value|".
models = ""
baseline = ""; placebo = ""
labels = colours = points = kinds = roles = "|"
noted(table, value) = table.strcol("model")."=".value."|"
stats folder."/models.csv" using (models = models.strcol("model")." ", labels = noted(labels, strcol("label")), \
  colours = noted(colours, strcol("colour")), points = noted(points, strcol("point")), \
  kinds = noted(kinds, strcol("kind")), roles = noted(roles, strcol("role")), \
  strcol("role") eq "baseline" ? (baseline = strcol("model"), 0) : 0, \
  strcol("role") eq "placebo" ? (placebo = strcol("model"), 0) : 0, 0) nooutput
behind(table, m) = strstrt(table, "|".m."=") + strlen(m) + 2
cut(text) = text[1:strstrt(text, "|") - 1]
found_in(table, m) = strstrt(table, "|".m."=") > 0 ? cut(table[behind(table, m):*]) : ""
name(m) = found_in(labels, m) eq "" ? m : found_in(labels, m)
colour(m) = found_in(colours, m) eq "" ? "#CC79A7" : found_in(colours, m)
shape(m) = found_in(points, m) eq "" ? 7 : int(found_in(points, m))
kind(m) = found_in(kinds, m)
role(m) = found_in(roles, m)
# The place in the listing order, from 1.
place_of(m) = sum [i = 1:words(models)] (word(models, i) eq m ? i : 0)
# The models of a list in listing order.
ordered(list) = (kept = "", sum [i = 1:words(models)] (holds(list, word(models, i)) \
  ? (kept = kept.word(models, i)." ", 1) : 0), kept)
