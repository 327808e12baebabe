"""Writes the golden vectors of Tests/GoldenVectors: for every model weights, inputs, outputs, gate weights, loss,
gradients and the loss of 20 training steps, computed in float64.

    python scripts/reference/golden.py [folder]

What is in a file: Tests/GoldenVectors/README.md.
"""

import json
import pathlib
import sys
import zlib

import numpy as np
import torch
from torch import nn

from models import build
from tensors import save
from training import adam, joint_loss

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "GoldenVectors" / "models"
SAMPLES, BATCH, STEPS, RATE = 12, 4, 20, 0.01

# Per kind: widths, towers and, by number of tasks, experts of tasks and shared ones. Tasks have unequal numbers.
OWN = {2: [1, 2], 3: [2, 1, 3]}
SHAPES = {
    "single-task": dict(levelWidths=[], towerWidths=[4, 3]),
    "multi-head": dict(levelWidths=[[4, 3]], towerWidths=[]),
    "shared-bottom": dict(levelWidths=[[4]], towerWidths=[3]),
    "omoe": dict(levelWidths=[[4]], towerWidths=[3], experts="pooled"),
    "mmoe": dict(levelWidths=[[4]], towerWidths=[3], experts="pooled"),
    "ml-mmoe": dict(levelWidths=[[4], [3]], towerWidths=[3], experts="pooled"),
    "cgc": dict(levelWidths=[[4]], towerWidths=[3], experts="owned"),
    "ple": dict(levelWidths=[[4], [3]], towerWidths=[3], experts="owned"),
}


def specification(kind, form, tasks, bias=True, **others):
    """The JSON of a model, with the keys of a run's `subject.model`."""
    shape = dict(SHAPES[kind])
    experts = shape.pop("experts", None)
    spec = dict(
        kind=kind, taskCount=tasks, gateBias=bias, inputWidth=5 if form == "dense" else 3,
        taskExpertCounts=OWN[tasks] if experts == "owned" else [],
        sharedExpertCount={None: 0, "pooled": 3, "owned": tasks - 1}[experts], **shape)
    if form != "dense":
        spec.update(layers=form, stepCount=4, labelCount=2)
    spec.update(others)
    return spec


def cases():
    """Names and specifications."""
    for form in ("dense", "lstm"):
        for kind, shape in SHAPES.items():
            for tasks in (2, 3):
                name = f"{kind}-{form}-{tasks}-tasks"
                yield name, specification(kind, form, tasks)
                if "experts" in shape:
                    yield f"{name}-no-gate-bias", specification(kind, form, tasks, bias=False)
        yield f"mmoe-{form}-temperature", specification("mmoe", form, 2, gateTemperature=0.5)
        yield f"ple-{form}-temperature", specification("ple", form, 2, gateTemperature=3.0)
        yield f"ml-mmoe-{form}-fusion-selector", specification("ml-mmoe", form, 2, selector="fusion")
        yield f"ple-{form}-input-selector", specification("ple", form, 2, selector="input")
        yield f"ple-{form}-three-levels", specification(
            "ple", form, 2, levelWidths=[[4], [3], [2]], towerWidths=[])
        yield f"ple-{form}-no-shared-expert", specification(
            "ple", form, 2, taskExpertCounts=[2, 1], sharedExpertCount=0)
        yield f"cgc-{form}-no-expert-of-task-1", specification("cgc", form, 2, taskExpertCounts=[0, 2])
        yield f"ple-{form}-bottom", specification("ple", form, 2, bottomWidths=[4])
        name = "mose" if form == "lstm" else f"mmoe-{form}-bottom"
        yield name, specification("mmoe", form, 2, bottomWidths=[4])
    yield "mmoe-dense-sequence", specification("mmoe", "dense", 2, inputWidth=3, stepCount=4, labelCount=2)
    for kind in ("shared-bottom", "mmoe", "ple"):
        yield f"{kind}-stepwise", specification(kind, "stepwise", 2)


def single(array):
    """Numbers of single precision, so that weights and inputs are the same in any library."""
    return array.astype(np.float32)


