"""The joint loss and the training of the study: a second opinion on Sources/Training."""

import torch


def joint_loss(predictions, labels, masks, weights):
    """L = Σ_k ω_k L_k, L_k the mean squared error over the samples that have task k's labels and over its S labels
    (Tang et al. 2020, equations 8 and 9). Shapes: [B, K, S], masks [B, K], ω [K]."""
    errors = (predictions - labels).square().mean(dim=2)
    labelled = masks.sum(dim=0)
    # A batch without labels of a task adds nothing.
    means = torch.where(masks > 0, errors, 0).sum(dim=0) / labelled.clamp(min=1)
    return (weights * means).sum()


def adam(network, learning_rate, steps, schedule="linear"):
    """Adam with its authors' constants, and the rate α·(1 − (t − 1)/T) at step t of T; call both .step()."""
    optimiser = torch.optim.Adam(
        [p for _, p in network.trained()], lr=learning_rate, betas=(0.9, 0.999), eps=1e-8)
    factor = (lambda t: (steps - t) / steps) if schedule == "linear" else (lambda t: 1.0)
    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, factor)
