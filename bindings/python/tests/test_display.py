"""What is shown: readable, in two languages, and safe whatever stands in a CRM."""

from __future__ import annotations

import copy
import datetime
import html.parser
from collections.abc import Iterator
from typing import Any

import pytest
from small_book import AS_OF, SHORT_PROCESS

import sandan
from sandan import _display


@pytest.fixture(autouse=True)
def restore_options() -> Iterator[None]:
    saved = copy.copy(sandan.display)
    yield
    sandan.display.language = saved.language
    sandan.display.max_rows = saved.max_rows


class Reader(html.parser.HTMLParser):
    """Tags and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


OUR_TAGS = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
OUR_ATTRIBUTES = {"class", "title", "style"}

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;b&gt;",
    "</td></table>",
    "$x^2$ \\(x\\)",
    "\x1b[31mred\x1b[0m",
    "line\nbreak\ttab\rreturn",
    "\u202eevil\u202c\u2066",
    "nul\0",
    "=cmd|' /C calc'!A0",
    "\ufeffbom\u2028",
    "👨‍👩‍👧 三单",
]


def book(stage: str, label: str, identifiers: list[str]) -> sandan.History:
    document = copy.deepcopy(SHORT_PROCESS)
    document["stages"][0]["label"] = {"en": label, "zh": label}
    return sandan.Process.from_json(document).history(
        opportunities={"opportunity_id": identifiers, "team": identifiers},
        stage_events={
            "opportunity_id": identifiers,
            "stage": [stage] * len(identifiers),
            "entered_at": [datetime.date(2026, 1, 5)] * len(identifiers),
        },
        as_of=AS_OF,
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_crm_becomes_markup(text: str) -> None:
    history = book("visit", text, [text])
    for shown in (
        history.state()._repr_html_(),
        history.funnel(by="team")._repr_html_(),
        history.process.describe()._repr_html_(),
        history.process._repr_html_(),
        book(text, "Visit", ["1"]).faults()._repr_html_(),
    ):
        page = Reader(shown)
        assert page.tags <= OUR_TAGS
        assert page.attributes <= OUR_ATTRIBUTES
        assert "tex2jax_ignore" in shown
        assert all(each.isprintable() or each in "\n\u200d" for each in shown)
    assert _display.visible(text) in Reader(history.state()._repr_html_()).text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_crm_moves_the_cursor(text: str) -> None:
    shown = repr(book("visit", "Visit", [text]).state())
    assert all(each.isprintable() or each in "\n\u200d" for each in shown)
    assert len(shown.splitlines()) <= 4


def test_text_is_aligned_by_what_a_terminal_shows() -> None:
    assert _display.display_width("三单") == 4
    assert _display.display_width("e\u0301") == 1
    assert _display.display_width("ab") == 2
    assert _display.cut("三单" * 20, 9) == "三单三单…"
    assert _display.cut("short") == "short"
    lines = repr(book("visit", "Visit", ["三单", "ab"]).state()).splitlines()
    place = lines[1].index("visit") if "visit" in lines[1] else lines[1].index("stage")
    assert _display.display_width(lines[2][: lines[2].index("visit")]) == place


def test_a_table_says_what_it_shows(history: sandan.History) -> None:
    shown = repr(history.state())
    assert shown.startswith(f"sandan table 'state': 5 rows × {history.state().num_columns} columns")
    assert "opportunity_id" in shown
    assert "… and the columns" in shown
    sandan.display.max_rows = 2
    assert "… 3 more rows" in repr(history.state())
    page = Reader(history.state()._repr_html_())
    assert "3 more rows" in page.text
    assert str(history.moves()).count("sandan table") == 2


def test_labels_come_in_both_languages(history: sandan.History) -> None:
    english = history.funnel()._repr_html_()
    sandan.display.language = "zh"
    chinese = history.funnel()._repr_html_()
    assert ">Visit</td>" in english
    assert 'title="visit · 拜访"' in english
    assert ">拜访</td>" in chinese
    assert 'title="visit · Visit"' in chinese
    labels = history.funnel().labels
    for column in history.funnel().column_names:
        assert {"zh", "en"} <= set(labels.of_column(column)), column
    # Keys of the caller are columns of the facts dictionary, if they are known at all.
    assert labels.of_column("team_id") == labels.of_column("opportunities.team_id")
    assert labels.of_column("accounts.industry")["zh"]
    assert labels.of_column("column of a vendor") == {}
    assert labels.of_value("layer", "need")["zh"]
    assert history.state().labels.of_value("stage", "lost")["zh"]
    assert labels.of_value("stage", "nowhere") == labels.of_value("stage", None) == {}


def test_a_terminal_shows_the_chosen_language(history: sandan.History) -> None:
    english = repr(history.funnel())
    assert "stage" in english
    assert "visit" in english
    sandan.display.language = "zh"
    chinese = repr(history.funnel())
    assert "拜访" in chinese
    assert "阶段" in chinese
    assert "visit" not in chinese
    assert "有需求" in chinese


def test_settings_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="language is one of en, zh, not 'cn'"):
        sandan.display.language = "cn"
    with pytest.raises(AttributeError, match="did you mean language"):
        sandan.display.langauge = "zh"  # type: ignore[attr-defined]
    for wrong in (-1, 2.5, True, "10"):
        with pytest.raises((TypeError, ValueError), match="max_rows"):
            sandan.display.max_rows = wrong  # type: ignore[assignment]
    assert sandan.display.language == "en"
    assert sandan.display.max_rows == 20


def test_every_column_and_code_of_ours_has_labels(history: sandan.History) -> None:
    keys_of_the_caller: set[Any] = {"team_id"}
    process = sandan.Process.shipped("six_moves")
    tables = [
        history.state(),
        *history.moves().values(),
        *history.faults().values(),
        history.pipeline(),
        history.funnel(),
        history.outcomes(),
        history.between(("visit", "order")),
        *process.describe().values(),
        process.map_stages(sandan.Process.shipped("simple")),
    ]
    codes = ("stage", "from_stage", "move", "outcome", "layer", "mode", "phase", "stage_source",
             "origin", "mark", "action", "evidence", "kind", "reason", "won_when")  # fmt: skip
    for table in tables:
        for column in set(table.column_names) - keys_of_the_caller:
            assert {"zh", "en"} <= set(table.labels.of_column(column)), (table.name, column)
            if column in codes:
                for value in filter(None, set(table.column(column))):
                    assert table.labels.of_value(column, value), (table.name, column, value)
