"""Runs the blocks of one page in order, in a folder of the page's own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from pages import ROOT, SHOWN, Block

SCHEMAS = ROOT / "data" / "schemas"
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


class Failed(Exception):
    """A block did not do what it should."""


class Workbench:
    def __init__(self, folder: Path, library: Path) -> None:
        self.folder = folder
        self.library = library
        self.names: dict[str, Any] = {}
        self.programs: dict[str, str] = {}
        for shared in ("examples", "data", "mappings"):
            (folder / shared).symlink_to(ROOT / shared)
        self.environment = self._environment()

    def _environment(self) -> dict[str, str]:
        tools = self.folder / ".tools"
        tools.mkdir()
        shim = tools / "sandan"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sandan.cli "$@"\n')
        shim.chmod(0o755)
        (tools / "python3").symlink_to(sys.executable)
        packages = ROOT / "bindings" / "python" / "src"
        # A pkg-config file, as an installation has one, for the tree's headers and library.
        (tools / "sandan.pc").write_text(
            "Name: sandan\nDescription: the tree\nVersion: 0.1.0\n"
            f"Cflags: -I{ROOT}/capi/include\nLibs: -L{self.library.parent} -lsandan\n"
        )
        return {
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(packages),
            "SANDAN_LIBRARY": str(self.library),
            "LD_LIBRARY_PATH": str(self.library.parent),
            "PKG_CONFIG_PATH": str(tools),
            "sandan_DIR": str(self.library.parents[1]),
            "COLUMNS": "120",
        }

    def run(self, block: Block) -> None:
        if block.reason is not None:
            return
        if block.file is not None:
            path = self.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            if block.continues:
                path.write_text(path.read_text(encoding="utf-8") + block.code, encoding="utf-8")
            else:
                path.write_text(block.code, encoding="utf-8")
            return
        if block.language in SHOWN:
            return
        runner = getattr(self, f"run_{block.language}", None)
        if runner is None:
            raise Failed(f"nobody runs blocks of language {block.language!r}; mark it or name it")
        runner(block)

    # ---- One method a language ------------------------------------------------

    def run_sh(self, block: Block) -> None:
        done = subprocess.run(
            ["sh", "-eu", "-c", block.code],
            cwd=self.folder,
            env=self.environment,
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        if (done.returncode != 0) != block.fails:
            raise Failed(f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}")

    def run_python(self, block: Block) -> None:
        import sandan

        if not block.continues:
            self.names = {"__name__": "__main__"}
        printed = io.StringIO()
        code = compile("\n" * block.line + block.code, str(block.page), "exec")
        try:
            with contextlib.chdir(self.folder), contextlib.redirect_stdout(printed):
                exec(code, self.names)
        except sandan.SandanError:
            if not block.fails:
                raise Failed(traceback.format_exc()) from None
        except Exception:
            raise Failed(traceback.format_exc()) from None
        else:
            if block.fails:
                raise Failed("it should raise a SandanError")

    def run_c(self, block: Block) -> None:
        self._compile_and_run(block, "c", [os.environ.get("CC", "gcc"), "-std=c11"])

    def run_cpp(self, block: Block) -> None:
        self._compile_and_run(block, "cpp", [os.environ.get("CXX", "g++"), "-std=c++17"])

    def _compile_and_run(self, block: Block, ending: str, compiler: list[str]) -> None:
        before = self.programs.get(ending, "") if block.continues else ""
        self.programs[ending] = before + block.code
        source = self.folder / f"block_{block.line}.{ending}"
        source.write_text(self.programs[ending], encoding="utf-8")
        program = source.with_suffix("")
        whole = "int main(" in self.programs[ending]
        output = ["-o", str(program)] if whole else ["-fsyntax-only", "-Wno-unused-function"]
        link = [f"-L{self.library.parent}", "-lsandan"] if whole else []
        self._call([*compiler, *STRICT, f"-I{ROOT}/capi/include", str(source), *output, *link])
        if whole:
            self._call([str(program)])

    def _call(self, command: list[str]) -> None:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")

    def run_json(self, block: Block) -> None:
        """Well-formed; and valid where it says which kind of document it is."""
        document = json.loads(block.code)
        kind = document.get("sandan") if isinstance(document, dict) else None
        if kind is None:
            return
        import jsonschema

        name = kind.split("/")[0].replace("policies", "policy")  # one schema holds both
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator(schema).validate(document)
        if kind == "process/1":
            import sandan

            sandan.Process.from_json(block.code)
        elif kind == "calendar/1":
            import sandan

            sandan.Calendar.from_json(block.code)
        elif kind in ("policy/1", "policies/1"):
            import sandan

            sandan.Policy.from_json(block.code)
