"""Samples as the study makes them: x ~ N(0, I), y_k = z_k + a few sines of z_k + noise."""

import numpy as np

from .shapes import SAMPLES, TASKS


def batches(inputs: int, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """x [S, B, D] and y [S, B, K] in single precision, S·B = SAMPLES."""
    random = np.random.default_rng(2020)
    steps = max(1, SAMPLES // batch)
    x = random.standard_normal((steps * batch, inputs))
    directions, _ = np.linalg.qr(random.standard_normal((inputs, TASKS)))
    # Cosine ½ between the two tasks.
    weights = directions @ np.array([[1, 0.5], [0, 0.75**0.5]])
    z = x @ weights
    y = z + 0.1 * random.standard_normal(z.shape)
    for _ in range(10):
        frequency, phase = random.standard_normal(2)
        y += np.sin(frequency * z + phase)
    shape = (steps, batch, -1)
    return x.reshape(shape).astype(np.float32), y.reshape(shape).astype(np.float32)
