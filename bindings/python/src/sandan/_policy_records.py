"""Records decided one at a time, and batch by batch."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Union

from sandan import _capsule, _decode
from sandan._calls import call, call_for_text
from sandan._library import declarations, ffi, lib

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_MICROSECOND = datetime.timedelta(microseconds=1)
_NULL = declarations.constants["SANDAN_VALUE_NULL"]
_BOOLEAN = declarations.constants["SANDAN_VALUE_BOOLEAN"]
_NUMBER = declarations.constants["SANDAN_VALUE_NUMBER"]
_INTEGER = declarations.constants["SANDAN_VALUE_INTEGER"]
_TEXT = declarations.constants["SANDAN_VALUE_TEXT"]
_DAY = declarations.constants["SANDAN_VALUE_DAY"]
_DURATION = declarations.constants["SANDAN_VALUE_DURATION"]

#: One record: its values by column, or in the order of the columns.
Record = Union[Mapping[str, Any], Sequence[Any]]


class Evaluator:
    """Decides single records: `evaluator({"system": "none"})["grade"]`.

    Made by `Policy.evaluator`. Calls from several threads wait for each other;
    give each thread an evaluator of its own where that matters.
    """

    def __init__(self, policy: Any, request: bytes, columns: Iterable[str]) -> None:
        out = ffi.new("sandan_rules_evaluator **")
        call(lib.sandan_rules_evaluator_create, policy, request, len(request), out)
        self._handle = ffi.gc(out[0], lib.sandan_rules_evaluator_destroy)
        #: Names of the values of a record that is a sequence, in order.
        self.columns = tuple(columns)
        #: Names of the answers, in order.
        self.outputs: tuple[str, ...] = tuple(
            json.loads(call_for_text(lib.sandan_rules_evaluator_outputs, self._handle))
        )
        self._record = ffi.new("sandan_value[]", len(self.columns) or 1)
        self._answers = ffi.new("sandan_value[]", len(self.outputs) or 1)
        self._lock = threading.Lock()

    def __call__(self, record: Record) -> dict[str, Any]:
        """The answers by name; None for null.

        A mapping may lack columns, which are null then, and hold others, which are
        not looked at.
        """
        if isinstance(record, Mapping):
            values = [record.get(column) for column in self.columns]
        else:
            values = list(record)
        if len(values) != len(self.columns):
            raise ValueError(
                f"the record has {len(values)} values; there are {len(self.columns)} columns: "
                f"{', '.join(self.columns)}"
            )
        with self._lock:
            kept = [
                _put(self._record[place], name, value)
                for place, (name, value) in enumerate(zip(self.columns, values))
            ]
            call(
                lib.sandan_rules_evaluator_eval,
                self._handle,
                self._record,
                len(self.columns),
                self._answers,
                len(self.outputs),
            )
            del kept  # texts of the record were borrowed until here
            return {name: _taken(self._answers[i]) for i, name in enumerate(self.outputs)}

    def __repr__(self) -> str:
        return f"<sandan evaluator: {', '.join(self.columns)} → {', '.join(self.outputs)}>"


def _union(slot: Any) -> Any:
    """The union of a value; its name is a keyword of Python."""
    return getattr(slot, "as")


def _put(slot: Any, name: str, value: Any) -> Any:
    """Writes a value; what must live as long as the slot is used."""
    if hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    if value is None:
        slot.kind = _NULL
    elif isinstance(value, bool):
        slot.kind, _union(slot).integer = _BOOLEAN, value
    elif isinstance(value, int):
        _put_integer(slot, name, _INTEGER, value)
    elif isinstance(value, float):
        slot.kind, _union(slot).number = _NUMBER, value
    elif isinstance(value, str):
        return _put_text(slot, name, value)
    elif isinstance(value, datetime.date):  # a datetime too: its day counts
        _put_integer(slot, name, _DAY, value.toordinal() - _EPOCH_DAY)
    elif isinstance(value, datetime.timedelta):
        _put_integer(slot, name, _DURATION, value // _MICROSECOND)
    elif type(value).__name__ == "Decimal":
        slot.kind, _union(slot).number = _NUMBER, float(value)
    else:
        raise TypeError(f"column {name!r}: a {type(value).__name__} is no value of a record")
    return None


def _put_integer(slot: Any, name: str, kind: int, value: int) -> None:
    if not -(2**63) <= value < 2**63:
        raise OverflowError(f"column {name!r}: {value} does not fit 64 bits")
    slot.kind, _union(slot).integer = kind, value


def _put_text(slot: Any, name: str, value: str) -> Any:
    try:
        encoded = value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"column {name!r}: not valid Unicode: {error.reason}") from None
    kept = ffi.from_buffer(encoded or b"\0")
    slot.kind = _TEXT
    text = _union(slot).text
    text.data, text.size = kept, len(encoded)
    return kept


def _taken(slot: Any) -> Any:
    kind, value = slot.kind, _union(slot)
    if kind == _NULL:
        return None
    if kind == _BOOLEAN:
        return bool(value.integer)
    if kind == _NUMBER:
        return value.number
    if kind == _TEXT:
        return bytes(ffi.buffer(value.text.data, value.text.size)).decode("utf-8", "replace")
    if kind == _DAY:
        return datetime.date.fromordinal(_EPOCH_DAY + value.integer)
    if kind == _DURATION:
        return datetime.timedelta(microseconds=value.integer)
    return value.integer


class ResultStream:
    """The table `results` of a stream of records, decided batch by batch as it is read.

    Made by `Policy.eval_stream`. It is read once: by whatever takes an Arrow stream
    (`pyarrow.RecordBatchReader.from_stream(s)`, `polars.DataFrame(s)`, DuckDB), or
    by iteration, which gives each batch as a list of dicts.
    """

    def __init__(self, stream: Any) -> None:
        self._stream: Any | None = stream

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream itself; a requested schema is not followed."""
        return _capsule.make(self._moved(), _capsule.STREAM)

    def __iter__(self) -> Iterator[list[dict[str, Any]]]:
        stream = self._moved()
        fields = _decode.schema_of(stream).children
        while True:
            batch = _decode.next_batch(stream)
            if batch is None:
                return
            columns = [
                _decode.values(field, batch.children[i], batch.offset, batch.length)
                for i, field in enumerate(fields)
            ]
            names = [field.name for field in fields]
            yield [dict(zip(names, row)) for row in zip(*columns)]

    def _moved(self) -> Any:
        if self._stream is None:
            raise ValueError("the stream was read before; ask eval_stream again")
        stream, self._stream = self._stream, None
        return stream


def eval_stream(
    policy: Any, source: Any, request: bytes, run: Mapping[str, int | None]
) -> ResultStream:
    """Asks for the results of a stream, which is the library's from here on."""
    records = _capsule.move_stream(source.__arrow_c_stream__(None))
    options = ffi.new("sandan_run *")
    options.struct_size = ffi.sizeof("sandan_run")
    for name, value in run.items():
        setattr(options, name, value or 0)
    out = ffi.new("struct ArrowArrayStream *")
    try:
        call(lib.sandan_rules_eval_stream, policy, records, request, len(request), options, out)
    finally:
        records.release = ffi.NULL  # MOVED: no longer ours, whatever came of it
    return ResultStream(_capsule.owned(out))
