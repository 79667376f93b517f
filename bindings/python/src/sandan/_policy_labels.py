"""Labels of what a policy gives: its columns, rules, criteria and bands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sandan._labels import Label, Labels, enumeration

_Codes = dict[str, Label]

#: Columns whose codes are the same for all policies, and their enumerations.
_ENUMERATIONS = {
    "kind": ("finding_kind", "decision_kind"),
    "fault": ("rule_fault",),
    "verdict": ("cell_verdict",),
    "type": ("input_type",),
    "hit": ("hit_policy",),
    "aggregate": ("aggregate",),
    "direction": ("direction",),
    "null": ("null",),
}
_STATUS: dict[str, str] = {"zh": "状态", "en": "status"}
_RULE: dict[str, str] = {"zh": "规则", "en": "rule"}
_REASON: dict[str, str] = {"zh": "原因", "en": "reason"}
_POINTS: dict[str, str] = {"zh": "得分", "en": "points"}
_UNKNOWN: dict[str, str] = {"zh": "未知项", "en": "unknown criteria"}
_LOW: dict[str, str] = {"zh": "下限", "en": "low"}
_HIGH: dict[str, str] = {"zh": "上限", "en": "high"}
_IF_NO: dict[str, str] = {"zh": "未知视为否", "en": "if unknown is no"}


def versions_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The policies of a document: itself, or the versions of a bundle."""
    return list(document.get("versions") or [document])


def version_on(document: Mapping[str, Any], as_of: str | None) -> Mapping[str, Any]:
    """The version that holds on a day; the last where no day says otherwise."""
    versions = versions_of(document)
    for version in versions:
        effective = version.get("effective") or {}
        first, last = effective.get("from") or "", effective.get("to") or "9999-12-31"
        if as_of is not None and first <= as_of <= last:
            return version
    return versions[-1]


def policy_labels(
    document: Mapping[str, Any],
    parameters: Mapping[str, Any] | None = None,
    output: str | None = None,
) -> Labels:
    """Labels for results of one policy.

    parameters: values that replace those of the document.
    output: whose values stand in the columns of moves and regrades.
    """
    return _Reader(document, parameters or {}).labels(output)


class _Reader:
    """Gathers the labels of one version, the values of text parameters put in."""

    def __init__(self, policy: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self._policy = policy
        self._texts = {
            each["code"]: str(given.get(each["code"], each["value"]))
            for each in policy.get("parameters") or ()
            if each["type"] == "text"
        }
        self._heads: _Codes = {}
        self._codes: dict[str, Mapping[str, Label]] = {
            column: {code: label for name in names for code, label in enumeration(name).items()}
            for column, names in _ENUMERATIONS.items()
        }

    def labels(self, output: str | None) -> Labels:
        self._read_names()
        for decision in self._policy["decisions"]:
            getattr(self, f"_read_{decision['kind']}")(decision)
        self._read_shared_columns()
        if output is not None:
            values = self._codes.get(output) or enumeration(output)
            self._codes.update(dict.fromkeys(("from", "to", "value"), values))
        return Labels(self._codes, self._heads)

    def _read_names(self) -> None:
        table = self._policy.get("of") or "records"
        for kind in ("parameters", "inputs", "computed"):
            for each in self._policy.get(kind) or ():
                self._heads[each["code"]] = self._label(each)
                codes = enumeration(f"{table}.{each['code']}")
                if codes:
                    self._codes[each["code"]] = codes

    def _read_table(self, decision: Mapping[str, Any]) -> None:
        code, own = decision["code"], self._label(decision)
        for output in decision["outputs"]:
            head = self._label(output)
            self._heads[output["code"]] = head
            self._name(output["code"], head, low=_LOW, high=_HIGH, if_no=_IF_NO)
            if codes := enumeration(output["code"]):
                self._codes[f"{output['code']}_if_no"] = codes
        self._name(code, own, rule=_RULE, status=_STATUS)
        self._codes[f"{code}_rule"] = self._by_code(decision["rules"])
        self._codes[f"{code}_status"] = enumeration("decision_status")

    def _read_scorecard(self, decision: Mapping[str, Any]) -> None:
        code, own = decision["code"], self._label(decision)
        self._heads[code] = own
        self._name(code, own, points=_POINTS, unknown=_UNKNOWN, status=_STATUS, if_no=_IF_NO)
        for part in (*(decision.get("subsets") or ()), *(decision.get("groups") or ())):
            name = part["code"]
            if part in (decision.get("groups") or ()):
                name = f"{code}_{name}"
            self._heads[name] = self._label(part)
            self._name(name, self._label(part), low=_LOW, high=_HIGH)
        points = _joined(own, _POINTS)
        self._name(f"{code}_points", points, low=_LOW, high=_HIGH)
        bands = self._by_code(decision.get("bands") or ())
        self._codes[code] = self._codes[f"{code}_if_no"] = bands
        self._codes[f"{code}_status"] = enumeration("decision_status")
        for place in range(1, 9):
            self._heads[f"{code}_reason_{place}"] = _joined(own, _REASON, f" {place}")
            self._codes[f"{code}_reason_{place}"] = self._by_code(decision["criteria"])

    def _read_formula(self, decision: Mapping[str, Any]) -> None:
        own = self._label(decision)
        self._heads[decision["code"]] = own
        self._name(decision["code"], own, status=_STATUS, if_no=_IF_NO)
        self._codes[f"{decision['code']}_status"] = enumeration("decision_status")

    def _read_shared_columns(self) -> None:
        """Columns that hold codes of the policy, whichever decision they are of."""
        decisions = self._policy["decisions"]
        rules = self._by_code(_each(decisions, "rules"))
        self._codes.update(dict.fromkeys(("rule", "other_rule", "from_rule", "to_rule"), rules))
        criteria = list(_each(decisions, "criteria"))
        self._codes["criterion"] = self._by_code(criteria)
        self._codes["attribute"] = self._by_code(_each(criteria, "attributes"))
        self._codes["band"] = self._by_code(_each(decisions, "bands"))
        self._codes["decision"] = self._by_code(decisions)
        self._codes["conflict"] = self._by_code(self._policy.get("conflicts") or ())
        named = {code: label for code, label in self._heads.items() if label}
        self._codes.update(dict.fromkeys(("input", "output", "parameter"), named))

    def _by_code(self, entries: Iterable[Mapping[str, Any]]) -> _Codes:
        return {entry["code"]: self._label(entry) for entry in entries if "code" in entry}

    def _label(self, entry: Mapping[str, Any]) -> Label:
        label: Label = entry.get("label") or {}
        return {language: self._filled(text) for language, text in label.items()}

    def _filled(self, text: str) -> str:
        for code, value in self._texts.items():
            text = text.replace("{" + code + "}", value)
        return text

    def _name(self, code: str, own: Label, **columns: Label) -> None:
        """Heads of the columns beside one that has a label."""
        for ending, what in columns.items():
            self._heads[f"{code}_{ending}"] = _joined(own, what)


def _each(entries: Iterable[Mapping[str, Any]], member: str) -> Iterator[Mapping[str, Any]]:
    for entry in entries:
        yield from entry.get(member) or ()


def _joined(own: Label, what: Label, ending: str = "") -> Label:
    return {
        language: f"{text}{'：' if language == 'zh' else ': '}{what[language]}{ending}"
        for language, text in own.items()
        if language in what
    }
