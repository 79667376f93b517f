"""Reads a process document the way the library must, slowly and plainly.

A second, independent reading of the rules: the first fault is reported as a
JSON pointer and a stable word. The cases under cases/ are held against it,
and the library's own reader against the cases.
"""

import json

MAX_STAGES = 64
MAX_ITEMS = 200
MAX_FACTS = 1000


class Refused(Exception):
    def __init__(self, where, detail):
        super().__init__(f"{detail} at {where!r}")
        self.where = where
        self.detail = detail


class Duplicates(list):
    """Members of an object in which one occurs twice."""


def parse(text):
    def members(pairs):
        names = [name for name, _ in pairs]
        return dict(pairs) if len(set(names)) == len(names) else Duplicates(pairs)

    document = json.loads(text, object_pairs_hook=members)
    refuse_duplicates(document, "")
    return document


def refuse_duplicates(value, where):
    if isinstance(value, Duplicates):
        names = [name for name, _ in value]
        repeated = next(name for place, name in enumerate(names) if name in names[:place])
        raise Refused(child(where, repeated), "duplicate_member")
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for token, item in children:
        refuse_duplicates(item, child(where, token))


def child(where, token):
    return where + "/" + str(token).replace("~", "~0").replace("/", "~1")


def members_of(value, where, known):
    """The members that are there; null counts as absent."""
    if not isinstance(value, dict):
        raise Refused(where, "not_object")
    for name in value:
        if name not in known and not name.startswith("x_"):
            raise Refused(child(where, name), "unknown_field")
    return {name: item for name, item in value.items() if item is not None}


def required(members, name, where):
    if name not in members:
        raise Refused(where, "missing_field")
    return members[name]


def read_text(value, where):
    if not isinstance(value, str):
        raise Refused(where, "not_text")
    return value


def read_code(value, where):
    code = read_text(value, where)
    if not code:
        raise Refused(where, "empty")
    if len(code.encode()) > 64:
        raise Refused(where, "too_long")
    if any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in code):
        raise Refused(where, "control_character")
    return code


def read_label(value, where):
    if not isinstance(value, dict):
        raise Refused(where, "not_labels")
    for language, text in value.items():
        place = child(where, language)
        if not 1 <= len(language.encode()) <= 35:
            raise Refused(place, "not_a_language")
        if not read_text(text, place):
            raise Refused(place, "empty")
        if len(text.encode()) > 1000:
            raise Refused(place, "too_long")
    if not value:
        raise Refused(where, "empty")


def read_choice(members, name, where, choices, default=None):
    if name not in members:
        return default
    value = read_text(members[name], child(where, name))
    if value not in choices:
        raise Refused(child(where, name), "unknown_value")
    return value


def read_array(value, where, most=None):
    if not isinstance(value, list):
        raise Refused(where, "not_array")
    if most is not None and len(value) > most:
        raise Refused(where, "too_many")
    return value


