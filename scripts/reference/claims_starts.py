"""Claims about models that start at trained ones: a second opinion on claims.csv, from experiments/README.md (the table
of families). Records: starts.csv, metrics.csv.
"""

import math

import numpy as np

from study_records import all_of, answer, per_draw

ROUNDING = 1e-4  # The largest difference of equal models, in standard deviations of the label.


def starts(experiment, setting, model=None, correlation=None):
    return [
        row for row in experiment.table("starts") if row["setting"] == setting
        and model in (None, row["model"]) and correlation in (None, row["correlation"])
    ]


def same_form(study, claim):
    """Equal but for rounding; where not, only gates without a bias prove that no weights do it."""
    model, setting, correlation = claim.parts
    found = starts(claim.experiment, setting, model, correlation)
    largest = max(float(row["largest_difference"]) / float(row["label_sd"]) for row in found)
    if largest <= ROUNDING:
        verdict = "supported"
    else:
        verdict = "inconclusive" if claim.experiment.settings[setting]["gateBias"] else "not supported"
    runs = {(row["draw"], row["training"]) for row in found}
    return answer(largest, None, largest, len(runs), claim.experiment.word(verdict))


def started_settings(experiment, optimiser, finite=True):
    """Settings that start at a trained model and go on with an optimiser; an offset of -infinity is not in the file."""
    return [
        name for name, setting in experiment.settings.items() if "start" in setting
        and optimiser in (None, setting["start"].get("optimiser", "adam"))
        and ("offset" in setting["start"]["start"]) == finite
    ]


def log_ratio(experiment, setting, model, correlation):
    """ln(excluded weight at the end / at the start), means over tasks, per draw."""
    values = {}
    for row in starts(experiment, setting, model, correlation):
        run = values.setdefault(row["draw"], {}).setdefault(row["training"], [])
        run.append([float(row["excluded_weight_at_start"]), float(row["excluded_weight_at_end"])])
    return np.array([
        np.mean([math.log(end / start) for start, end in (np.mean(run, axis=0) for run in values[draw].values())])
        for draw in sorted(values)
    ])


def started_weights(study, claim):
    model, optimiser, correlation = claim.parts
    settings = started_settings(claim.experiment, optimiser)
    parts = [log_ratio(claim.experiment, setting, model, correlation) for setting in settings]
    return all_of(claim.experiment, parts, math.log(2))


def started_error(study, claim):
    model, optimiser, correlation = claim.parts
    experiment = claim.experiment

    def errors(setting):
        place = experiment.correlations(setting).index(correlation)
        return experiment.logs(model, setting)[[place]].mean(axis=2, keepdims=True)

    settings = started_settings(experiment, optimiser)
    return all_of(experiment, [per_draw(errors("-") - errors(setting)) for setting in settings])


def started_stays_out(study, claim):
    """A check of the code: what starts at a weight of 0 ends there, in all runs."""
    runs = {}
    for setting in started_settings(claim.experiment, None, finite=False):
        for row in starts(claim.experiment, setting):
            key = (setting, row["model"], row["correlation"], row["draw"], row["training"])
            runs.setdefault(key, []).append(float(row["excluded_weight_at_end"]) == 0)
    share = np.mean([all(tasks) for tasks in runs.values()])
    verdict = "supported" if share == 1 else "not supported"
    return answer(share, None, None, len(runs), claim.experiment.word(verdict))


FAMILIES = {
    "same-form": same_form,
    "started-weights": started_weights,
    "started-error": started_error,
    "started-stays-out": started_stays_out,
}
