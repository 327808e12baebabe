"""Claims on lasting seesaws, computed again from the records: from `The seesaw` in experiments/README.md.

Letters: p correlations, B draws, J trainings of a model, L trainings of single-task networks, K tasks.
"""

import itertools

import numpy as np

from study_records import LEVEL, MARGIN, answer, common, holm, number, p_two_sided, setting_of, t_bounds

SEEN, ABSENT = 0.05, 0.10  # thresholds of ρ
SPIKE, PLANT = 0.40, 0.15  # log error added to the placebo; what the plant must gain and lose


def references(experiment, model):
    """The single-task models that a model is compared with: a placebo with the baseline alone."""
    names = [experiment.role("baseline"), experiment.role("placebo")]
    return [name for name in names if name and name != model]


def gains(experiment, model, setting, spike=0.0):
    """Gains [p, B, J, L, K], and the cells of J and of L: places of their trainings."""
    ours = np.log(experiment.errors(model, setting))
    draws, tasks = ours.shape[1], ours.shape[3]
    favoured = np.arange(draws)[:, None, None] % tasks == np.arange(tasks)
    ours = ours + spike * np.where(favoured, -1, 1)
    names = references(experiment, model)
    theirs = np.concatenate([np.log(experiment.errors(name, setting)) for name in names], axis=2)
    cells = np.arange(ours.shape[2]), np.tile(np.arange(theirs.shape[2] // len(names)), len(names))
    return theirs[:, :, None] - ours[:, :, :, None], *cells


def complete(found):
    """Without draws on which a run diverged."""
    return found[:, ~np.isnan(found).any(axis=(0, 2, 3, 4))]


def disjoint(ours, theirs):
    """All ordered choices of two pairs (j, l), (j′, l′) without a common cell."""
    pairs = list(itertools.product(range(len(ours)), range(len(theirs))))
    return [
        (one, other) for one in pairs for other in pairs
        if not {ours[one[0]], theirs[one[1]]} & {ours[other[0]], theirs[other[1]]}
    ]


def over_choices(values, found, then):
    """Mean over choices of two pairs: `values` [p, B, J, L, …], `then` of those of the one and of the other pair."""
    return np.mean([then(values[:, :, j, l], values[:, :, j2, l2]) for (j, l), (j2, l2) in found], axis=(0, 1))


def rho(experiment, model, setting, spike=0.0):
    """ρ by draw, mean over p; of two tasks."""
    found, *cells = gains(experiment, model, setting, spike)
    found = complete(found)
    one, two = found[..., 0], found[..., 1]
    x = ((one > MARGIN) & (two < -MARGIN)).astype(float) - ((one < -MARGIN) & (two > MARGIN))
    return over_choices(x, disjoint(*cells), lambda first, second: first * second)


def loser_gain(experiment, model, setting):
    """By draw, the gain of the task that loses: picked in one pair, measured in another."""
    found, *cells = gains(experiment, model, setting)

    def measured(first, second):
        loser = np.argmin(first, axis=-1)[..., None]
        return np.take_along_axis(second, loser, axis=-1)[..., 0]

    return over_choices(found, disjoint(*cells), measured)


def finding(values):
    lower, upper = t_bounds(values)
    if lower > 0 and np.mean(values) >= SEEN:
        return "seen"
    return "not seen" if upper < ABSENT else "undecided"


WORDS = {"seen": "supported", "not seen": "not supported", "undecided": "inconclusive"}


def planted_works(experiment):
    """Whether the plant gains .15 on one task and loses .15 on the other, mean over tuning draws and trainings."""
    baseline, planted = experiment.role("baseline"), experiment.role("planted")

    def logs(model):
        by_task = {}
        for row in experiment.table("tuning"):
            if (row["model"], row["setting"], row["chosen"], row["budget"]) == (model, "-", "yes", "1"):
                by_task.setdefault(row["task"], []).append(np.log(number(row["excess_error"])))
        return np.array([np.mean(by_task[task]) for task in sorted(by_task)])

    found = logs(baseline) - logs(planted)
    return found.max() >= PLANT and found.min() <= -PLANT


def control(experiment, name, setting):
    """ρ of a control and its verdict, in the words of paper scale."""
    if name == "placebo":
        values = rho(experiment, experiment.role("placebo"), setting)
    elif name == "planted":
        values = rho(experiment, experiment.role("planted"), setting)
    else:
        values = rho(experiment, experiment.role("placebo"), setting, float(name.removeprefix("spike-")))
    found = finding(values)
    right = found == ("not seen" if name == "placebo" else "seen")
    if name == "planted":
        right = right and planted_works(experiment)
    verdict = "supported" if right else "inconclusive" if found == "undecided" else "not supported"
    return values, verdict


def controls_hold(experiment, setting):
    """Placebo and added seesaw of the setting; the plant, which is on equal tasks, wherever there is one."""
    checks = [("placebo", setting), (f"spike-{SPIKE:.2f}", setting)]
    if experiment.role("planted"):
        checks.append(("planted", "-"))
    return all(control(experiment, *check)[1] == "supported" for check in checks)


def controls(study, claim):
    values, verdict = control(claim.experiment, claim.parts[0], setting_of(claim))
    return answer(np.mean(values), *t_bounds(values), len(values), claim.experiment.word(verdict))


def lasting_seesaw(study, claim):
    experiment, setting = claim.experiment, setting_of(claim)
    values = rho(experiment, claim.models[0], setting)
    verdict = WORDS[finding(values)] if controls_hold(experiment, setting) else "inconclusive"
    return answer(np.mean(values), *t_bounds(values), len(values), experiment.word(verdict))


def some_lasting_seesaw(study, claim):
    """Lower bounds in steps after Holm."""
    experiment, settings = claim.experiment, claim.settings or ["-"]
    parts = [rho(experiment, model, setting) for setting in settings for model in experiment.sharing(setting)]
    passed, lower, left = [], {}, list(range(len(parts)))
    while left:
        level = 1 - (1 - LEVEL) / len(left)
        lower.update({part: t_bounds(parts[part], level)[0] for part in left})
        now = [part for part in left if lower[part] > 0 and np.mean(parts[part]) >= SEEN]
        if not now:
            break
        passed += now
        left = [part for part in left if part not in now]
    upper = [t_bounds(part)[1] for part in parts]
    if passed:
        verdict, printed = "supported", max(passed, key=lower.get)
    else:
        all_absent = all(finding(part) == "not seen" for part in parts)
        verdict = "not supported" if all_absent else "inconclusive"
        printed = int(np.argmax(upper))
    if not all(controls_hold(experiment, setting) for setting in settings):
        verdict = "inconclusive"
    values = parts[printed]
    return answer(np.mean(values), lower[printed], upper[printed], len(values), experiment.word(verdict))


def loser_pays_less(study, claim):
    experiment, (model, rival), settings = claim.experiment, claim.models, claim.settings or ["-"]
    values = np.mean([
        loser_gain(experiment, model, setting) - loser_gain(experiment, rival, setting) for setting in settings
    ], axis=0)
    found = common(experiment, values[~np.isnan(values)])
    if not all(controls_hold(experiment, setting) for setting in settings):
        found["verdict"] = experiment.word("inconclusive")
    return found


def no_task_favoured(study, claim):
    """The model that decides: the one that differs most surely from 0, else the one whose bounds reach farthest."""
    experiment, setting = claim.experiment, setting_of(claim)
    parts = []
    for model in experiment.sharing(setting):
        by_task = complete(gains(experiment, model, setting)[0]).mean(axis=(0, 2, 3))
        parts.append((by_task[:, 0] - by_task[:, 1]) / 2)
    bounds = [t_bounds(part) for part in parts]
    p = np.array([p_two_sided(part) for part in parts])
    within = all(-MARGIN < lower and upper < MARGIN for lower, upper in bounds)
    differs = holm(p) <= 1 - LEVEL
    if differs.any():
        verdict, printed = "not supported", int(np.argmin(p))
    else:
        printed = max(range(len(parts)), key=lambda part: max(-bounds[part][0], bounds[part][1]))
        verdict = "supported" if within else "inconclusive"
    if within and differs.any():
        verdict = "supported, but negligible"
    return answer(np.mean(parts[printed]), *bounds[printed], len(parts[printed]), experiment.word(verdict))


def single_runs(study, claim):
    """Of the placebo; a gain of exactly 0 has no sign."""
    experiment = claim.experiment
    found = complete(gains(experiment, experiment.role("placebo"), setting_of(claim))[0])
    opposite = found[..., 0] * found[..., 1] < 0
    return answer(opposite.mean(), n=opposite.shape[1], verdict="description")


FAMILIES = {
    "controls-hold": controls, "lasting-seesaw": lasting_seesaw, "some-lasting-seesaw": some_lasting_seesaw,
    "loser-pays-less": loser_pays_less, "no-task-favoured": no_task_favoured, "single-runs": single_runs,
}
