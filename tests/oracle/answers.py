"""What sandan answers, brought into the shapes the oracle uses."""

import datetime
import io

import pandas as pd
import pyarrow as pa
import pyarrow.ipc


def plain(value):
    """Dates and times as pandas has them, everything missing as None."""
    if value is None or (not isinstance(value, (list, tuple)) and pd.isna(value)):
        return None
    if isinstance(value, (datetime.date, datetime.datetime)):
        return pd.Timestamp(value)
    return value


def rows(table):
    return [
        {name: plain(value) for name, value in row.items()} for row in pa.table(table).to_pylist()
    ]


def keyed(table, keys, figures):
    """The table as {key columns: figures}; a key that comes twice is an error."""
    result = {}
    for row in rows(table):
        key = tuple(row[name] for name in keys)
        assert key not in result, f"key {key} comes twice"
        result[key] = {name: row[name] for name in figures}
    return result


def fault_rows(history):
    return sorted(
        (row["table"], row["row"], row["fault"], row["set_aside"])
        for row in rows(history.faults()["faults"])
    )


def table_bytes(table):
    """Every byte of a result table, schema and metadata included."""
    arrow = pa.table(table)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, arrow.schema) as writer:
        writer.write_table(arrow)
    return sink.getvalue()


def assert_same_figures(ours, theirs, what, tolerance=1e-9):
    """Equal keys and figures; only fractions may differ, by the last places."""
    missing, surplus = theirs.keys() - ours.keys(), ours.keys() - theirs.keys()
    assert not missing and not surplus, (
        f"{what}: rows only the oracle has {sorted(missing, key=str)[:5]}, "
        f"only sandan has {sorted(surplus, key=str)[:5]}"
    )
    for key, expected in theirs.items():
        for name, value in expected.items():
            found = ours[key][name]
            same = (
                abs(found - value) <= tolerance * max(1.0, abs(value))
                if isinstance(value, float) and found is not None
                else found == value
            )
            assert same, f"{what} {key} {name}: sandan {found!r}, oracle {value!r}"
