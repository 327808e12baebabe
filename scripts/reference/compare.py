"""Trains models in PyTorch beside this project's program; see scripts/compare-with-torch."""

import argparse
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from listing import LISTINGS, RATE, Listing
from models import build
from training import adam, joint_loss

# As the study's learning curves.
POINTS, POINT_SAMPLES = 20, 1024


class Samples:
    """What `reproduce data` wrote."""

    def __init__(self, folder, dtype):
        def load(name):
            return torch.from_numpy(np.load(folder / f"{name}.npy")).to(dtype)

        self.x, self.masks, y = load("inputs"), load("masks"), load("labels")
        self.y = y if y.dim() == 3 else y.unsqueeze(2)  # [B, K, S]

    def __len__(self):
        return len(self.x)


def errors(network, samples, count=None):
    """Per task MSE and MSE / Var(y) over the samples that have its labels."""
    count = count or len(samples)
    with torch.no_grad():
        predictions = torch.cat([network(x) for x in samples.x[:count].split(1024)])
    mse, nmse = [], []
    for task in range(samples.y.shape[1]):
        has = samples.masks[:count, task] > 0
        labels = samples.y[:count, task][has].double()
        mse.append((predictions[:, task][has].double() - labels).square().mean().item())
        nmse.append(mse[-1] / labels.var(unbiased=False).item())
    return mse, nmse


