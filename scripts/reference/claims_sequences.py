"""Claims about sequences: a second opinion on claims.csv, from experiments/README.md (the table of families). Records:
metrics.csv.
"""

import csv
import json
import math

import numpy as np
from scipy import stats

from study_records import LEVEL, PUBLISHED, all_of, answer, by_task, moments, per_draw, setting_of, t_bounds, task_of


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


FAMILIES = {
    "best-on-both-tasks": best_on_both_tasks,
    "error-ratio": error_ratio,
    "published-errors": published_errors_claim,
}
