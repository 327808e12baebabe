"""The claims of a results folder, computed again from its records: a second opinion on claims.csv, from
experiments/README.md.

    python scripts/reference/claims.py results/quick [FAMILY ...]

The rules of the families are in claims_*.py, each of which has a dictionary FAMILIES from a family's name to a function
of (study, claim) with what the row must say: measured, lower, upper, n and verdict, None where the table has an empty
cell. Numbers agree within 1e-6 of their size. Exit status 1 if a row differs or is there twice, if nothing computes it,
or if a family that an experiment declares has no row.
"""

import importlib
import pathlib
import sys

try:
    from study_records import Study
except ModuleNotFoundError as error:
    sys.exit(f"claims.py needs NumPy and SciPy, and there is no {error.name}: pip install numpy scipy")

FIELDS = ("measured", "lower", "upper", "n")


def families():
    """All functions by family."""
    found = {}
    for path in sorted(pathlib.Path(__file__).parent.glob("claims_*.py")):
        own = importlib.import_module(path.stem).FAMILIES
        assert not own.keys() & found.keys(), f"{path.name} has families of another file"
        found.update(own)
    return found


def missing_or_twice(study):
    """Texts: rows that are there twice, and declared families without a row."""
    ids = [claim.id for claim in study.claims]
    found = [f"{id_} is there {ids.count(id_)} times" for id_ in sorted(set(ids)) if ids.count(id_) > 1]
    there = {(claim.experiment.name, claim.family) for claim in study.claims}
    for name, experiment in study.experiments.items():
        families_ = sorted({family for family, _ in experiment.declared})
        found += [f"{name}/{family} has no row" for family in families_ if (name, family) not in there]
    return found


def close(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= 1e-6 * abs(theirs) + 1e-9


def differences(ours, claim):
    """Texts, one for every field that differs."""
    found = [
        f"{field}: {show(ours[field])}, but the table has {show(getattr(claim, field))}"
        for field in FIELDS if not close(ours[field], getattr(claim, field))
    ]
    if ours["verdict"] != claim.verdict:
        found.append(f"verdict: {ours['verdict']}, but the table has {claim.verdict}")
    return found


def show(value):
    return "nothing" if value is None else f"{value:.9g}"


def main(folder, chosen=()):
    study, functions = Study(folder), families()
    unknown = [family for family in chosen if family not in functions]
    if unknown:
        sys.exit(f"no such family: {', '.join(unknown)}")
    counts, problems = {}, missing_or_twice(study)
    print("".join(f"{text}\n" for text in problems), end="")
    failed = bool(problems)
    for claim in study.claims:
        if chosen and claim.family not in chosen:
            continue
        count = counts.setdefault(claim.family, [0, 0, 0])
        if claim.family not in functions:
            count[2] += 1
            continue
        try:
            found = differences(functions[claim.family](study, claim), claim)
        except (KeyError, ValueError, IndexError, OSError) as error:
            found = [f"cannot be computed: {error!r}"]
        count[bool(found)] += 1
        for text in found:
            print(f"{claim.id}\n    {text}")
    print(f"{'family':28} {'rows':>5} {'agree':>6} {'differ':>7} {'not computed':>13}")
    for family, count in counts.items():
        print(f"{family:28} {sum(count):5} {count[0]:6} {count[1]:7} {count[2]:13}")
        failed |= count[1] + count[2] > 0
    return failed


if __name__ == "__main__":
    if len(sys.argv) < 2 or not (pathlib.Path(sys.argv[1]) / "manifest.json").exists():
        sys.exit("usage: claims.py RESULTS_FOLDER [FAMILY ...], with a folder that has a manifest.json: results/quick")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
