"""What a customer's map says, question by question: what was found, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.review.formats import NOTHING, count, percent
from sandan.review.map_figures import DealMap, MapFigures, Row
from sandan.review.map_terms import MapTerms, plain, signed
from sandan.review.phrasing import Phrasing, date

_LISTED = 3
_OURS = "@us"
#: Question, finding, reason.
Line = list[str]


def findings(phrasing: Phrasing, figures: MapFigures, deal: DealMap, terms: MapTerms) -> list[Line]:
    """All lines about one map."""
    return [
        _completeness(phrasing, deal),
        *_gaps(phrasing, deal, terms),
        *_routes(phrasing, deal, terms),
        *_gatekeepers(phrasing, deal, terms),
        _blocking(phrasing, deal),
        _verdict(phrasing, deal, terms),
        *_win_over(phrasing, deal, terms),
        *_contested(phrasing, deal, terms),
        *_overdue(phrasing, figures, deal, terms),
        *_withheld(phrasing, deal, terms),
    ]


def _more(phrasing: Phrasing, question: str, total: int, shown: int) -> list[Line]:
    if total <= shown:
        return []
    return [[question, phrasing.words("map_more", n=count(total - shown)), NOTHING]]


# ---- coverage --------------------------------------------------------------


def _completeness(phrasing: Phrasing, deal: DealMap) -> Line:
    words = phrasing.words
    (whole,) = deal.answers["completeness"]
    reason = words(
        "map_completeness_reason",
        people=count(whole["people"]),
        profiles=percent(whole["profile_share"]),
        required=count(whole["roles_required"]),
        filled=count(whole["roles_filled"]),
        in_touch=count(whole["roles_in_touch"]),
        departments=count(whole["departments"]),
        guided=count(whole["departments_with_guide"]),
    )
    return [words("map_completeness"), percent(whole["completeness"]), reason]


def gap(row: Row, terms: MapTerms) -> str:
    """A gap, and whom or what it concerns."""
    told = terms.code("gap", row["gap"])
    concerned = [
        terms.code(column, row[column]) for column in ("role", "level", "decision") if row[column]
    ]
    if row["person_id"] is not None:
        concerned.append(terms.person(row["person_id"]))
    if row["department_id"] is not None:
        concerned.append(terms.department(row["department_id"]))
    return f"{told} ({', '.join(concerned)})" if concerned else told


def _gaps(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> list[Line]:
    words, rows = phrasing.words, deal.answers["coverage_gaps"]
    if not rows:
        return [[words("map_first_gap"), words("map_no_gap"), NOTHING]]
    lines = [
        [
            words("map_gap", n=count(row["rank"])),
            gap(row, terms),
            words("map_gap_reason", weight=plain(row["consequence"])),
        ]
        for row in rows[:_LISTED]
    ]
    return lines + _more(phrasing, words("map_gap", n="…"), len(rows), len(lines))


# ---- routes and gatekeepers ------------------------------------------------


def _routes(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> list[Line]:
    words, rows = phrasing.words, deal.answers["routes"]
    if not rows:
        return [[words("map_route_unknown"), words("map_no_decider"), NOTHING]]
    lines = [
        [
            words("map_route", name=terms.person(row["target_id"])),
            _next_step(phrasing, row, terms),
            _path(phrasing, deal, row, terms),
        ]
        for row in rows[:_LISTED]
    ]
    return lines + _more(phrasing, words("map_route_unknown"), len(rows), len(lines))


def _next_step(phrasing: Phrasing, row: Row, terms: MapTerms) -> str:
    words, step = phrasing.words, row["next_step"]
    if step == "introduce":
        return words(
            "map_introduce",
            person=terms.person(row["next_from_id"]),
            other=terms.person(row["next_to_id"]),
            relation=terms.code("next_relation", row["next_relation"]),
        )
    if step == "advance":
        return words(
            "map_advance",
            person=terms.person(row["next_from_id"]),
            stage=terms.code("next_stage", row["next_stage"]),
        )
    if step == "approach":
        return words("map_approach", person=terms.person(row["target_id"]))
    return words("map_reached")


def _path(phrasing: Phrasing, deal: DealMap, row: Row, terms: MapTerms) -> str:
    words = phrasing.words
    if row["route"] is None:
        return words("map_no_path")
    steps = [
        step
        for step in deal.answers["route_steps"]
        if (step["target_id"], step["route"]) == (row["target_id"], row["route"])
    ]
    steps.sort(key=lambda step: step["step"])
    people = [terms.person(step["to_id"]) for step in steps]
    path = " → ".join([words("map_us"), *people])
    return words("map_path", path=path, cost=plain(row["cost"]))


def _gatekeepers(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> list[Line]:
    words = phrasing.words
    kinds: dict[Any, list[str]] = {}
    rows: dict[Any, Row] = {}
    for row in deal.answers["gatekeepers"]:
        told = terms.code("kind", row["kind"])
        if row["target_id"] is not None:
            told = words("map_on_route_to", name=terms.person(row["target_id"]))
        kinds.setdefault(row["person_id"], []).append(told)
        rows.setdefault(row["person_id"], row)
    question = words("map_gatekeeper")
    mark = "、" if phrasing.language == "zh" else ", "
    lines = [
        [
            question,
            words("map_gatekeeper_of", name=terms.person(person), kinds=mark.join(kinds[person])),
            words(
                "map_standing",
                covered=_covered(phrasing, row["covered"]),
                stage=terms.code("relation_stage", row["relation_stage"]),
                support=terms.support(row["support"]),
            ),
        ]
        for person, row in list(rows.items())[: 2 * _LISTED]
    ]
    if not lines:
        return [[question, words("none_here"), NOTHING]]
    return lines + _more(phrasing, question, len(rows), len(lines))


def _covered(phrasing: Phrasing, covered: bool | None) -> str:
    if covered is None:
        return phrasing.words("map_covered_unknown")
    return phrasing.words("map_covered" if covered else "map_not_covered")


def _blocking(phrasing: Phrasing, deal: DealMap) -> Line:
    words = phrasing.words
    question = words("map_blocking")
    rows = deal.answers["blocking_sets"]
    if not rows or rows[0]["size"] is None:
        known = rows and rows[0]["signers"]
        return [question, words("map_no_blocking" if known else "map_no_decider"), NOTHING]
    (row,) = rows
    reason = words(
        "map_blocking_reason",
        covered=count(row["covered"]),
        open=count(row["open"]),
        signers=count(row["signers"]),
    )
    return [question, words("map_blocking_size", n=count(row["size"])), reason]


# ---- verdict ---------------------------------------------------------------


def verdict(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> str:
    """Our verdict with its interval, and who leads."""
    words = phrasing.words
    row = _ours(deal)
    if row is None or row["verdict"] is None:
        return words("map_no_decider")
    leaders = [each["vendor"] for each in deal.answers["verdicts"] if each["leads"]]
    return words(
        "map_verdict_is",
        state=terms.code("state", row["state"]),
        verdict=signed(row["verdict"]),
        low=signed(row["low"]),
        high=signed(row["high"]),
        leader=terms.vendor(leaders[0]) if leaders else words("map_nobody_leads"),
    )


def _ours(deal: DealMap) -> Mapping[str, Any] | None:
    return next((row for row in deal.answers["verdicts"] if row["vendor"] == _OURS), None)


def _verdict(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> Line:
    words, row = phrasing.words, _ours(deal)
    reason = NOTHING
    if row is not None and row["verdict"] is not None:
        reason = words(
            "map_verdict_reason", known=count(row["voters_known"]), voters=count(row["voters"])
        )
    return [words("map_verdict"), verdict(phrasing, deal, terms), reason]


def _win_over(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> list[Line]:
    words, rows = phrasing.words, deal.answers["win_over"][:_LISTED]
    if not rows:
        return [[words("map_next"), words("map_no_win"), NOTHING]]
    return [
        [
            words("map_win", n=count(row["rank"])),
            words(
                "map_win_last" if row["next_stage"] is None else "map_win_to",
                name=terms.person(row["person_id"]),
                stage=terms.code("next_stage", row["next_stage"]),
            ),
            words(
                "map_win_reason",
                gain=signed(row["gain_won"]),
                effort=plain(row["effort"]),
                stage=terms.code("relation_stage", row["relation_stage"]),
                support=terms.support(row["support"]),
            ),
        ]
        for row in rows
    ]


# ---- rivals, contacts, who is left out -------------------------------------


def _contested(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> list[Line]:
    """The contested people with the greatest pull on the verdict."""
    words = phrasing.words
    rows = sorted(deal.answers["contested"], key=lambda row: -(row["pull"] or 0.0))
    question = words("map_contested")
    lines = [
        [
            question,
            words(
                "map_contested_lead" if row["lead"] in ("us", "them") else "map_contested_level",
                name=terms.person(row["person_id"]),
                lead=terms.code("lead", row["lead"]),
            ),
            words(
                "map_contested_reason",
                our_stage=terms.code("our_stage", row["our_stage"]),
                our_support=terms.support(row["our_support"]),
                vendor=terms.vendor(row["vendor"]),
                their_stage=terms.code("their_stage", row["their_stage"]),
                their_support=terms.support(row["their_support"]),
            ),
        ]
        for row in rows[:_LISTED]
    ]
    if not lines:
        return [[question, words("none_here"), NOTHING]]
    return lines + _more(phrasing, question, len(rows), len(lines))


def _overdue(phrasing: Phrasing, figures: MapFigures, deal: DealMap, terms: MapTerms) -> list[Line]:
    words = phrasing.words
    question = words("map_overdue")
    if not figures.knows_contacts:
        return [[question, words("map_contacts_unknown"), NOTHING]]
    rows = deal.answers["next_contacts"]
    lines = [
        [
            question,
            words(
                "map_overdue_by",
                name=terms.person(row["person_id"]),
                n=count(row["overdue_days"]),
            ),
            words(
                "map_overdue_reason",
                day=date(row["last_contact_on"]),
                cadence=count(row["cadence_days"]),
                stage=terms.code("relation_stage", row["relation_stage"]),
            ),
        ]
        for row in rows[:_LISTED]
    ]
    if not lines:
        return [[question, words("none_here"), NOTHING]]
    return lines + _more(phrasing, question, len(rows), len(lines))


def _withheld(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> list[Line]:
    """How many people are left out of proposals, and why; never who."""
    words = phrasing.words
    return [
        [
            words("map_withheld"),
            words("map_withheld_n", n=count(row["people"])),
            terms.code("reason", row["reason"]),
        ]
        for row in deal.answers["withheld"]
    ]
