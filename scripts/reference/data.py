"""The data in NumPy: a second opinion on Sources/SyntheticData, from the papers' equations and
Sources/Randomness/README.md.

    python scripts/reference/data.py FOLDER

compares a folder that `reproduce data` wrote with what this file makes of its data.json. Everything is computed in
double precision from the same random bits. Letters: B samples, D inputs, K tasks, m sines, M modes, O waves, T steps,
S labels.
"""

import json
import pathlib
import sys

import numpy as np

from streams import Stream


def splits(count):
    """80% for training, 10% for validation, the rest for testing, in this order."""
    train, validation = count * 80 // 100, count * 10 // 100
    return {
        "train": (0, train), "validation": (train, train + validation), "test": (train + validation, count),
        "all": (0, count),
    }


class Labels:
    """Labels of correlated tasks (Ma et al. 2018, section 3.2, steps 1, 2 and 4)."""

    def __init__(self, spec, p, draw):
        self.spec = spec
        d, tasks, m = spec["inputWidth"], spec["taskCount"], spec["sineCount"]
        directions = min(tasks, d)
        # Step 1: Gram and Schmidt's orthonormalisation of normal vectors, each with its own sign.
        q, r = np.linalg.qr(draw.stream("directions").row_normals(range(directions), d).T)
        u = (q * np.sign(np.diag(r))).T
        # Step 2 for K tasks: the Cholesky factor of the matrix of all cosines, 1 and p.
        lengths = np.full(directions, spec["scale"])
        if spec.get("unscaledSecondTerm"):
            lengths[1:] = 1  # A departure of public generators: c multiplies the part along u_1 alone.
        self.weights = (lengths * equicorrelation(tasks, p)[:, :directions]) @ u
        if spec["phases"] == "formula":
            i = np.arange(1, m + 1)
            self.alpha, self.beta = np.tile(2.0 * i, (tasks, 1)), np.tile(i * np.pi / 2, (tasks, 1))
        elif spec["phases"] == "squares":
            i = np.arange(1, m + 1)
            self.alpha, self.beta = np.tile(1.0 * i, (tasks, 1)), np.tile((i - 1.0) ** 2, (tasks, 1))
        else:
            rows = range(tasks) if spec["perTaskPhases"] else [0] * tasks
            self.alpha = draw.stream("frequencies").row_normals(rows, m)
            self.beta = draw.stream("phases").row_normals(rows, m)
        self.noise_stream, self.mask_stream = draw.stream("noise"), draw.stream("masks")
        self.sines = spec.get("taskSineCounts") or [m] * tasks
        self.scales = np.array(spec.get("labelScales") or [1.0] * tasks)

    def noise(self, rows, first):
        """ε [rows, K], rows numbered from `first`."""
        tasks = self.spec["taskCount"]
        sd = np.sqrt(self.spec["noiseVariance"])
        return sd * self.noise_stream.normals(rows * tasks, first * tasks).reshape(rows, tasks)

    def masks(self, samples, first):
        """1 where a sample has a task's label, [B, K]."""
        tasks = self.spec["taskCount"]
        shares = self.spec.get("labelShares")
        if shares is None:
            return np.ones((samples, tasks))
        u = self.mask_stream.uniforms(samples * tasks, first * tasks).reshape(samples, tasks)
        return (u.astype(float) < shares).astype(float)

    def signal(self, x):
        """Step 4 without ε: s·(z + Σ_i sin(α_i·z + β_i)), [..., K] for x [..., D]."""
        z = x @ self.weights.T
        total = z.copy()
        for task, count in enumerate(self.sines):
            angles = z[..., task, None] * self.alpha[task, :count] + self.beta[task, :count]
            total[..., task] += np.sin(angles).sum(-1)
        return self.scales * total


def equicorrelation(count, p):
    """L with L·Lᵀ = (1 − p)I + p·11ᵀ; for two tasks the rows (1, 0) and (p, √(1 − p²))."""
    gram = np.full((count, count), float(p)) + (1 - p) * np.eye(count)
    factor = np.zeros((count, count))
    for j in range(count):
        rest = gram[j, j] - factor[j] @ factor[j]
        if rest < 1e-14:
            break  # p at the end of its range: the remaining directions are not needed.
        factor[j:, j] = (gram[j:, j] - factor[j:] @ factor[j]) / np.sqrt(rest)
    return factor