class Kinks:
    """The least distance of a ReLU's argument from 0: nearer, rounding could turn a unit off."""

    def __init__(self, network):
        self.least = np.inf
        rectified = [
            layer for module in network.modules() for layer in getattr(module, "layers", [])
            if isinstance(layer, nn.Linear)
        ]
        for layer in rectified:
            layer.register_forward_hook(self.look)

    def look(self, layer, inputs, output):
        self.least = min(self.least, output.detach().abs().min().item())


def train(network, x, y, masks, omega):
    """The loss before each of 20 steps, on batches of 4 samples in turn."""
    optimiser, schedule = adam(network, RATE, STEPS)
    losses = []
    for step in range(STEPS):
        batch = slice(step * BATCH % SAMPLES, step * BATCH % SAMPLES + BATCH)
        optimiser.zero_grad()
        loss = joint_loss(network(x[batch]), y[batch], masks[batch], omega)
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return np.array(losses)


def attempt(spec, random):
    """The tensors of a case; None where rounding could decide something."""
    tasks, labels = spec["taskCount"], spec.get("labelCount", 1)
    shape = [spec["inputWidth"]] if "stepCount" not in spec else [spec["stepCount"], spec["inputWidth"]]
    network = build(spec).double()
    with torch.no_grad():
        for name, parameter in network.trained():
            values = random.uniform(-1, 1, parameter.shape) * (0.5 if "bias" in name else 1)
            parameter.copy_(torch.from_numpy(single(values)))
    x = torch.from_numpy(single(random.normal(size=[SAMPLES, *shape]))).double()
    y = torch.from_numpy(single(random.normal(size=[SAMPLES, tasks, labels]))).double()
    # Every task lacks the labels of other samples, and every batch has labels of every task.
    masks = torch.tensor([[float((i + k) % 5 != 4) for k in range(tasks)] for i in range(SAMPLES)])
    omega = torch.tensor([1 + 0.25 * k for k in range(tasks)]).double()

    kinks = Kinks(network)
    predictions = network(x)
    if kinks.least < 1e-3:
        return None
    loss = joint_loss(predictions, y, masks, omega)
    loss.backward()
    tensors = {"inputs": single(x.numpy()), "labels": single(y.numpy()), "masks": single(masks.numpy())}
    for name, parameter in network.state_dict().items():
        tensors[f"parameters/{name}"] = single(parameter.numpy())
    for name, parameter in network.trained():
        if not parameter.grad.any():
            return None  # Every tensor has something to check.
        tensors[f"gradients/{name}"] = parameter.grad.numpy()
    tensors["predictions"] = predictions.detach().numpy()
    for name, weights in network.gate_weights().items():
        tensors[f"gates/{name}"] = weights.detach().numpy()
    tensors["loss"] = np.array(loss.item())

    rough = build(spec)
    rough.load_state_dict(network.state_dict())
    joint_loss(rough(x.float()), y.float(), masks, omega.float()).backward()
    for (name, parameter), (_, exact) in zip(rough.trained(), network.trained()):
        # Where a sum cancels, single precision has fewer digits than its terms.
        if (parameter.grad - exact.grad).abs().max() > 2e-6 * exact.grad.abs().max():
            return None
    rough.zero_grad()
    tensors["losses"] = train(network, x, y, masks, omega)
    losses = train(rough, x.float(), y.float(), masks, omega.float())
    if np.abs(losses - tensors["losses"]).max() > 2e-6 * tensors["losses"].max():
        return None
    return {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, spec in cases():
        # A case's numbers depend on its name alone.
        for seed in range(200):
            tensors = attempt(spec, np.random.default_rng([zlib.crc32(name.encode()), seed]))
            if tensors is not None:
                break
        else:
            raise SystemExit(f"{name}: no numbers found that rounding leaves alone")
        tasks = spec["taskCount"]
        metadata = {
            "model": spec,
            "taskWeights": [1 + 0.25 * k for k in range(tasks)],
            "training": dict(
                optimiser="adam", learningRate=RATE, schedule="linear", steps=STEPS, batchSize=BATCH),
        }
        save(
            folder / f"{name}.safetensors", tensors,
            {key: json.dumps(value, sort_keys=True) for key, value in metadata.items()})
        print(f"{name}: seed {seed}, {sum(t.size for t in tensors.values())} numbers")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
