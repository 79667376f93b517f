"""What every peer of a benchmark of kernels shares: arguments, timing, memory, figures.

A method gives three functions:
    prepare(arrays)              brings the input to the peer's own form; not timed
    answer(prepared)             does the job; timed
    figures(prepared, answered)  what was done, as `Figures`; not timed
The first timed run of a process is the cold one, those after it are warm.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

KINDS = {".i64": np.dtype("<i8"), ".i32": np.dtype("<i4"), ".f64": np.dtype("<f8")}


@dataclass
class Figures:
    items: int
    arrays: dict = field(default_factory=dict)  # by name, to be equal in both programs
    told: dict = field(default_factory=dict)  # numbers worth printing
    output_bytes: int = 0


@dataclass
class Method:
    prepare: Callable
    answer: Callable
    figures: Callable
    unit: str = "cells"


def read_arrays(folder):
    return {
        file.stem: np.fromfile(file, dtype=KINDS[file.suffix])
        for file in sorted(folder.iterdir())
        if file.suffix in KINDS
    }


def write_arrays(folder, arrays):
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in arrays.items():
        given = np.asarray(values).dtype
        kind = ".f64" if given.kind == "f" else ".i32" if given == np.int32 else ".i64"
        np.ascontiguousarray(values, dtype=KINDS[kind]).tofile(folder / (name + kind))


def memory_bytes(name):
    """VmRSS or VmHWM of this process. Not ru_maxrss, which starts at what the parent had."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"no {name}")


def reset_peak():
    Path("/proc/self/clear_refs").write_text("5")


def run(program, version, methods):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--method", required=True, choices=methods)
    parser.add_argument("--warm-runs", type=int, default=5)
    parser.add_argument("--figures", type=Path, help="folder for the figures")
    options = parser.parse_args()

    method = methods[options.method]
    prepared = method.prepare(read_arrays(options.folder))
    reset_peak()
    before = memory_bytes("VmRSS")
    seconds = []
    answered = None
    for _ in range(1 + options.warm_runs):
        answered = None
        start = time.perf_counter()
        answered = method.answer(prepared)
        seconds.append(time.perf_counter() - start)
    peak = memory_bytes("VmHWM") - before
    figures = method.figures(prepared, answered)
    if options.figures:
        write_arrays(options.figures, figures.arrays)
    print(
        json.dumps(
            {
                "program": program,
                "version": version,
                "method": options.method,
                "items": figures.items,
                "unit": method.unit,
                "cold_seconds": seconds[0],
                "warm_seconds": seconds[1:],
                "output_bytes": figures.output_bytes,
                "peak_bytes": peak,
                "told": figures.told,
            }
        )
    )
