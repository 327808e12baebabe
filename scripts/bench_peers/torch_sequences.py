"""The sequence models in PyTorch: nn.LSTM, one per bottom, expert and tower.

PyTorch has no LSTM of several experts at a time, and a product per step in Python is slower than its
own loop over steps. Of the two biases of nn.LSTM one is 0 and not trained, as they are one parameter.
"""

import torch
from torch import nn

from .shapes import LABELS, STEPS, TASKS, Sizes


def lstm(inputs: int, width: int) -> nn.LSTM:
    layer = nn.LSTM(inputs, width)
    nn.init.zeros_(layer.bias_hh_l0)
    layer.bias_hh_l0.requires_grad = False
    return layer


class Sequential(nn.Module):
    """A shared bottom under towers, or under experts that gates weigh; returns the loss."""

    def __init__(self, shape: str, model: str, s: Sizes):
        super().__init__()
        self.bottom = lstm(s.inputs, s.bottom)
        self.experts = nn.ModuleList(lstm(s.bottom, s.levels[0]) for _ in range(s.shared))
        if s.shared:
            self.gates = nn.Linear(STEPS[shape] * s.inputs, TASKS * s.shared)
        below = s.levels[0] if s.shared else s.bottom
        self.towers = nn.ModuleList(lstm(below, s.towers[0]) for _ in range(TASKS))
        self.outputs = nn.ModuleList(nn.Linear(s.towers[0], 1) for _ in range(TASKS))

    def forward(self, x, y):
        """x [B, T, D] and y [B, K, S]; steps come first in what LSTMs read."""
        h, _ = self.bottom(x.transpose(0, 1).contiguous())
        inputs = [h] * TASKS
        if len(self.experts):
            f = torch.stack([expert(h)[0] for expert in self.experts])
            weights = self.gates(x.flatten(1)).unflatten(1, (TASKS, -1)).softmax(dim=2)
            inputs = torch.einsum("bke,etbh->ktbh", weights, f).unbind(0)
        loss = 0
        for k, (tower, output) in enumerate(zip(self.towers, self.outputs)):
            predictions = output(tower(inputs[k])[0][-LABELS:]).squeeze(2)
            loss = loss + (predictions.T - y[:, k]).square().mean()
        return loss
