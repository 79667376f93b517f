"""The section about decision maps, as text and on the page."""

from __future__ import annotations

import copy
import re
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from graded_book import HOSTILE
from page_reader import checked
from small_book import SHORT_PROCESS
from small_map import AS_OF, activities, tables

import sandan
from sandan import MapVocabulary
from sandan.review import Figures, compose, gather, page, text
from sandan.review.blocks import Chapter, Drawing, Grid, Remark, Section

DEALS: dict[str, list[Any]] = {
    "opportunity_id": ["O1", "O2", "O3", "O4", "O9"],
    "account_id": ["A", "A", "C", "A", "B"],
    "amount_minor": [300_000_00, 10_000_00, 900_000_00, 700_000_00, 20_000_00],
    "currency": ["CNY"] * 5,
    "created_on": [date(2026, 5, 1)] * 5,
}
EVENTS: dict[str, list[Any]] = {
    "opportunity_id": ["O1", "O2", "O3", "O4", "O4", "O9"],
    "stage": ["visit", "visit", "visit", "visit", "order", "visit"],
    "entered_at": [date(2026, 5, 2)] * 4 + [date(2026, 5, 9), date(2026, 5, 2)],
}
ACCOUNTS = {"account_id": ["A", "B"], "name": ["Acme", None]}


def book(**changed: Any) -> dict[str, pa.Table]:
    """The tables of the review; those that are None are left out."""
    given: dict[str, Any] = {**tables(), "activities": activities(), "accounts": ACCOUNTS}
    given.update(opportunities=DEALS, stage_events=EVENTS)
    given.update(changed)
    return {name: pa.table(columns) for name, columns in given.items() if columns is not None}


def figures(given: dict[str, pa.Table] | None = None, **asked: Any) -> Figures:
    given = book() if given is None else given
    read = {name: given[name] for name in ("opportunities", "stage_events")}
    history = sandan.Process.from_json(SHORT_PROCESS).history(**read, as_of=AS_OF)
    return gather(history, given, **asked)


def section(of: Figures, language: str = "en") -> Section:
    (found,) = (each for each in compose(of, language).sections if each.anchor == "maps")
    return found


def chapters(of: Figures, language: str = "en") -> list[Chapter]:
    return [each for each in section(of, language).blocks if isinstance(each, Chapter)]


def lines(chapter: Chapter) -> list[list[str]]:
    (grid,) = (each for each in chapter.blocks if isinstance(each, Grid))
    return [list(row) for row in grid.rows]


def answers(chapter: Chapter, question: str) -> list[tuple[str, str]]:
    """Findings and reasons of one question."""
    return [(row[1], row[2]) for row in lines(chapter) if row[0] == question]


@pytest.fixture(scope="module")
def made() -> Figures:
    return figures()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_is_whole_and_stands_alone(made: Figures, language: str) -> None:
    drawn = page(compose(made, language))
    checked(drawn)
    assert '<section id="maps">' in drawn
    assert drawn.count('<g class="person">') == 6
    assert drawn.count('<details class="chapter" open>') == 1
    assert drawn.count('<details class="chapter">') == 1
    assert drawn == page(compose(made, language))


def test_no_people_no_section(made: Figures) -> None:
    plain = figures(book(people=None))
    assert plain.maps is None
    assert "maps" not in [each.anchor for each in compose(plain, "en").sections]
    assert not [name for name in plain.tables() if name.startswith("map_")]
    assert "map_deals" in made.tables()


def test_largest_open_deal_of_each_customer_with_a_map(made: Figures) -> None:
    assert made.maps is not None
    shown = [(each.account, each.deal["opportunity_id"]) for each in made.maps.deals]
    assert shown == [("A", "O1"), ("B", "O9")]
    assert [each.open_deals for each in made.maps.deals] == [2, 1]
    assert [each.title for each in chapters(made)] == [
        "Acme: O1, ¥300,000 (the largest of 2 open deals)",
        "B: O9, ¥20,000",
    ]


def test_overview(made: Figures) -> None:
    (grid,) = (each for each in section(made).blocks if isinstance(each, Grid))
    first, second = grid.rows
    assert list(first[:3]) == ["Acme", "O1", "¥300.0k"]
    assert first[3] == "69.8%"
    assert first[4] == "Who decides is against (Qian)"
    assert first[5] == "Open: 0.00 (−0.88 to +0.88); leader: north"
    assert first[6] == "Qian"
    assert second[6] == "nobody to propose"


