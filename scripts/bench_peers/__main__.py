"""Trains the models of `reproduce bench` with JAX and PyTorch and with `reproduce`, taking turns.

All run on the same core, one thread each, one after the other within a repetition: what disturbs the
machine disturbs them alike. Ratios are taken repetition by repetition.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

from .shapes import BATCHES, MODELS, models
from .worker import ENVIRONMENT, SYSTEMS

# The least time of a measurement, in seconds; that of `reproduce bench`.
SLICE = 0.1


class Failure(Exception):
    """What the user has to know, in one sentence."""


class Worker:
    """A library in a process of its own, on one core."""

    def __init__(self, system: str, core: int):
        self.system = system
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench_peers.worker", system], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **ENVIRONMENT},
            preexec_fn=lambda: os.sched_setaffinity(0, {core}))

    def ask(self, **request):
        try:
            print(json.dumps(request), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise Failure(f"{self.system} ended at {request}; its message stands above")
        return json.loads(line)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def ours(options, core: int, shape: str, model: str, batch: int) -> dict:
    """One measurement by `reproduce bench`."""
    command = [
        options.program, "bench", "--repetitions", "1", "--format", "json",
        "--kernels", options.kernels, "--shape", shape, "--model", model, "--batch", str(batch)]
    done = subprocess.run(
        command, text=True, stdout=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    if done.returncode:
        raise Failure(f"'{' '.join(command)}' failed; its message stands above")
    report = json.loads(done.stdout)
    return report["records"][0]


def measure(options, workers, core, shape, model, batch) -> dict:
    """All repetitions of one model, shape and batch."""
    count = ours(options, core, shape, model, batch)["parameterCount"]
    for worker in workers:
        ready = worker.ask(prepare=[shape, model, batch])
        if ready["parameters"] != count:
            raise Failure(
                f"{model} at the {shape} shape has {ready['parameters']} parameters in "
                f"{worker.system} and {count} in reproduce")
        first, last = ready["losses"][0], ready["losses"][-1]
        if not last < first:
            raise Failure(f"the loss of {model} in {worker.system} went from {first} to {last}")
    rates = {"reproduce": []} | {worker.system: [] for worker in workers}
    limits, bare = [], []
    for _ in range(options.repetitions):
        record = ours(options, core, shape, model, batch)
        rates["reproduce"].append(record["samplesPerSecond"]["values"][0])
        limits.append(record["productLimit"]["values"][0] / record["flopsPerSample"])
        cost = record["cost"]
        bare.append(1 / (cost["products"]["values"][0] + cost["optimiser"]["values"][0]))
        for worker in workers:
            rates[worker.system].append(worker.ask(measure=SLICE)["rate"])
    return {"shape": shape, "model": model, "batchSize": batch, "parameterCount": count,
            "samplesPerSecond": rates, "productLimit": limits, "productsAndOptimiser": bare}


def ratios(row, system) -> list[float]:
    rates = row["samplesPerSecond"]
    return [a / b for a, b in zip(rates["reproduce"], rates[system])]


def bound(row, rates, system) -> float:
    """The ratio that training would have at other rates of ours."""
    return statistics.median(a / b for a, b in zip(row[rates], row["samplesPerSecond"][system]))


def table(rows, systems) -> str:
    """Medians, aligned; of ratios also the smallest and the largest."""
    header = ["shape", "model", "batch", "reproduce"]
    for system in systems:
        header += [system, "ratio", "(range)", "bare", "limit"]
    lines = [header]
    for row in rows:
        line = [row["shape"], row["model"], str(row["batchSize"]),
                f"{statistics.median(row['samplesPerSecond']['reproduce']):.0f}"]
        for system in systems:
            r = ratios(row, system)
            line += [f"{statistics.median(row['samplesPerSecond'][system]):.0f}",
                     f"{statistics.median(r):.2f}", f"({min(r):.2f}–{max(r):.2f})",
                     f"{bound(row, 'productsAndOptimiser', system):.2f}",
                     f"{bound(row, 'productLimit', system):.2f}"]
        lines.append(line)
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(w) if i < 2 else cell.rjust(w)
                  for i, (cell, w) in enumerate(zip(line, widths))) for line in lines)


def parse():
    parser = argparse.ArgumentParser(prog="scripts/bench-peers", description=__doc__)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shape", action="append", choices=BATCHES, help="may be repeated")
    parser.add_argument("--model", action="append", choices=MODELS, help="may be repeated")
    parser.add_argument("--batch", action="append", type=int, help="may be repeated")
    parser.add_argument("--peer", action="append", choices=SYSTEMS, help="may be repeated")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--kernels", choices=["portable", "native"], default="native",
                        help="those of reproduce; the peers always take the fastest")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    options = parser.parse_args()
    if options.repetitions < 1:
        parser.error(f"--repetitions is {options.repetitions}, but must be at least 1")
    if any(size < 1 or size > 8192 for size in options.batch or []):
        parser.error("--batch must be from 1 to 8192")
    return options


def main():
    options = parse()
    core = max(os.sched_getaffinity(0))
    systems = [s for s in SYSTEMS if s in (options.peer or SYSTEMS)]
    workers = [Worker(system, core) for system in systems]
    rows = []
    try:
        for shape in options.shape or BATCHES:
            for batch in options.batch or BATCHES[shape]:
                for model in options.model or models(shape):
                    if model not in models(shape):
                        continue
                    print(f"{shape} shape, {model}, batch {batch}", file=sys.stderr)
                    rows.append(measure(options, workers, core, shape, model, batch))
    except Failure as failure:
        sys.exit(f"bench-peers: {failure}")
    finally:
        for worker in workers:
            worker.end()
    if options.format == "json":
        print(json.dumps({"kernels": options.kernels, "core": core, "rows": rows}, indent=2))
    else:
        print("samples/s on one thread; ratio: reproduce by peer, median (smallest–largest)\n"
              "bare: the ratio if a step were nothing but its matrix products and Adam\n"
              "limit: the ratio if it were nothing but its products, each repeated alone\n")
        print(table(rows, systems))


main()
