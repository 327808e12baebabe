"""Claims at equal size: a second opinion on claims.csv, from experiments/README.md (the table of families). Records:
metrics.csv.
"""

import math

import numpy as np

from study_records import common


def operations(experiment, model):
    """Multiplications and additions of the matrix products of a training step, per sample, of a dense model.

    A product with n weights costs 2n forwards, 2n for the weights' gradients, and 2n for those of its inputs, which
    products of the sample itself do not need.
    """
    spec = experiment.models[model]
    inputs = experiment.spec["scales"][0]["scale"]["inputWidth"]
    tasks, kind = experiment.spec["data"]["taskCount"], spec["kind"]
    if kind == "single-task":
        first, rest = stack(inputs, spec["towerWidths"] + [1])
        return tasks * (4 * first + 6 * rest)
    at_input = others = 0
    width, fed_by_x = inputs, True
    own, shared = spec["taskExperts"] or [0] * tasks, spec["sharedExperts"]
    experts = 1 if kind == "shared-bottom" else sum(own) + shared
    for level, widths in enumerate(spec["levelWidths"], start=1):
        top = level == len(spec["levelWidths"])
        first, rest = stack(width, widths)
        outputs = 0 if kind == "shared-bottom" else gate_outputs(kind, tasks, own, shared, top)
        gates_read_x = fed_by_x or kind == "ml-mmoe"
        gates = outputs * (inputs if gates_read_x else width)
        at_input += (experts * first if fed_by_x else 0) + (gates if gates_read_x else 0)
        others += experts * rest + (0 if fed_by_x else experts * first) + (0 if gates_read_x else gates)
        width, fed_by_x = widths[-1], False
    others += tasks * sum(stack(width, spec["towerWidths"] + [1]))
    return 4 * at_input + 6 * others


def gate_outputs(kind, tasks, own, shared, top):
    """Logits of all gates of a level. A gate over a single expert does not exist."""
    if kind in ("mmoe", "ml-mmoe"):
        return (tasks if top else shared) * shared
    gates = [count + shared for count in own] + ([] if top else [sum(own) + shared])
    return sum(size for size in gates if size > 1)


def stack(inputs, widths):
    """Weights of the first layer, and of the others."""
    sizes = [a * b for a, b in zip([inputs] + widths, widths)]
    return sizes[0], sum(sizes[1:])


def curve(experiment, kind, by):
    """A kind's models by the logarithm of their size: logarithms, log excess errors [model, draw]."""
    found = []
    for name, spec in experiment.models.items():
        if spec["kind"] == kind:
            if by == "flops":
                size = operations(experiment, name)
            else:
                size = next(int(row["parameter_count"]) for row in experiment.table("metrics") if row["model"] == name)
            found.append((math.log(size), experiment.logs(name).mean(axis=(0, 2, 3))))
    found.sort(key=lambda pair: pair[0])
    return np.array([size for size, _ in found]), np.array([errors for _, errors in found])


def mean_difference(sizes, errors, other_sizes, other_errors):
    """Mean of (other - one) over the sizes that both have: the area between two polygons over its width."""
    low, high = max(sizes[0], other_sizes[0]), min(sizes[-1], other_sizes[-1])
    knots = np.unique([low, high] + [x for x in [*sizes, *other_sizes] if low < x < high])
    gap = np.interp(knots, other_sizes, other_errors) - np.interp(knots, sizes, errors)
    return np.sum((gap[1:] + gap[:-1]) / 2 * np.diff(knots)) / (high - low)


def matched_size(study, claim):
    kind, over, by = claim.parts
    sizes, errors = curve(claim.experiment, kind, by)
    other_sizes, other_errors = curve(claim.experiment, over, by)
    values = np.array([
        mean_difference(sizes, errors[:, draw], other_sizes, other_errors[:, draw]) for draw in range(errors.shape[1])
    ])
    return common(claim.experiment, values[~np.isnan(values)])


FAMILIES = {
    "matched-size": matched_size,
}
