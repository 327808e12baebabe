"""Claims about gates: a second opinion on claims.csv, from experiments/README.md (the table of families, reading
gates). Records: gates/*.csv, curves.csv.
"""

import csv
import itertools

import numpy as np
from scipy import stats

from study_records import LEVEL, PUBLISHED, all_of, answer, binomial_bounds, common, t_bounds

EXCLUDED = 0.01  # A mean weight below this excludes the expert.
SOME = 0.01  # A rate with a lower limit above this is not "never".
RARE = 0.03  # "Never" needs an upper limit of at most this.


# Gates of runs


def gate_runs(experiment, model, setting):
    """Runs of a model in a setting: {(p, draw, training): {(level, gate): {expert: row}}}."""
    runs = {}
    for row in experiment.gates(model):
        if row["setting"] == setting and row["mean"]:
            run = runs.setdefault((row["correlation"], row["draw"], row["training"]), {})
            run.setdefault((int(row["level"]), row["gate"]), {})[row["expert"]] = row
    return runs


def weights(gate, column="mean"):
    return {expert: float(row[column]) for expert, row in gate.items()}


def top_gates(run):
    """The tasks' gates of the highest level, in order of tasks."""
    top = max(level for level, _ in run)
    return [run[key] for key in sorted(run, key=lambda key: (len(key[1]), key[1])) if key[0] == top]


def means_by_draw(runs, measure):
    """One value per draw: the mean of a measure of runs, over p and trainings. Draws in order."""
    values = {}
    for (_, draw, _), run in runs.items():
        values.setdefault(draw, []).append(measure(run))
    return np.array([np.mean(values[draw]) for draw in sorted(values)])


# Rates


def rate_bounds(events, level=LEVEL):
    """One-sided limits of a share of runs, for {draw: [whether a run has the event]}.

    Exact where draws have one run. Else those of Korn and Graubard (1998): exact limits at the effective number of
    runs, p(1 - p)/variance of p between draws and at most n, times (t of n - 1 / t of draws - 1) squared.
    """
    counts = np.array([len(runs) for runs in events.values()], float)
    hits = np.array([sum(runs) for runs in events.values()], float)
    n, draws, share = counts.sum(), len(counts), hits.sum() / counts.sum()
    if counts.max() == 1:
        return binomial_bounds(int(hits.sum()), int(n), level)
    if share in (0, 1):
        return binomial_bounds(share * draws, draws, level)
    # A ratio of sums over clusters: its linearised variance.
    variance = draws / (draws - 1) * np.sum((hits - share * counts) ** 2) / n**2
    effective = n if variance == 0 else min(n, share * (1 - share) / variance)
    effective *= (stats.t.ppf(level, n - 1) / stats.t.ppf(level, draws - 1)) ** 2
    return binomial_bounds(share * effective, effective, level)


def rate_verdict(lower, upper):
    """Where both limits pass, between 1 and 3%, the rate is neither none nor some."""
    rare, some = upper <= RARE, lower > SOME
    if rare == some:
        return "inconclusive"
    return "supported" if rare else "not supported"


def events_by_draw(runs, event):
    found = {}
    for (_, draw, _), run in sorted(runs.items()):
        found.setdefault(draw, []).append(bool(event(run)))
    return found


def rate(experiment, runs, event):
    events = events_by_draw(runs, event)
    every = [hit for hits in events.values() for hit in hits]
    lower, upper = rate_bounds(events)
    return answer(np.mean(every), lower, upper, len(every), experiment.word(rate_verdict(lower, upper)))


def excludes(run):
    """Whether some gate's mean weight on some expert is below .01."""
    return any(weight < EXCLUDED for gate in run.values() for weight in weights(gate).values())


def has_separated(run):
    """Whether two tasks' top gates each exclude an expert that the other does not."""
    outs = [{expert for expert, weight in weights(gate).items() if weight < EXCLUDED} for gate in top_gates(run)]
    return any(a - b and b - a for a, b in itertools.combinations(outs, 2))


def no_zero_weight(study, claim):
    return rate(claim.experiment, gate_runs(claim.experiment, claim.models[0], claim.settings[0]), excludes)


def never_becomes(study, claim):
    return rate(claim.experiment, gate_runs(claim.experiment, claim.models[0], claim.settings[0]), has_separated)


def no_zero_weight_in_any(study, claim):
    """Supported iff so for all models; not supported iff not so for some, with Bonferroni's level over the models."""
    found = []
    for model in claim.models:
        events = events_by_draw(gate_runs(claim.experiment, model, "-"), excludes)
        every = [hit for hits in events.values() for hit in hits]
        lower, upper = rate_bounds(events)
        corrected, _ = rate_bounds(events, 1 - (1 - LEVEL) / len(claim.models))
        found.append((upper, lower, corrected, np.mean(every), len(every)))
    upper, lower, _, share, n = max(found)
    if all(rate_verdict(limits[1], limits[0]) == "supported" for limits in found):
        verdict = "supported"
    else:
        verdict = "not supported" if any(limits[2] > SOME for limits in found) else "inconclusive"
    return answer(share, lower, upper, n, claim.experiment.word(verdict))


