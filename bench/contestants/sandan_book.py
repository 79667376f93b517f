"""The job in sandan, through its C ABI: build the history, ask it for moves and for the funnel."""

import ctypes
from pathlib import Path

import measure
from c_abi import Library, Run, Tables, exported

PROCESS = Path(__file__).parent.parent / "process.json"
HISTORY = {"as_of": "2025-12-31", "keys": ["owner_id", "product"]}
FUNNEL = {"by": ["owner_id", "product"], "phase": "all"}
COMPARED = [
    "owner_id",
    "product",
    "stage",
    "reached",
    "advanced",
    "lost",
    "cancelled",
    "pending",
    "value_minor",
    "unknown_amounts",
]

library = Library()


class Prepared:
    def __init__(self, tables, threads):
        self.tables = Tables(library, tables)
        self.process = library.make(
            "sandan_process_compile", *library.text(PROCESS.read_text(encoding="utf-8"))
        )
        self.run = ctypes.byref(Run(ctypes.sizeof(Run), threads, 0, 0, None, None))

    def ask(self, question, history, request):
        return library.make(f"sandan_process_{question}", history, *library.text(request), self.run)


def answer(prepared):
    history = library.make(
        "sandan_process_history_build",
        prepared.process,
        prepared.tables.handle,
        *library.text(HISTORY),
        prepared.run,
    )
    moves = prepared.ask("moves", history, {"only": "all"})
    funnel = prepared.ask("funnel", history, FUNNEL)
    tables = {
        "moves": exported(library, moves, "moves"),
        "move_counts": exported(library, moves, "move_counts"),
        "funnel": exported(library, funnel, "funnel"),
    }
    for kind, handle in [("result", funnel), ("result", moves), ("process_history", history)]:
        library.destroy(kind, handle)
    return tables


def figures(answered):
    return {
        "move_counts": answered["move_counts"].select(["from_stage", "to_stage", "move", "n"]),
        "funnel": answered["funnel"].select(COMPARED),
    }


if __name__ == "__main__":
    measure.run("sandan", library.version(), Prepared, answer, figures)
