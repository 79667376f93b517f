"""Tables of any shape and type: an answer that holds together, or an error that says why.

Deterministic by seed; SANDAN_ANY_TABLES=n runs n books instead of a few.
"""

# Whether there is an error is left open here; what it says is not.
# ruff: noqa: PT017

from __future__ import annotations

import datetime as dt
import json
import os
import random
from typing import Any, Callable

import pyarrow as pa
import pytest
from small_book import SHORT_PROCESS

import sandan

BOOKS = int(os.environ.get("SANDAN_ANY_TABLES", "60"))
WORDS = [
    "visit",
    "offer",
    "order",
    "lost",
    "won",
    "open",
    "cancelled",
    "",
    "三单",
    "\u202e",
    "x" * 300,
]
IDS, TEXTS = ["int64", "int64", "int64", "string"], ["string", "large", "view", "words", "null"]
DAYS = ["day", "day", "moment", "far day", "null"]
COLUMNS = {
    "opportunities": {
        "opportunity_id": IDS,
        "account_id": IDS,
        "owner_id": IDS,
        "team_id": [*TEXTS, "int64"],
        "amount_minor": ["int64", "int8", "uint64", "null"],
        "currency": TEXTS,
        "process": ["null", "string"],
        "stage": TEXTS,
        "created_on": DAYS,
        "expected_close_on": DAYS,
        "closed_on": DAYS,
        "won_on": DAYS,
        "completed_on": DAYS,
        "outcome": TEXTS,
    },
    "stage_events": {
        "opportunity_id": IDS,
        "stage": TEXTS,
        "entered_at": [*DAYS, "far moment", "zoned"],
        "seq": ["int64", "int8", "null"],
        "process": ["null", "string"],
        "expected_close_on": DAYS,
    },
    "accounts": {"account_id": IDS, "industry": TEXTS, "size": ["int64", "bool", "day"]},
    "reps": {"rep_id": IDS, "team_id": TEXTS},
}
UNEXPECTED = ["double", "bool", "lists", "decimal", "binary", "struct", "null words"]