def last_points(experiment):
    """The last point of every learning curve, by (model, setting, p): rows."""
    last = {}
    for row in experiment.table("curves"):
        key = tuple(row[name] for name in ("model", "setting", "correlation", "draw", "training"))
        if key not in last or int(row["step"]) > int(last[key]["step"]):
            last[key] = row
    places = {}
    for key, row in last.items():
        if row["smallest_weight"]:
            places.setdefault(key[:3], []).append(float(row["smallest_weight"]))
    return places


def excludes_experts(study, claim):
    """Most runs: the lower limit is above a half, in Holm's steps over the places of the experiment."""
    places = last_points(claim.experiment)
    counts = {place: (sum(weight < EXCLUDED for weight in runs), len(runs)) for place, runs in places.items()}
    lower = stepwise_lower(counts, 0.5)
    place = tuple(claim.parts)
    events, n = counts[place]
    _, upper = binomial_bounds(events, n)
    verdict = "supported" if lower[place] > 0.5 else "not supported" if upper <= 0.5 else "inconclusive"
    return answer(events / n, lower[place], upper, n, claim.experiment.word(verdict))


def stepwise_lower(counts, threshold):
    """Lower limits, all at level 1 - .05/m; those above the threshold are settled, the others are taken again."""
    lower, left = {}, dict(counts)
    while left:
        level = 1 - (1 - LEVEL) / len(left)
        lower.update({place: binomial_bounds(*count, level)[0] for place, count in left.items()})
        settled = [place for place in left if lower[place] > threshold]
        if not settled:
            break
        for place in settled:
            del left[place]
    return lower


# Weights of experts


def shared_mass(column):
    """The sum of a column over shared experts, mean over the tasks' top gates."""
    def measure(run):
        return np.mean([
            sum(float(row[column]) for row in gate.values() if row["owner"] == "shared") for gate in top_gates(run)
        ])
    return measure


def published_shared_mass(model):
    """The same in the paper's Figure 8."""
    with open(PUBLISHED / "ple-figure8-expert-utilization.csv", newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == model]
    top = max(row["level"] for row in rows)
    return np.mean([
        float(row["mean_weight"]) for row in rows
        if row["level"] == top and row["gate"].startswith("task") and row["expert_owner"] == "shared"
    ])


def shared_mass_claim(study, claim):
    """Two parts, raw and weighted by contribution; the raw one is printed."""
    subject, over = claim.models
    margin = (published_shared_mass(subject) - published_shared_mass(over)) / 4
    raw, weighted = (
        means_by_draw(gate_runs(claim.experiment, subject, "-"), shared_mass(column))
        - means_by_draw(gate_runs(claim.experiment, over, "-"), shared_mass(column))
        for column in ("mean", "contribution")
    )
    verdict = all_of(claim.experiment, [raw, weighted], margin)["verdict"]
    return answer(raw.mean(), *t_bounds(raw), len(raw), verdict)


def evenness(run):
    """Twice the smaller share of two experts in their joint mean weight, mean over pairs and then over top gates."""
    gates = [list(weights(gate).values()) for gate in top_gates(run)]
    return np.mean([
        np.mean([2 * min(a, b) / (a + b) for a, b in itertools.combinations(gate, 2)]) for gate in gates
    ])


def selector_or_separation(study, claim):
    """Two main effects of a 2 x 2: separate or pooled experts, upper gates that read the input or the fusion."""
    experiment = claim.experiment
    arguments = dict(experiment.declared)["selector-or-separation"]
    settings = {setting.get("selector"): name for name, setting in experiment.settings.items()}

    def even(model, selector):
        kind = experiment.models[model]["kind"]
        default = {"ml-mmoe": "input", "ple": "fusion"}[kind]
        setting = "-" if selector == default else settings[selector]
        runs = {key: run for key, run in gate_runs(experiment, model, setting).items() if key[0] == claim.parts[1]}
        return means_by_draw(runs, evenness)

    separated, pooled = arguments["separated"], arguments["pooled"]
    if claim.parts[0] == "selector":
        effects = [even(model, "input") - even(model, "fusion") for model in (separated, pooled)]
    else:
        effects = [even(pooled, selector) - even(separated, selector) for selector in ("input", "fusion")]
    return common(experiment, np.mean(effects, axis=0))


FAMILIES = {
    "no-zero-weight": no_zero_weight,
    "no-zero-weight-in-any": no_zero_weight_in_any,
    "never-becomes": never_becomes,
    "excludes-experts": excludes_experts,
    "shared-mass": shared_mass_claim,
    "selector-or-separation": selector_or_separation,
}