def distributed(distribution, count, stream, row=0):
    """The first numbers of a row, of a distribution as a specification has it; rounded to single precision."""
    if "uniform" in distribution:
        low, high = distribution["uniform"]["from"], distribution["uniform"]["to"]
        values = low + (high - low) * stream.row_uniforms(row, count)
    else:
        normal = distribution["normal"]
        values = normal["mean"] + normal["standardDeviation"] * stream.row_normals([row], count)[0]
    return values.astype(np.float32).astype(float)


class CorrelatedTasks:
    """x ~ N(0, I_D), a row of the stream `inputs` per sample (Ma et al. 2018, section 3.2, step 3)."""

    def __init__(self, spec, p, draw):
        self.labels = Labels(spec, p, draw)
        self.stream = draw.stream("inputs")

    def arrays(self, first, last):
        x = self.stream.row_normals(range(first, last), self.labels.spec["inputWidth"])
        signal = self.labels.signal(x)
        noise = self.labels.scales * self.labels.noise(last - first, first)
        return dict(
            inputs=x, labels=signal + noise, noise_free_labels=signal, masks=self.labels.masks(last - first, first))


class Sequence:
    """Steps and their times; ω·t is the same for all samples of a set of frequencies."""

    def __init__(self, spec):
        self.steps, self.labels, ahead = spec["stepCount"], spec["labelCount"], spec["stepsAhead"]
        self.waves = spec["waveCount"]
        self.times = spec["stepLength"] * np.arange(1, self.steps + 2)
        # Steps from 0 with labels; noise is numbered by sample·(T + 1) + step.
        self.label_steps = np.arange(self.steps + ahead - self.labels, self.steps + ahead)
        self.noise_steps = self.steps + 1


class CorrelatedSequences:
    """x_d(t) = √(2/O)·Σ_o sin(ω_od·t + φ_od), φ uniform per sample; MMoE's labels at every label step."""

    def __init__(self, spec, p, draw):
        self.sequence = Sequence(spec["sequence"])
        self.labels = Labels(spec["tasks"], p, draw)
        self.d = spec["tasks"]["inputWidth"]
        self.omega = distributed(
            spec["sequence"]["frequencies"], self.sequence.waves * self.d, draw.stream("wave-frequencies")
        ).reshape(self.sequence.waves, self.d)
        self.stream = draw.stream("wave-phases")

    def arrays(self, first, last):
        q, count = self.sequence, last - first
        phases = self.stream.uniforms(
            count * q.waves * self.d, first * q.waves * self.d, 0, 2 * np.float32(np.pi))
        phases = phases.astype(float).reshape(count, 1, q.waves, self.d)
        angles = q.times[:, None, None] * self.omega + phases
        x = np.sqrt(2 / q.waves) * np.sin(angles).sum(2)
        signal = self.labels.signal(x[:, q.label_steps])
        rows = (np.arange(first, last)[:, None] * q.noise_steps + q.label_steps).ravel()
        noise = np.stack([self.labels.noise(1, row)[0] for row in rows]).reshape(signal.shape)
        return dict(
            inputs=x[:, :q.steps], labels=(signal + self.labels.scales * noise).swapaxes(1, 2),
            noise_free_labels=signal.swapaxes(1, 2), masks=self.labels.masks(count, first))