def read_number(members, name, where, most, whole):
    if name not in members:
        return
    value, place = members[name], child(where, name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Refused(place, "not_integer" if whole else "not_number")
    if whole and value != int(value):
        raise Refused(place, "not_integer")
    if not 0 <= value <= most:
        raise Refused(place, "out_of_range")


def read_item(value, where, more=()):
    members = members_of(value, where, ("code", "label", "origin", *more))
    code = read_code(required(members, "code", where), child(where, "code"))
    read_label(required(members, "label", where), child(where, "label"))
    read_choice(members, "origin", where, ("source", "sandan"))
    return code, members


def read_distinct(value, where, more=()):
    """Items of a list whose codes differ: (place, members) of each."""
    seen, items = set(), []
    for number, item in enumerate(read_array(value, where, MAX_ITEMS)):
        place = child(where, number)
        code, members = read_item(item, place, more)
        if code in seen:
            raise Refused(child(place, "code"), "duplicate_code")
        seen.add(code)
        items.append((place, members))
    return items


def read_mark(value, where):
    code, members = read_item(value, where, ("condition",))
    where = child(where, "condition")
    if "condition" not in members:
        return code, where, None
    if not read_text(members["condition"], where):
        raise Refused(where, "empty")
    return code, where, members["condition"]


FACT_MEMBERS = ("code", "label", "origin", "type", "values", "null", "whole")


def read_values(members, where):
    if "values" not in members:
        return
    where = child(where, "values")
    texts = []
    for index, each in enumerate(read_array(members["values"], where)):
        if read_text(each, child(where, index)) in texts:
            raise Refused(child(where, index), "duplicate_value")
        texts.append(each)
    if not texts:
        raise Refused(where, "empty")


def read_facts(value, where):
    seen = {"as_of"}
    for number, item in enumerate(read_array(value, where, MAX_FACTS)):
        place = child(where, number)
        members = members_of(item, place, FACT_MEMBERS)
        code = read_code(required(members, "code", place), child(place, "code"))
        if "label" in members:
            read_label(members["label"], child(place, "label"))
        read_choice(members, "origin", place, ("source", "sandan"))
        required(members, "type", place)
        kind = read_choice(members, "type", place, ("bool", "number", "text", "date", "duration"))
        read_choice(members, "null", place, ("unknown", "none", "not_yet"))
        if "values" in members and kind != "text":
            raise Refused(child(place, "values"), "contradiction")
        read_values(members, place)
        whole = members.get("whole", False)
        if not isinstance(whole, bool):
            raise Refused(child(place, "whole"), "not_boolean")
        if whole and kind != "number":
            raise Refused(child(place, "whole"), "contradiction")
        if code in seen:
            raise Refused(child(place, "code"), "duplicate_code")
        seen.add(code)


STAGE_MEMBERS = (
    "mode",
    "phase",
    "layer",
    "outcome",
    "won_when",
    "expected_days",
    "default_probability",
    "start_mark",
    "end_mark",
    "evidence",
    "actions",
)


def read_stage(value, where):
    code, members = read_item(value, where, STAGE_MEMBERS)
    read_choice(members, "mode", where, ("find", "nurture", "close", "service"))
    read_choice(members, "phase", where, ("before", "after"))
    read_choice(members, "layer", where, ("need", "candidate", "quoted", "ordered"))
    outcome = read_choice(members, "outcome", where, ("open", "won", "lost", "cancelled"), "open")
    won_when = read_choice(members, "won_when", where, ("entered", "end_mark"))
    if won_when and (
        outcome in ("lost", "cancelled") or (outcome == "won" and won_when == "end_mark")
    ):
        raise Refused(child(where, "won_when"), "contradiction")
    read_number(members, "expected_days", where, 36500, whole=True)
    read_number(members, "default_probability", where, 1, whole=False)
    marks = [
        read_mark(members[name], child(where, name))
        for name in ("start_mark", "end_mark")
        if name in members
    ]
    read_distinct(members.get("evidence", []), child(where, "evidence"))
    wanted = []
    for place, action in read_distinct(
        members.get("actions", []), child(where, "actions"), ("satisfies",)
    ):
        place = child(place, "satisfies")
        for number, mark in enumerate(read_array(action.get("satisfies", []), place, MAX_ITEMS)):
            wanted.append((child(place, number), read_code(mark, child(place, number))))
    return {
        "code": code,
        "outcome": outcome,
        "wins": bool(won_when) or outcome == "won",
        "marks": marks,
        "wanted": wanted,
    }


def read_stages(value, where):
    listed = read_array(value, where)
    if not listed:
        raise Refused(where, "empty")
    if len(listed) > MAX_STAGES:
        raise Refused(where, "too_many_stages")
    stages, conditions = [], {}
    for number, item in enumerate(listed):
        stage = read_stage(item, child(where, number))
        for mark, place, condition in stage["marks"]:
            if condition and conditions.setdefault(mark, condition) != condition:
                raise Refused(place, "contradiction")
        if any(stage["code"] == other["code"] for other in stages):
            raise Refused(child(child(where, number), "code"), "duplicate_code")
        stages.append(stage)
    winning = [number for number, stage in enumerate(stages) if stage["wins"]]
    if len(winning) > 1:
        raise Refused(child(where, winning[1]), "two_winning_stages")
    marks = {mark for stage in stages for mark, _, _ in stage["marks"]}
    for place, mark in (wanted for stage in stages for wanted in stage["wanted"]):
        if mark not in marks:
            raise Refused(place, "unknown_mark")
    codes = [stage["code"] for stage in stages]
    for end in ("lost", "cancelled"):
        if end not in codes and all(stage["outcome"] != end for stage in stages):
            codes.append(end)
    if len(codes) > MAX_STAGES:
        raise Refused(where, "too_many_stages")
    if all(stage["outcome"] in ("lost", "cancelled") for stage in stages):
        raise Refused(where, "no_line")
    return codes


def read_moves(value, where, codes):
    members = members_of(value, where, ("skip", "back", "reopen", "forbidden"))
    for name in ("skip", "back", "reopen"):
        if not isinstance(members.get(name, True), bool):
            raise Refused(child(where, name), "not_boolean")
    for number, item in enumerate(
        read_array(members.get("forbidden", []), child(where, "forbidden"))
    ):
        place = child(child(where, "forbidden"), number)
        pair = members_of(item, place, ("from", "to"))
        for end in ("from", "to"):
            if read_code(required(pair, end, place), child(place, end)) not in codes:
                raise Refused(child(place, end), "unknown_stage")


def read_process(text):
    """Raises Refused for the first fault of the document."""
    document = parse(text)
    if not isinstance(document, dict):
        raise Refused("", "not_object")
    version = document.get("sandan")
    if not isinstance(version, str):
        raise Refused("", "missing_field")
    if version != "process/1":
        raise Refused(
            "/sandan", "newer_version" if version.startswith("process/") else "wrong_kind"
        )
    members = members_of(
        document,
        "",
        ("sandan", "code", "label", "origin", "description", "moves", "facts", "stages"),
    )
    read_code(required(members, "code", ""), "/code")
    read_label(required(members, "label", ""), "/label")
    read_choice(members, "origin", "", ("source", "sandan"))
    if "description" in members:
        read_label(members["description"], "/description")
    read_facts(members.get("facts", []), "/facts")
    codes = read_stages(required(members, "stages", ""), "/stages")
    if "moves" in members:
        read_moves(members["moves"], "/moves", codes)
