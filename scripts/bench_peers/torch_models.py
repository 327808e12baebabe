"""The models in PyTorch, eager or compiled: a Python loop over batches, Adam in one fused call.

Experts that read the same input are one layer, and so are gates.
"""

import torch
from torch import nn

from .data import batches
from .shapes import LEARNING_RATE, STEPS, TASKS, Sizes, sizes
from .torch_sequences import Sequential


def experts(layer, x, width):
    """[B, E, H] from one product."""
    return torch.relu(layer(x)).unflatten(1, (-1, width))


def mix_all(weights, experts):
    """Σ_e weight_e · expert_e for G gates over the same experts: [B, H] each.

    Eager, one batched product [G, E] · [E, H] is fastest; the compiler fuses plain sums better.
    """
    if torch.compiler.is_compiling():
        return [(w.unsqueeze(2) * experts).sum(dim=1) for w in weights.unbind(1)]
    return torch.bmm(weights, experts).unbind(1)


def mix(logits, experts):
    """[B, H] from one gate's logits [B, E] and its experts [B, E, H]."""
    return mix_all(logits.softmax(dim=1).unsqueeze(1), experts)[0]


class SharedBottom(nn.Module):
    def __init__(self, s: Sizes):
        super().__init__()
        self.bottom = nn.Linear(s.inputs, s.levels[0])

    def forward(self, x):
        return [torch.relu(self.bottom(x))] * TASKS


class MMoE(nn.Module):
    def __init__(self, s: Sizes):
        super().__init__()
        self.width = s.levels[0]
        self.experts = nn.Linear(s.inputs, s.shared * self.width)
        self.gates = nn.Linear(s.inputs, TASKS * s.shared)

    def forward(self, x):
        f = experts(self.experts, x, self.width)
        weights = self.gates(x).unflatten(1, (TASKS, -1)).softmax(dim=2)
        return mix_all(weights, f)


class MLMMoE(nn.Module):
    """All gates read x; upper expert u reads the mixture that its own gate makes of the level below."""

    def __init__(self, s: Sizes):
        super().__init__()
        self.count = s.shared
        self.width, upper = s.levels
        self.lower = nn.Linear(s.inputs, s.shared * self.width)
        self.upper = nn.ModuleList(nn.Linear(self.width, upper) for _ in range(s.shared))
        self.gates = nn.Linear(s.inputs, (s.shared + TASKS) * s.shared)

    def forward(self, x):
        f = experts(self.lower, x, self.width)
        weights = self.gates(x).unflatten(1, (-1, self.count)).softmax(dim=2)
        mixed = mix_all(weights[:, :self.count], f)
        g = torch.stack([torch.relu(e(m)) for e, m in zip(self.upper, mixed)], dim=1)
        return mix_all(weights[:, self.count:], g)


class PLE(nn.Module):
    """CGC, level by level; with one level it is CGC. Modules are the tasks and, last, the shared one."""

    def __init__(self, s: Sizes):
        super().__init__()
        self.sizes = s
        self.experts = nn.ModuleList()
        self.gates = nn.ModuleList()
        counts = [s.own] * TASKS + [s.shared]
        for level, width in enumerate(s.levels):
            gates = [s.own + s.shared] * TASKS
            if level < len(s.levels) - 1:
                gates.append(sum(counts))
            if level == 0:  # All read x.
                self.experts.append(nn.Linear(s.inputs, sum(counts) * width))
                self.gates.append(nn.Linear(s.inputs, sum(gates)))
            else:
                below = s.levels[level - 1]
                self.experts.append(nn.ModuleList(nn.Linear(below, n * width) for n in counts))
                self.gates.append(nn.ModuleList(nn.Linear(below, n) for n in gates))

    def forward(self, x):
        s = self.sizes
        fusions = None
        for level, width in enumerate(s.levels):
            if level == 0:
                f = experts(self.experts[0], x, width)
                *own, shared = f.split([s.own] * TASKS + [s.shared], dim=1)
                counts = [s.own + s.shared] * TASKS
                if len(s.levels) > 1:
                    counts.append(TASKS * s.own + s.shared)
                logits = self.gates[0](x).split(counts, dim=1)
            else:
                *own, shared = [experts(e, m, width) for e, m in zip(self.experts[level], fusions)]
                logits = [g(m) for g, m in zip(self.gates[level], fusions)]
            stacks = [torch.cat([o, shared], dim=1) for o in own]
            if level < len(s.levels) - 1:
                stacks.append(f if level == 0 else torch.cat([*own, shared], dim=1))
            fusions = [mix(a, stack) for a, stack in zip(logits, stacks)]
        return fusions


ZOO = {"shared-bottom": SharedBottom, "mmoe": MMoE, "ml-mmoe": MLMMoE, "cgc": PLE, "ple": PLE}


class Network(nn.Module):
    """A model's body under its towers; returns the loss."""

    def __init__(self, model: str, s: Sizes):
        super().__init__()
        self.body = ZOO[model](s)
        widths = (s.levels[-1], *s.towers)
        self.towers = nn.ModuleList()
        for _ in range(TASKS):
            layers = [m for a, b in zip(widths, widths[1:]) for m in (nn.Linear(a, b), nn.ReLU())]
            self.towers.append(nn.Sequential(*layers, nn.Linear(widths[-1], 1)))

    def forward(self, x, y):
        outputs = [tower(h) for tower, h in zip(self.towers, self.body(x))]
        # The mean over samples and the sum over tasks.
        return (torch.cat(outputs, dim=1) - y).square().sum() / len(x)


class Case:
    """One model in training on given batches."""

    def __init__(self, shape: str, model: str, batch: int, compiled: bool):
        torch.manual_seed(0)
        torch.set_num_threads(1)
        s = sizes(shape, model)
        network = Sequential(shape, model, s) if shape in STEPS else Network(model, s)
        trained = [p for p in network.parameters() if p.requires_grad]
        self.parameter_count = sum(p.numel() for p in trained)
        self.optimiser = torch.optim.Adam(trained, lr=LEARNING_RATE, fused=True)
        self.data = [torch.from_numpy(a).unbind(0) for a in batches(shape, model, batch)]
        if compiled:
            torch._dynamo.reset()  # What earlier cases left behind.
            network = torch.compile(network)
        self.network = network

    def epoch(self) -> float:
        """Trains on all batches; their mean loss."""
        total = torch.zeros(())
        for x, y in zip(*self.data):
            self.optimiser.zero_grad()
            loss = self.network(x, y)
            loss.backward()
            self.optimiser.step()
            total += loss.detach()
        return float(total) / len(self.data[0])
