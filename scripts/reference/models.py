"""The models in PyTorch, one class each, from the papers' equations: a second opinion on Sources/ModelZoo.

A network is built from a specification, the JSON of a run's `subject.model`. The names of its parameters are those
of exported weights, so that `load_state_dict` reads them. Letters: B samples, D inputs, E experts, H width, K tasks,
T steps, S labels.

A signal is [B, H], or [B, T, H] where layers read a sequence step by step. There are three forms:

    dense     Linear and ReLU; a sample's T steps are one row, and a task has S output units
    lstm      nn.LSTM; one output unit reads each of the last S steps
    stepwise  Linear and ReLU at every step alone; outputs as with lstm
"""

import torch
from torch import nn


class Stack(nn.Module):
    """Layers on top of each other: an expert, a bottom, or the hidden layers of a tower."""

    def __init__(self, form, inputs, widths):
        super().__init__()
        self.layers = []
        self.width = inputs
        for number, width in enumerate(widths, start=1):
            if form == "lstm":
                layer = nn.LSTM(self.width, width, batch_first=True)
                # PyTorch adds two biases. One is enough; trained both, Adam would move their sum twice as fast.
                layer.bias_hh_l0.requires_grad_(False).zero_()
            else:
                layer = nn.Linear(self.width, width)
            self.add_module(f"layer{number}", layer)
            self.layers.append(layer)
            self.width = width

    def forward(self, h):
        for layer in self.layers:
            h = layer(h)[0] if isinstance(layer, nn.LSTM) else torch.relu(layer(h))
        return h


class Tower(Stack):
    """t_k: hidden layers and a linear output, [B, S]."""

    def __init__(self, form, inputs, widths, labels):
        super().__init__(form, inputs, widths)
        self.labels = labels
        self.output = nn.Linear(self.width, labels if form == "dense" else 1)

    def forward(self, h):
        return predict(self.output, super().forward(h), self.labels)


def predict(unit, h, labels):
    """S units of a row, or one unit at each of the last S steps."""
    return unit(h) if h.dim() == 2 else unit(h[:, -labels:]).squeeze(2)


class Level(nn.Module):
    """The experts of one level and the gates that weigh them."""

    def __init__(self, form, inputs, widths):
        """Experts of the given input widths, numbered over the level: task 1's, task 2's, …, shared ones."""
        super().__init__()
        self.experts = []
        for number, width in enumerate(inputs, start=1):
            expert = Stack(form, width, widths)
            self.add_module(f"expert{number:02}", expert)
            self.experts.append(expert)
        self.width = widths[-1]
        self.gate = nn.ModuleDict()
        self.weighed = {}
        self.weights = {}
        self.temperature = 1.0

    def add_gate(self, name, selector, experts, bias, temperature):
        """A gate that reads a selector of the given width and weighs the experts of these positions.

        The softmax over one expert is 1 whatever it reads: such a gate has no parameters.
        """
        self.weighed[name] = experts
        self.temperature = temperature
        if len(experts) > 1:
            self.gate[name] = nn.Linear(selector, len(experts), bias=bias)

    def mix(self, name, selector, outputs):
        """Σ_e softmax((W·selector + b) / τ)_e · f_e, one weight per sample and expert for all of its steps."""
        outputs = [outputs[e] for e in self.weighed[name]]
        if len(outputs) == 1:
            return outputs[0]
        weights = torch.softmax(self.gate[name](selector) / self.temperature, dim=1)
        self.weights[name] = weights
        return torch.einsum("be,eb...->b...", weights, torch.stack(outputs))


class Network(nn.Module):
    """What the models have in common: the form of their layers, and towers."""

    def __init__(self, spec):
        super().__init__()
        self.spec = spec
        self.tasks = spec["taskCount"]
        self.labels = spec.get("labelCount", 1)
        self.form = spec.get("layers", "dense")
        self.levels = spec["levelWidths"]
        steps = spec.get("stepCount", 1)
        # Gates read all of a sample in every form (MoSE: W_g is [E, D·T]).
        self.row = spec["inputWidth"] * steps
        self.inputs = self.row if self.form == "dense" else spec["inputWidth"]

    def add_bottom(self):
        """A bottom under the experts (MoSE); without one they read x."""
        self.bottom = Stack(self.form, self.inputs, self.spec.get("bottomWidths", []))

    def add_towers(self, inputs):
        self.towers = []
        for k in range(1, self.tasks + 1):
            tower = Tower(self.form, inputs, self.spec["towerWidths"], self.labels)
            self.add_module(f"tower{k}", tower)
            self.towers.append(tower)

    def add_level(self, number, inputs):
        level = Level(self.form, inputs, self.levels[number - 1])
        self.add_module(f"level{number}", level)
        return level

    def add_gate(self, level, name, selector, experts):
        level.add_gate(
            name, selector, experts, self.spec["gateBias"], self.spec.get("gateTemperature", 1.0))

    def forward(self, x):
        """Predictions [B, K, S] of inputs [B, T, D], or [B, D] where T is 1."""
        row = x.flatten(1)
        if self.form == "dense":
            signal = row
        else:
            signal = x if x.dim() == 3 else x.unsqueeze(1)
        return torch.stack(self.tasks_outputs(signal, row), dim=1)

    def tasks_outputs(self, x, row):
        """ŷ_k of every task from the signal x; `row` is all of a sample, which gates read."""
        raise NotImplementedError

    def gate_weights(self):
        """The weights [B, E] of every gate at the last forward pass, by names such as `level1.task2`."""
        return {
            f"{name}.{gate}": weights
            for name, level in self.named_children() if isinstance(level, Level)
            for gate, weights in level.weights.items()
        }

    def trained(self):
        """The parameters that an optimiser gets."""
        return [(name, p) for name, p in self.named_parameters() if p.requires_grad]


