"""Pairs of programs: sandan's and a peer's, each in a process of its own, one after the other.

A section of kernels (quota, org) is a folder of inputs_<family>.py, peers/, a C++ program and
lines.py; see quota/README.md.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMON = Path(__file__).resolve().parent
BINDINGS = COMMON.parents[1] / "bindings" / "python" / "src"


def say(text):
    print(text, file=sys.stderr, flush=True)


def speed(measured):
    """Items a second of the median warm run."""
    ordered = sorted(measured["warm_seconds"] or [measured["cold_seconds"]])
    return measured["items"] / ordered[len(ordered) // 2]


class Programs:
    """`section` is the folder of the section; `kernels` its C++ program."""

    def __init__(self, section, python, build, kernels, library):
        self.section = section
        self.python = python
        self.folder = build / section.name
        self.kernels = kernels
        self.library = library

    def environment(self):
        return dict(
            os.environ,
            SANDAN_LIBRARY=str(self.library),
            OMP_NUM_THREADS="1",
            OPENBLAS_NUM_THREADS="1",
            PYTHONDONTWRITEBYTECODE="1",
            PYTHONPATH=os.pathsep.join(map(str, (COMMON, self.section, BINDINGS))),
        )

    def workload(self, name):
        """The folder of a workload, made when it is absent or of an older maker."""
        folder = self.folder / name
        maker = self.section / f"inputs_{name.split('_')[0]}.py"
        complete = folder / "complete"
        if not complete.exists() or complete.stat().st_mtime < maker.stat().st_mtime:
            say(f"bench: making {name}")
            command = [self.python, COMMON / "inputs.py", folder, name]
            subprocess.run(command, check=True, env=self.environment())
            complete.touch()
        return folder

    def command(self, line, is_ours):
        """A method of sandan that names a Python program (`sandan_build.py`) runs it, with what
        follows the colon as its method; others are kernels."""
        if not is_ours:
            return [self.python, self.section / "peers" / f"{line['peer']}.py"], line["peer_method"]
        program, colon, method = line["method"].partition(":")
        if colon:
            return [self.python, self.section / program], method
        return [self.kernels], line["method"]

    def run(self, line, is_ours, figures=None):
        command, method = self.command(line, is_ours)
        command = [*command, self.workload(line["workload"]), "--method", method]
        command += ["--warm-runs", str(line["runs"][0 if is_ours else 1])]
        if figures:
            shutil.rmtree(figures, ignore_errors=True)
            command += ["--figures", figures]
        done = subprocess.run(
            command, env=self.environment(), stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode != 0:
            raise SystemExit(f"bench: {method} failed at {line['workload']}")
        measured = json.loads(done.stdout.splitlines()[-1])
        say(
            f"  {line['workload']:18} {measured['program']:8} {method:20} "
            f"{speed(measured):16,.1f} {measured['unit']} a second"
        )
        return measured

    def pairs(self, line, count):
        """sandan, peer, sandan, peer …; the figures are compared at the first pair. sandan alone
        where there is no peer."""
        pairs = []
        if line["peer"] is None:
            return {**line, "pairs": [[self.run(line, True)] for _ in range(count)]}
        for pair in range(count):
            figures = [self.folder / "figures" / side for side in ("sandan", "peer")]
            pairs.append(
                [
                    self.run(line, is_ours, folder if pair == 0 else None)
                    for is_ours, folder in zip((True, False), figures)
                ]
            )
            if pair == 0:
                self.compare(figures, line)
        return {**line, "pairs": pairs}

    def compare(self, figures, line):
        command = [self.python, COMMON / "compare.py", *figures, line["workload"]]
        command += [line["peer_method"]]
        if subprocess.run(command, env=self.environment(), check=False).returncode != 0:
            raise SystemExit(f"bench: figures differ at {line['workload']}")
        for folder in figures:
            shutil.rmtree(folder, ignore_errors=True)
