"""What a history says together with facts and policies: gates and gauges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandan import _request
from sandan._arrow import TableLike, Tables
from sandan._calls import Progress, Run, call_run
from sandan._labels import Labels
from sandan._library import lib
from sandan.policy import Policy, Records, by_name
from sandan.result import Result


class GateVerbs:
    """The verbs of a history that read tables of their own. Part of `History`."""

    _handle: Any

    def _result_labels(self) -> Labels:
        raise NotImplementedError

    def gates(
        self,
        tables: Records,
        *,
        to: str | None = None,
        outcomes: str | Iterable[str] | None = None,
        keys: str | Iterable[str] | None = None,
        steps: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Whether deals may enter a stage: `gates`, the marks that are unmet or unknown
        in `gate_marks`, and in `gate_actions` the fewest actions that would satisfy
        them. Wrong facts stand in `gate_faults` and `gate_fault_counts`.

        tables: opportunities with the facts of the process as columns, alone or by
            name; found by opportunity_id; a column or a deal that is missing is unknown.
        to: "next", "all" for every later stage, or a stage.
        outcomes: keeps deals with these outcomes; open ones, when left out.
        keys: columns of the deals to list beside them.
        steps: how long the search for the fewest actions of one gate may take.
        """
        fields = {
            "to": to,
            "outcomes": _request.names(outcomes),
            "keys": _request.names(keys),
            "steps": steps,
        }
        run = Run(threads, max_bytes, max_rows, progress)
        named = by_name("opportunities", tables)
        return self._reading(lib.sandan_process_gates, (), named, fields, run)

    def gauges(
        self,
        policy: Policy | str,
        tables: Mapping[str, TableLike],
        *,
        mode: str | None = None,
        max_gap: str | None = None,
        min_n: int | None = None,
        confidence: float | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """The three gauges: `gauges`, with open deals to close, lines to nurture that
        were contacted on time, and how complete the list is; `gauge_close`, the deals
        to close by stage.

        policy: grades the lines; a policy, or the name of one that sandan ships.
        tables: by name: the table the policy reads, with account_id, and as far as
            there are any opportunities, activities, accounts and universe.
        mode: output that says close, nurture or find.
        max_gap: output with the longest days between contacts.
        min_n: fewer lines give no share.
        """
        graded = Policy.shipped(policy) if isinstance(policy, str) else policy
        fields = {"mode": mode, "max_gap": max_gap, "min_n": min_n, "confidence": confidence}
        run = Run(threads, max_bytes, max_rows, progress)
        return self._reading(lib.sandan_process_gauges, (graded._handle,), tables, fields, run)

    def _reading(
        self,
        function: Any,
        others: tuple[Any, ...],
        tables: Mapping[str, TableLike],
        fields: Mapping[str, Any],
        run: Run,
    ) -> Result:
        with Tables() as added:
            for name, table in tables.items():
                added.add(name, table)
            handle = call_run(
                function,
                (self._handle, *others, added.handle),
                _request.encode(**fields),
                run,
                "sandan_result",
                lib.sandan_result_destroy,
            )
        return Result(handle, self._result_labels())
