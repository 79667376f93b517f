"""What a review shows of grades, asked of one policy and the records it decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sandan import History, Policy, Table
from sandan._policy_labels import version_on

Row = dict[str, Any]

_GRADE = "grade"
#: Tables that gauges are read from, beside the records.
_GAUGED = ("opportunities", "activities", "accounts", "universe")
#: Columns of the records that are shown beside a grade, when they are there.
_SHOWN = ("account_id", "product_line", "stated_close_on", "graded_on")
_MODE, _GAP = "mode", "max_gap_days"
_QUESTIONS = 3


@dataclass(frozen=True)
class Graded:
    """What of a policy's answers the grade is."""

    output: str
    decision: str
    values: list[str]
    """from the best to the last."""
    mode: str | None
    """The output that says how to treat a customer of the grade."""
    has_gaps: bool
    """Whether it says how long a customer may go without a contact."""
    has_conflicts: bool
    decision_support: bool

    @property
    def rule(self) -> str:
        """Column of the rule that decided."""
        return f"{self.decision}_rule"

    @property
    def status(self) -> str:
        """Column that says whether the grade is decided."""
        return f"{self.decision}_status"


@dataclass(frozen=True)
class GaugeFigures:
    """The three gauges: deals to close, customers contacted on time, completeness of the
    list."""

    gauges: list[Row]
    close: list[Row]
    """the deals to close, by stage and currency."""

    def tables(self) -> dict[str, list[Row]]:
        """The figures as named tables of records, for programs."""
        return {"gauges": self.gauges, "gauge_close": self.close}


@dataclass(frozen=True)
class GradeFigures:
    """Rows carry the column names of the C interface."""

    policy: Policy
    graded: Graded
    records: int
    counts: list[Row]
    """by grade, mode and status; the best grade first."""
    rules: list[Row]
    """which rules decided alone, by grade."""
    undetermined: int
    asked: list[Row]
    """inputs to ask for: how often first, and how often among the first few."""
    conflicts: list[Row]
    best: list[Row]
    """records of the best grade."""
    conflicting: list[Row]
    regrades: list[Row] | None
    """None when the records have no grade given before."""
    fault_counts: list[Row]
    labels: Table
    """A table of the answer: what codes are called."""

    def tables(self) -> dict[str, list[Row]]:
        """The figures as named tables of records, for programs."""
        found = {
            "grades": self.counts,
            "grade_rules": self.rules,
            "grade_questions": self.asked,
            "grade_conflicts": self.conflicts,
            "best_grade": self.best,
            "conflicting": self.conflicting,
            "grade_faults": self.fault_counts,
        }
        if self.regrades is not None:
            found["regrades"] = self.regrades
        return found


def graded_by(policy: Policy, as_of: str) -> Graded | None:
    """What the policy grades: its output `grade`, else the first of a table that gives
    one value; None when there is neither."""
    document = version_on(policy.to_dict(), as_of)
    decisions = document["decisions"]
    tables = [each for each in decisions if each["kind"] == "table" and _is_single(each)]
    choices = [(table, output) for table in tables for output in table["outputs"]]
    if not choices:
        return None
    table, output = next(
        (choice for choice in choices if choice[1]["code"] == _GRADE), (choices[0])
    )
    outputs = {each["code"] for each in decisions if each["kind"] == "formula"}
    return Graded(
        output=output["code"],
        decision=table["code"],
        values=[str(value) for value in output.get("values") or ()],
        mode=_MODE if _MODE in outputs else None,
        has_gaps=_GAP in outputs,
        has_conflicts=bool(document.get("conflicts")),
        decision_support=bool(document.get("decision_support")),
    )


def _is_single(table: Mapping[str, Any]) -> bool:
    return table["hit"] in ("unique", "any", "first", "priority")


def gather_grades(
    policy: Policy,
    tables: Mapping[str, pa.Table],
    *,
    as_of: str,
    values: bool | None = None,
    threads: int | None = None,
) -> GradeFigures:
    """Asks the policy everything a review shows of grades.

    tables: that of the policy among them; accounts and reps for names.
    """
    graded = graded_by(policy, as_of)
    if graded is None:
        raise ValueError(f"policy {policy.code} has no decision table that gives one value")
    records = tables[policy.table]
    asked: dict[str, Any] = {"as_of": as_of, "values": values, "threads": threads}
    answer = policy.eval(records, ask_next=_QUESTIONS, **asked)
    rows = _records(answer["results"], records, graded, _Names(tables))
    previous = graded.output if graded.output in records.column_names else None
    return GradeFigures(
        policy=policy,
        graded=graded,
        records=len(rows),
        counts=_counts(rows, graded),
        rules=_rules(rows, graded),
        undetermined=sum(row["status"] == "undetermined" for row in rows),
        asked=_asked(answer["ask_next"].to_dicts(), rows),
        conflicts=_conflicts(rows),
        best=[row for row in rows if row[_GRADE] is not None and row[_GRADE] == _first(graded)],
        conflicting=[row for row in rows if row["conflicts"]],
        regrades=None
        if previous is None
        else _regrades(
            policy.regrade(records, output=graded.output, previous=previous, **asked),
            rows,
        ),
        fault_counts=answer["fault_counts"].to_dicts(),
        labels=answer["results"],
    )


