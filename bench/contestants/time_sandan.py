"""Dwell, survival and comparison of reps in sandan, asked of a history that is there."""

import measure
from c_abi import exported
from sandan_book import HISTORY, Prepared, library

HORIZONS = [30, 60, 90, 180, 365]
NO_CALENDAR = None


class History(Prepared):
    def __init__(self, tables, threads):
        super().__init__(tables, threads)
        self.history = library.make(
            "sandan_process_history_build",
            self.process,
            self.tables.handle,
            *library.text(HISTORY),
            self.run,
        )

    def asked(self, verb, table, request, *between):
        result = library.make(
            f"sandan_process_{verb}", self.history, *between, *library.text(request), self.run
        )
        answered = exported(library, result, table)
        library.destroy("result", result)
        return verb, answered


def dwell(prepared):
    return prepared.asked("dwell", "dwell", {}, NO_CALENDAR)


def survival(prepared):
    return prepared.asked("survival", "survival", {"horizons": HORIZONS}, NO_CALENDAR)


def compare(prepared):
    return prepared.asked("compare", "compare", {"of": "owner_id"})


COLUMNS = {
    "dwell": ["stage", "n", "open", "mean_days", "median_days", "p10_days", "p90_days"],
    "survival": ["horizon_days", "conversion", "lost_share", "cancelled_share", "open_share"],
    "compare": ["owner_id", "stage", "n", "advanced", "shrunk_conversion", "shrunk_low"],
}


def figures(answered):
    verb, table = answered
    chosen = table.select(COLUMNS[verb])
    if verb == "dwell":
        chosen = chosen.filter(chosen["n"].to_numpy() > 0)
    if verb == "survival":
        chosen = chosen.slice(0, len(HORIZONS))
    return {verb: chosen}


if __name__ == "__main__":
    answers = {"dwell": dwell, "survival": survival, "compare": compare}
    measure.run("sandan", library.version(), History, answers, figures)
