"""The records of a results folder, and the statistics that rules share: what claims_*.py are built on.

From experiments/README.md (metric, rules) and results/README.md (files, keys, columns). Only records are read here, and
manifest.json, which says what was run. Derived tables are not.
"""

import csv
import functools
import json
import pathlib

import numpy as np
from scipy import stats

LEVEL = 0.95  # of one-sided bounds
MARGIN = 0.05  # δ
PUBLISHED = pathlib.Path(__file__).resolve().parents[2] / "experiments" / "published"  # the papers' numbers


class Study:
    """A folder results/<scale>: `experiments` by name, `claims`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        manifest = json.loads((self.folder / "manifest.json").read_text())
        self.scale = manifest["scale"]
        self.experiments = {
            name: Experiment(self, spec, manifest["presentation"][name])
            for name, spec in manifest["experiments"].items()
        }
        self.claims = [Claim(self, row) for row in rows(self.folder / "claims.csv")]


class Experiment:
    """What was run, and its records. `spec` is as in manifest.json; `declared` are its claims, family and arguments."""

    def __init__(self, study, spec, presentation):
        self.study, self.spec, self.name = study, spec, spec["name"]
        self.folder = study.folder / self.name
        report = presentation.get("report") or {}
        self.paper_size = study.scale == "paper" and report.get("paperSize", True)
        self.declared = [(claim["name"], claim["arguments"]) for claim in report.get("claims", [])]
        self.models = {model["name"]: model for model in spec["models"]}
        self.settings = {setting["name"]: setting for setting in spec["settings"]}

    def role(self, name):
        """The model with a role, or nothing."""
        return next((model for model, spec in self.models.items() if spec.get("role") == name), None)

    def sharing(self, setting="-"):
        """Models without a role that have runs in a setting, in listing order."""
        there = {row["model"] for row in self.table("metrics") if row["setting"] == setting}
        return [name for name, spec in self.models.items() if "role" not in spec and name in there]

    @functools.lru_cache(maxsize=None)
    def table(self, name):
        """Rows of <name>.csv."""
        return rows(self.folder / f"{name}.csv")

    @functools.lru_cache(maxsize=None)
    def gates(self, model, summary=False):
        """Rows of gates/<model>.csv, or of its summary."""
        return rows(self.folder / "gates" / (model + (".summary" if summary else "") + ".csv"))

    def correlations(self, setting="-"):
        """p of a setting, as in records, in ascending order."""
        found = {row["correlation"] for row in self.table("metrics") if row["setting"] == setting}
        return sorted(found, key=lambda p: 0 if p == "-" else float(p))

    @functools.lru_cache(maxsize=None)
    def errors(self, model, setting="-", column="excess_error", table="metrics"):
        """[p, draw, training, task]; NaN where a run is missing or diverged, so that means over its draw are too."""
        chosen = [row for row in self.table(table) if row["model"] == model and row["setting"] == setting]
        if not chosen:
            raise KeyError(f"{self.name}: no runs of {model} in {setting}")
        axes = [self.correlations(setting)] + [
            sorted({row[key] for row in chosen}, key=lambda text: int(text.removeprefix("task")))
            for key in ("draw", "training", "task")
        ]
        places = [{name: place for place, name in enumerate(axis)} for axis in axes]
        array = np.full([len(axis) for axis in axes], np.nan)
        for row in chosen:
            place = tuple(places[i][row[key]] for i, key in enumerate(("correlation", "draw", "training", "task")))
            array[place] = number(row[column]) if row.get("status", "ok") == "ok" else np.nan
        return array

    def logs(self, model, setting="-"):
        """Log excess error [p, draw, training, task]. Single-task is all its trainings, baseline and placebo alike."""
        parts = [model]
        if model == self.role("baseline") and self.role("placebo"):
            parts.append(self.role("placebo"))
        return np.log(np.concatenate([self.errors(part, setting) for part in parts], axis=2))

    def word(self, verdict):
        """The word of this experiment's scale for one of paper scale."""
        if self.paper_size:
            return verdict
        for theirs, ours in (
            ("not supported", "not seen"), ("supported", "seen"), ("inconclusive", "undecided"),
            ("not consistent", "not seen"), ("consistent", "seen"), ("undefined", "undecided (undefined)"),
        ):
            if verdict.startswith(theirs):
                return ours + verdict[len(theirs):]
        return verdict


