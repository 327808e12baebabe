"""Claims on gains, computed again from the records: from the table of families in experiments/README.md.

Everything is in log excess error, but `gain-ratio` and `task-differences`. A lead of a model over a rival is the
rival's log excess error minus the model's.
"""

import numpy as np
from scipy import stats

from study_records import LEVEL, PUBLISHED, all_of, answer, common, per_draw, rows, t_interval


def lead(experiment, model, rival, setting="-", task=None):
    """A model's lead [p, draw, task], mean over trainings; of one task where it is given, from 0."""
    found = trained(experiment, rival, setting) - trained(experiment, model, setting)
    return found if task is None else found[..., [task]]


def trained(experiment, model, setting):
    """Log excess error [p, draw, task], mean over trainings. In `-` where the setting does not change the model."""
    changed = any(row["model"] == model and row["setting"] == setting for row in experiment.table("metrics"))
    setting = setting if changed else "-"
    return experiment.logs(model, setting).mean(axis=2)


def task_of(claim):
    """The task that an id names, from 0, or nothing for the mean over tasks."""
    named = [part for part in claim.others if part.startswith("task")]
    return int(named[0].removeprefix("task")) - 1 if named else None


def gain_over(study, claim):
    model, rival = claim.models
    parts = [per_draw(lead(claim.experiment, model, rival, setting)) for setting in claim.settings or ["-"]]
    if len(parts) == 1:
        return common(claim.experiment, parts[0])
    return all_of(claim.experiment, parts)


def best_of_all(study, claim):
    experiment, (model,) = claim.experiment, claim.models
    rivals = [experiment.role("baseline")] + [name for name in experiment.sharing() if name != model]
    return all_of(experiment, [per_draw(lead(experiment, model, rival)) for rival in rivals])


def best_at_every_correlation(study, claim):
    experiment, (model, *rivals) = claim.experiment, claim.models
    leads = [lead(experiment, model, rival) for rival in rivals]
    return all_of(experiment, [per_draw(found[[p]]) for found in leads for p in range(len(found))])


def first_places(study, claim):
    """The id names the model alone; its rivals stand in the declaration."""
    experiment, (model,) = claim.experiment, claim.models
    arguments = next(arguments for family, arguments in experiment.declared if family == claim.family)
    leads = [lead(experiment, model, rival).mean(axis=1) for rival in arguments["over"]]
    first = np.all(np.array(leads) > 0, axis=0)
    return answer(measured=first.sum(), n=first.size, verdict="description")


def raw_gains(experiment, model):
    """Gain in mean squared error, one value per draw."""
    single = [experiment.role("baseline")] + ([experiment.role("placebo")] if experiment.role("placebo") else [])
    reference = np.concatenate([experiment.errors(name, column="mse") for name in single], axis=2)
    return per_draw(reference.mean(axis=2) - experiment.errors(model, column="mse").mean(axis=2))


def gain_ratio(study, claim):
    experiment, (model, rival) = claim.experiment, claim.models
    ours, theirs = raw_gains(experiment, model), raw_gains(experiment, rival)
    lower, upper = t_interval(theirs)
    if lower <= 0 <= upper:
        return answer(n=len(ours), verdict=experiment.word("undefined"))
    lowest, highest = fieller(ours, theirs)
    published = next(float(arguments["ratio"]) for family, arguments in experiment.declared if family == claim.family)
    holds = lower > 0 and lowest <= published <= highest
    verdict = "consistent" if holds else "not consistent"
    return answer(ours.sum() / theirs.sum(), lowest, highest, len(ours), experiment.word(verdict))


def fieller(ours, theirs, level=LEVEL):
    """The ratios r for which the mean of ours − r·theirs is not told from 0 by a two-sided t test.

    They lie between the roots of (m₂² − q·s₂₂)·r² − 2·(m₁m₂ − q·s₁₂)·r + m₁² − q·s₁₁, with q = t²/n, if the mean of
    theirs can be told from 0.
    """
    count = len(ours)
    q = stats.t.ppf((1 + level) / 2, count - 1) ** 2 / count
    (s11, s12), (_, s22) = np.cov(ours, theirs)
    one, two = ours.mean(), theirs.mean()
    a, b, c = two**2 - q * s22, one * two - q * s12, one**2 - q * s11
    root = np.sqrt(b**2 - a * c)
    return (b - root) / a, (b + root) / a


def cost_of_setting(study, claim):
    """Over all models without a role, and the baseline."""
    experiment, (setting,) = claim.experiment, claim.settings
    models = [experiment.role("baseline")] + experiment.sharing(setting)
    costs = [trained(experiment, model, setting) - trained(experiment, model, "-") for model in models]
    return common(experiment, per_draw(np.mean(costs, axis=0)))


