"""What every program of the rules benchmark shares: arguments, timing, figures.

A program gives three functions:
    prepare(asked)      takes the records into the program's own form; not timed
    answer(prepared)    decides all records, with the rule or the reasons; timed
    figures(answered)   numbers by name, to be compared; not timed:
        rule     number of the rule that fired, -1 none
        grade    place among the grades, -1 undetermined
        points, band, reason_1 ... reason_3    of the scorecard
The first timed run of a process is the cold one, those after it are warm.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc

import workload


@dataclass
class Asked:
    job: workload.Job
    records: pa.RecordBatch
    folder: Path
    unknowns: str
    how: str


def read_records(folder, rows):
    """On the heap, not memory-mapped; the first `rows` of them."""
    with pa.OSFile(str(folder / "records.arrow"), "rb") as source:
        batch = pa.ipc.open_file(source).get_batch(0)
    return batch.slice(0, rows) if rows else batch


def run(program, version, prepare, answer, figures):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--job", required=True)
    parser.add_argument("--unknowns", default="keep")
    parser.add_argument("--rows", type=int, default=0, help="the first so many; 0: all")
    parser.add_argument("--warm-runs", type=int, default=5)
    parser.add_argument("--how", default="", help="a variant of the program")
    parser.add_argument("--figures", type=Path, help="file for the figures")
    options = parser.parse_args()

    records = read_records(options.folder, options.rows)
    of_job = workload.job(options.job)
    asked = Asked(of_job, records, options.folder, options.unknowns, options.how)
    prepared = prepare(asked)
    seconds = []
    answered = None
    for _ in range(1 + options.warm_runs):
        answered = None
        start = time.perf_counter()
        answered = answer(prepared)
        seconds.append(time.perf_counter() - start)
    if options.figures:
        np.savez(options.figures, **figures(answered))
    print(
        json.dumps(
            {
                "program": program,
                "version": version,
                "rows": records.num_rows,
                "cold_seconds": seconds[0],
                "warm_seconds": seconds[1:],
            }
        )
    )


def places(column, words):
    """Place of each text of an Arrow or other array among words, -1 for null."""
    column = pa.array(column) if not isinstance(column, (pa.Array, pa.ChunkedArray)) else column
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    known = {word: place for place, word in enumerate(words)}
    table = np.array(
        [known[word] for word in column.dictionary.to_pylist()] or [-1], dtype=np.int16
    )
    indices = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.where(indices < 0, np.int16(-1), table[indices])
