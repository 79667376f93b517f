"""Grading policies: decision tables, scorecards and formulas over tables of records."""

from __future__ import annotations

import datetime
import functools
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Union

from sandan import _request
from sandan._arrow import TableLike, Tables, as_arrow
from sandan._calls import Progress, Run, call, call_for_text, call_run, text_arguments
from sandan._compiled import CompiledDocument
from sandan._labels import Labels
from sandan._library import ffi, lib
from sandan._policy_labels import policy_labels, version_on
from sandan._policy_records import Evaluator, ResultStream, eval_stream
from sandan._request import Day
from sandan.result import Result

#: A value of an input, a parameter or an output: None, a truth, a number, a text, a
#: date, or a span of time.
Value = Union[None, bool, int, float, str, datetime.date, datetime.timedelta]
#: An Excel workbook: a file, or its bytes.
Workbook = Union[bytes, str, "os.PathLike[str]"]
#: The records: a table alone, or tables by name, that of the policy's `of` among them.
Records = Union[TableLike, Mapping[str, TableLike]]


def output_schema() -> dict[str, Any]:
    """The result tables and their columns, each with type, unit and meaning."""
    schema: dict[str, Any] = json.loads(call_for_text(lib.sandan_rules_output_schema))
    return schema


class Policy(CompiledDocument):
    """A compiled policy: immutable, to be shared by any number of threads.

    Every verb that reads records takes them as one table (of pandas, polars,
    pyarrow, DuckDB, a dict of columns, a list of dicts), or as a mapping of names to
    tables. The keywords of all verbs:

    as_of: chooses among versions, and is `as_of` in formulas.
    parameters: values in place of those the policy gives its parameters.
    keys: columns echoed beside answers; those the policy names, when left out.
    steps: how long the search for one record or one finding may take.
    values: False keeps cell values out of faults and messages.
    threads, max_bytes, max_rows: bounds on how the call is run.
    progress: called with the share done; raising in it stops the call.
    """

    _kind = "policy"
    _compile = "sandan_rules_compile"
    _destroy = "sandan_rules_destroy"
    _canonical = "sandan_rules_to_json"

    @classmethod
    def from_sheet(cls, csv: str | bytes, *, code: str) -> Policy:
        """The policy that a sheet (CSV text) alone makes, with that code."""
        arguments = (*text_arguments(csv), *text_arguments(code))
        return cls._made(lib.sandan_rules_from_sheet, *arguments)

    @classmethod
    def from_xlsx(cls, workbook: Workbook, *, code: str, page: str | int | None = None) -> Policy:
        """The same from a page of an Excel workbook, the first when not said; needs
        `sandan[import]`.

        workbook: a file, or its bytes.
        page: its name, or its number from 1.
        """
        return cls.from_sheet(_sheet_of(workbook, page), code=code)

    @property
    def table(self) -> str:
        """Name of the table the records are in."""
        return str(version_on(self._document, None).get("of") or "records")

    @property
    def decisions(self) -> list[str]:
        """Codes of the decisions, in order."""
        return [str(each["code"]) for each in version_on(self._document, None)["decisions"]]

    def describe(self, *, language: str | None = None, as_of: Day | None = None) -> Result:
        """The policy as tables `inputs`, `parameters`, `decisions`, `outputs`, `rules`,
        `criteria` (an attribute a row), `bands` and `conflicts`."""
        request = _request.encode(language=language, as_of=_day(as_of))
        return self._result(lib.sandan_rules_describe, (), request, Run(), as_of)

    def input_schema(self, *, as_of: Day | None = None) -> dict[str, Any]:
        """The table and the columns that are read, each with type, null meaning and
        labels."""
        request = _request.encode(as_of=_day(as_of))
        text = call_for_text(lib.sandan_rules_input_schema, self._handle, request, len(request))
        schema: dict[str, Any] = json.loads(text)
        return schema

    def eval(
        self,
        tables: Records,
        *,
        as_of: Day | None = None,
        parameters: Mapping[str, Value] | None = None,
        keys: str | Iterable[str] | None = None,
        decisions: str | Iterable[str] | None = None,
        could_be: bool | None = None,
        ask_next: int | None = None,
        if_unknown_is_no: bool | None = None,
        detail: bool | None = None,
        steps: int | None = None,
        values: bool | None = None,
        most_faults: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Decides every record: `results`, a row a record, with `faults` and
        `fault_counts`, and a table for each decision that gives lists.

        decisions: those to answer; all, when left out.
        could_be: adds the table of what undetermined records could turn out to be.
        ask_next: adds the table of inputs to ask for next, so many a record.
        if_unknown_is_no: adds what outputs were if all that is unknown were no.
        detail: adds the table `reasons`, the points of each criterion.
        most_faults: fault rows listed; all are counted.
        """
        request = self._request(
            as_of,
            parameters,
            keys,
            steps,
            values,
            decisions=_request.names(decisions),
            could_be=could_be,
            ask_next=ask_next,
            if_unknown_is_no=if_unknown_is_no,
            detail=detail,
            most_faults=most_faults,
        )
        run = Run(threads, max_bytes, max_rows, progress)
        return self._of_tables(lib.sandan_rules_eval, tables, request, run, as_of, parameters)

    def why_not(
        self,
        tables: Records,
        *,
        goal: Mapping[str, Value],
        rows: int | Iterable[int] | None = None,
        most_changes: int | None = None,
        alternatives: int | None = None,
        as_of: Day | None = None,
        parameters: Mapping[str, Value] | None = None,
        keys: str | Iterable[str] | None = None,
        steps: int | None = None,
        values: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """What stands between records and a goal: `why_not`, cell by cell, and
        `changes`, the smallest changes of inputs that reach it.

        goal: values wanted, such as {"grade": "A"}.
        rows: to explain; all that miss the goal, when left out.
        most_changes: inputs that an alternative changes at most.
        alternatives: told a record at most.
        """
        listed = [rows] if isinstance(rows, int) else rows
        request = self._request(
            as_of,
            parameters,
            keys,
            steps,
            values,
            goal=_plain_values(goal),
            rows=None if listed is None else list(listed),
            most_changes=most_changes,
            alternatives=alternatives,
        )
        run = Run(threads, max_bytes, max_rows, progress)
        return self._of_tables(lib.sandan_rules_why_not, tables, request, run, as_of, parameters)

    def lint(
        self,
        *,
        language: str | None = None,
        as_of: Day | None = None,
        parameters: Mapping[str, Value] | None = None,
        steps: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """What is wrong with the rules themselves: `findings` (gaps, overlaps, rules,
        outputs and bands that never come about) with `examples`, a record each."""
        request = self._request(as_of, parameters, None, steps, None, language=language)
        run = Run(threads, max_bytes, None, progress)
        return self._result(lib.sandan_rules_lint, (), request, run, as_of, parameters)

    def diff(
        self,
        other: Policy,
        tables: Records,
        *,
        output: str,
        amount: str | None = None,
        as_of: Day | None = None,
        parameters: Mapping[str, Value] | None = None,
        keys: str | Iterable[str] | None = None,
        steps: int | None = None,
        values: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """What another policy says of the same records: `moves`, how many go from which
        value to which, and `moved`, the records.

        output: whose values are compared.
        amount: a column of minor units that is added up.
        """
        request = self._request(
            as_of, parameters, keys, steps, values, output=output, amount=amount
        )
        run = Run(threads, max_bytes, max_rows, progress)
        return self._of_tables(
            lib.sandan_rules_diff, tables, request, run, as_of, parameters, output, other
        )

    def sweep(
        self,
        tables: Records,
        *,
        output: str,
        vary: Mapping[str, Iterable[Value]] | None = None,
        grid: Iterable[Mapping[str, Value]] | None = None,
        amount: str | None = None,
        as_of: Day | None = None,
        parameters: Mapping[str, Value] | None = None,
        values: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """How many records get which value under other parameters: `sweep`.

        vary: values to try of each parameter; all combinations of them are settings.
        grid: the settings themselves, instead.
        amount: a column of minor units that is added up.
        """
        request = self._request(
            as_of,
            parameters,
            None,
            None,
            values,
            output=output,
            amount=amount,
            grid=None if grid is None else [_plain_values(each) for each in grid],
            vary=None
            if vary is None
            else {code: [_plain_value(each) for each in tried] for code, tried in vary.items()},
        )
        run = Run(threads, max_bytes, max_rows, progress)
        return self._of_tables(
            lib.sandan_rules_sweep, tables, request, run, as_of, parameters, output
        )

    def regrade(
        self,
        tables: Records,
        *,
        output: str,
        previous: str,
        as_of: Day | None = None,
        parameters: Mapping[str, Value] | None = None,
        keys: str | Iterable[str] | None = None,
        steps: int | None = None,
        values: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """The records whose value differs from the one given last, as events:
        `regrades`.

        previous: the column with the value given last.
        """
        request = self._request(
            as_of, parameters, keys, steps, values, output=output, previous=previous
        )
        run = Run(threads, max_bytes, max_rows, progress)
        return self._of_tables(
            lib.sandan_rules_regrade, tables, request, run, as_of, parameters, output
        )

    def to_sheet(self, decision: str) -> str:
        """A decision as CSV text, for a spreadsheet."""
        return call_for_text(lib.sandan_rules_to_sheet, self._handle, *text_arguments(decision))

    def with_sheet(self, decision: str, csv: str | bytes) -> Policy:
        """This policy with a decision replaced by the sheet's (CSV text)."""
        arguments = (*text_arguments(decision), *text_arguments(csv))
        return self._made(lib.sandan_rules_with_sheet, self._handle, *arguments)

    def to_xlsx(self, decision: str, path: str | os.PathLike[str] | None = None) -> bytes:
        """A decision as an Excel workbook, also written to a file where one is given;
        needs `sandan[import]`."""
        from sandan.importing.sheets import workbook_of_sheet

        data = workbook_of_sheet(self.to_sheet(decision), decision)
        if path is not None:
            Path(path).write_bytes(data)
        return data

    def with_xlsx(
        self, decision: str, workbook: Workbook, *, page: str | int | None = None
    ) -> Policy:
        """This policy with a decision replaced by a page of an Excel workbook, the first
        when not said; needs `sandan[import]`."""
        return self.with_sheet(decision, _sheet_of(workbook, page))

    def evaluator(
        self,
        columns: Iterable[str] | None = None,
        *,
        as_of: Day | None = None,
        parameters: Mapping[str, Value] | None = None,
    ) -> Evaluator:
        """A function that decides single records.

        columns: inputs in the order in which records that are sequences give them;
            all inputs, when left out.
        """
        if columns is None:
            inputs = version_on(self._document, _day(as_of))["inputs"]
            columns = [str(each["code"]) for each in inputs]
        listed = list(columns)
        request = self._request(as_of, parameters, None, None, None, columns=listed)
        return Evaluator(self._handle, request, listed)

    def eval_stream(
        self,
        records: Any,
        *,
        as_of: Day | None = None,
        parameters: Mapping[str, Value] | None = None,
        keys: str | Iterable[str] | None = None,
        decisions: str | Iterable[str] | None = None,
        if_unknown_is_no: bool | None = None,
        values: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
    ) -> ResultStream:
        """Decides a stream of records batch by batch, as its results are read.

        records: anything with `__arrow_c_stream__`, such as a
            `pyarrow.RecordBatchReader`.
        """
        source = as_arrow(self._table_on(as_of), records)
        if not hasattr(source, "__arrow_c_stream__"):
            raise TypeError(
                f"a {type(records).__name__} is no stream; pass anything with "
                "__arrow_c_stream__, such as a pyarrow.RecordBatchReader"
            )
        request = self._request(
            as_of,
            parameters,
            keys,
            None,
            values,
            decisions=_request.names(decisions),
            if_unknown_is_no=if_unknown_is_no,
        )
        run = {"threads": threads, "max_bytes": max_bytes, "max_rows": max_rows}
        return eval_stream(self._handle, source, request, run)

    def __repr__(self) -> str:
        return f"<sandan policy {self.code!r}: {' · '.join(self.decisions)}>"

    def _repr_html_(self) -> str:
        return self.describe()["decisions"]._repr_html_()

    @classmethod
    def _made(cls, function: Any, *arguments: Any) -> Policy:
        """The policy that a function of sheets makes."""
        out = ffi.new("sandan_policy **")
        call(function, *arguments, out)
        policy = cls.__new__(cls)
        policy._handle = ffi.gc(out[0], lib.sandan_rules_destroy)
        return policy

    def _request(
        self,
        as_of: Day | None,
        parameters: Mapping[str, Value] | None,
        keys: str | Iterable[str] | None,
        steps: int | None,
        values: bool | None,
        **own: Any,
    ) -> bytes:
        return _request.encode(
            as_of=_day(as_of),
            parameters=None if parameters is None else _plain_values(parameters),
            keys=_request.names(keys),
            steps=steps,
            values=values,
            **own,
        )

    def _table_on(self, as_of: Day | None) -> str:
        return str(version_on(self._document, _day(as_of)).get("of") or "records")

    def _of_tables(
        self,
        function: Any,
        tables: Records,
        request: bytes,
        run: Run,
        as_of: Day | None,
        parameters: Mapping[str, Any] | None,
        output: str | None = None,
        other: Policy | None = None,
    ) -> Result:
        """Asks a question about records."""
        of = self._table_on(as_of)
        with Tables() as added:
            for name, table in by_name(of, tables).items():
                added.add(name, table)
            handles = () if other is None else (other._handle,)
            return self._result(
                function, (*handles, added.handle), request, run, as_of, parameters, output
            )

    def _result(
        self,
        function: Any,
        handles: tuple[Any, ...],
        request: bytes,
        run: Run,
        as_of: Day | None,
        parameters: Mapping[str, Any] | None = None,
        output: str | None = None,
    ) -> Result:
        handle = call_run(
            function,
            (self._handle, *handles),
            request,
            run,
            "sandan_result",
            lib.sandan_result_destroy,
        )
        return Result(handle, self._labels(_day(as_of), parameters, output))

    def _labels(
        self, as_of: str | None, parameters: Mapping[str, Any] | None, output: str | None
    ) -> Labels:
        version = version_on(self._document, as_of)
        if parameters:
            return policy_labels(version, parameters, output)
        known = self._known_labels
        if (as_of, output) not in known:
            known[as_of, output] = policy_labels(version, None, output)
        return known[as_of, output]

    @functools.cached_property
    def _known_labels(self) -> dict[tuple[str | None, str | None], Labels]:
        return {}


def by_name(of: str, tables: Any) -> Mapping[str, TableLike]:
    """Tables by name: a mapping that holds tables, else the one table alone."""
    if isinstance(tables, Mapping) and tables and all(map(_is_table, tables.values())):
        return tables
    return {of: tables}


def _is_table(value: Any) -> bool:
    """Whether it can only be a table: columns have a type of their own, or are lists."""
    if isinstance(value, Mapping):
        return True
    if isinstance(value, (list, tuple)):
        return bool(value) and all(isinstance(each, Mapping) for each in value)
    if hasattr(value, "dtype") or hasattr(value, "type"):
        return False
    exports = ("__arrow_c_stream__", "__arrow_c_array__", "columns")
    return any(hasattr(value, name) for name in exports)


def _sheet_of(workbook: Workbook, page: str | int | None) -> str:
    """CSV text of a page of a workbook."""
    from sandan.importing.sheets import sheet_of_workbook

    if isinstance(workbook, bytes):
        return sheet_of_workbook(workbook, page)
    return sheet_of_workbook(Path(workbook).read_bytes(), page, os.fspath(workbook))


def _day(value: Day | None) -> str | None:
    return None if value is None else _request.day(value)


def _plain_values(values: Mapping[str, Value]) -> dict[str, Any]:
    return {code: _plain_value(value) for code, value in values.items()}


def _plain_value(value: Any) -> Any:
    """A span of time is written as its ISO text; what else is not JSON, by the request."""
    if not isinstance(value, datetime.timedelta):
        return value
    micros = value // datetime.timedelta(microseconds=1)
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    seconds, rest = divmod(micros, 1_000_000)
    fraction = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{sign}PT{seconds}{fraction}S"
