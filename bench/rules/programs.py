"""Runs the programs of the rules benchmark: workloads, pairs of processes, equality of figures."""

import json
import os
import subprocess
import sys
from pathlib import Path

RULES = Path(__file__).resolve().parent


def say(text):
    print(text, file=sys.stderr, flush=True)


def nanoseconds(measured, kind="warm"):
    """A record's share of a call."""
    seconds = measured["cold_seconds"]
    if kind == "warm":
        ordered = sorted(measured["warm_seconds"])
        seconds = ordered[len(ordered) // 2]
    return seconds / measured["rows"] * 1e9


class Programs:
    def __init__(self, python, build, library):
        self.python = python
        self.folder = build / "rules"
        self.library = library

    def environment(self):
        return dict(
            os.environ,
            SANDAN_LIBRARY=str(self.library),
            POLARS_MAX_THREADS="1",
            OMP_NUM_THREADS="1",
            OPENBLAS_NUM_THREADS="1",
            PYTHONDONTWRITEBYTECODE="1",
        )

    def workload(self, name):
        """The folder of a workload, generated when it is absent or of an older generator."""
        folder = self.folder / name
        generator = RULES / "workload.py"
        complete = folder / "complete"
        if not complete.exists() or complete.stat().st_mtime < generator.stat().st_mtime:
            say(f"bench: generating {name}")
            job, rows, texts, nulls = name.split("_")
            command = [self.python, generator, folder, job, rows, texts, nulls]
            subprocess.run(command, check=True, env=self.environment())
            complete.touch()
        return folder

    def run(self, program, line, figures=None):
        """One process; `line` says workload, unknowns, how and the number of rows and of runs."""
        folder = self.workload(line["workload"])
        command = [self.python, RULES / f"{program}_rules.py", folder]
        command += ["--job", line["workload"].split("_")[0], "--unknowns", line["unknowns"]]
        command += ["--warm-runs", str(line["runs"][program == "sandan"])]
        command += ["--rows", str(0 if program == "sandan" else line["peer_rows"])]
        if program == "sandan":
            command += ["--how", line["how"]]
        if figures:
            command += ["--figures", figures]
        done = subprocess.run(
            command, env=self.environment(), stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode != 0:
            raise SystemExit(f"bench: {program} failed at {line['workload']}")
        measured = json.loads(done.stdout.splitlines()[-1])
        say(
            f"  {line['workload']:28} {line['unknowns']:4} {line['how']:5} {program:9} "
            f"{measured['rows']:>10,} rows {nanoseconds(measured):12.2f} ns a row"
        )
        return measured

    def pairs(self, peer, line, count):
        """sandan, peer, sandan, peer …; the figures are compared at the first pair."""
        figures = self.folder / "figures"
        figures.mkdir(exist_ok=True)
        pairs = []
        for pair in range(count):
            wanted = [figures / f"{program}.npz" for program in ("sandan", peer)]
            pairs.append(
                [
                    self.run(program, line, file if pair == 0 else None)
                    for program, file in zip(("sandan", peer), wanted)
                ]
            )
            if pair == 0:
                self.compare(wanted, peer, line)
        return {**line, "peer": peer, "pairs": pairs}

    def compare(self, files, peer, line):
        command = [self.python, RULES / "compare.py", *files, line["workload"], peer]
        if subprocess.run(command, env=self.environment(), check=False).returncode != 0:
            raise SystemExit(f"bench: sandan and {peer} differ at {line['workload']}")

    def hand_loop(self, program, line, count):
        """The same with the loop written by hand, which writes rule and grade as bytes."""
        folder = self.workload(line["workload"])
        file = self.folder / "figures" / "hand.bin"
        file.parent.mkdir(exist_ok=True)
        pairs = []
        for pair in range(count):
            ours = self.folder / "figures" / "sandan.npz"
            measured = self.run("sandan", line, ours if pair == 0 else None)
            command = [program, folder / "columns", str(line["runs"][0]), file]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            hand = json.loads(done.stdout)
            say(f"  {'':40} hand loop {nanoseconds(hand):12.2f} ns a row")
            pairs.append([measured, hand])
            if pair == 0:
                self.compare([ours, file], "hand", line)
        return {**line, "peer": "hand loop", "pairs": pairs}
