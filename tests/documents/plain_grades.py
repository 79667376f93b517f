"""Grades the customers of the sample CRM by the rules of A/B/C/D, row by row and
without any library: true, false and None (not known) as Kleene joined them."""

import re

WORDS = {
    "system": ("none", "packaged", "self_built"),
    "project": (
        *("none", "selecting_soon", "selecting", "signed"),
        *("designing", "implementing", "live"),
    ),
    "satisfaction": ("satisfied", "dissatisfied", "very_dissatisfied"),
    "maintenance": ("ok", "hard"),
}
NOTHING = "无"
GRADES = ("A", "B", "C", "D")


def both(*truths):
    return False if False in truths else None if None in truths else True


def either(*truths):
    return True if True in truths else None if None in truths else False


def is_one_of(value, *texts):
    return None if value is None else value in texts


def negated(truth):
    return None if truth is None else not truth


def known(line):
    """The facts of a row of text; words that nobody defined are not known."""
    facts = {}
    for name, text in line.items():
        allowed = WORDS.get(name)
        value = {"true": True, "false": False}.get(text, text or None)
        facts[name] = None if allowed and value not in allowed else value
    return facts


def truths(line):
    """What is known of each rule of the grade, in order."""
    fact = known(line)
    system, project = fact["system"], fact["project"]
    none = is_one_of(system, "none")
    packaged = is_one_of(system, "packaged")
    self_built = is_one_of(system, "self_built")
    selecting = is_one_of(project, "selecting", "selecting_soon")
    waits = negated(is_one_of(fact["waiting_for"], NOTHING))
    no_drive = either(negated(fact["urgency_felt"]), negated(fact["confident"]))
    target, admitted = fact["fits_target"], fact["need_admitted"]
    left = fact["designer_left"]
    served = is_one_of(fact["satisfaction"], "satisfied")
    return {
        # Only what is known not to fit is no target.
        "N1": target is False,
        "A1": both(none, selecting),
        "A2": both(either(packaged, self_built), selecting),
        "B1": both(none, admitted, waits),
        "B2": both(
            packaged,
            is_one_of(fact["satisfaction"], "very_dissatisfied"),
            fact["asked_repeatedly"],
            negated(fact["vendor_can_fix"]),
        ),
        "B3": both(
            self_built, is_one_of(project, "live"), left, is_one_of(fact["maintenance"], "hard")
        ),
        "C1": both(none, target, admitted, no_drive),
        "C2": both(
            packaged, is_one_of(fact["satisfaction"], "dissatisfied"), fact["hopes_for_vendor"]
        ),
        "C3": both(self_built, negated(left), fact["users_tolerate"]),
        "D1": both(none, target, negated(admitted)),
        "D2": both(packaged, served, is_one_of(fact["maintenance"], "ok")),
        "D3": both(
            either(none, packaged), is_one_of(project, "signed", "designing", "implementing")
        ),
        "D4": both(self_built, is_one_of(project, "designing", "implementing")),
    }


def candidates(line):
    """Rules that may be the first to hold; None stands for none of them."""
    found = []
    for rule, truth in truths(line).items():
        if truth is not False:
            found.append(rule)
        if truth:
            return found
    return [*found, None]


def grade_of(rule):
    if rule is None:
        return "ungraded"
    (letter,) = re.match(r"([A-DN])\d\Z", rule).groups()
    return "not_target" if letter == "N" else letter


def grade(line):
    """The grade on which all rules that may decide agree; None when they do not."""
    grades = {grade_of(rule) for rule in candidates(line)}
    return grades.pop() if len(grades) == 1 else None