def departs_from(experiment, setting):
    return experiment.settings[setting].get("departsFrom", "-")


def cost_of_departure(study, claim):
    experiment, (model,), (setting,) = claim.experiment, claim.models, claim.settings
    without = departs_from(experiment, setting)
    return common(experiment, per_draw(trained(experiment, model, setting) - trained(experiment, model, without)))


def lead_lost(study, claim):
    experiment, (model, rival), (setting,), task = claim.experiment, claim.models, claim.settings, task_of(claim)
    before = lead(experiment, model, rival, departs_from(experiment, setting), task)
    return common(experiment, per_draw(before - lead(experiment, model, rival, setting, task)))


def setting_helps(study, claim):
    experiment, (model,), (setting,), task = claim.experiment, claim.models, claim.settings, task_of(claim)
    tasks = slice(None) if task is None else [task]
    help_ = trained(experiment, model, departs_from(experiment, setting)) - trained(experiment, model, setting)
    return common(experiment, per_draw(help_[..., tasks]))


def no_better_than_control(study, claim):
    """The LSTM with the lowest error is printed, single-task among them."""
    experiment, (control,) = claim.experiment, claim.models
    names = [experiment.role("baseline")] + experiment.sharing()
    lstms = [name for name in names if experiment.models[name].get("layers") == "lstm"]
    best = min((per_draw(lead(experiment, control, name)) for name in lstms), key=np.mean)
    return answer(best.mean(), *t_interval(best), len(best), "description")


def task_differences(study, claim):
    """Of the tasks' gates at the top level: the separated model's by shared mass, the pooled one's by all weights."""
    experiment, (separated, pooled) = claim.experiment, claim.models
    contrast = departure_from_one(experiment, shared_difference(experiment, separated))
    contrast -= departure_from_one(experiment, weight_difference(experiment, pooled))
    return common(experiment, contrast, published_difference(separated, pooled) / 4)


def published_difference(separated, pooled):
    """The same contrast in the bars of PLE's Figure 8, at one p."""
    bars = rows(PUBLISHED / "ple-figure8-expert-utilization.csv")

    def weights(model):
        found = {}
        for bar in bars:
            if bar["model"] == model:
                found.setdefault(bar["expert_owner"], []).append(float(bar["mean_weight"]))
        return found

    one, two = weights(separated)["shared"]
    return abs(one - two) - sum(abs(first - second) for first, second in weights(pooled).values()) / 2


def departure_from_one(experiment, differences):
    """Mean over p < 1 minus the value at p = 1, one number per draw; `differences` by p and draw, mean of trainings."""
    draws = sorted({draw for _, draw in differences})
    others = [p for p in experiment.correlations() if float(p) < 1]
    return np.array([
        np.mean([differences[p, draw] for p in others]) - differences["1.00", draw] for draw in draws
    ])


def by_run(records):
    """Rows of the default setting by p, draw and training."""
    runs = {}
    for row in records:
        if row["setting"] == "-":
            runs.setdefault((row["correlation"], row["draw"], row["training"]), []).append(row)
    return runs


def mean_of_trainings(by_training):
    found = {}
    for (p, draw, _), value in by_training.items():
        found.setdefault((p, draw), []).append(value)
    return {key: np.mean(values) for key, values in found.items()}


def top(records):
    """Rows of the tasks' gates at the top level."""
    level = max(int(row["level"]) for row in records)
    return [row for row in records if int(row["level"]) == level and row["gate"].startswith("task")]


def shared_difference(experiment, model):
    found = {}
    for run, records in by_run(experiment.gates(model, summary=True)).items():
        one, two = (float(row["shared_mass"]) for row in top(records))
        found[run] = abs(one - two)
    return mean_of_trainings(found)


def weight_difference(experiment, model):
    found = {}
    for run, records in by_run(experiment.gates(model)).items():
        weights = {}
        for row in top(records):
            weights.setdefault(row["expert"], []).append(float(row["mean"]))
        found[run] = sum(abs(one - two) for one, two in weights.values()) / 2
    return mean_of_trainings(found)


FAMILIES = {
    "gain-over": gain_over, "best-of-all": best_of_all, "best-at-every-correlation": best_at_every_correlation,
    "first-places": first_places, "gain-ratio": gain_ratio, "cost-of-setting": cost_of_setting,
    "cost-of-departure": cost_of_departure, "lead-lost": lead_lost, "setting-helps": setting_helps,
    "no-better-than-control": no_better_than_control, "task-differences": task_differences,
}