def gather_gauges(
    history: History,
    policy: Policy,
    tables: Mapping[str, pa.Table],
    *,
    sample: Mapping[str, Any],
) -> GaugeFigures | None:
    """Asks the history for its gauges; None where the policy or its records do not tell
    which customers are to be closed and which nurtured.

    sample: min_n, confidence and threads.
    """
    graded = graded_by(policy, history.as_of)
    if graded is None or graded.mode is None or not graded.has_gaps:
        return None
    if "account_id" not in tables[policy.table].column_names:
        return None
    read = (policy.table, *_GAUGED)
    given = {name: table for name, table in tables.items() if name in read}
    answer = history.gauges(policy, given, **sample)
    return GaugeFigures(answer["gauges"].to_dicts(), answer["gauge_close"].to_dicts())


def _first(graded: Graded) -> str | None:
    return graded.values[0] if graded.values else None


class _Names:
    """Accounts and their owners by name, where one is known."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._accounts = _lookup(tables.get("accounts"), "account_id", "name")
        self._owners = _lookup(tables.get("accounts"), "account_id", "owner_id")
        self._reps = _lookup(tables.get("reps"), "rep_id", "name")

    def account(self, code: Any) -> str | None:
        return None if code is None else str(self._accounts.get(code) or code)

    def owner(self, account: Any) -> str | None:
        rep = self._owners.get(account)
        return None if rep is None else str(self._reps.get(rep) or rep)


def _lookup(table: pa.Table | None, key: str, value: str) -> dict[Any, Any]:
    if table is None or not {key, value} <= set(table.column_names):
        return {}
    pairs = zip(table.column(key).to_pylist(), table.column(value).to_pylist())
    found: dict[Any, Any] = {}
    for name, content in pairs:
        found.setdefault(name, content)
    return found


def _records(results: Table, records: pa.Table, graded: Graded, names: _Names) -> list[Row]:
    """A row a record: its grade, why, and whose it is."""
    shown = {
        name: records.column(name).to_pylist() for name in _SHOWN if name in records.column_names
    }
    rows = []
    for number, answer in enumerate(results.to_dicts()):
        row: Row = {"row": number}
        row.update({name: values[number] for name, values in shown.items()})
        account = row.get("account_id")
        row["account"] = names.account(account)
        row["owner"] = names.owner(account)
        row[_GRADE] = answer[graded.output]
        row["mode"] = answer[graded.mode] if graded.mode else None
        row["rule"] = answer[graded.rule]
        row["status"] = answer[graded.status]
        text = answer["conflict"] if graded.has_conflicts else None
        row["conflicts"] = text.split(";") if text else []
        rows.append(row)
    return rows


def _order(graded: Graded) -> dict[Any, int]:
    return {value: place for place, value in enumerate(graded.values)}


def _counts(rows: Iterable[Row], graded: Graded) -> list[Row]:
    order = _order(graded)
    counted = Counter((row[_GRADE], row["mode"], row["status"]) for row in rows)

    def place(entry: tuple[Any, Any, Any]) -> tuple[Any, ...]:
        grade, mode, status = entry
        return grade is None, order.get(grade, len(order)), str(grade), str(mode), str(status)

    return [
        {"grade": entry[0], "mode": entry[1], "status": entry[2], "n": counted[entry]}
        for entry in sorted(counted, key=place)
    ]


def _rules(rows: Iterable[Row], graded: Graded) -> list[Row]:
    """The rules of each grade, the most frequent first."""
    order = _order(graded)
    counted = Counter((row[_GRADE], row["rule"]) for row in rows if row["rule"] is not None)
    entries = sorted(
        counted.items(), key=lambda item: (order.get(item[0][0], len(order)), -item[1], item[0][1])
    )
    return [{"grade": grade, "rule": rule, "n": n} for (grade, rule), n in entries]


def _asked(questions: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """What to ask for of records whose grade is open, the most useful question first."""
    open_rows = {row["row"] for row in rows if row["status"] == "undetermined"}
    first: Counter[str] = Counter()
    among: Counter[str] = Counter()
    for question in questions:
        if question["row"] in open_rows:
            among[question["input"]] += 1
            first[question["input"]] += question["position"] == 1
    ordered = sorted(among, key=lambda name: (-first[name], -among[name], name))
    return [{"input": name, "first": first[name], "among": among[name]} for name in ordered]


def _conflicts(rows: Iterable[Row]) -> list[Row]:
    counted = Counter(code for row in rows for code in row["conflicts"])
    return [{"conflict": code, "n": n} for code, n in counted.most_common()]


def _regrades(answer: Mapping[str, Table], rows: Sequence[Row]) -> list[Row]:
    shown = ("account_id", "product_line", "account", "owner", "graded_on")
    found = []
    for event in answer["regrades"].to_dicts():
        record = rows[event["row"]]
        beside = {name: record[name] for name in shown if name in record}
        found.append({**event, **beside})
    return found
