# What all figures share: SVG on white, one look per model, CSV files with a header.
#
# Loaded by every script of this folder. Colours are Okabe and Ito's, which stay apart for colour-blind readers;
# every model also has a hatch and a point shape of its own, so that colour is never the only cue.

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

# Models in listing order, as in the CSV files; name(), colour(), hatch() and shape() take such a key.
# A fully connected model looks darker than its namesake and has an open shape.
models = "placebo fc-single-task fc-multi-head fc-shared-bottom fc-mmoe stepwise multi-head shared-bottom mmoe omoe mose ml-mmoe cgc ple"
name(m) = m[1:3] eq "fc-" ? name(m[4:*])." (fc)" : \
  m eq "single-task" ? "single-task" : m eq "placebo" ? "placebo" : m eq "shared-bottom" ? "shared bottom" : \
  m eq "multi-head" ? "multi-head" : m eq "stepwise" ? "stepwise" : m eq "mose" ? "MoSE" : \
  m eq "mmoe" ? "MMoE" : m eq "omoe" ? "OMoE" : m eq "ml-mmoe" ? "ML-MMoE" : m eq "cgc" ? "CGC" : m eq "ple" ? "PLE" : m
colour(m) = m eq "single-task" ? 0x000000 : m eq "placebo" ? 0x999999 : m eq "shared-bottom" ? 0xE69F00 : \
  m eq "mmoe" ? 0x56B4E9 : m eq "omoe" ? 0xF0E442 : m eq "ml-mmoe" ? 0x0072B2 : m eq "cgc" ? 0x009E73 : \
  m eq "ple" ? 0xD55E00 : m eq "mose" ? 0xCC79A7 : m eq "multi-head" ? 0xD4C400 : m eq "stepwise" ? 0x882255 : \
  m eq "fc-single-task" ? 0x606060 : m eq "fc-multi-head" ? 0x8A8000 : m eq "fc-shared-bottom" ? 0x9A6A00 : \
  m eq "fc-mmoe" ? 0x3A86B4 : 0xCC79A7
hatch(m) = m eq "placebo" ? 0 : m eq "shared-bottom" ? 4 : m eq "mmoe" ? 5 : m eq "omoe" ? 6 : m eq "ml-mmoe" ? 2 : \
  m eq "cgc" ? 1 : m eq "multi-head" ? 6 : m eq "stepwise" ? 7 : m eq "fc-single-task" ? 7 : m eq "fc-multi-head" ? 4 : \
  m eq "fc-shared-bottom" ? 5 : m eq "fc-mmoe" ? 6 : 3
shape(m) = m eq "single-task" ? 2 : m eq "placebo" ? 6 : m eq "shared-bottom" ? 5 : m eq "mmoe" ? 7 : m eq "omoe" ? 1 : \
  m eq "ml-mmoe" ? 9 : m eq "cgc" ? 11 : m eq "multi-head" ? 15 : m eq "stepwise" ? 3 : m eq "mose" ? 7 : \
  m eq "fc-single-task" ? 1 : m eq "fc-multi-head" ? 14 : m eq "fc-shared-bottom" ? 4 : m eq "fc-mmoe" ? 10 : 13

# Lists are words with a space after each. They are read off a file by stats, as a side effect of the column it is given:
# no file's name ever reaches a shell, and stats' own variables, which it undefines where there is nothing, are not needed.
joined(list, word) = strstrt(" ".list, " ".word." ") > 0 ? list : list.word." "
holds(list, word) = strstrt(" ".list, " ".word." ") > 0
# The models of a list in listing order.
ordered(list) = (kept = "", sum [i = 1:words(models)] (holds(list, word(models, i)) \
  ? (kept = kept.word(models, i)." ", 1) : 0), kept)
# Empty fields are NaN, the only value that is not itself.
known(value) = value == value
