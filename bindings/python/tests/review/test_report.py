"""The review as text and as a page."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import sandan
from sandan.review import compose, gather, page, text

HOSTILE = "<script>alert('x')</script>&\"'"
PROCESS: dict[str, Any] = {
    "sandan": "process/1",
    "code": "short",
    "label": {"en": "Short", "zh": "短流程"},
    "moves": {"skip": False},
    "stages": [
        {"code": "visit", "label": {"en": "Visit", "zh": "拜访"}, "layer": "need"},
        {"code": "offer", "label": {"en": f"Offer {HOSTILE}", "zh": "报价"}, "layer": "quoted"},
        {
            "code": "order",
            "label": {"en": "Order", "zh": "签约"},
            "layer": "ordered",
            "outcome": "won",
            "won_when": "entered",
        },
    ],
}


def book(currencies: tuple[str | None, ...] = ("CNY",)) -> dict[str, pa.Table]:
    """90 deals: a third won, a third lost, a third open; one event of no deal."""
    days = [date(2026, 1, 1 + i % 28) for i in range(90)]
    ids = [f"D{i:03d}" for i in range(90)]
    deals = pa.table(
        {
            "opportunity_id": ids,
            "account_id": [f"K{i % 7}" for i in range(90)],
            "owner_id": [f"R{i % 4}" for i in range(90)],
            "team_id": ["north", "south"] * 45,
            "amount_minor": pa.array(
                [None if i % 10 == 0 else 1_000_00 * (i + 1) for i in range(90)]
            ),
            "currency": [currencies[i % len(currencies)] for i in range(90)],
            "created_on": days,
            "closed_on": pa.array(
                [None if i % 3 == 2 else date(2026, 4, 1 + i % 28) for i in range(90)]
            ),
            "expected_close_on": [date(2026, 3, 1)] * 90,
        }
    )
    events: dict[str, list[Any]] = {"opportunity_id": [], "stage": [], "entered_at": []}
    for i, deal in enumerate(ids):
        path = [("visit", days[i]), ("offer", date(2026, 2, 1 + i % 28))]
        path += [[("order", date(2026, 4, 1 + i % 28))], [("lost", date(2026, 4, 1 + i % 28))], []][
            i % 3
        ]
        if i == 0:
            del path[1]
        for stage, day in path:
            events["opportunity_id"].append(deal)
            events["stage"].append(stage)
            events["entered_at"].append(day)
    events["opportunity_id"].append(HOSTILE)
    events["stage"].append("visit")
    events["entered_at"].append(date(2026, 1, 1))
    accounts = pa.table(
        {"account_id": [f"K{i}" for i in range(7)], "name": [f"{HOSTILE}{i}" for i in range(7)]}
    )
    return {"opportunities": deals, "stage_events": pa.table(events), "accounts": accounts}


def report(language: str = "en", currencies: tuple[str | None, ...] = ("CNY",)) -> Any:
    tables = book(currencies)
    history = sandan.Process(PROCESS).history(**tables, as_of="2026-06-30")
    return compose(gather(history, tables, by=["team_id"], min_n=10), language)


def test_one_is_not_many() -> None:
    """English counts agree with their number."""
    tables = {
        "opportunities": pa.table(
            {"opportunity_id": ["A"], "amount_minor": [100], "currency": ["CNY"]}
        ),
        "stage_events": pa.table(
            {"opportunity_id": ["A"], "stage": ["order"], "entered_at": [date(2026, 1, 1)]}
        ),
    }
    history = sandan.Process(PROCESS).history(**tables, as_of="2026-06-30")
    said = text(compose(gather(history, tables, min_n=1), "en"))
    assert "1 deal, 1 stage event" in said
    assert "1 deal won" in said
    assert not re.search(r"\b1 (deals|rows|events|moves|days|stage events)\b", said)
    assert "90 deals, " in text(report())
    assert "90 个商机，" in text(report("zh"))


def test_faulty_rows_name_short_files() -> None:
    tables = book()

    def faulty(files: dict[str, str]) -> str:
        history = sandan.Process(PROCESS).history(**tables, as_of="2026-06-30")
        return text(
            compose(gather(history, tables, place=lambda table, row: (files[table], row)), "en")
        )

    shown = faulty({"stage_events": "/long/way/to/events.csv"})
    assert "events.csv: " in shown
    assert "/long/way" not in shown
    assert "sqlite:/a/crm.db?log: " in faulty({"stage_events": "sqlite:/a/crm.db?log"})


class Reader(HTMLParser):
    """Collects tags and what could reach out of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            if name in ("href", "src", "xlink:href", "action", "data", "srcset"):
                self.links.append(value or "")
            assert not name.startswith("on"), f"{tag} has {name}"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_stands_alone(language: str) -> None:
    drawn = page(report(language))
    reader = Reader()
    reader.feed(drawn)
    assert "script" not in reader.tags
    assert reader.links
    assert all(link.startswith("#") for link in reader.links)
    for address in re.findall(r"https?://[^\"' <]+", drawn):
        assert address.startswith("http://www.w3.org/"), address  # names of XML, not fetched
    assert "url(http" not in drawn
    assert "@import" not in drawn
    assert drawn.count("<svg") >= 4
    ids = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))
    assert f'lang="{language}"' in drawn


