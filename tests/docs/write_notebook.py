"""docs/notebooks/pipeline.ipynb: the tutorial as a notebook, with what its cells show.

python tests/docs/notebook.py     writes it anew, after the tutorial was changed
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from typing import Any

from pages import MARK, ROOT

TUTORIAL = ROOT / "docs" / "tutorial_notebook.md"
NOTEBOOK = ROOT / "docs" / "notebooks" / "pipeline.ipynb"
PATHS = """\
# The sample CRM, made in the folder of this notebook.
import subprocess, sys
subprocess.run([sys.executable, "../../examples/sample_crm/generate.py", "crm"], check=True,
               capture_output=True);
"""


def cells() -> list[tuple[str, str]]:
    """(kind, source) in the order of the tutorial; shell blocks become one cell of Python."""
    text = TUTORIAL.read_text(encoding="utf-8")
    text = text.replace(
        "Every step is also a cell of\n[notebooks/pipeline.ipynb](notebooks/pipeline.ipynb). ", ""
    )
    found: list[tuple[str, str]] = []
    for part in re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE):
        if not part.startswith("```"):
            lines = [line for line in part.splitlines() if not MARK.match(line)]
            prose = "\n".join(lines).strip()
            if prose:
                found.append(("markdown", prose))
        elif part.startswith("```python"):
            source = part.removeprefix("```python\n").removesuffix("\n```")
            if "strict=True" in source:
                indented = source.replace("\n", "\n    ")
                source = (
                    f"try:\n    {indented}\nexcept sandan.DataError as refused:\n    print(refused)"
                )
            found.append(("code", source))
        elif part.startswith("```sh"):
            found.append(("code", PATHS.rstrip()))
    return found


def run_cell(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Outputs as a notebook keeps them: what was printed, and the value of the last line."""
    tree = ast.parse(source)
    silent = source.rstrip().endswith(";")
    last = tree.body[-1] if tree.body else None
    value = None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        if isinstance(last, ast.Expr) and not silent:
            exec(compile(ast.Module(tree.body[:-1], []), "cell", "exec"), names)
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        else:
            exec(compile(tree, "cell", "exec"), names)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue()})
    if value is not None:
        data = {"text/plain": repr(value)}
        if hasattr(value, "_repr_html_") and (html := value._repr_html_()) is not None:
            data["text/html"] = html
        outputs.append({"output_type": "execute_result", "data": data, "metadata": {}})
    return outputs


def written() -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    listed: list[dict[str, Any]] = []
    count = 0
    for number, (kind, source) in enumerate(cells()):
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": f"cell-{number}",
            "metadata": {},
            "source": source,
        }
        if kind == "code":
            count += 1
            outputs = run_cell(source.replace("../../", f"{ROOT}/"), names)
            for output in outputs:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = count
            cell |= {"execution_count": count, "outputs": outputs}
        listed.append(cell)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": listed,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        notebook = written()
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    NOTEBOOK.parent.mkdir(exist_ok=True)
    NOTEBOOK.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    if "SANDAN_LIBRARY" not in os.environ:
        library = ROOT / "build/release/lib/libsandan.so"
        packages = ROOT / "bindings/python/src"
        environment = {**os.environ, "SANDAN_LIBRARY": str(library), "PYTHONPATH": str(packages)}
        sys.exit(
            subprocess.run([sys.executable, *sys.argv], env=environment, check=False).returncode
        )
    sys.exit(main())
