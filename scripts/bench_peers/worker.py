"""A process that trains the models of one library on request: a line of JSON in, a line out.

    {"prepare": ["paper", "ple", 512]}   makes a model, compiles it, trains until its loss has moved
    {"measure": seconds}                 trains for at least so long; samples per second
"""

import json
import os
import sys
import time

from .shapes import samples as samples_of

SYSTEMS = ("jax", "torch", "torch-compiled")
# One thread each, and PyTorch's compiled code in our own folder. XLA has as many threads as there are
# cores that it may run on, and those of a worker are one; its own switches are then no faster.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu", "TORCHINDUCTOR_CACHE_DIR": os.path.abspath(".bench-peers/inductor"),
}


def case(system: str, shape: str, model: str, batch: int):
    if system == "jax":
        from .jax_models import Case
        return Case(shape, model, batch)
    from .torch_models import Case
    return Case(shape, model, batch, compiled=system == "torch-compiled")


def answer(system: str, request: dict, current):
    """The answer, and the model that is current afterwards."""
    if "prepare" in request:
        current = case(system, *request["prepare"])
        losses = [current.epoch() for _ in range(5)]
        current.sample_count = samples_of(request["prepare"][0])
        return {"parameters": current.parameter_count, "losses": losses}, current
    samples = 0
    start = time.perf_counter()
    while time.perf_counter() - start < request["measure"]:
        current.epoch()
        samples += current.sample_count
    return {"rate": samples / (time.perf_counter() - start)}, current


def main():
    system = sys.argv[1]
    # Whatever a library prints goes to standard error: standard output is for answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    current = None
    for line in sys.stdin:
        result, current = answer(system, json.loads(line), current)
        print(json.dumps(result), file=answers, flush=True)


if __name__ == "__main__":
    main()