class Maker:
    """Makes tables from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def column(self, kind: str, rows: int) -> pa.Array:
        chance, share = self.chance, self.chance.random() * 0.4

        def some(make: Callable[[], Any], arrow: Any = None) -> pa.Array:
            values = [None if chance.random() < share else make() for _ in range(rows)]
            return pa.array(values, arrow)

        first, unit = dt.datetime(2026, 1, 1), chance.choice(["s", "ms", "us", "ns"])
        extremes = [0, 1, -1, 2**63 - 1, -(2**63), 1_767_225_600_000_000]
        if kind == "words":
            return some(lambda: chance.choice(WORDS), pa.string()).dictionary_encode()
        if kind == "null words":
            codes = some(lambda: chance.randrange(3), chance.choice([pa.int8(), pa.uint32()]))
            return pa.DictionaryArray.from_arrays(codes, pa.array(["visit", None, "visit"]))
        if kind == "moment":
            hours = some(lambda: first + dt.timedelta(hours=chance.randrange(-500, 3000)))
            return hours.cast(pa.timestamp(unit))
        if kind == "far day":
            days = [2**31 - 1, -(2**31), 0, 20_000, -719_162, 2_932_896, 2_932_897]
            return some(lambda: chance.choice(days), pa.int32()).cast(pa.date32())
        if kind in ("far moment", "zoned"):
            zone = chance.choice(["UTC", "Asia/Shanghai", "+08:00", "No/Where"])
            stored = pa.timestamp(unit, zone if kind == "zoned" else None)
            return some(lambda: chance.choice(extremes), pa.int64()).cast(stored)
        makers: dict[str, tuple[Callable[[], Any], Any]] = {
            "int64": (lambda: chance.randrange(max(1, rows)), pa.int64()),
            "int8": (lambda: chance.randrange(-128, 128), pa.int8()),
            "uint64": (lambda: chance.choice([2**64 - 1, 0, 5]), pa.uint64()),
            "string": (lambda: chance.choice(WORDS), pa.string()),
            "large": (lambda: chance.choice(WORDS), pa.large_string()),
            "view": (lambda: chance.choice(WORDS), getattr(pa, "string_view", pa.string)()),
            "day": (lambda: first.date() + dt.timedelta(chance.randrange(-50, 120)), pa.date32()),
            "double": (lambda: chance.choice([0.5, float("nan"), 1.0]), pa.float64()),
            "bool": (lambda: chance.random() < 0.5, pa.bool_()),
            "lists": (lambda: [chance.choice(WORDS)], pa.list_(pa.string())),
            "decimal": (lambda: 1, pa.decimal128(10, 2)),
            "binary": (lambda: b"\xff", pa.binary()),
            "struct": (lambda: {"a": 1}, pa.struct([("a", pa.int64())])),
        }
        return pa.nulls(rows) if kind == "null" else some(*makers[kind])

    def table(self, name: str, rows: int) -> pa.Table:
        chance = self.chance
        columns = {}
        for column, kinds in COLUMNS[name].items():
            kind = chance.choice(kinds if chance.random() < 0.99 else UNEXPECTED)
            if column.endswith(("opportunity_id", "stage", "entered_at")) or chance.random() < 0.7:
                columns[column] = self.column(kind, rows)
        columns["of the vendor \u202e"] = self.column(chance.choice(UNEXPECTED), rows)
        table = pa.table(columns)
        if rows > 4 and chance.random() < 0.5:  # offsets, and batches of their own
            table = pa.concat_tables([table.slice(1, 2), table.slice(3)])
        return table

    def history(self) -> sandan.History:
        chance = self.chance
        rows = chance.choice([0, 1, 3, 20, 60])
        process = chance.choice([SHORT_PROCESS, sandan.documents.get("process", "six_moves")])
        tables = {name: self.table(name, rows) for name in COLUMNS if chance.random() < 0.9}
        tables["opportunities"] = self.table("opportunities", rows)
        if chance.random() < 0.7:  # ids that are sound, so that the book is built
            ids = pa.array(range(tables["opportunities"].num_rows), pa.int64())
            tables["opportunities"] = tables["opportunities"].set_column(0, "opportunity_id", ids)
        return sandan.Process.from_json(process).history(
            **tables,
            as_of="2026-02-15",
            strict=chance.random() < 0.1,
            threads=chance.choice([1, 2, 3]),
            values=chance.random() < 0.5,
        )

    def questions(self, history: sandan.History) -> list[Callable[[], Any]]:
        chance = self.chance
        keys = ["team_id", "outcome", "accounts.industry", "reps.team_id", "accounts.size", "mode"]
        dates = ["created_on", "closed_on", "won_on", "expected_close_on"]
        periods = ["day", "week", "month", "quarter", "year"]
        by = [*chance.sample(keys, 1), sandan.period(chance.choice(periods), chance.choice(dates))]
        reached, phase = chance.choice(["entered", "passed"]), chance.choice(["before", "all"])
        return [
            history.state,
            lambda: history.moves(only=chance.choice(["all", "illegal", "none"])),
            history.faults,
            lambda: history.pipeline(by[:1], rollup=True),
            lambda: history.funnel(by, rollup=True, reached=reached, phase=phase, min_n=1),
            lambda: history.outcomes(by[1:], rollup=True, min_n=1),
            lambda: history.between([chance.sample(history.process.stages, 2)], min_n=1),
        ]


def check(table: sandan.Table) -> None:
    """All the ways to read a table agree."""
    arrow = table.to_pyarrow()
    arrow.validate(full=True)
    rows = table.to_dicts()
    assert arrow.to_pylist() == rows
    assert len(json.loads(table.to_json())) == len(table) == len(rows)
    assert len(set(table.column_names)) == table.num_columns
    assert table.to_pandas().shape == table.to_polars().shape == (len(rows), table.num_columns)
    assert all(field.nullable or not arrow.column(field.name).null_count for field in arrow.schema)
    assert repr(table)
    assert table._repr_html_()


@pytest.mark.parametrize("seed", range(BOOKS))
def test_any_tables(seed: int) -> None:
    maker = Maker(seed)
    try:
        history = maker.history()
    except sandan.SandanError as error:
        assert not isinstance(error, sandan.InternalError)
        assert error.detail
        return
    except ValueError as error:
        assert "No/Where" in str(error)
        return
    for question in maker.questions(history):
        try:
            answer = question()
        except sandan.SandanError as error:
            expected = (sandan.InvalidArgumentError, sandan.SumOverflowError)
            assert isinstance(error, expected), error
            continue
        for table in [answer] if isinstance(answer, sandan.Table) else answer.values():
            check(table)


def test_enough_of_the_books_are_built() -> None:
    built = 0
    for seed in range(60):
        try:
            Maker(seed).history()
            built += 1
        except (sandan.SandanError, ValueError):
            pass
    assert built >= 15
