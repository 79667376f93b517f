"""What every program of the comparison shares: reading the book, timing, memory, writing figures.

A program gives three functions:
    prepare(tables, threads)  takes the input into the program's own form; not timed
    answer(prepared)          the job: moves of all events, move counts, funnel; timed
    figures(answered)         Arrow tables by name, to be compared; not timed
A program of several jobs gives `answer` as a dictionary of functions; --job chooses.
The first timed run of a process is the cold one, the runs after it are warm.
"""

import argparse
import ctypes
import gc
import json
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc


def read_tables(book, ids_kind):
    """Both tables on the heap (not memory-mapped), so that they count as memory of the process."""
    tables = {}
    for name in ("opportunities", "stage_events"):
        with pa.OSFile(str(book / f"{name}_{ids_kind}.arrow"), "rb") as source:
            tables[name] = pa.ipc.open_file(source).read_all()
    return tables


def memory_bytes(field):
    """`VmRSS` (memory now) or `VmHWM` (highest since the last reset) of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise KeyError(field)


def reset_peak():
    Path("/proc/self/clear_refs").write_text("5")


def return_free_memory():
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


def run(program, version, prepare, answer, figures):
    parser = argparse.ArgumentParser()
    parser.add_argument("book", type=Path)
    parser.add_argument("--ids", choices=["int64", "text"], default="int64")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--warm-runs", type=int, default=3)
    parser.add_argument("--figures", type=Path, help="folder for the figures")
    parser.add_argument("--job", default="history")
    options = parser.parse_args()
    if isinstance(answer, dict):
        answer = answer[options.job]

    tables = read_tables(options.book, options.ids)
    input_bytes = sum(table.get_total_buffer_size() for table in tables.values())
    prepared = prepare(tables, options.threads)
    del tables

    seconds, peaks = [], []
    for _ in range(1 + options.warm_runs):
        answered = None
        return_free_memory()
        before = memory_bytes("VmRSS")
        reset_peak()
        start = time.perf_counter()
        answered = answer(prepared)
        seconds.append(time.perf_counter() - start)
        peaks.append(memory_bytes("VmHWM") - before)

    if options.figures:
        options.figures.mkdir(parents=True, exist_ok=True)
        for name, table in figures(answered).items():
            path = options.figures / f"{program}_{options.ids}_{options.threads}_{name}.arrow"
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)

    print(
        json.dumps(
            {
                "program": program,
                "version": version,
                "job": options.job,
                "ids": options.ids,
                "threads": options.threads,
                "cold_seconds": seconds[0],
                "warm_seconds": seconds[1:],
                "input_bytes": input_bytes,
                "cold_peak_bytes": peaks[0],
                "warm_peak_bytes": max(peaks[1:], default=None),
            }
        )
    )
