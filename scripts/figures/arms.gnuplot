# A model in one of its settings, as a word "model:setting"; loaded after style.gnuplot.

model(a) = a[1:strstrt(a, ":") - 1]
setting(a) = a[strstrt(a, ":") + 1:]
is_arm(a) = strcol("model") eq model(a) && strcol("setting") eq setting(a)
# A solid line for the default setting, a dashed one for any other.
dashes(a) = setting(a) eq "-" ? 1 : 2
title_of(a) = name(model(a)).(setting(a) eq "-" ? "" : " (".setting(a).")")