def test_page_escapes_every_text() -> None:
    drawn = page(report())
    assert HOSTILE not in drawn
    assert "<script" not in drawn
    assert "&lt;script&gt;alert" in drawn


def test_naughty_labels(shared: Path) -> None:
    """Any text can be a label: the page shows it and stays a page."""
    naughty = json.loads((shared / "robustness/blns/blns.json").read_text("utf-8"))
    labels = [label for label in naughty if label and "\x00" not in label]
    deals = pa.table({"opportunity_id": ["A"], "created_on": [date(2026, 1, 1)]})
    for start in range(0, len(labels), 60):
        stages = [
            {"code": f"s{number}", "label": {"en": label}}
            for number, label in enumerate(labels[start : start + 60])
        ]
        document = {
            "sandan": "process/1",
            "code": "naughty",
            "label": {"en": labels[start]},
            "stages": stages,
        }
        events = pa.table(
            {
                "opportunity_id": ["A"] * len(stages),
                "stage": [stage["code"] for stage in stages],
                "entered_at": [date(2026, 1, 1 + i % 28) for i in range(len(stages))],
                "seq": list(range(len(stages))),
            }
        )
        tables = {"opportunities": deals, "stage_events": events}
        history = sandan.Process(document).history(**tables, as_of="2026-06-30")
        made = compose(gather(history, tables), "en")
        assert text(made)
        drawn = page(made)
        reader = Reader()
        reader.feed(drawn)
        assert "script" not in reader.tags
        assert "img" not in reader.tags
        assert all(link.startswith("#") for link in reader.links)


def test_same_book_same_page() -> None:
    assert page(report()) == page(report())


def test_figures_stand_with_what_they_rest_on() -> None:
    made = text(report())
    assert "50.0%" in made
    assert re.search(r"60 decided, \d\d\.\d–\d\d\.\d%", made)
    assert "interval" in made.lower()


def test_insufficient_is_said() -> None:
    tables = book()
    history = sandan.Process(PROCESS).history(**tables, as_of="2026-06-30")
    made = text(compose(gather(history, tables, min_n=1_000), "en"))
    assert "insufficient" in made
    assert "50.0%" not in made.split("Outcomes")[1].split("Moves")[0]
    assert "样本不足" in text(compose(gather(history, tables, min_n=1_000), "zh"))


def test_sections() -> None:
    made = text(report())
    for words in (
        "Pipeline",
        "Funnel",
        "Outcomes",
        "Moves",
        "Oldest open deals",
        "Slips and overdue",
        "Data faults",
        "By funnel layer",
        "Illegal moves",
        "Unknown opportunity",
    ):
        assert words in made, words


def test_several_currencies_are_never_added() -> None:
    made = report("en", ("CNY", "USD", None))
    shown = text(made)
    assert "¥" in shown
    assert "$" in shown
    rates = [tile for tile in made.tiles if tile.label == "Win rate"]
    assert len(rates) == 1
    assert rates[0].value == "50.0%"
    page(made)


def test_chinese() -> None:
    made = text(report("zh"))
    for words in ("商机回顾", "短流程", "拜访", "报价/送样", "转化率", "赢单率", "商机不存在"):
        assert words in made, words


def test_empty_book() -> None:
    tables = {
        "opportunities": pa.table({"opportunity_id": pa.array([], pa.string())}),
    }
    history = sandan.Process(PROCESS).history(**tables, as_of="2026-06-30")
    made = compose(gather(history, tables), "en")
    assert text(made)
    assert page(made)


def test_command(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from sandan.cli.main import run

    tables = book()
    for name, table in tables.items():
        rows = table.to_pylist()
        (tmp_path / f"{name}.jsonl").write_text(
            "\n".join(json.dumps(row, default=str) for row in rows), encoding="utf-8"
        )
    (tmp_path / "process.json").write_text(json.dumps(PROCESS), encoding="utf-8")
    options = [
        *("review", "--process", str(tmp_path / "process.json"), "--by", "team_id"),
        *(f"--{name}={tmp_path}/{name}.jsonl" for name in tables),
    ]
    assert run(options) == 0
    assert "Pipeline review" in capsys.readouterr().out
    target = tmp_path / "review.html"
    assert run([*options, "--html", str(target), "--lang", "zh"]) == 0
    assert "商机回顾" in target.read_text("utf-8")
    assert capsys.readouterr().out == ""

    assert run([*options, "--format", "json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["outcomes"][0]["won"] == 30
    assert run([*options, "--format", "csv", "--table", "fault_counts"]) == 0
    assert "unknown_opportunity" in capsys.readouterr().out
    assert run([*options, "--format", "csv"]) == 2
    assert run([*options, "--format", "json", "--table", "nosuch"]) == 2
