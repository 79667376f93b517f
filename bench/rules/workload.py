"""The policies and the made-up records of the rules benchmark, always the same.

    workload.py FOLDER JOB ROWS TEXTS NULLS      e.g. build/bench/rules/x table 200000 dictionary no

Jobs
    table   11 inputs (6 texts, 3 booleans, 2 numbers), 12 FIRST rules, one grade
    card    20 criteria of 3 answers each, 3 bands, the top-3 reasons
    large   11 inputs (7 texts, 4 numbers), 3,700 FIRST rules

Rules are kept in one neutral form, of which every program makes its own: a rule is a code, cells by
column, and a grade.  A cell is a list of words, a truth, or a Range.

Written to the folder: records.arrow (Arrow IPC, one record batch), policy_<unknowns>.json, and
columns/, the buffers of the same batch as plain binary files, with columns/index.txt to read them
by.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc

NULL_SHARE = 0.1
GRADES = ["A", "B", "C", "D", "ungraded"]
DEFAULT = "ungraded"


@dataclass(frozen=True)
class Range:
    """Numbers above or from `low` on, below or up to `high`; None is no bound."""

    low: float | None = None
    high: float | None = None
    low_open: bool = False

    def feel(self):
        if self.low is None:
            return f"<= {self.high:g}"
        if self.high is None:
            return f"{'>' if self.low_open else '>='} {self.low:g}"
        return f"{'(' if self.low_open else '['}{self.low:g}..{self.high:g}]"


# ---- the table of 12 rules

TEXTS = {
    "system": ["none", "packaged", "self_built"],
    "project": [
        "none",
        "selecting_soon",
        "selecting",
        "signed",
        "designing",
        "implementing",
        "live",
    ],
    "satisfaction": ["satisfied", "dissatisfied", "very_dissatisfied"],
    "maintenance": ["ok", "hard"],
    "vendor": ["can_fix", "cannot_fix", "not_asked"],
    "users": ["tolerate", "complain"],
}
BOOLEANS = ["need_admitted", "hopes_for_vendor", "designer_left"]
NUMBERS = {"months_to_close": (0, 1200, 100), "employees": (0, 2000, 1)}  # from, to, divisor

SELECTING = ["selecting", "selecting_soon"]
RULES = [
    ("A1", {"system": ["none"], "project": SELECTING}, "A"),
    (
        "A2",
        {"system": ["packaged", "self_built"], "project": SELECTING, "employees": Range(low=50)},
        "A",
    ),
    ("A3", {"need_admitted": True, "months_to_close": Range(high=1)}, "A"),
    (
        "B1",
        {"system": ["none"], "need_admitted": True, "months_to_close": Range(1, 3, True)},
        "B",
    ),
    (
        "B2",
        {"system": ["packaged"], "satisfaction": ["very_dissatisfied"], "vendor": ["cannot_fix"]},
        "B",
    ),
    (
        "B3",
        {
            "system": ["self_built"],
            "project": ["live"],
            "designer_left": True,
            "maintenance": ["hard"],
        },
        "B",
    ),
    (
        "C1",
        {
            "system": ["none"],
            "need_admitted": True,
            "months_to_close": Range(3, 6, True),
            "employees": Range(100, 1000),
        },
        "C",
    ),
    (
        "C2",
        {"system": ["packaged"], "satisfaction": ["dissatisfied"], "hopes_for_vendor": True},
        "C",
    ),
    ("C3", {"system": ["self_built"], "designer_left": False, "users": ["tolerate"]}, "C"),
    ("D1", {"system": ["none"], "need_admitted": False}, "D"),
    ("D2", {"system": ["packaged"], "satisfaction": ["satisfied"], "maintenance": ["ok"]}, "D"),
    ("D3", {"project": ["signed", "designing", "implementing"]}, "D"),
]

# ---- the scorecard

CRITERIA = [f"criterion_{number:02}" for number in range(1, 21)]
ANSWERS = ["no", "partly", "yes"]
BANDS = [("low", 60), ("middle", 90), ("high", None)]
REASONS = 3


def weight(criterion):
    """Points of "yes" are twice, of "partly" once this."""
    return criterion % 7 + 1


# ---- the table of 3,700 rules

LARGE_RULES = 3_700
LARGE_WORDS = [f"word_{number:02}" for number in range(20)]
LARGE_TEXTS = [f"kind_{number}" for number in range(1, 8)]
LARGE_NUMBERS = [f"amount_{number}" for number in range(1, 5)]
LARGE_MOST = 1000


def large_rules():
    """Random rules of four to six cells: most records are decided deep in the table."""
    random = np.random.default_rng(37)
    rules = []
    for number in range(LARGE_RULES):
        columns = random.permutation(LARGE_TEXTS + LARGE_NUMBERS)[: random.integers(4, 7)]
        cells = {}
        for column in sorted(columns):
            if column in LARGE_TEXTS:
                words = random.permutation(LARGE_WORDS)[: random.integers(2, 6)]
                cells[str(column)] = sorted(str(word) for word in words)
            else:
                low = int(random.integers(0, LARGE_MOST * 3 // 4))
                cells[str(column)] = Range(low, low + int(random.integers(100, 300)))
        rules.append((f"R{number + 1}", cells, GRADES[number * 4 // LARGE_RULES]))
    return rules


# ---- jobs


@dataclass(frozen=True)
class Job:
    """Inputs, and either rules or criteria."""

    name: str
    texts: dict
    booleans: tuple
    numbers: dict
    rules: tuple = ()

    @property
    def inputs(self):
        return [*self.texts, *self.booleans, *self.numbers]


def job(name):
    if name == "table":
        return Job(name, TEXTS, tuple(BOOLEANS), NUMBERS, tuple(RULES))
    if name == "card":
        return Job(name, dict.fromkeys(CRITERIA, ANSWERS), (), {})
    texts = dict.fromkeys(LARGE_TEXTS, LARGE_WORDS)
    numbers = dict.fromkeys(LARGE_NUMBERS, (0, LARGE_MOST, 1))
    return Job(name, texts, (), numbers, tuple(large_rules()))


# ---- policies


def cell_text(cell):
    if isinstance(cell, list):
        return ", ".join(json.dumps(word) for word in cell)
    return cell.feel() if isinstance(cell, Range) else json.dumps(cell)


def label(text):
    return {"zh": text, "en": text}


def policy(of_job, unknowns):
    inputs = [
        {"code": code, "label": label(code), "type": "text", "values": words}
        for code, words in of_job.texts.items()
    ]
    inputs += [{"code": code, "label": label(code), "type": "bool"} for code in of_job.booleans]
    inputs += [{"code": code, "label": label(code), "type": "number"} for code in of_job.numbers]
    return {
        "sandan": "policy/1",
        "code": f"bench_{of_job.name}",
        "label": label(of_job.name),
        "unknowns": unknowns,
        "of": "records",
        "inputs": inputs,
        "decisions": [decision_table(of_job) if of_job.rules else scorecard()],
    }


def decision_table(of_job):
    return {
        "code": "grading",
        "kind": "table",
        "label": label("grading"),
        "hit": "first",
        "columns": of_job.inputs,
        "outputs": [
            {
                "code": "grade",
                "label": label("grade"),
                "type": "text",
                "values": GRADES,
                "default": DEFAULT,
            }
        ],
        "rules": [
            {
                "code": code,
                "when": {column: cell_text(cell) for column, cell in cells.items()},
                "then": {"grade": grade},
            }
            for code, cells, grade in of_job.rules
        ],
    }


def scorecard():
    return {
        "code": "score",
        "kind": "scorecard",
        "label": label("score"),
        "reasons": {"algorithm": "points_below", "count": REASONS},
        "criteria": [
            {
                "code": f"{criterion}_asked",
                "label": label(criterion),
                "input": criterion,
                "attributes": [
                    {"when": json.dumps(ANSWERS[level]), "points": level * weight(number)}
                    for level in (2, 1, 0)
                ],
            }
            for number, criterion in enumerate(CRITERIA)
        ],
        "bands": [
            {"code": code, "label": label(code)} | ({} if below is None else {"below": below})
            for code, below in BANDS
        ],
    }


# ---- records


def column(random, rows, words, values, has_nulls, plain):
    """An Arrow column of random indices into words, or of random values."""
    valid = random.random(rows) >= NULL_SHARE if has_nulls else None
    nulls = None if valid is None else ~valid
    if words is None:
        return pa.array(values(), mask=nulls)
    indices = pa.array(random.integers(0, len(words), rows, dtype=np.int8), mask=nulls)
    coded = pa.DictionaryArray.from_arrays(indices, pa.array(words))
    return coded.cast(pa.string()) if plain else coded


def records(of_job, rows, texts, has_nulls):
    random = np.random.default_rng(20)
    plain = texts == "plain"
    columns = {
        code: column(random, rows, words, None, has_nulls, plain)
        for code, words in of_job.texts.items()
    }
    for code in of_job.booleans:
        columns[code] = column(
            random, rows, None, lambda: random.random(rows) < 0.5, has_nulls, plain
        )
    for code, (low, high, divisor) in of_job.numbers.items():

        def numbers(low=low, high=high, divisor=divisor):
            return random.integers(low, high, rows) / divisor

        columns[code] = column(random, rows, None, numbers, has_nulls, plain)
    return pa.record_batch(columns)


FORMATS = {pa.bool_(): "b", pa.float64(): "g", pa.string(): "u"}


def write_columns(folder, batch):
    """columns/index.txt: the rows; then a line a column: name, format, number of nulls, buffers
    (0 for one that is absent), words of a dictionary.  Buffer b of column c is the file <c>_<b>."""
    folder.mkdir(exist_ok=True)
    lines = [str(batch.num_rows)]
    for at, field in enumerate(batch.schema):
        values = batch.column(at)
        words = []
        if pa.types.is_dictionary(field.type):
            words = values.dictionary.to_pylist()
            values = values.indices
        code = "c" if words else FORMATS[field.type]
        buffers = values.buffers()
        for number, buffer in enumerate(buffers):
            if buffer is not None:
                (folder / f"{at}_{number}").write_bytes(buffer)
        present = "".join("0" if buffer is None else "1" for buffer in buffers)
        lines.append(" ".join([field.name, code, str(values.null_count), present, *words]))
    (folder / "index.txt").write_text("\n".join(lines) + "\n")


def write(folder, name, rows, texts, has_nulls):
    folder.mkdir(parents=True, exist_ok=True)
    of_job = job(name)
    batch = records(of_job, rows, texts, has_nulls)
    file = str(folder / "records.arrow")
    with pa.OSFile(file, "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    write_columns(folder / "columns", batch)
    for unknowns in ("keep", "feel"):
        text = json.dumps(policy(of_job, unknowns))
        (folder / f"policy_{unknowns}.json").write_text(text)


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5] == "nulls")