def last_step(signal):
    """What a gate reads of a fusion: all of it, or its last step, whose state has seen all inputs."""
    return signal if signal.dim() == 2 else signal[:, -1]


class SingleTask(Network):
    """ŷ_k = t_k(x): a network per task. The baseline of every gain."""

    def __init__(self, spec):
        super().__init__(spec)
        self.add_towers(self.inputs)

    def tasks_outputs(self, x, row):
        return [tower(x) for tower in self.towers]


class MultiHead(Network):
    """ŷ_k = w_k·f(x) + b_k: all layers but the last are shared (Qin et al. 2020, section 5.1.2)."""

    def __init__(self, spec):
        super().__init__(spec)
        self.trunk = Stack(self.form, self.inputs, self.levels[0])
        self.heads = []
        for k in range(1, self.tasks + 1):
            head = nn.Linear(self.trunk.width, self.labels if self.form == "dense" else 1)
            self.add_module(f"head{k}", head)
            self.heads.append(head)

    def tasks_outputs(self, x, row):
        h = self.trunk(x)
        return [predict(head, h, self.labels) for head in self.heads]


class SharedBottom(Network):
    """ŷ_k = t_k(f(x)): hard parameter sharing (Ma et al. 2018, section 3.1)."""

    def __init__(self, spec):
        super().__init__(spec)
        self.bottom = Stack(self.form, self.inputs, self.levels[0])
        self.add_towers(self.bottom.width)

    def tasks_outputs(self, x, row):
        h = self.bottom(x)
        return [tower(h) for tower in self.towers]


class OMoE(Network):
    """ŷ_k = t_k(Σ_e g(x)_e f_e(x)): one gate for all tasks (Ma et al. 2018, equation 5)."""

    def __init__(self, spec):
        super().__init__(spec)
        self.add_bottom()
        count = spec["sharedExpertCount"]
        self.level1 = self.add_level(1, [self.bottom.width] * count)
        self.add_gate(self.level1, "all", self.row, list(range(count)))
        self.add_towers(self.level1.width)

    def tasks_outputs(self, x, row):
        h = self.bottom(x)
        experts = [expert(h) for expert in self.level1.experts]
        mixture = self.level1.mix("all", row, experts)
        return [tower(mixture) for tower in self.towers]


class MMoE(Network):
    """ŷ_k = t_k(Σ_e g^k(x)_e f_e(x)), g^k = softmax(W_gk·x) (Ma et al. 2018, equations 6 and 7).

    MoSE (Qin et al. 2020) is this model of LSTMs over a bottom.
    """

    def __init__(self, spec):
        super().__init__(spec)
        self.add_bottom()
        count = spec["sharedExpertCount"]
        self.level1 = self.add_level(1, [self.bottom.width] * count)
        for k in range(1, self.tasks + 1):
            self.add_gate(self.level1, f"task{k}", self.row, list(range(count)))
        self.add_towers(self.level1.width)

    def tasks_outputs(self, x, row):
        h = self.bottom(x)
        experts = [expert(h) for expert in self.level1.experts]
        return [
            tower(self.level1.mix(f"task{k}", row, experts))
            for k, tower in enumerate(self.towers, start=1)
        ]


