"""Reads and checks a mapping document ("sandan": "mapping/1")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandan.importing.csv_text import CsvShape
from sandan.importing.dates import check_format
from sandan.importing.facts import meant, money_columns, shipped_facts
from sandan.importing.locations import FileSpec
from sandan.importing.numbers import CURRENCY_SIGNS, UNITS, AmountUnit, NumberStyle
from sandan.importing.problems import MappingError, SourceError
from sandan.importing.rules import (
    FALSE_WORDS,
    TRUE_WORDS,
    TYPES,
    ColumnRule,
    Mapping,
    TableRule,
)
from sandan.importing.strict_json import JsonError, loads
from sandan.importing.zones import known_zone, offset_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOP = [
    "sandan",
    "code",
    "label",
    "description",
    "process",
    "plan",
    "as_of",
    "time_zone",
    "utc_offset",
    "history",
    "files",
    "tables",
]
_FILE = [
    "path",
    "format",
    "encoding",
    "delimiter",
    "quoting",
    "header",
    "names",
    "skip_rows",
    "sheet",
    "row_number",
]
_TABLE = ["file", "sql", "others", "columns"]
_COLUMN = [
    "from",
    "constant",
    "row",
    "optional",
    "type",
    "trim",
    "null",
    "values",
    "unmapped",
    "on_error",
    "date",
    "zone",
    "unit",
    "minor_digits",
    "rounding",
    "decimal",
    "thousands",
    "currency_signs",
    "true",
    "false",
    "separator",
]


def load_mapping(path: str | Path) -> Mapping:
    """Reads a mapping document from a file."""
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise SourceError(error.strerror or str(error), file=str(path)) from None
    except UnicodeDecodeError as error:
        raise SourceError(f"not valid UTF-8 at byte {error.start}", file=str(path)) from None
    return parse_mapping(text, folder=path.parent, file=str(path))


def parse_mapping(text: str, folder: Path | None = None, file: str | None = None) -> Mapping:
    """Checks the text of a mapping document. Raises MappingError with a JSON pointer."""
    try:
        document = loads(text)
    except JsonError as fault:
        raise MappingError("", f"not JSON: {fault}", file=file) from None
    return _Reader(file).mapping(document, folder)


class _Reader:
    """Walks the document; every complaint names its place."""

    def __init__(self, file: str | None) -> None:
        self._file = file

    def fail(self, pointer: str, reason: str) -> MappingError:
        return MappingError(pointer, reason, file=self._file)

    def mapping(self, document: Any, folder: Path | None) -> Mapping:
        top = self.members(document, "", _TOP)
        kind = top.get("sandan")
        if kind != "mapping/1":
            if isinstance(kind, str) and kind.startswith("mapping/"):
                raise self.fail(
                    "/sandan", f"{kind!r} is newer than this reader; it knows mapping/1"
                )
            raise self.fail("/sandan", 'must be "mapping/1"')
        if "time_zone" in top and "utc_offset" in top:
            raise self.fail("/utc_offset", "give time_zone or utc_offset, not both")
        files = self.files(top.get("files"))
        tables = self.tables(top.get("tables"), files)
        as_of = self.text(top, "", "as_of", None)
        if as_of is not None and not _DAY.fullmatch(as_of):
            raise self.fail("/as_of", "must be a day such as 2017-12-31")
        zone = self.text(top, "", "time_zone", None)
        if zone is not None and not known_zone(zone):
            raise self.fail("/time_zone", f"{zone!r} is no time zone known here")
        offset = self.text(top, "", "utc_offset", None)
        if offset is not None and offset_of(offset) is None:
            raise self.fail("/utc_offset", 'must be such as "+08:00"')
        code = self.text(top, "", "code", None)
        if not code:
            raise self.fail("/code", "is missing")
        return Mapping(
            code=code,
            label=self.label(top.get("label"), "/label"),
            files=files,
            tables=tables,
            process=self.text(top, "", "process", None),
            plan=self.text(top, "", "plan", None),
            as_of=as_of,
            time_zone=zone,
            utc_offset=offset,
            history=self.history(top.get("history", {})),
            folder=folder,
        )

    def members(self, value: Any, pointer: str, known: Iterable[str]) -> dict[str, Any]:
        """An object with known members only."""
        if not isinstance(value, dict):
            raise self.fail(pointer, "must be an object" if value is not None else "is missing")
        for name in value:
            if name not in known and not name.startswith("x_"):
                raise self.fail(f"{pointer}/{_escaped(name)}", "is not a known member")
        return value

    def text(self, holder: dict[str, Any], pointer: str, name: str, default: Any) -> Any:
        value = holder.get(name, default)
        if value is not None and not isinstance(value, str):
            raise self.fail(f"{pointer}/{name}", "must be text")
        return value

    def flag(self, holder: dict[str, Any], pointer: str, name: str, default: bool) -> bool:
        value = holder.get(name, default)
        if not isinstance(value, bool):
            raise self.fail(f"{pointer}/{name}", "must be true or false")
        return value

    def one_of(
        self, holder: dict[str, Any], pointer: str, name: str, allowed: Iterable[str], default: str
    ) -> str:
        value = holder.get(name, default)
        if value not in allowed:
            raise self.fail(f"{pointer}/{name}", f"must be one of {', '.join(allowed)}")
        return str(value)

    def whole(
        self, holder: dict[str, Any], pointer: str, name: str, low: int, high: int, default: int
    ) -> int:
        value = holder.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fail(f"{pointer}/{name}", f"must be a whole number from {low} to {high}")
        return value

    def texts(
        self, holder: dict[str, Any], pointer: str, name: str, default: tuple[str, ...]
    ) -> tuple[str, ...]:
        """A text, or an array of texts."""
        if name not in holder:
            return default
        value = holder[name]
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(f"{pointer}/{name}", "must be text or an array of texts")
        return tuple(value)

    def label(self, value: Any, pointer: str) -> dict[str, str]:
        if not isinstance(value, dict) or not value:
            raise self.fail(pointer, "must be an object of language and text")
        for language, text in value.items():
            if not isinstance(text, str):
                raise self.fail(f"{pointer}/{_escaped(language)}", "must be text")
        return value

    def history(self, value: Any) -> dict[str, Any]:
        request = self.members(value, "/history", ("keys", "strict", "values"))
        for name in ("strict", "values"):
            if name in request:
                self.flag(request, "/history", name, False)
        if "keys" in request:
            request = {**request, "keys": list(self.texts(request, "/history", "keys", ()))}
        return {name: member for name, member in request.items() if not name.startswith("x_")}

    def files(self, value: Any) -> dict[str, FileSpec]:
        if not isinstance(value, dict) or not value:
            raise self.fail("/files", "must name at least one file")
        return {name: self.file(name, spec) for name, spec in value.items()}

    def file(self, name: str, value: Any) -> FileSpec:
        pointer = f"/files/{_escaped(name)}"
        if not _NAME.fullmatch(name):
            raise self.fail(pointer, "the name must be letters, digits and _ only")
        if isinstance(value, str):
            return FileSpec((value,))
        spec = self.members(value, pointer, _FILE)
        paths = self.texts(spec, pointer, "path", ())
        if not paths or not all(paths):
            raise self.fail(f"{pointer}/path", "is missing")
        delimiter = self.text(spec, pointer, "delimiter", "auto")
        if delimiter != "auto" and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
            raise self.fail(f"{pointer}/delimiter", 'must be "auto" or one character')
        sheet = spec.get("sheet")
        if sheet is not None and (isinstance(sheet, bool) or not isinstance(sheet, (str, int))):
            raise self.fail(f"{pointer}/sheet", "must be a name or a number from 1")
        row_number = self.text(spec, pointer, "row_number", None)
        formats = ("auto", "csv", "json_lines", "parquet", "excel")
        return FileSpec(
            paths,
            format=self.one_of(spec, pointer, "format", formats, "auto"),
            encoding=self.text(spec, pointer, "encoding", "auto"),
            csv=CsvShape(
                delimiter=delimiter,
                quoting=self.one_of(spec, pointer, "quoting", ("strict", "literal"), "strict"),
                header=self.flag(spec, pointer, "header", True),
                names=self.texts(spec, pointer, "names", ()),
                skip_rows=self.whole(spec, pointer, "skip_rows", 0, 1_000_000, 0),
            ),
            sheet=sheet,
            row_number=row_number,
        )

    def tables(self, value: Any, files: dict[str, FileSpec]) -> dict[str, TableRule]:
        if not isinstance(value, dict) or not value:
            raise self.fail("/tables", "must name at least one table")
        return {name: self.table(name, rule, files) for name, rule in value.items()}

    def table(self, name: str, value: Any, files: dict[str, FileSpec]) -> TableRule:
        pointer = f"/tables/{_escaped(name)}"
        if name not in shipped_facts():
            raise self.fail(pointer, _no_table(name))
        rule = self.members(value, pointer, _TABLE)
        file = self.text(rule, pointer, "file", None)
        sql = self.text(rule, pointer, "sql", None)
        if (file is None) == (sql is None):
            raise self.fail(pointer, "needs exactly one of file and sql")
        if file is not None and file not in files:
            raise self.fail(f"{pointer}/file", f"{file!r} is not in files: {', '.join(files)}")
        columns = rule.get("columns", {})
        if not isinstance(columns, dict):
            raise self.fail(f"{pointer}/columns", "must be an object")
        return TableRule(
            name=name,
            file=file,
            sql=sql,
            keep_others=self.one_of(rule, pointer, "others", ("keep", "drop"), "keep") == "keep",
            columns=tuple(
                self.column(f"{pointer}/columns/{_escaped(target)}", target, spec, name, file)
                for target, spec in columns.items()
            ),
        )

    def column(
        self, pointer: str, target: str, value: Any, table: str, file: str | None
    ) -> ColumnRule:
        if target == "":
            raise self.fail(pointer, "a column needs a name")
        if isinstance(value, str):
            return ColumnRule(target, sources=(value,))
        spec = self.members(value, pointer, _COLUMN)
        sources = self.texts(spec, pointer, "from", ())
        row = self.flag(spec, pointer, "row", False)
        origins = [name for name in ("from", "constant") if name in spec] + (["row"] if row else [])
        if len(origins) > 1:
            raise self.fail(pointer, f"gives {' and '.join(origins)}; only one is possible")
        if not origins:
            sources = (target,)
        if row and file is None:
            raise self.fail(f"{pointer}/row", "is possible with file only, not with sql")
        constant = spec.get("constant")
        if isinstance(constant, (dict, list)):
            raise self.fail(f"{pointer}/constant", "must be text, a number, true or false")
        kind = self.text(spec, pointer, "type", None)
        if kind is not None and kind not in TYPES:
            raise self.fail(f"{pointer}/type", f"must be one of {', '.join(TYPES)}")
        of_amounts = [name for name in ("unit", "minor_digits", "rounding") if name in spec]
        if of_amounts and kind not in (None, "amount"):
            raise self.fail(f"{pointer}/{of_amounts[0]}", f"has no meaning for the type {kind}")
        if of_amounts:
            kind = "amount"
        known = shipped_facts()[table].get(target)
        if kind == "amount" and known is not None and target not in money_columns(table):
            raise self.fail(
                f"{pointer}/{of_amounts[0] if of_amounts else 'type'}",
                f"{target} holds no amount: it is {known}; amounts are in "
                f"{', '.join(money_columns(table)) or 'other tables'}",
            )
        formats = self.texts(spec, pointer, "date", ("ISO",))
        for name in formats:
            reason = check_format(name)
            if reason is not None:
                raise self.fail(f"{pointer}/date", reason)
        if "unmapped" in spec and "values" not in spec:
            raise self.fail(f"{pointer}/unmapped", "has a meaning only with values")
        decimal = self.one_of(spec, pointer, "decimal", (".", ","), ".")
        thousands = self.one_of(
            spec, pointer, "thousands", (",", ".", " ", "'", ""), "," if decimal == "." else "."
        )
        separator = self.text(spec, pointer, "separator", ";")
        if separator == "":
            raise self.fail(f"{pointer}/separator", "must not be empty")
        if thousands == decimal:
            raise self.fail(f"{pointer}/thousands", "is the same as decimal")
        return ColumnRule(
            target=target,
            sources=sources,
            has_constant="constant" in spec,
            constant=constant,
            row=row,
            optional=self.flag(spec, pointer, "optional", False),
            type=kind,
            trim=self.flag(spec, pointer, "trim", False),
            nulls=self.texts(spec, pointer, "null", ()),
            values=self.values(spec, pointer),
            unmapped=self.one_of(
                spec, pointer, "unmapped", ("keep", "null", "drop", "refuse"), "keep"
            ),
            on_error=self.one_of(spec, pointer, "on_error", ("refuse", "null", "drop"), "refuse"),
            formats=formats,
            zone=self.one_of(spec, pointer, "zone", ("keep", "as_written"), "keep"),
            amount=AmountUnit(
                self.one_of(spec, pointer, "unit", UNITS, "major"),
                self.whole(spec, pointer, "minor_digits", 0, 4, 2),
                self.one_of(spec, pointer, "rounding", ("exact", "half_even"), "exact"),
            ),
            number=NumberStyle(
                decimal, thousands, self.texts(spec, pointer, "currency_signs", CURRENCY_SIGNS)
            ),
            true_words=self.texts(spec, pointer, "true", TRUE_WORDS),
            false_words=self.texts(spec, pointer, "false", FALSE_WORDS),
            separator=separator,
        )

    def values(self, spec: dict[str, Any], pointer: str) -> dict[str, Any] | None:
        if "values" not in spec:
            return None
        value = spec["values"]
        if not isinstance(value, dict):
            raise self.fail(f"{pointer}/values", "must be an object")
        for key, member in value.items():
            if isinstance(member, (dict, list)):
                raise self.fail(
                    f"{pointer}/values/{_escaped(key)}", "must be text, a number, a flag or null"
                )
        return value


def _no_table(name: str) -> str:
    """What is wrong with the name of a table, and which there are."""
    known = shipped_facts()
    near = meant(name, known)
    hint = f" (did you mean {near}?)" if near is not None else ""
    return f"is no known table{hint}; known are {', '.join(known)}"


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