class Claim:
    """A row of claims.csv. The id is experiment/family/…; its other parts are sorted into models, settings, others."""

    def __init__(self, study, row):
        self.row, self.id, self.rule = row, row["id"], row["rule"]
        name, self.family, *self.parts = row["id"].split("/")
        self.experiment = study.experiments[name]
        self.models = [part for part in self.parts if part in self.experiment.models]
        self.settings = [part for part in self.parts if part in self.experiment.settings]
        self.others = [part for part in self.parts if part not in self.models + self.settings]
        self.measured, self.lower, self.upper = number(row["measured"]), number(row["lower"]), number(row["upper"])
        self.n = number(row["n"])
        self.published, self.verdict = row["published"], row["verdict"]


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


def per_draw(values):
    """One value per draw: [p, draw, training] or [p, draw, training, task] to [draw], without draws of a lost run."""
    means = values.mean(axis=tuple(axis for axis in range(values.ndim) if axis != 1))
    return means[~np.isnan(means)]


def moments(values):
    """Mean, its standard error, degrees of freedom."""
    values = np.asarray(values, float)
    return values.mean(), values.std(ddof=1) / np.sqrt(len(values)), len(values) - 1


def t_bounds(values, level=LEVEL):
    """Lower and upper bound, each one-sided at the level."""
    mean, error, freedom = moments(values)
    width = stats.t.ppf(level, freedom) * error
    return mean - width, mean + width


def t_interval(values, level=LEVEL):
    """Two-sided."""
    return t_bounds(values, (1 + level) / 2)


def p_above(values, limit):
    """p-value of a one-sided t test that the mean lies above a limit."""
    mean, error, freedom = moments(values)
    if error == 0:
        return 0.0 if mean > limit else 1.0
    return stats.t.sf((mean - limit) / error, freedom)


def p_below(values, limit):
    return p_above(-np.asarray(values), -limit)


def p_two_sided(values, limit=0):
    return min(1.0, 2 * min(p_above(values, limit), p_below(values, limit)))


def holm(p):
    """Adjusted p-values."""
    p = np.asarray(p, float)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(steps, 1)
    return adjusted


def binomial_bounds(events, count, level=LEVEL):
    """Exact (Clopper and Pearson) lower and upper limit of a share, each one-sided at the level."""
    lower = stats.beta.ppf(1 - level, events, count - events + 1) if events > 0 else 0.0
    upper = stats.beta.ppf(level, events + 1, count - events) if events < count else 1.0
    return lower, upper


def answer(measured=None, lower=None, upper=None, n=None, verdict=None):
    return dict(measured=measured, lower=lower, upper=upper, n=n, verdict=verdict)


def by_bounds(lower, upper, margin=MARGIN):
    """The verdict of the common rule."""
    positive, small = lower > 0, upper < margin
    if positive:
        return "supported, but negligible" if small else "supported"
    return "not supported" if small else "inconclusive"


def common(experiment, values, margin=MARGIN):
    """The common rule, for one value per draw."""
    lower, upper = t_bounds(values)
    return answer(np.mean(values), lower, upper, len(values), experiment.word(by_bounds(lower, upper, margin)))


def all_of(experiment, parts, margin=MARGIN):
    """All of m, for m arrays of one value per draw; negligible: all lower bounds above 0, and yet some part below δ."""
    bounds = [t_bounds(part) for part in parts]
    p = np.array([p_below(part, margin) for part in parts])
    below = holm(p) <= 1 - LEVEL
    if all(lower > 0 for lower, _ in bounds):
        verdict = "supported, but negligible" if below.any() else "supported"
    else:
        verdict = "not supported" if below.any() else "inconclusive"
    if below.any():
        printed = min(np.flatnonzero(below), key=lambda part: p[part])
    else:
        printed = min(range(len(parts)), key=lambda part: bounds[part][0])
    lower, upper = bounds[printed]
    return answer(np.mean(parts[printed]), lower, upper, len(parts[printed]), experiment.word(verdict))


def setting_of(claim):
    """An optional setting is the default one."""
    return claim.settings[0] if claim.settings else "-"


def task_of(claim):
    """Index of the task in an id."""
    return next(int(part.removeprefix("task")) - 1 for part in claim.others if part.startswith("task"))


def by_task(values, task):
    """[p, draw, training, task] of one task."""
    return values[:, :, :, [task]]
