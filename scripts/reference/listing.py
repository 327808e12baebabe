"""The PyTorch listing of PLE in the reading note behind this study, rebuilt from its description: as it is printed, and
corrected.

Two tasks, two levels, one expert per module, experts F → 64 → D, towers D → 64 → 32 → 1, D = 64; Adam with the rate
.01, mean squared errors.

As printed it does not run: inside the extraction network the widths of input and expert are not defined. Taken from
outside, they give the second level the input's width. The minimal repair is to take both from the arguments, and nothing
else is changed.

What the printed listing then trains is not PLE. The three groups of experts are stored under the same attribute names,
and so are the task gates and the shared gate. PyTorch registers what stands under a name last, which is the group of
task B, the shared gate in the place of task A's, and task B's gate. All others stay as they were drawn: they compute,
but no optimiser knows of them.
"""

import torch
from torch import nn

RATE = 0.01
WIDTH = 64


def expert(inputs, outputs):
    return nn.Sequential(nn.Linear(inputs, 64), nn.ReLU(), nn.Linear(64, outputs), nn.ReLU())


def gate(inputs, experts):
    return nn.Sequential(nn.Linear(inputs, experts), nn.Softmax(dim=1))


def tower(inputs):
    return nn.Sequential(nn.Linear(inputs, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))


class PrintedExtraction(nn.Module):
    """One level as printed: attributes of one name replace each other, lists are not registered."""

    def __init__(self, feature_dim, expert_dim):
        super().__init__()
        self.expert_layer1 = expert(feature_dim, expert_dim)
        self.experts_a = [self.expert_layer1]
        self.expert_layer1 = expert(feature_dim, expert_dim)
        self.experts_shared = [self.expert_layer1]
        self.expert_layer1 = expert(feature_dim, expert_dim)
        self.experts_b = [self.expert_layer1]
        self.gate_layer1 = gate(feature_dim, 2)
        self.gate_layer2 = gate(feature_dim, 2)
        self.task_gates = [self.gate_layer1, self.gate_layer2]
        self.gate_layer1 = gate(feature_dim, 3)
        self.shared_gates = [self.gate_layer1]

    def forward(self, a, shared, b):
        return extract(self, a, shared, b)


class CorrectedExtraction(nn.Module):
    """One level whose experts and gates are all registered."""

    def __init__(self, feature_dim, expert_dim):
        super().__init__()
        self.experts_a, self.experts_shared, self.experts_b = (
            nn.ModuleList([expert(feature_dim, expert_dim)]) for _ in range(3))
        self.task_gates = nn.ModuleList([gate(feature_dim, 2), gate(feature_dim, 2)])
        self.shared_gates = nn.ModuleList([gate(feature_dim, 3)])

    def forward(self, a, shared, b):
        return extract(self, a, shared, b)


def extract(level, a, shared, b):
    """The fusions of task A, the shared module and task B."""
    own_a, common, own_b = ([e(h) for e in group] for group, h in (
        (level.experts_a, a), (level.experts_shared, shared), (level.experts_b, b)))

    def mix(weights, experts):
        return torch.einsum("be,ebh->bh", weights, torch.stack(experts))

    return (
        mix(level.task_gates[0](a), own_a + common), mix(level.shared_gates[0](shared), own_a + common + own_b),
        mix(level.task_gates[1](b), own_b + common))


class Listing(nn.Module):
    """Both levels and the towers; predictions [B, 2, 1]."""

    def __init__(self, inputs, level):
        super().__init__()
        self.level1, self.level2 = level(inputs, WIDTH), level(WIDTH, WIDTH)
        self.tower_a, self.tower_b = tower(WIDTH), tower(WIDTH)

    def forward(self, x):
        a, shared, b = self.level1(x, x, x)
        a, _, b = self.level2(a, shared, b)
        return torch.stack([self.tower_a(a), self.tower_b(b)], dim=1)

    def trained(self):
        """The parameters that an optimiser gets."""
        return list(self.named_parameters())

    def parts(self):
        """What computes the predictions, registered or not: experts, gates and towers by name."""
        parts = {"tower A": self.tower_a, "tower B": self.tower_b}
        for number, level in (("1", self.level1), ("2", self.level2)):
            parts[f"experts A, level {number}"] = level.experts_a[0]
            parts[f"shared experts, level {number}"] = level.experts_shared[0]
            parts[f"experts B, level {number}"] = level.experts_b[0]
            parts[f"gate A, level {number}"] = level.task_gates[0]
            parts[f"gate B, level {number}"] = level.task_gates[1]
            if number == "1":  # Nothing reads the last shared fusion.
                parts["shared gate, level 1"] = level.shared_gates[0]
        return parts


LISTINGS = {"listing-as-printed": PrintedExtraction, "listing-corrected": CorrectedExtraction}


def main():
    """Checks that the corrected listing is the PLE of models.py: the same weights give the same predictions."""
    from models import build

    listing = Listing(5, LISTINGS["listing-corrected"]).double()
    ple = build(dict(
        kind="ple", inputWidth=5, taskCount=2, levelWidths=[[64, WIDTH], [64, WIDTH]], towerWidths=[64, 32],
        taskExpertCounts=[1, 1], sharedExpertCount=1, gateBias=True)).double()
    pairs = []
    for own, level in ((listing.level1, ple.level1), (listing.level2, ple.level2)):
        for source, target in zip((own.experts_a, own.experts_b, own.experts_shared), level.experts):
            pairs += zip((source[0][0], source[0][2]), target.layers)
        pairs += [(own.task_gates[k][0], level.gate[f"task{k + 1}"]) for k in range(2)]
    for source, target in zip((listing.tower_a, listing.tower_b), ple.towers):
        pairs += zip((source[0], source[2], source[4]), (*target.layers, target.output))
    for source, target in pairs:
        target.load_state_dict(source.state_dict())
    # The listing's shared gate weighs A, shared, B; here it is A, B, shared.
    for name in ("weight", "bias"):
        rows = getattr(listing.level1.shared_gates[0][0], name)
        getattr(ple.level1.gate["shared"], name).data.copy_(rows[[0, 2, 1]])
    x = torch.randn(7, 5, dtype=torch.float64)
    print("largest difference:", (listing(x) - ple(x)).abs().max().item())


if __name__ == "__main__":
    main()
