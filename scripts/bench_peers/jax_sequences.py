"""The sequence models in JAX: a scan over the steps, with all experts in one batched product a step.

What a layer makes of its inputs is one product for all steps, before the scan.
"""

import jax
import jax.numpy as jnp

from .shapes import LABELS, STEPS, TASKS, Sizes


def lstm_init(key, count: int, inputs: int, width: int):
    """`count` layers that read the same input."""
    first, second = jax.random.split(key)
    u = jax.random.uniform
    a, b = (6 / (inputs + width)) ** 0.5, (3 / width) ** 0.5
    return {"w": u(first, (inputs, count * 4 * width), minval=-a, maxval=a),
            "u": u(second, (count, width, 4 * width), minval=-b, maxval=b),
            "b": jnp.zeros(count * 4 * width)}


def lstm(p, x):
    """h [T, E, B, H] of inputs [T, B, D]."""
    steps, batch, _ = x.shape
    count, width, _ = p["u"].shape
    sums = (x @ p["w"] + p["b"]).reshape(steps, batch, count, 4 * width).transpose(0, 2, 1, 3)

    def step(state, z):
        h, c = state
        i, f, g, o = jnp.split(z + jnp.einsum("ebh,ehg->ebg", h, p["u"]), 4, axis=2)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    zeros = jnp.zeros((count, batch, width))
    return jax.lax.scan(step, (zeros, zeros), sums)[1]  # Unrolled it is slower.


def init(keys, shape: str, s: Sizes):
    below = s.levels[0] if s.shared else s.bottom
    p = {"bottom": lstm_init(next(keys), 1, s.inputs, s.bottom),
         "towers": [lstm_init(next(keys), 1, below, s.towers[0]) for _ in range(TASKS)],
         "outputs": [{"w": jax.random.normal(next(keys), (s.towers[0],)) / 4, "b": jnp.zeros(())}
                     for _ in range(TASKS)]}
    if s.shared:
        inputs = STEPS[shape] * s.inputs
        p["experts"] = lstm_init(next(keys), s.shared, s.bottom, s.levels[0])
        p["gates"] = {"w": jax.random.normal(next(keys), (inputs, TASKS * s.shared)) / inputs**0.5,
                      "b": jnp.zeros(TASKS * s.shared)}
    return p


def loss(p, x, y):
    """x [B, T, D] and y [B, K, S]."""
    h = lstm(p["bottom"], x.transpose(1, 0, 2))[:, 0]
    inputs = [h] * TASKS
    if "experts" in p:
        f = lstm(p["experts"], h)
        logits = x.reshape(len(x), -1) @ p["gates"]["w"] + p["gates"]["b"]
        weights = [jax.nn.softmax(a) for a in jnp.split(logits, TASKS, axis=1)]
        inputs = [jnp.einsum("be,tebh->tbh", w, f) for w in weights]
    total = 0.0
    for k in range(TASKS):
        last = lstm(p["towers"][k], inputs[k])[-LABELS:, 0]
        output = p["outputs"][k]
        total += jnp.mean(((last @ output["w"] + output["b"]).T - y[:, k]) ** 2)
    return total