def test_findings_have_reasons(made: Figures) -> None:
    acme = chapters(made)[0]
    ((share, why),) = answers(acme, "Completeness")
    assert share == "69.8%"
    assert "people 5" in why
    assert "required roles known 5 of 5, in touch 5" in why
    assert "departments with a guide 1 of 3" in why
    assert answers(acme, "Gap 1") == [
        ("Who decides is against (Qian)", "weighs 8.5 in the vocabulary")
    ]
    assert answers(acme, "Gap …") == [("5 more", "–")]
    assert answers(acme, "Route to 王甲") == [
        ("Advance the relation with 王甲 to “Engaged”", "us → 王甲, cost 2")
    ]
    assert answers(acme, "Gatekeeper") == [
        ("王甲: Of the blocking set", "not covered: relation Known, support not known"),
        ("Qian: Of the blocking set, Can veto", "not covered: relation Engaged, support −1"),
    ]
    assert answers(acme, "Smallest set that blocks signing") == [
        ("2 people", "covered 0, not known 0; people who decide 2")
    ]
    ((verdict, why),) = answers(acme, "Verdict")
    assert verdict.startswith("Open: 0.00")
    assert "support known of 1 of 2 who decide" in why
    assert answers(acme, "Win over 2") == [
        (
            "王甲, next: Engaged",
            "would raise the verdict by +1.25 at an effort of 8; now Known, support not known",
        )
    ]
    assert answers(acme, "Contested") == [("Qian: Them ahead", "us Engaged, −1; north Trust, +2")]
    assert answers(acme, "Overdue contact") == [
        ("Li & Co: 60 days overdue", "last contact 2026-04-01; every 30 days at “Trust”")
    ]


def test_findings_in_chinese(made: Figures) -> None:
    acme = chapters(made, "zh")[0]
    assert acme.title == "Acme：O1，¥300,000（2 个进行中商机里最大的）"
    told = {row[0] for row in lines(acme)}
    assert {"完整度", "缺口 1", "通往 王甲 的路径", "绕不开的人", "结论预测", "不予建议"} <= told
    assert answers(acme, "逾期未联系")[0][0] == "Li & Co：逾期 60 天"
    assert answers(acme, "争夺中的人")[0][0] == "Qian：对方占优"


def test_people_left_out_of_proposals_are_only_counted(made: Figures) -> None:
    acme, other = chapters(made)
    assert answers(acme, "Left out of proposals") == [("1 person", "Contact not allowed")]
    assert answers(other, "Left out of proposals") == [("1 person", "Contact not allowed")]
    assert answers(other, "Whom to win over next") == [("nobody to propose", "–")]
    findings = "\n".join(" ".join(row[1:]) for row in lines(other))
    for question in ("Route to 孙己", "Overdue contact", "Whom to win over next"):
        assert all("孙己" not in found for found, _ in answers(other, question))
    assert "Contact not allowed" in findings


def test_next_steps_of_every_kind() -> None:
    given = tables()
    given["people"]["roles"] = [None, "designer", "initiator;user", None, "decider", None]
    given["people"]["contact_allowed"] = [True] * 6
    given["people"]["decides"] = [None] * 6
    given["people"]["authority_minor"] = [None] * 6
    acme = chapters(figures(book(**given)))[0]
    assert answers(acme, "Route to 5") == [
        ("Approach 5 directly", "no way leads there from the people we hold")
    ]
    given["relations"] = {name: [] for name in given["relations"]}
    given["people"]["roles"] = ["decider", None, None, None, None, None]
    given["stances"]["relation_stage"][0] = None
    given["relations"] = {
        "account_id": ["A"],
        "from_id": ["2"],
        "to_id": ["1"],
        "kind": ["introduces"],
        "weight": [1.0],
    }
    acme = chapters(figures(book(**given)))[0]
    assert answers(acme, "Route to 王甲") == [
        (
            "Ask Li & Co for an introduction to 王甲 (Introduces)",
            "us → Li & Co → 王甲, cost 3.5",
        )
    ]
    given["people"]["roles"] = [None] * 6
    acme = chapters(figures(book(**given)))[0]
    assert answers(acme, "Route to who decides") == [("nobody is known to decide", "–")]
    assert answers(acme, "Verdict") == [("nobody is known to decide", "–")]
    assert answers(acme, "Smallest set that blocks signing") == [("nobody is known to decide", "–")]


def test_contacts_that_say_no_person(made: Figures) -> None:
    unsaid = activities()
    del unsaid["person_id"]
    for given in (book(activities=None), book(activities=unsaid)):
        found = answers(chapters(figures(given))[0], "Overdue contact")
        assert found == [("not known: activities do not say with whom they were", "–")]
    assert answers(chapters(made)[1], "Overdue contact") == [("none", "–")]


