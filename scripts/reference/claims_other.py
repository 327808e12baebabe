"""Claims about sequences, sizes, spreads and overfitting: a second opinion on claims.csv, from experiments/README.md
(the table of families). Records: metrics.csv, data.csv, training-errors.csv.
"""

import csv
import json
import math
import pathlib

import numpy as np
from scipy import stats

from study_records import LEVEL, all_of, answer, common, moments, per_draw, t_bounds

PUBLISHED = pathlib.Path(__file__).resolve().parents[2] / "experiments" / "published"


def setting_of(claim):
    """An optional setting is the default one."""
    return claim.settings[0] if claim.settings else "-"


def task_of(claim):
    """Index of the task in an id."""
    return next(int(part.removeprefix("task")) - 1 for part in claim.others if part.startswith("task"))


def by_task(values, task):
    """[p, draw, training, task] of one task."""
    return values[:, :, :, [task]]


# Sequences


def best_on_both_tasks(study, claim):
    experiment, setting = claim.experiment, setting_of(claim)
    subject, *rivals = claim.models
    own = experiment.logs(subject, setting).mean(axis=2, keepdims=True)
    parts = []
    for rival in rivals:
        lead = experiment.logs(rival, setting).mean(axis=2, keepdims=True) - own
        parts += [per_draw(by_task(lead, task)) for task in range(lead.shape[-1])]
    return all_of(experiment, parts)


def prediction(values):
    """95% prediction interval for one further value, two-sided."""
    mean, error, freedom = moments(values)
    width = stats.t.ppf((1 + LEVEL) / 2, freedom) * error * math.sqrt(len(values) + 1)
    return mean - width, mean + width


def log_ratio(experiment, model, rival, task):
    """ln(MSE of the model / MSE of the rival), per draw: single runs, so of the first training of both."""
    ratio = np.log(experiment.errors(model, column="mse")) - np.log(experiment.errors(rival, column="mse"))
    return per_draw(by_task(ratio, task)[:, :, :1])


def published_errors():
    """MSE of the paper's Figure 6 by its names of models."""
    with open(PUBLISHED / "mose-figure6-mse.csv", newline="", encoding="utf-8") as file:
        return {row["model"]: [float(row["task1_mse"]), float(row["task2_mse"])] for row in csv.DictReader(file)}


def published_name(study, experiment, model):
    """A model's name in the paper's file: as declared, else its kind."""
    presentation = json.loads((study.folder / "manifest.json").read_text())["presentation"][experiment.name]
    declared = presentation["models"].get(model, {})
    return declared.get("published", experiment.models[model]["kind"])


def error_ratio(study, claim):
    subject, over = claim.models
    experiment, task = claim.experiment, task_of(claim)
    values = log_ratio(experiment, subject, over, task)
    errors = published_errors()
    paper = [errors[published_name(study, experiment, model)][task] for model in (subject, over)]
    low, high = prediction(values)
    within = low <= math.log(paper[0] / paper[1]) <= high
    below, above = t_bounds(values)
    lower, upper = 1 - math.exp(above), 1 - math.exp(below)
    if not within or upper < 0:
        verdict = "not consistent"
    else:
        verdict = "consistent" if lower > 0 else "inconclusive"
    return answer(1 - math.exp(values.mean()), lower, upper, len(values), experiment.word(verdict))


def published_errors_claim(study, claim):
    """Cells in which the paper's ratio to the baseline lies in the prediction interval."""
    experiment = claim.experiment
    errors, baseline = published_errors(), experiment.role("baseline")
    cells = []
    for model in experiment.sharing():
        name = published_name(study, experiment, model)
        if name not in errors:
            continue
        for task, error in enumerate(errors[name]):
            low, high = prediction(log_ratio(experiment, model, baseline, task))
            cells.append(low <= math.log(error / errors[published_name(study, experiment, baseline)][task]) <= high)
    return answer(sum(cells), None, None, len(cells), "description")


# Leads


def lead_by_correlation(study, claim):
    """Minus the least-squares slope of the lead on the labels' correlation, per draw."""
    experiment = claim.experiment
    subject, over, measure = claim.parts
    lead = (experiment.logs(over).mean(axis=2) - experiment.logs(subject).mean(axis=2)).mean(axis=2)
    draws = sorted({row["draw"] for row in experiment.data})
    labels = {(row["correlation"], row["draw"]): float(row["label_pearson"])
              for row in experiment.data if row["setting"] == "-"}
    x = np.array([[labels[p, draw] for draw in draws] for p in experiment.correlations()])
    if measure == "strength":
        x = np.abs(x)
    x = x - x.mean(axis=0)
    slopes = (x * (lead - lead.mean(axis=0))).sum(axis=0) / (x**2).sum(axis=0)
    return common(experiment, -slopes[~np.isnan(slopes)])


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
                size = next(int(row["parameter_count"]) for row in experiment.metrics if row["model"] == name)
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