def train(network, training, rotation, data):
    """Trains as Sources/Training does; the curve as {step: validation NMSE}."""
    batch, count = training["batchSize"], len(data["train"])
    per_epoch = -(-count // batch)
    steps = per_epoch * training["epochCount"]
    first = int(rotation * count) // batch
    optimiser, schedule = adam(network, training["learningRate"], steps, training.get("schedule", "constant"))
    curve = {}
    for step in range(1, steps + 1):
        epoch = (step - 1) // per_epoch
        omega = torch.tensor(
            [w["initial"] * w["decay"]**epoch for w in training["taskWeights"]], dtype=data["train"].x.dtype)
        start = (first + step - 1) % per_epoch * batch
        rows = slice(start, min(start + batch, count))
        optimiser.zero_grad()
        joint_loss(network(data["train"].x[rows]), data["train"].y[rows], data["train"].masks[rows], omega).backward()
        optimiser.step()
        schedule.step()
        if step * POINTS // steps > (step - 1) * POINTS // steps:
            curve[step] = float(np.mean(errors(network, data["validation"], POINT_SAMPLES)[1]))
    return curve


class Program:
    """The program, and what it exports of one cell of a study."""

    def __init__(self, options, folder):
        self.path, self.folder = options.program, folder
        self.cell = ["--experiment", options.experiment, "--draw", str(options.draw), "--scale", options.scale]
        if options.correlation is not None:
            self.cell += ["--correlation", str(options.correlation)]
        if options.setting is not None:
            self.cell += ["--setting", options.setting]

    def run(self, *arguments):
        subprocess.run([self.path, *arguments], check=True, stdout=subprocess.DEVNULL)

    def data(self, split):
        folder = self.folder / split
        self.run("data", *self.cell, "--split", split, "--output", str(folder))
        return folder

    def export(self, model, training, rate, *others):
        folder = self.folder / "-".join([model, *others])
        arguments = ["--model", model, "--training", str(training), "--samples", "1000000000", *others]
        if rate is not None:
            arguments += ["--learning-rate", str(rate)]
        self.run("export", *self.cell, *arguments, "--output", str(folder))
        return folder


def compare(program, model, options, data):
    """One model, in Swift and in PyTorch in both precisions."""
    first = program.export(model, options.training, options.learning_rate, "--untrained")
    last = program.export(model, options.training, options.learning_rate)
    with safe_open(first / "model.safetensors", "pt") as file:
        metadata = {key: json.loads(text) for key, text in file.metadata().items()}
    training, rotation = metadata["training"], metadata["run"].get("rotation", 0)
    print(f"\n{model}: rate {training['learningRate']}, batches of {training['batchSize']}, "
          f"{training.get('schedule', 'constant')} schedule, first batch at {rotation} of the samples\n")
    curves = {"Swift": {
        int(step): float(nmse) for step, _, nmse in
        (line.split(",") for line in (last / "curve.csv").read_text().splitlines()[1:])}}
    networks = {}
    for name, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        network = build(metadata["model"])
        network.load_state_dict(load_file(first / "model.safetensors"))
        networks[name] = network.to(dtype)
        curves[name] = train(networks[name], training, rotation, data[dtype])

    print(f"{'step':>8}  {'Swift':>10}  {'float32':>10}  {'float64':>10}   validation NMSE")
    for step in curves["float64"]:
        print(f"{step:8}  " + "  ".join(f"{curve[step]:10.7f}" for curve in curves.values()))
    swift = {path.stem: np.load(path).mean(0) for path in sorted((last / "gates").glob("*.npy"))}
    final = {}
    for name, network in networks.items():
        samples = data[next(network.parameters()).dtype]["test"]
        with torch.no_grad():
            network(samples.x)
        final[name] = {key: w.double().mean(0).numpy() for key, w in network.gate_weights().items()}
    if swift:
        print(f"\n{'gate':16}  {'expert':>6}  {'Swift':>9}  {'float32':>9}  {'float64':>9}   mean weight, test samples")
    for gate, weights in swift.items():
        for e, weight in enumerate(weights):
            others = "  ".join(f"{final[name][gate][e]:9.6f}" for name in networks)
            print(f"{gate:16}  {e + 1:6}  {weight:9.6f}  {others}")

    labels = data[torch.float64]["test"]
    predictions = torch.from_numpy(np.load(last / "predictions.npy")).double().reshape(labels.y.shape)
    sides = {"Swift": lambda x: predictions} | networks
    print(f"\n{'test MSE':10}" + "".join(f"  task {k + 1:<10}" for k in range(labels.y.shape[1])))
    for name, side in sides.items():
        if name == "Swift":
            mse = [
                (predictions[:, k] - labels.y[:, k])[labels.masks[:, k] > 0].square().mean().item()
                for k in range(labels.y.shape[1])]
        else:
            mse = errors(side, data[next(side.parameters()).dtype]["test"])[0]
        print(f"{name:10}" + "".join(f"  {value:<15.9f}" for value in mse))

    def apart(a, b):
        curve = max(abs(curves[a][s] / curves[b][s] - 1) for s in curves["float64"])
        gates = {"Swift": swift} | final
        gate = max((np.abs(gates[a][g] - gates[b][g]).max() for g in swift), default=0.0)
        return f"curves {curve:.1e} (relative), mean gate weights {gate:.1e}"

    for a, b in (("Swift", "float64"), ("Swift", "float32"), ("float32", "float64")):
        print(f"largest difference of {a} and {b}: {apart(a, b)}")


def compare_listings(data, options):
    """The reading note's listing as printed and corrected, from the same first weights."""
    samples = data[torch.float32]
    torch.manual_seed(options.training)
    corrected = Listing(samples["train"].x.shape[1], LISTINGS["listing-corrected"])
    training = dict(
        batchSize=128, epochCount=1, learningRate=RATE, taskWeights=[dict(initial=1, decay=1)] * 2)
    print(f"\nThe reading note's listing: rate {RATE}, constant, batches of 128; same first weights and batches\n")
    for name, level in LISTINGS.items():
        network = Listing(samples["train"].x.shape[1], level)
        with torch.no_grad():
            for part, source in zip(network.parts().values(), corrected.parts().values()):
                part.load_state_dict(source.state_dict())
        before = {part: copy.deepcopy(module.state_dict()) for part, module in network.parts().items()}
        curve = train(network, training, 0.0, samples)
        still = [
            part for part, module in network.parts().items()
            if all(torch.equal(value, before[part][key]) for key, value in module.state_dict().items())]
        used = sum(p.numel() for module in network.parts().values() for p in module.parameters())
        registered = sum(p.numel() for _, p in network.trained())
        mse = errors(network, samples["test"])[0]
        print(f"{name}: {registered} parameters registered, {used} compute; last validation NMSE "
              f"{list(curve.values())[-1]:.4f}; test MSE {mse[0]:.4f}, {mse[1]:.4f}")
        print(f"  never updated: {', '.join(still) or 'nothing'}")


def main():
    parser = argparse.ArgumentParser(prog="scripts/compare-with-torch")
    parser.add_argument("--program", help=argparse.SUPPRESS, required=True)
    parser.add_argument("--models", nargs="*", default=["mmoe", "ple"], help="models of the experiment")
    parser.add_argument("--experiment", default="seesaw")
    parser.add_argument("--setting")
    parser.add_argument("--correlation", type=float)
    parser.add_argument("--scale", default="quick")
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--training", type=int, default=0)
    parser.add_argument("--learning-rate", type=float, help="instead of the tuned one")
    parser.add_argument("--listing", action="store_true", help="the reading note's listing too, in PyTorch only")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        program = Program(options, pathlib.Path(folder))
        folders = {split: program.data(split) for split in ("train", "validation", "test")}
        data = {
            dtype: {split: Samples(path, dtype) for split, path in folders.items()}
            for dtype in (torch.float32, torch.float64)}
        print(f"{options.experiment}, draw {options.draw}, training {options.training}: "
              f"{len(data[torch.float32]['train'])} training samples")
        for model in options.models:
            compare(program, model, options, data)
        if options.listing:
            compare_listings(data, options)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"compare-with-torch: the program ended with status {error.returncode}; see its message above")
