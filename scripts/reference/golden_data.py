"""Writes the samples of Tests/GoldenVectors/data, from the second implementation of the data.

    python scripts/reference/golden_data.py [folder]
"""

import json
import pathlib
import sys

import numpy as np

from data import source
from tensors import save

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "GoldenVectors" / "data"


def tasks(**others):
    return dict(
        dict(
            inputWidth=9, taskCount=2, scale=1.0, sineCount=10, noiseVariance=0.01, phases="standard-normal",
            perTaskPhases=False), **others)


def steps(**others):
    return dict(
        dict(
            stepCount=6, labelCount=3, stepsAhead=1, stepLength=0.2, waveCount=2,
            frequencies={"uniform": {"from": 0.5, "to": 0.9}}), **others)


def noise(drawn, sd=0.05, shape="normal"):
    return dict(shape=shape, standardDeviation=sd, drawn=drawn)


def modes(**others):
    return {"sequential-modes": dict(
        dict(
            inputWidth=3, modeCount=4, sequence=steps(), modePhases={"uniform": {"from": 0.0, "to": 2 * np.pi}},
            firstFactors={"uniform": {"from": -0.8, "to": 0.8}}, secondFactors={"uniform": {"from": -0.8, "to": 0.8}},
            secondOffsets={"uniform": {"from": -0.2, "to": 0.2}}, inputNoise=noise("per-dimension"),
            firstNoise=noise("per-sample"), secondNoise=noise("per-dimension-and-step")), **others)}


def sequences(labels, **others):
    return {"correlated-sequences": dict(tasks=labels, sequence=steps(**others))}


# Name, generator, p, samples; the last range has indices beyond 32 bits.
CASES = [
    ("tasks", tasks(inputWidth=70), 0.5, (0, 8)),
    ("tasks-identical", tasks(taskCount=3), 1.0, (3, 11)),
    ("tasks-opposed", tasks(taskCount=3), -0.5, (3, 11)),
    ("tasks-unequal", tasks(
        taskCount=3, perTaskPhases=True, labelShares=[1.0, 0.5, 0.25], taskSineCounts=[0, 3, 10],
        labelScales=[1.0, 5.0, 0.5]), 0.2, (60, 124)),
    ("tasks-formula", tasks(scale=0.65, sineCount=6, phases="formula"), 0.9, (0, 16)),
    ("tasks-squares", tasks(phases="squares", noiseVariance=0.0001), 0.9, (0, 16)),
    ("modes", modes(), None, (0, 24)),
    ("modes-other-noise", modes(
        modeShares=[0.5, 0.25, 0.125, 0.125], modePhases={"normal": {"mean": 1.0, "standardDeviation": 0.5}},
        inputNoise=noise("per-step", 0.1, "uniform"), firstNoise=noise("per-dimension", 0.2, "uniform"),
        secondNoise=noise("per-step", 0.1)), None, (5, 29)),
    ("sequences", sequences(tasks(inputWidth=3, labelShares=[1.0, 0.5]), stepsAhead=0), 0.5, (0, 24)),
    ("sequences-one-step-ahead", sequences(tasks(inputWidth=5, taskCount=3), waveCount=3), 0.75, (7, 15)),
    ("tasks-far", tasks(labelShares=[0.9, 0.6]), 0.5, (5_000_000_000, 5_000_000_008)),
]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, generator, p, samples in CASES:
        spec = dict(generator=generator, sampleCount=1000, seed=20_261_127, draw="draw-003")
        if p is not None:
            spec["correlation"] = p
        tensors = {
            key: np.ascontiguousarray(array.astype(np.float32 if key == "masks" else float))
            for key, array in source(spec).arrays(*samples).items()
        }
        metadata = dict(data=json.dumps(spec, sort_keys=True), samples=json.dumps(samples))
        save(folder / f"{name}.safetensors", tensors, metadata)
        print(f"{name}: {sum(t.size for t in tensors.values())} numbers")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
