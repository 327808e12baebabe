"""The sizes of `reproduce bench` (Sources/Benchmarks/BenchmarkShape.swift), for the peers.

Letters: B batch, D input, E experts, H expert width, K tasks, T steps, S labels.
"""

from dataclasses import dataclass

MODELS = ("shared-bottom", "mmoe", "cgc", "ml-mmoe", "ple")
BATCHES = {"paper": (512,), "mmoe": (32, 128, 512), "mose": (64,), "mose-short": (64,)}
# Sequences: T, and the last S steps have labels; mmoe is MoSE there.
STEPS = {"mose": 500, "mose-short": 32}
SEQUENCE_MODELS = ("shared-bottom", "mmoe")
LABELS = 7
TASKS = 2
LEARNING_RATE = 1e-4


@dataclass(frozen=True)
class Sizes:
    """Sizes of one model."""

    inputs: int
    levels: tuple[int, ...]  # width of the bottom or of the experts, level by level
    towers: tuple[int, ...]  # hidden widths; a linear output unit follows
    own: int  # experts of each task (CGC and PLE)
    shared: int  # shared experts; all experts of MMoE and ML-MMoE
    bottom: int = 0  # width of the bottom of sequence models


def models(shape: str) -> tuple[str, ...]:
    return SEQUENCE_MODELS if shape in STEPS else MODELS


def samples(shape: str) -> int:
    """As many as `reproduce bench` holds, so that caches are used alike."""
    return 512 if shape == "mose" else 8192


def sizes(shape: str, model: str) -> Sizes:
    if shape in STEPS:
        return Sizes(10, (8,), (8,), own=0, shared=10 if model == "mmoe" else 0, bottom=16)
    level_count = 2 if model in ("ml-mmoe", "ple") else 1
    has_own = model in ("cgc", "ple")
    has_gates = model != "shared-bottom"
    if shape == "paper":
        hidden = (256, 128, 64)
        return Sizes(
            512, hidden[:level_count], hidden[level_count:],
            own=1 if has_own else 0, shared=1 if has_own else 3 if has_gates else 0)
    return Sizes(
        100, ((16,) if has_gates else (113,)) * level_count, (8,),
        own=3 if has_own else 0, shared=2 if has_own else 8 if has_gates else 0)