class MLMMoE(Network):
    """MMoE in levels: expert n of an upper level reads gate n's mixture of the level below (Tang et al. 2020,
    section 5.1: "all gating networks share the same selector", here x).

    With `selector` fusion, which departs from the paper, an upper level's gate n reads what its expert n reads, and
    task n's gate is gate n.
    """

    def __init__(self, spec):
        super().__init__(spec)
        self.add_bottom()
        count = spec["sharedExpertCount"]
        self.reads_fusion = spec.get("selector", "input") == "fusion"
        width = self.bottom.width
        self.stack = []
        for number in range(1, len(self.levels) + 1):
            level = self.add_level(number, [width] * count)
            is_top = number == len(self.levels)
            selector = width if self.reads_fusion and number > 1 else self.row
            for n in range(1, (self.tasks if is_top else count) + 1):
                name = f"task{n}" if is_top else f"selector{n}"
                self.add_gate(level, name, selector, list(range(count)))
            self.stack.append(level)
            width = level.width
        self.add_towers(width)

    def tasks_outputs(self, x, row):
        read = [self.bottom(x)] * self.spec["sharedExpertCount"]
        for number, level in enumerate(self.stack, start=1):
            experts = [expert(h) for expert, h in zip(level.experts, read)]
            mixtures = []
            for n in range(self.tasks if number == len(self.stack) else len(experts)):
                name = f"task{n + 1}" if number == len(self.stack) else f"selector{n + 1}"
                reads_fusion = self.reads_fusion and number > 1
                selector = last_step(read[n]) if reads_fusion else row
                mixtures.append(level.mix(name, selector, experts))
            read = mixtures
        return [tower(mixture) for tower, mixture in zip(self.towers, read)]


class CGC(Network):
    """g^k(x) = w^k(x)·S^k(x), w^k = softmax(W_g^k·x), ŷ_k = t_k(g^k(x)), where S^k has task k's own experts and the
    shared ones (Tang et al. 2020, equations 1–4)."""

    def __init__(self, spec):
        super().__init__(spec)
        self.add_bottom()
        self.modules_experts = expert_positions(spec)
        shared = self.modules_experts[-1]
        count = sum(map(len, self.modules_experts))
        self.level1 = self.add_level(1, [self.bottom.width] * count)
        for k in range(1, self.tasks + 1):
            self.add_gate(self.level1, f"task{k}", self.row, self.modules_experts[k - 1] + shared)
        self.add_towers(self.level1.width)

    def tasks_outputs(self, x, row):
        h = self.bottom(x)
        experts = [expert(h) for expert in self.level1.experts]
        return [
            tower(self.level1.mix(f"task{k}", row, experts))
            for k, tower in enumerate(self.towers, start=1)
        ]


class PLE(Network):
    """g^{k,j}(x) = w^{k,j}(g^{k,j−1}(x))·S^{k,j}(x), g^{k,0}(x) = x (Tang et al. 2020, equations 5–7).

    Experts of module k at level j read g^{k,j−1}. The shared module's gate weighs all experts of its level; the top
    level has task gates only. With `selector` input, which departs from the paper, gates of all levels read x.
    """

    def __init__(self, spec):
        super().__init__(spec)
        self.add_bottom()
        self.modules_experts = expert_positions(spec)
        *own, shared = self.modules_experts
        count = sum(map(len, self.modules_experts))
        self.reads_fusion = spec.get("selector", "fusion") == "fusion"
        self.has_shared = len(shared) > 0
        width = self.bottom.width
        self.stack = []
        for number in range(1, len(self.levels) + 1):
            level = self.add_level(number, [width] * count)
            selector = width if self.reads_fusion and number > 1 else self.row
            for k in range(1, self.tasks + 1):
                self.add_gate(level, f"task{k}", selector, own[k - 1] + shared)
            # Nothing reads the shared fusion where no expert above is shared.
            if number < len(self.levels) and self.has_shared:
                self.add_gate(level, "shared", selector, list(range(count)))
            self.stack.append(level)
            width = level.width
        self.add_towers(width)

    def tasks_outputs(self, x, row):
        # g of tasks 1 … K, and last of the shared module.
        fusions = [self.bottom(x)] * (self.tasks + 1)
        names = [f"task{k}" for k in range(1, self.tasks + 1)] + ["shared"]
        for number, level in enumerate(self.stack, start=1):
            experts = [None] * len(level.experts)
            for fusion, positions in zip(fusions, self.modules_experts):
                for e in positions:
                    experts[e] = level.experts[e](fusion)
            mixed = []
            for name, fusion in zip(names, fusions):
                if name not in level.weighed:
                    continue
                reads_fusion = self.reads_fusion and number > 1
                mixed.append(level.mix(name, last_step(fusion) if reads_fusion else row, experts))
            fusions = mixed
        return [tower(fusion) for tower, fusion in zip(self.towers, fusions)]


def expert_positions(spec):
    """The positions of every task's experts and, last, of the shared ones."""
    positions, first = [], 0
    for count in [*spec["taskExpertCounts"], spec["sharedExpertCount"]]:
        positions.append(list(range(first, first + count)))
        first += count
    return positions


ZOO = {
    "single-task": SingleTask, "multi-head": MultiHead, "shared-bottom": SharedBottom, "omoe": OMoE, "mmoe": MMoE,
    "ml-mmoe": MLMMoE, "cgc": CGC, "ple": PLE,
}


def build(spec):
    """The network of a specification, initialised as PyTorch does."""
    for key in ("departures", "frozen"):
        if spec.get(key):
            raise ValueError(f"{key} is {spec[key]}, but must be absent: these are the papers' models alone")
    return ZOO[spec["kind"]](spec)