def test_maps_are_of_the_day_of_the_review() -> None:
    given = book()
    history = sandan.Process.from_json(SHORT_PROCESS).history(
        opportunities=given["opportunities"],
        stage_events=given["stage_events"],
        as_of="2026-05-20",
    )
    early = gather(history, given)
    assert early.maps is not None
    assert early.maps.as_of == "2026-05-20"
    (ours,) = (row for row in early.maps.deals[0].answers["verdicts"] if row["vendor"] == "@us")
    assert ours["voters_known"] == 0


def test_faults_are_counted() -> None:
    wrong = tables()
    wrong["stances"]["support"][1] = 9
    blocks = section(figures(book(**wrong))).blocks
    (remark,) = (each.text for each in blocks if isinstance(each, Remark))
    assert remark == "Faulty rows in the tables of decision maps: Support outside -2 to 2 1."


def test_no_open_deal_has_a_map() -> None:
    given = book(opportunities={**DEALS, "account_id": ["C"] * 5})
    blocks = section(figures(given)).blocks
    assert [each.text for each in blocks if isinstance(each, Remark)] == [
        "Decision maps: 2; none of a customer with an open deal."
    ]
    without = {name: values for name, values in DEALS.items() if name != "account_id"}
    assert chapters(figures(book(opportunities=without))) == []


def test_a_map_too_large_for_a_picture() -> None:
    n = 301
    people = {"person_id": [str(each) for each in range(n)], "account_id": ["A"] * n}
    made = figures(book(people=people, relations=None, stances=None, departments=None, points=None))
    (chapter,) = chapters(made)
    assert not [each for each in chapter.blocks if isinstance(each, Drawing)]
    (remark,) = (each.text for each in chapter.blocks if isinstance(each, Remark))
    assert "301 people" in remark
    assert answers(chapter, "Completeness")
    checked(page(compose(made, "en")))


def test_ten_deals_at_most() -> None:
    n = 14
    accounts = [f"c{each:02}" for each in range(n)]
    people = {"person_id": accounts, "account_id": accounts}
    deals = {
        "opportunity_id": [f"o{each:02}" for each in range(n)],
        "account_id": accounts,
        "amount_minor": [(each * 7 % n + 1) * 100 for each in range(n)],
        "currency": ["CNY"] * n,
    }
    events = {
        "opportunity_id": deals["opportunity_id"],
        "stage": ["visit"] * n,
        "entered_at": [date(2026, 5, 2)] * n,
    }
    bare = dict.fromkeys(("relations", "stances", "departments", "points", "accounts"))
    made = figures(book(people=people, opportunities=deals, stage_events=events, **bare))
    assert made.maps is not None
    amounts = [each.deal["amount_minor"] for each in made.maps.deals]
    assert amounts == sorted(deals["amount_minor"], reverse=True)[:10]
    assert made.maps.maps == n


def test_another_vocabulary() -> None:
    document = MapVocabulary.shipped("standard").to_dict()
    document = copy.deepcopy(document)
    document["levels"][2]["label"] = {"en": "Board", "zh": "董事会"}
    own = figures(vocabulary=MapVocabulary(document))
    assert ">Board</text>" in page(compose(own, "en"))


def test_hostile_names() -> None:
    given = tables()
    given["people"]["name"] = [HOSTILE] * 5 + [None]
    given["departments"]["name"] = [HOSTILE] * 3
    given["stances"]["vendor"] = ["@us", "@us", "@us", "@us", "@us", HOSTILE, HOSTILE, "@us"]
    given["points"]["vendor"] = ["@us", HOSTILE]
    hostile = figures(book(**given, accounts={"account_id": ["A"], "name": [HOSTILE]}))
    drawn = page(compose(hostile, "zh"))
    checked(drawn)
    assert "<img" not in drawn
    shown = text(compose(hostile, "en"))
    assert "\x1b" not in shown


def test_text_tells_the_findings(made: Figures) -> None:
    shown = text(compose(made, "en"))
    assert "■ Decision maps" in shown
    assert "Acme: O1, ¥300,000 (the largest of 2 open deals)" in shown
    assert "Route to 王甲" in shown
    assert "<svg" not in shown
    narrow = text(compose(made, "zh"), width=60)
    assert "决策组织图" in narrow


def test_tables_for_programs(made: Figures) -> None:
    given = made.tables()
    assert [row["opportunity_id"] for row in given["map_deals"]] == ["O1", "O9"]
    assert {row["account_id"] for row in given["map_coverage_gaps"]} == {"A", "B"}
    told = str({name: rows for name, rows in given.items() if name.startswith("map_")})
    assert not re.search("王甲|Qian|孙己", told)
