"""Samples as the study makes them: x ~ N(0, I), y_k = z_k + a few sines of z_k + noise.

Sequences are normal numbers, a task's labels the mean of a step's inputs or that with the other sign,
as in `reproduce bench`.
"""

import numpy as np

from .shapes import LABELS, STEPS, TASKS, samples, sizes


def batches(shape: str, model: str, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """x [N, B, D] and y [N, B, K] in single precision, N batches; of sequences x [N, B, T, D] and
    y [N, B, K, S]."""
    random = np.random.default_rng(2020)
    steps = max(1, samples(shape) // batch)
    inputs = sizes(shape, model).inputs
    if shape in STEPS:
        x = random.standard_normal((steps, batch, STEPS[shape], inputs), dtype=np.float32)
        means = x[:, :, -LABELS:].mean(axis=3)
        return x, np.stack([means if k % 2 == 0 else -means for k in range(TASKS)], axis=2)
    x = random.standard_normal((steps * batch, inputs))
    directions, _ = np.linalg.qr(random.standard_normal((inputs, TASKS)))
    # Cosine ½ between the two tasks.
    weights = directions @ np.array([[1, 0.5], [0, 0.75**0.5]])
    z = x @ weights
    y = z + 0.1 * random.standard_normal(z.shape)
    for _ in range(10):
        frequency, phase = random.standard_normal(2)
        y += np.sin(frequency * z + phase)
    rows = (steps, batch, -1)
    return x.reshape(rows).astype(np.float32), y.reshape(rows).astype(np.float32)
