"""The models in JAX: one jitted program per pass, which scans over its batches.

Experts that read the same input are one matrix, and so are gates. Adam is written out: three lines
that XLA fuses with what surrounds them.
"""

import jax
import jax.numpy as jnp

from . import jax_sequences
from .data import batches
from .shapes import LEARNING_RATE, STEPS, TASKS, Sizes, sizes


def dense(key, inputs, outputs):
    limit = (6 / (inputs + outputs)) ** 0.5
    return {"w": jax.random.uniform(key, (inputs, outputs), minval=-limit, maxval=limit),
            "b": jnp.zeros(outputs)}


def linear(layer, x):
    return x @ layer["w"] + layer["b"]


def experts(layer, x, width):
    """[B, E, H] from one product."""
    return jax.nn.relu(linear(layer, x)).reshape(len(x), -1, width)


def mix(logits, experts):
    """Σ_e softmax(logits)_e · expert_e: [B, H] from [B, E] and [B, E, H]."""
    return jnp.einsum("be,beh->bh", jax.nn.softmax(logits), experts)


class SharedBottom:
    @staticmethod
    def init(keys, s: Sizes):
        return {"bottom": dense(next(keys), s.inputs, s.levels[0])}

    @staticmethod
    def apply(p, x, s: Sizes):
        return [jax.nn.relu(linear(p["bottom"], x))] * TASKS


class MMoE:
    @staticmethod
    def init(keys, s: Sizes):
        return {"experts": dense(next(keys), s.inputs, s.shared * s.levels[0]),
                "gates": dense(next(keys), s.inputs, TASKS * s.shared)}

    @staticmethod
    def apply(p, x, s: Sizes):
        f = experts(p["experts"], x, s.levels[0])
        logits = jnp.split(linear(p["gates"], x), TASKS, axis=1)
        return [mix(a, f) for a in logits]


class MLMMoE:
    """All gates read x; upper expert u reads the mixture that its own gate makes of the level below."""

    @staticmethod
    def init(keys, s: Sizes):
        lower, upper = s.levels
        return {"lower": dense(next(keys), s.inputs, s.shared * lower),
                "upper": [dense(next(keys), lower, upper) for _ in range(s.shared)],
                "gates": dense(next(keys), s.inputs, (s.shared + TASKS) * s.shared)}

    @staticmethod
    def apply(p, x, s: Sizes):
        f = experts(p["lower"], x, s.levels[0])
        logits = jnp.split(linear(p["gates"], x), s.shared + TASKS, axis=1)
        mixed = [mix(a, f) for a in logits[:s.shared]]
        g = jnp.stack([jax.nn.relu(linear(e, m)) for e, m in zip(p["upper"], mixed)], axis=1)
        return [mix(a, g) for a in logits[s.shared:]]


class PLE:
    """CGC, level by level; with one level it is CGC. Modules are the tasks and, last, the shared one."""

    @staticmethod
    def counts(s: Sizes):
        return [s.own] * TASKS + [s.shared]

    @staticmethod
    def gates(s: Sizes, is_top):
        """How many experts each gate weighs; at the top there is no shared gate."""
        return [s.own + s.shared] * TASKS + ([] if is_top else [sum(PLE.counts(s))])

    @staticmethod
    def init(keys, s: Sizes):
        p = []
        for level, width in enumerate(s.levels):
            gates = PLE.gates(s, level == len(s.levels) - 1)
            if level == 0:  # All read x.
                p.append({"experts": dense(next(keys), s.inputs, sum(PLE.counts(s)) * width),
                          "gates": dense(next(keys), s.inputs, sum(gates))})
            else:
                below = s.levels[level - 1]
                p.append({"experts": [dense(next(keys), below, n * width) for n in PLE.counts(s)],
                          "gates": [dense(next(keys), below, n) for n in gates]})
        return p

    @staticmethod
    def apply(p, x, s: Sizes):
        fusions = None
        for level, width in enumerate(s.levels):
            gates = PLE.gates(s, level == len(s.levels) - 1)
            if level == 0:
                f = experts(p[0]["experts"], x, width)
                ends = [sum(gates[:i + 1]) for i in range(len(gates) - 1)]
                logits = jnp.split(linear(p[0]["gates"], x), ends, axis=1)
                own = [f[:, k * s.own:(k + 1) * s.own] for k in range(TASKS)]
                shared = f[:, TASKS * s.own:]
            else:
                *own, shared = [experts(e, m, width) for e, m in zip(p[level]["experts"], fusions)]
                logits = [linear(g, m) for g, m in zip(p[level]["gates"], fusions)]
            stacks = [jnp.concatenate([o, shared], axis=1) for o in own]
            if len(gates) > TASKS:
                stacks.append(f if level == 0 else jnp.concatenate([*own, shared], axis=1))
            fusions = [mix(a, stack) for a, stack in zip(logits, stacks)]
        return fusions


ZOO = {"shared-bottom": SharedBottom, "mmoe": MMoE, "ml-mmoe": MLMMoE, "cgc": PLE, "ple": PLE}


class Case:
    """One model in training on given batches."""

    def __init__(self, shape: str, model: str, batch: int):
        s = sizes(shape, model)
        keys = iter(jax.random.split(jax.random.key(0), 64))
        if shape in STEPS:
            parameters, loss = jax_sequences.init(keys, shape, s), jax_sequences.loss
        else:
            parameters, loss = self.network(keys, model, s)
        self.parameter_count = sum(leaf.size for leaf in jax.tree.leaves(parameters))

        def step(state, sample):
            p, m, v, t = state
            value, g = jax.value_and_grad(loss)(p, *sample)
            t = t + 1
            m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
            v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
            rate = LEARNING_RATE * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            p = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-8), p, m, v)
            return (p, m, v, t), value

        def train(state, x, y):
            state, losses = jax.lax.scan(step, state, (x, y))
            return state, losses.mean()

        zeros = jax.tree.map(jnp.zeros_like, parameters)
        self.state = (parameters, zeros, jax.tree.map(jnp.copy, zeros), jnp.float32(0))
        self.data = [jnp.asarray(a) for a in batches(shape, model, batch)]
        self.train = jax.jit(train, donate_argnums=0)

    @staticmethod
    def network(keys, model: str, s: Sizes):
        """Parameters and loss of a dense model."""
        architecture = ZOO[model]
        widths = (s.levels[-1], *s.towers, 1)
        parameters = {
            "body": architecture.init(keys, s),
            "towers": [[dense(next(keys), a, b) for a, b in zip(widths, widths[1:])]
                       for _ in range(TASKS)]}

        def loss(p, x, y):
            total = 0.0
            for k, h in enumerate(architecture.apply(p["body"], x, s)):
                *hidden, output = p["towers"][k]
                for layer in hidden:
                    h = jax.nn.relu(linear(layer, h))
                total += jnp.mean((linear(output, h)[:, 0] - y[:, k]) ** 2)
            return total

        return parameters, loss

    def epoch(self) -> float:
        """Trains on all batches; their mean loss."""
        self.state, loss = self.train(self.state, *self.data)
        return float(loss)
