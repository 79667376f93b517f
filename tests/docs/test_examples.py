"""Each example is built as a project of its own and run."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from pages import ROOT

EXAMPLES = ROOT / "examples"
PROJECTS = sorted(path.parent.name for path in EXAMPLES.glob("*/CMakeLists.txt"))
AS_OF = "2026-10-31"


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory, library: Path) -> dict[str, Path]:
    environment = {**os.environ, "sandan_DIR": str(library.parents[1])}
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    found = {}
    for name in PROJECTS:
        build = tmp_path_factory.mktemp(name)
        for command in (
            [
                "cmake",
                "-S",
                str(EXAMPLES / name),
                "-B",
                str(build),
                *generator,
                "-DCMAKE_C_FLAGS=-Werror",
                "-DCMAKE_CXX_FLAGS=-Werror",
            ],
            ["cmake", "--build", str(build)],
        ):
            done = subprocess.run(
                command, env=environment, text=True, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
        found[name] = build / name
    return found


@pytest.fixture(scope="session")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crm")
    subprocess.run(
        [sys.executable, str(EXAMPLES / "sample_crm" / "generate.py"), str(folder)],
        check=True,
        capture_output=True,
    )
    return folder


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], text=True, capture_output=True, check=False
    )


def test_all_examples_are_listed() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in PROJECTS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", ["minimal_c", "minimal_cpp"])
def test_minimal(programs: dict[str, Path], name: str) -> None:
    done = run(programs[name])
    assert done.returncode == 0, done.stderr
    assert '"stage":' in done.stdout


def test_review_prints_the_figures_that_python_gets(programs: dict[str, Path], crm: Path) -> None:
    import pyarrow.csv
    import sandan

    done = run(
        programs["pipeline_review"],
        crm / "sample.sqlite",
        EXAMPLES / "sample_crm" / "process.json",
        AS_OF,
        "team_id",
    )
    assert (done.returncode, done.stderr) == (0, "")

    def table(name: str) -> object:
        options = pyarrow.csv.ConvertOptions(strings_can_be_null=True)
        return pyarrow.csv.read_csv(crm / f"{name}.csv", convert_options=options)

    process = sandan.Process.from_json((EXAMPLES / "sample_crm/process.json").read_text("utf-8"))
    history = process.history(
        opportunities=table("opportunities"),
        reps=table("reps"),
        stage_events=table("stage_events"),
        accounts=table("accounts"),
        as_of=AS_OF,
    )
    lines = [re.sub(r"(?<=\d),(?=\d{3})", "", line) for line in done.stdout.splitlines()]

    def is_printed(*parts: object) -> bool:
        pattern = r"\s+".join(re.escape(str(part)) for part in parts)
        return any(re.search(rf"(^|\s){pattern}(\s|$)", line) for line in lines)

    for row in history.pipeline().to_dicts():
        value = f"{row['value_minor'] // 100}.{row['value_minor'] % 100:02d}"
        label = process.stage_label(row["stage"])
        assert is_printed(label, row["n"], value, row["currency"], row["unknown_amounts"]), row
    for row in history.funnel().to_dicts():
        counts = [row[name] for name in ("reached", "advanced", "lost", "cancelled", "pending")]
        assert is_printed(process.stage_label(row["stage"]), *counts), row
    for row in history.outcomes(by="team_id", rollup=True).to_dicts():
        counts = [row[name] for name in ("open", "won", "lost", "cancelled")]
        assert is_printed(row["team_id"] or "all", *counts), row
    for row in history.faults()["fault_counts"].to_dicts():
        assert is_printed(row["table"], row["fault"], row["n"], row["set_aside"]), row


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "usage"),
        (["{crm}", "erp_sales", "2026-02-30"], 2, "AS_OF"),
        (["none.sqlite", "erp_sales", AS_OF], 1, "opening the database"),
        (["{crm}", "no_such_process", AS_OF], 1, "there are: erp_sales"),
        (["{crm}", "data/facts.json", AS_OF], 1, "/sandan"),
        (["{crm}", "erp_sales", AS_OF, "nothing"], 1, "/by/0"),
    ],
)
def test_review_says_what_is_wrong(
    programs: dict[str, Path], crm: Path, arguments: list[str], status: int, said: str
) -> None:
    given = [argument.replace("{crm}", str(crm / "sample.sqlite")) for argument in arguments]
    done = subprocess.run(
        [str(programs["pipeline_review"]), *given],
        text=True,
        check=False,
        capture_output=True,
        cwd=ROOT,
    )
    assert done.returncode == status
    assert said in done.stderr


SMALL_BOOK = """
CREATE TABLE opportunities (opportunity_id INTEGER, stage TEXT, amount_minor INTEGER,
                            currency TEXT, created_on TEXT);
INSERT INTO opportunities VALUES (1, 'order', 123, 'JPY', '2025-01-01'),
                                 (2, 'first_contact', -12345, 'CNY', ''),
                                 (3, NULL, NULL, NULL, NULL);
CREATE TABLE stage_events (opportunity_id INTEGER, stage TEXT, entered_at TEXT);
INSERT INTO stage_events VALUES (1, 'first_contact', '2025-02-01T09:00:00.123456789');
"""


@pytest.fixture(scope="session")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("small") / "book.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.executescript(SMALL_BOOK)
    return file


def test_review_of_a_small_book(programs: dict[str, Path], small_book: Path) -> None:
    """Whole-number ids, two currencies, unknown amounts, no accounts, no reps."""
    done = run(programs["pipeline_review"], small_book, "simple", "2026-01-01")
    assert (done.returncode, done.stderr) == (0, "")
    for line in (
        r"First contact +1 +-123\.45 CNY +0 +- d",
        r"First contact +1 +123 JPY +0 +365 d",
        r"\(no stage\) +1 +0\.00 +1 +- d",
        r"1 +First contact +365 d +334 d +123 JPY +- +-",
    ):
        assert re.search(rf"^{line}$", done.stdout, re.MULTILINE), line


@pytest.mark.parametrize("book", ["sample", "small"])
def test_review_leaks_nothing(
    programs: dict[str, Path], crm: Path, small_book: Path, book: str
) -> None:
    if shutil.which("valgrind") is None:
        pytest.skip("valgrind is not installed")
    file = crm / "sample.sqlite" if book == "sample" else small_book
    valgrind = ["valgrind", "-q", "--leak-check=full", "--error-exitcode=9"]
    done = run(*valgrind, programs["pipeline_review"], file, "erp_sales", AS_OF)
    assert done.returncode == 0, done.stderr
