"""Labels of columns and codes, from shipped and vendors' documents."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sandan import documents

#: Language → text.
Label = Mapping[str, str]

# Codes of a column are those of the enumeration of its name, but for these.
_ENUMERATION_OF_COLUMN = {"kind": "mark_kind"}
_STAGE_COLUMNS = ("stage", "from_stage", "to_stage")


@functools.lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, Label]]:
    """Enumeration → code → label."""
    (entry,) = documents.list("vocabulary")
    document = documents.get("vocabulary", entry["name"])
    return {each["code"]: _by_code(each["values"]) for each in document["enumerations"]}


@functools.lru_cache(maxsize=1)
def _facts() -> dict[str, Label]:
    """Labels of input columns, by "column" and by "table.column"."""
    (entry,) = documents.list("facts")
    labels: dict[str, Label] = {}
    for table in documents.get("facts", entry["name"])["tables"]:
        for column in table["columns"]:
            labels[f"{table['table']}.{column['name']}"] = column["label"]
    # A bare key is looked for in these tables, in this order.
    for name in ("reps", "accounts", "opportunities"):
        prefix = f"{name}."
        for column in [key for key in labels if key.startswith(prefix)]:
            labels[column[len(prefix) :]] = labels[column]
    return labels


def _by_code(entries: Iterable[Mapping[str, Any]]) -> dict[str, Label]:
    return {entry["code"]: entry["label"] for entry in entries}


def enumeration(code: str) -> Mapping[str, Label]:
    """Labels of the codes of an enumeration of the vocabulary; empty when there is none."""
    return _vocabulary().get(code, {})


def column_heads() -> dict[str, Label]:
    """Labels of the heads of columns, those of results before those of inputs."""
    return {**_facts(), **enumeration("column")}


class Labels:
    """What columns and their codes are called, in a result of given documents."""

    def __init__(
        self,
        codes_of_columns: Mapping[str, Mapping[str, Label]] | None = None,
        heads: Mapping[str, Label] | None = None,
        joined: Collection[str] = (),
    ) -> None:
        """joined: columns whose cells hold several codes, joined by ";"."""
        self._codes = codes_of_columns or {}
        self._heads = heads or {}
        self._joined = joined

    @classmethod
    def of_process(cls, document: Mapping[str, Any]) -> Labels:
        """Labels for results whose stages are those of one process."""
        stages = stage_labels(document)
        codes: dict[str, Mapping[str, Label]] = dict.fromkeys(_STAGE_COLUMNS, stages)
        for column, entries in (
            ("mark", [stage.get(end) for stage in document["stages"] for end in _MARKS]),
            ("action", [each for stage in document["stages"] for each in stage.get("actions", ())]),
            ("evidence", [e for stage in document["stages"] for e in stage.get("evidence", ())]),
        ):
            codes[column] = _by_code(entry for entry in entries if entry)
        facts = _by_code(fact for fact in document.get("facts") or () if fact.get("label"))
        # Gates tell faults of facts, which are those of policies.
        faults = {**enumeration("fault"), **enumeration("rule_fault")}
        types = enumeration("input_type")
        return cls({**codes, "fact": facts, "fault": faults, "type": types})

    @classmethod
    def of_calendar(cls) -> Labels:
        """Labels for the tables of calendars, whose `kind` is that of a day."""
        return cls({"kind": _vocabulary().get("day_kind", {})})

    def of_column(self, column: str) -> Label:
        """Label of a column's head; empty when it has none."""
        own = self._heads.get(column)
        return own or _vocabulary().get("column", {}).get(column) or _facts().get(column, {})

    def of_value(self, column: str, code: object) -> Label:
        """Label of a code in a column; empty when it has none."""
        if not isinstance(code, str):
            return {}
        known = self._codes.get(column)
        if known is None:
            known = _vocabulary().get(_ENUMERATION_OF_COLUMN.get(column, column), {})
        if column in self._joined and ";" in code:
            return _joined_labels(code, known)
        return known.get(code, {})


def _joined_labels(codes: str, known: Mapping[str, Label]) -> Label:
    """The labels of codes joined by ";", joined; a code without one stands for itself."""
    parts = [(code, known.get(code, {})) for code in codes.split(";")]
    languages = dict.fromkeys(language for _, label in parts for language in label)
    return {
        language: "; ".join(label.get(language) or code for code, label in parts)
        for language in languages
    }


_MARKS = ("start_mark", "end_mark")


def stage_labels(document: Mapping[str, Any]) -> dict[str, Label]:
    """Labels of a process' stages, and of the two ends every process knows."""
    ends = {
        code: label
        for code, label in _vocabulary().get("outcome", {}).items()
        if code in ("lost", "cancelled")
    }
    return {**ends, **_by_code(document["stages"])}


def in_language(label: Label, language: str) -> str:
    """The text in a language, else in English, else in any; "" without a label."""
    return label.get(language) or label.get("en") or next(iter(label.values()), "")
