"""The example of the README runs as it stands."""

from __future__ import annotations

import re

import pytest
from small_book import PYTHON_FOLDER

README = (PYTHON_FOLDER / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", BLOCKS)
def test_example(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "README.md", "exec"), {})
    assert "sandan table 'funnel'" in capsys.readouterr().out


def test_there_is_an_example() -> None:
    assert BLOCKS
