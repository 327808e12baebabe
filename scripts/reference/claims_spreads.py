"""Claims about correlations, spread and overfitting: a second opinion on claims.csv, from experiments/README.md (the
table of families). Records: metrics.csv, data.csv, training-errors.csv.
"""

import numpy as np

from study_records import all_of, answer, by_task, common, per_draw, setting_of, t_bounds, task_of


def lead_by_correlation(study, claim):
    """Minus the least-squares slope of the lead on the labels' correlation, per draw."""
    experiment = claim.experiment
    subject, over, measure = claim.parts
    lead = (experiment.logs(over).mean(axis=2) - experiment.logs(subject).mean(axis=2)).mean(axis=2)
    draws = sorted({row["draw"] for row in experiment.table("data")})
    labels = {(row["correlation"], row["draw"]): float(row["label_pearson"])
              for row in experiment.table("data") if row["setting"] == "-"}
    x = np.array([[labels[p, draw] for draw in draws] for p in experiment.correlations()])
    if measure == "strength":
        x = np.abs(x)
    x = x - x.mean(axis=0)
    slopes = (x * (lead - lead.mean(axis=0))).sum(axis=0) / (x**2).sum(axis=0)
    return common(experiment, -slopes[~np.isnan(slopes)])


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


def overfitting(experiment, model, setting, task):
    """ln(test MSE / training MSE) of a task, [p, draw, training, 1]."""
    test = experiment.errors(model, setting, "mse")
    training = experiment.errors(model, setting, "mse", "training-errors")
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
    "lead-by-correlation": lead_by_correlation,
    "smallest-spread": smallest_spread,
    "varies-most": varies_most,
    "equal-at": equal_at,
    "overfits-more": overfits_more,
    "overfits-sparse-targets": overfits_sparse_targets,
}