class SequentialModes:
    """Sequences in modes (Qin et al. 2020, Table 1)."""

    def __init__(self, spec, p, draw):
        self.spec, self.sequence = spec, Sequence(spec["sequence"])
        self.d, self.draw = spec["inputWidth"], draw
        modes, waves = spec["modeCount"], self.sequence.waves

        def constants(name, distribution, count):
            stream = draw.stream(name)
            return np.stack([distributed(distribution, count, stream, row) for row in range(modes)])

        self.omega = constants("frequencies", spec["sequence"]["frequencies"], waves * self.d)
        self.omega = self.omega.reshape(modes, waves, self.d)
        self.phase = constants("mode-phases", spec["modePhases"], 1)[:, 0]
        self.v1 = constants("first-factors", spec["firstFactors"], self.d)
        self.v2 = constants("second-factors", spec["secondFactors"], self.d)
        self.b2 = constants("second-offsets", spec["secondOffsets"], self.d)
        shares = spec.get("modeShares") or [1 / modes] * modes
        self.ends = np.array([sum(shares[:m + 1]) for m in range(modes)]).astype(np.float32)
        self.ends[-1] = 1

    def noise(self, name, spec, sample):
        """ε [T + 1, D] of a sample."""
        stream, steps, d = self.draw.stream(name), self.sequence.noise_steps, self.d
        rows, columns = {
            "per-sample": (1, 1), "per-dimension": (1, d), "per-step": (steps, 1),
            "per-dimension-and-step": (steps, d),
        }[spec["drawn"]]
        count, sd = rows * columns, spec["standardDeviation"]
        if spec["shape"] == "normal":
            values = sd * stream.normals(count, sample * count)
        else:
            bound = np.float32(sd) * np.sqrt(np.float32(3))
            values = stream.uniforms(count, sample * count, -bound, bound).astype(float)
        return np.broadcast_to(values.reshape(rows, columns), (steps, d))

    def mode(self, sample):
        u = self.draw.stream("modes").uniforms(1, sample)[0]
        return int(np.argmax(u < self.ends))

    def mean_cosine(self, spec, count):
        """E cos of the sum of `count` numbers ε, or of `count` times one where inputs share it."""
        sd = spec["standardDeviation"]
        is_shared = spec["drawn"] in ("per-sample", "per-step")
        k, power = (count, 1) if is_shared else (1, count)
        if spec["shape"] == "normal":
            once = np.exp(-(k * sd) ** 2 / 2)
        else:
            once = np.sinc(k * np.sqrt(3) * sd / np.pi)
        return once**power

    def arrays(self, first, last):
        spec, q = self.spec, self.sequence
        inputs, labels, means = [], [], []
        for sample in range(first, last):
            m = self.mode(sample)
            angles = q.times[:, None, None] * self.omega[m]
            noise = self.noise("input-noise", spec["inputNoise"], sample)
            x = np.sin(angles + (self.phase[m] + noise)[:, None, :]).sum(1)
            at = x[q.label_steps]
            one, two = at * self.v1[m], at * self.v2[m] / self.d + self.b2[m]
            first_noise = self.noise("first-noise", spec["firstNoise"], sample)[q.label_steps]
            second_noise = self.noise("second-noise", spec["secondNoise"], sample)[q.label_steps]
            inputs.append(x[:q.steps])
            labels.append([np.sin(one + first_noise).sum(1), np.sin((two + second_noise).sum(1))])
            means.append([
                self.mean_cosine({**spec["firstNoise"], "drawn": "per-step"}, 1) * np.sin(one).sum(1),
                self.mean_cosine(spec["secondNoise"], self.d) * np.sin(two.sum(1)),
            ])
        return dict(
            inputs=np.array(inputs), labels=np.array(labels), noise_free_labels=np.array(means),
            masks=np.ones((last - first, 2)))


GENERATORS = {"sequential-modes": SequentialModes, "correlated-sequences": CorrelatedSequences}


def source(spec):
    """The data set of a specification, the JSON of a run's `data`."""
    draw = Stream(spec["seed"]).stream("data").stream(spec["draw"])
    for name, generator in GENERATORS.items():
        if name in spec["generator"]:
            return generator(spec["generator"][name], spec.get("correlation"), draw)
    return CorrelatedTasks(spec["generator"], spec["correlation"], draw)


# The largest difference in units in the last place of single precision, of numbers below 1 in those of 1: a normal
# number is rounded a few times; a wave's angle is rounded before its sine; a label's sines multiply what is rounded in z
# by α.
ULPS = {"masks": 0, "inputs": 4, "inputs of sequences": 16, "labels": 96, "noise_free_labels": 96}


def ulps(found, reference):
    """The largest difference, in units in the last place."""
    unit = np.spacing(np.maximum(np.abs(reference), 1).astype(np.float32)).astype(float)
    return (np.abs(found - reference) / unit).max()


def main(folder):
    description = json.loads((folder / "data.json").read_text())
    first, last = description["samples"]
    failed = False
    for name, reference in source(description["data"]).arrays(first, last).items():
        found = np.load(folder / f"{name}.npy").astype(float)
        reference = reference.reshape(found.shape)
        limit = ULPS["inputs of sequences" if name == "inputs" and found.ndim == 3 else name]
        difference, equal = ulps(found, reference), np.mean(found == reference.astype(np.float32).astype(float))
        failed |= not difference <= limit
        print(f"{name:18} at most {difference:.1f} ulp apart, allowed {limit}; {equal:.1%} equal")
    return failed


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