# Spread and variation


def smallest_spread(study, claim):
    """A spread of the other sign must not pass as small: two parts per rival."""
    experiment, setting, subject = claim.experiment, setting_of(claim), claim.models[0]
    rivals = next(
        arguments["over"] for family, arguments in experiment.declared
        if family == "smallest-spread" and arguments["subject"] == subject
        and arguments.get("setting", "-") == setting
    )

    def spread(model):
        errors = experiment.logs(model, setting).mean(axis=(2, 3))
        return errors[0] - errors[-1]

    own = spread(subject)
    parts = [spread(rival) + sign * own for rival in rivals for sign in (-1, 1)]
    return all_of(experiment, [part[~np.isnan(part)] for part in parts])


def varies_most(study, claim):
    experiment, setting, subject = claim.experiment, setting_of(claim), claim.models[0]
    rivals = next(
        arguments["over"] for family, arguments in experiment.declared
        if family == "varies-most" and arguments["subject"] == subject
        and arguments.get("setting", "-") == setting and arguments.get("measure", "nmse") in claim.others
    )

    def values(model):
        if "log_excess" in claim.others:
            return experiment.logs(model, setting).mean(axis=2)
        return experiment.errors(model, setting, "nmse").mean(axis=2)

    return all_of(experiment, [pseudo_values(values(subject), values(rival)) for rival in rivals], 0.2)


def pseudo_values(one, other):
    """Jackknife pseudo-values of the mean over p and tasks of ln(sd of one / sd of the other), for [p, draw, task]."""
    def ratio(draws):
        return np.mean(np.log(one[:, draws].std(axis=1, ddof=1)) - np.log(other[:, draws].std(axis=1, ddof=1)))

    draws = np.arange(one.shape[1])
    n, whole = len(draws), ratio(draws)
    return np.array([n * whole - (n - 1) * ratio(np.delete(draws, draw)) for draw in draws])


def equal_at(study, claim):
    experiment, setting = claim.experiment, setting_of(claim)
    subject, over, correlation = claim.parts[:3]
    margin = next(
        float(arguments["margin"]) for family, arguments in experiment.declared
        if family == "equal-at" and arguments["subject"] == subject and arguments["over"] == over
        and float(arguments["correlation"]) == float(correlation) and arguments.get("setting", "-") == setting
    )
    p = experiment.correlations(setting).index(correlation)
    lead = (experiment.logs(over, setting).mean(axis=2) - experiment.logs(subject, setting).mean(axis=2))[p]
    values = lead.mean(axis=1)
    values = values[~np.isnan(values)]
    lower, upper = t_bounds(values)
    if -margin < lower and upper < margin:
        verdict = "supported"
    else:
        verdict = "not supported" if lower > margin or upper < -margin else "inconclusive"
    return answer(values.mean(), lower, upper, len(values), experiment.word(verdict))


# Overfitting


def overfitting(experiment, model, setting, task):
    """ln(test MSE / training MSE) of a task, [p, draw, training, 1]."""
    test = experiment.errors(model, setting, "mse")
    training = experiment.errors(model, setting, "mse", "training_errors")
    return by_task(np.log(test) - np.log(training), task)


def overfits_more(study, claim):
    experiment, setting, task = claim.experiment, setting_of(claim), task_of(claim)
    subject, over = claim.models
    values = overfitting(experiment, subject, setting, task) - overfitting(experiment, over, setting, task)
    return common(experiment, per_draw(values))


def overfits_sparse_targets(study, claim):
    """Both, for every model: more overfitting than the rival's, and a lead over it that is lost."""
    experiment, setting = claim.experiment, claim.settings[0]
    arguments = next(
        arguments for family, arguments in experiment.declared
        if family == "overfits-sparse-targets" and arguments["setting"] == setting
    )
    over, task = arguments["over"], int(arguments["task"]) - 1
    reference = experiment.settings[setting].get("departsFrom", "-")

    def lead(model, place):
        return by_task(experiment.logs(over, place) - experiment.logs(model, place), task)

    parts = []
    for model in arguments["subject"]:
        more = overfitting(experiment, model, setting, task) - overfitting(experiment, over, setting, task)
        parts += [per_draw(more), per_draw(lead(model, reference) - lead(model, setting))]
    return all_of(experiment, parts)


FAMILIES = {
    "best-on-both-tasks": best_on_both_tasks,
    "error-ratio": error_ratio,
    "published-errors": published_errors_claim,
    "lead-by-correlation": lead_by_correlation,
    "matched-size": matched_size,
    "smallest-spread": smallest_spread,
    "varies-most": varies_most,
    "equal-at": equal_at,
    "overfits-more": overfits_more,
    "overfits-sparse-targets": overfits_sparse_targets,
}
