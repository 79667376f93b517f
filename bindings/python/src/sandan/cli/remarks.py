"""What stderr says beside an answer: faults of the data that enter no figure."""

from __future__ import annotations

from typing import Any

from sandan import DecisionMaps
from sandan.cli.progress import say
from sandan.importing import Imported
from sandan.importing.problems import counted
from sandan.process import History

#: Table with stages → what its rows are called.
_WITH_STAGES = {"stage_events": "events", "opportunities": "deals"}


def tell_faults(history: History, imported: Imported, threads: int | None) -> None:
    """Says how many faults there are, and whether the process seems to be the wrong one."""
    counts = history.faults(threads=threads)["fault_counts"].to_dicts()
    if not counts:
        return
    for table, rows in _WITH_STAGES.items():
        _tell_wrong_process(counts, table, rows, history.process.code, imported)
    faults = sum(row["n"] for row in counts)
    aside = sum(row["set_aside"] for row in counts)
    say(f"{counted(faults, 'fault')}, {counted(aside, 'row')} set aside; see sandan process faults")


def tell_map_faults(maps: DecisionMaps) -> None:
    """Says how many rows of the tables of decision maps are at fault."""
    aside = maps.faults()["map_faults"].column("set_aside")
    if aside:
        rows = counted(sum(aside), "row")
        say(f"{counted(len(aside), 'fault')}, {rows} set aside; see sandan org faults")


def _tell_wrong_process(
    counts: list[dict[str, Any]], table: str, rows: str, process: str, imported: Imported
) -> None:
    unknown = sum(r["n"] for r in counts if (r["table"], r["fault"]) == (table, "unknown_stage"))
    found = imported.tables.get(table)
    total = 0 if found is None else found.table.num_rows
    if 2 * unknown > total:
        say(
            f"WARNING: most stages are unknown to process {process} "
            f"({unknown:,} of {total:,} {rows}): wrong --process?"
        )
