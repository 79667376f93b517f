"""The job in sandan, through its C ABI.

--how fresh   the whole call from raw Arrow columns: tables made of them, checked, decided
--how kept    the call on tables that were made and checked before
"""

import ctypes
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "contestants"))

import measure  # noqa: E402
import workload  # noqa: E402
from c_abi import Library, Run, Tables, exported  # noqa: E402

library = Library()


class Prepared:
    def __init__(self, asked):
        text = (asked.folder / f"policy_{asked.unknowns}.json").read_text(encoding="utf-8")
        self.job = asked.job
        self.records = asked.records
        self.policy = library.make("sandan_rules_compile", *library.text(text))
        self.run = ctypes.byref(Run(ctypes.sizeof(Run), 1, 0, 0, None, None))
        self.kept = self.tables() if asked.how == "kept" else None

    def tables(self):
        tables = Tables(library, {})
        tables.add("records", self.records)
        return tables


def answer(prepared):
    tables = prepared.kept or prepared.tables()
    result = library.make(
        "sandan_rules_eval", prepared.policy, tables.handle, *library.text("{}"), prepared.run
    )
    answered = exported(library, result, "results")
    library.destroy("result", result)
    if prepared.kept is None:
        library.destroy("tables", tables.handle)
    return prepared.job, answered


def figures(answered):
    job, results = answered
    if job.rules:
        codes = [code for code, _, _ in job.rules]
        return {
            "rule": measure.places(results["grading_rule"], codes),
            "grade": measure.places(results["grade"], workload.GRADES),
        }
    criteria = [f"{criterion}_asked" for criterion in workload.CRITERIA]
    told = {
        f"reason_{rank}": measure.places(results[f"score_reason_{rank}"], criteria)
        for rank in range(1, workload.REASONS + 1)
    }
    told["band"] = measure.places(results["score"], [code for code, _ in workload.BANDS])
    told["points"] = results["score_points"].fill_null(-1).to_numpy()
    return told


if __name__ == "__main__":
    measure.run("sandan", library.version(), Prepared, answer, figures)
