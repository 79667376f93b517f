"""The shipped A/B/C/D grades against a plain program of their rules: truths as numbers, 1 yes,
0 no, ½ not known, so that `and` is the least of two and `or` the greatest."""

import calendar
import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

import sandan

AS_OF = dt.date(2026, 11, 30)
ANSWERS = {
    "fits_target": (True, False),
    "system": ("none", "packaged", "self_built"),
    "project": (
        "none",
        "selecting_soon",
        "selecting",
        "signed",
        "designing",
        "implementing",
        "live",
    ),
    "need_admitted": (True, False),
    "waiting_for": ("", "budget round", "搬迁"),
    "waiting_until": (dt.date(2026, 11, 29), AS_OF, dt.date(2027, 1, 4)),
    "urgency_felt": (True, False),
    "confident": (True, False),
    "satisfaction": ("satisfied", "dissatisfied", "very_dissatisfied"),
    "asked_repeatedly": (True, False),
    "vendor_can_fix": (True, False),
    "hopes_for_vendor": (True, False),
    "designer_left": (True, False),
    "users_tolerate": (True, False),
    "maintenance": ("ok", "hard"),
    "stated_close_on": tuple(dt.date(2026, 11, 29) + dt.timedelta(days=16 * n) for n in range(14))
    + (dt.date(2026, 12, 30), dt.date(2026, 12, 31), dt.date(2027, 2, 28), dt.date(2027, 3, 1)),
}
LATER = {"A": 1, "B": 3, "C": 6}


def records(size, null_share):
    random = np.random.default_rng([size, int(100 * null_share)])
    return {
        name: [
            None if random.random() < null_share else answers[random.integers(len(answers))]
            for _ in range(size)
        ]
        for name, answers in ANSWERS.items()
    }


def is_(column, *answers):
    return np.array([0.5 if cell is None else float(cell in answers) for cell in column])


def all_(*truths):
    return np.minimum.reduce(truths)


def rules(of):
    """Code, grade and truth of each rule, in order."""
    none, packaged, self_built = (is_(of["system"], each) for each in ANSWERS["system"])
    selecting = is_(of["project"], "selecting", "selecting_soon")
    building = is_(of["project"], "designing", "implementing")
    fits, admitted = is_(of["fits_target"], True), is_(of["need_admitted"], True)
    no_drive = np.maximum(is_(of["urgency_felt"], False), is_(of["confident"], False))
    left, satisfaction = is_(of["designer_left"], True), of["satisfaction"]
    known_not_to_fit = np.where(fits == 0, 1.0, 0.0)
    very = is_(satisfaction, "very_dissatisfied")
    cannot_fix = is_(of["vendor_can_fix"], False)
    waits = 1 - is_(of["waiting_for"], "")
    with_others = is_(of["project"], "signed", "designing", "implementing")
    yield "N1", "not_target", known_not_to_fit
    yield "A1", "A", all_(none, selecting)
    yield "A2", "A", all_(is_(of["system"], "packaged", "self_built"), selecting)
    yield "B1", "B", all_(none, admitted, waits)
    yield "B2", "B", all_(packaged, very, is_(of["asked_repeatedly"], True), cannot_fix)
    yield (
        "B3",
        "B",
        all_(self_built, is_(of["project"], "live"), left, is_(of["maintenance"], "hard")),
    )
    yield "C1", "C", all_(none, fits, admitted, no_drive)
    yield (
        "C2",
        "C",
        all_(packaged, is_(satisfaction, "dissatisfied"), is_(of["hopes_for_vendor"], True)),
    )
    yield "C3", "C", all_(self_built, 1 - left, is_(of["users_tolerate"], True))
    yield "D1", "D", all_(none, fits, 1 - admitted)
    yield "D2", "D", all_(packaged, is_(satisfaction, "satisfied"), is_(of["maintenance"], "ok"))
    yield "D3", "D", all_(is_(of["system"], "none", "packaged"), with_others)
    yield "D4", "D", all_(self_built, building)


def graded(of):
    """Grade and rule of each record; None where an earlier rule may hold or none is sure."""
    codes, grades, truths = zip(*rules(of), strict=True)
    found = []
    for column in np.array(truths).T:
        sure = np.flatnonzero(column == 1)
        end = sure[0] if sure.size else len(column)
        open_ = [place for place in range(end) if column[place] == 0.5]
        may = [*open_, end]
        may_grade = {grades[place] if place < len(grades) else "ungraded" for place in may}
        grade = may_grade.pop() if len(may_grade) == 1 else None
        found.append((grade, codes[end] if len(may) == 1 and end < len(codes) else None))
    return found


def window(stated):
    """The grade that a stated date speaks of, in calendar months from the day."""
    if stated < AS_OF:
        return "passed"
    for grade, months in LATER.items():
        year, month = divmod(AS_OF.month - 1 + months, 12)
        last = calendar.monthrange(AS_OF.year + year, month + 1)[1]
        if stated <= dt.date(AS_OF.year + year, month + 1, min(AS_OF.day, last)):
            return grade
    return "D"


def conflicts(of, grades):
    for row, grade in enumerate(grades):
        stated = of["stated_close_on"][row]
        spoken = window(stated) if stated else None
        if spoken == "passed":
            yield row, "date_has_passed"
        elif spoken and grade in ("A", "B", "C", "D") and spoken != grade:
            yield row, "stated_sooner" if spoken < grade else "stated_later"


@pytest.mark.parametrize("null_share", [0, 0.1, 0.4])
@pytest.mark.parametrize("name", ["abcd", "erp_abcd"])
def test_grades_are_those_of_the_rules(name, null_share):
    of = records(3_000, null_share)
    result = sandan.Policy.shipped(name).eval(pa.table(of), as_of=AS_OF)["results"]
    expected = graded(of)
    assert {grade for grade, _ in expected} >= {"A", "B", "C", "D", "not_target"}
    found = zip(result.column("grade"), result.column("grade_table_rule"), strict=True)
    assert list(found) == expected
    modes = {None: None, "A": "close", "B": "nurture", "C": "nurture", "D": "nurture"}
    assert result.column("mode") == [modes.get(grade, "find") for grade, _ in expected]
    told = {
        (row, code)
        for row, codes in enumerate(result.column("conflict"))
        for code in (codes or "").split(";")
        if code in ("date_has_passed", "stated_sooner", "stated_later")
    }
    assert told == set(conflicts(of, [grade for grade, _ in expected]))
