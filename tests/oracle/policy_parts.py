"""Policies as objects, and the documents they make."""

import decimal
from dataclasses import dataclass, field

from oracle_values import written

ORDERED = ("priority", "output_order")
LISTS = ("rule_order", "output_order", "collect")


def label(code):
    return {"en": code.replace("_", " "), "zh": f"项{code}"}


def given(**fields):
    """The fields that are not None."""
    return {name: value for name, value in fields.items() if value is not None}


def in_json(value):
    """A value as JSON holds it; decimals as the number of as many digits."""
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, (bool, str)) else written(value)


@dataclass(frozen=True)
class Input:
    code: str
    type: str
    null: str = "unknown"
    values: tuple = ()
    whole: bool = False

    def document(self):
        optional = given(
            values=list(self.values) or None,
            null=self.null if self.null != "unknown" else None,
            whole=self.whole or None,
        )
        return {"code": self.code, "label": label(self.code), "type": self.type, **optional}


@dataclass(frozen=True)
class Parameter:
    code: str
    type: str
    value: object

    def document(self):
        return {
            "code": self.code,
            "label": label(self.code),
            "type": self.type,
            "value": in_json(self.value),
        }


@dataclass(frozen=True)
class Computed:
    code: str
    formula: object

    def document(self):
        return {
            "code": self.code,
            "label": label(self.code),
            "type": self.formula.type,
            "formula": self.formula.text(),
        }


@dataclass(frozen=True)
class Output:
    code: str
    type: str
    values: tuple = ()
    default: object = None

    def document(self):
        optional = given(
            values=[in_json(value) for value in self.values] or None, default=in_json(self.default)
        )
        return {"code": self.code, "label": label(self.code), "type": self.type, **optional}


@dataclass(frozen=True)
class Rule:
    code: str
    when: dict  # column: Cell; a column that is not named takes anything
    then: dict  # output: value

    def document(self):
        return {
            "code": self.code,
            "when": {column: cell.text() for column, cell in self.when.items()},
            "then": {output: in_json(value) for output, value in self.then.items()},
        }


@dataclass(frozen=True)
class Table:
    code: str
    hit: str
    columns: tuple
    outputs: tuple
    rules: tuple
    aggregate: str | None = None

    @property
    def is_list(self):
        return self.hit in LISTS and self.aggregate is None

    def document(self):
        return {
            "code": self.code,
            "kind": "table",
            "label": label(self.code),
            "hit": self.hit,
            **given(aggregate=self.aggregate),
            "columns": list(self.columns),
            "outputs": [output.document() for output in self.outputs],
            "rules": [rule.document() for rule in self.rules],
        }

    def rank(self, rule):
        """Place of a rule among others by the order of the outputs' values; nothing comes last."""
        order = {output.code: [*output.values, None] for output in self.outputs if output.values}
        return tuple(values.index(rule.then.get(code)) for code, values in order.items())


@dataclass(frozen=True)
class Attribute:
    when: object  # a Cell where the criterion has an input, otherwise a boolean expression
    points: decimal.Decimal
    reason: str | None = None

    def document(self):
        return {
            "when": self.when.text(),
            "points": in_json(self.points),
            **given(reason=self.reason),
        }


@dataclass(frozen=True)
class Criterion:
    code: str
    attributes: tuple
    input: str | None = None
    group: str | None = None
    weight: decimal.Decimal | None = None
    baseline: decimal.Decimal | None = None
    if_unknown: decimal.Decimal | None = None

    def place(self, attribute):
        """Number of an attribute, which is its code where it has none."""
        return str([each is attribute for each in self.attributes].index(True) + 1)

    def weigh(self, points):
        return points if self.weight is None else points * self.weight

    def document(self):
        optional = given(
            input=self.input,
            group=self.group,
            weight=in_json(self.weight),
            baseline=in_json(self.baseline),
            if_unknown=in_json(self.if_unknown),
        )
        attributes = [attribute.document() for attribute in self.attributes]
        return {
            "code": self.code,
            "label": label(self.code),
            **optional,
            "attributes": attributes,
        }


@dataclass(frozen=True)
class Group:
    code: str
    cap: decimal.Decimal | None = None
    floor: decimal.Decimal | None = None

    def document(self):
        bounds = given(cap=in_json(self.cap), floor=in_json(self.floor))
        return {"code": self.code, "label": label(self.code), **bounds}

    def within(self, points):
        """Points that the group counts."""
        if self.cap is not None:
            points = min(points, self.cap)
        return points if self.floor is None else max(points, self.floor)


@dataclass(frozen=True)
class Card:
    code: str
    criteria: tuple
    groups: tuple = ()
    subsets: dict = field(default_factory=dict)  # code: codes of criteria
    bands: tuple = ()  # (code, below) ascending; below None of the last
    initial: decimal.Decimal | None = None
    algorithm: str | None = None
    reasons: int = 0

    def band(self, points):
        """Code of the band that points fall into; None without bands."""
        return next((code for code, below in self.bands if below is None or points < below), None)

    def document(self):
        told = {"algorithm": self.algorithm, "count": self.reasons}
        bands = [
            {"code": code, "label": label(code), **given(below=in_json(below))}
            for code, below in self.bands
        ]
        subsets = [
            {"code": code, "label": label(code), "criteria": list(criteria)}
            for code, criteria in self.subsets.items()
        ]
        optional = given(
            initial=in_json(self.initial),
            reasons=told if self.reasons else None,
            groups=[group.document() for group in self.groups] or None,
            subsets=subsets or None,
            bands=bands or None,
        )
        return {
            "code": self.code,
            "kind": "scorecard",
            "label": label(self.code),
            **optional,
            "criteria": [criterion.document() for criterion in self.criteria],
        }


@dataclass(frozen=True)
class Formula:
    code: str
    formula: object

    def document(self):
        return {
            "code": self.code,
            "kind": "formula",
            "label": label(self.code),
            "type": self.formula.type,
            "formula": self.formula.text(),
        }


@dataclass(frozen=True)
class Conflict:
    code: str
    when: object

    def document(self):
        return {"code": self.code, "label": label(self.code), "when": self.when.text()}


@dataclass(frozen=True)
class Policy:
    inputs: tuple
    decisions: tuple
    parameters: tuple = ()
    computed: tuple = ()
    conflicts: tuple = ()
    unknowns: str = "keep"
    keys: tuple = ()
    code: str = "random"

    def document(self):
        optional = given(
            keys=list(self.keys) or None,
            parameters=[each.document() for each in self.parameters] or None,
            computed=[each.document() for each in self.computed] or None,
            conflicts=[each.document() for each in self.conflicts] or None,
        )
        return {
            "sandan": "policy/1",
            "code": self.code,
            "label": label(self.code),
            "unknowns": self.unknowns,
            **optional,
            "inputs": [each.document() for each in self.inputs],
            "decisions": [each.document() for each in self.decisions],
        }

    def tested(self):
        """Names that cells of tables and scorecards test."""
        names = set()
        for each in self.decisions:
            if isinstance(each, Table):
                cells = [pair for rule in each.rules for pair in rule.when.items()]
            elif isinstance(each, Card):
                cells = [(c.input, a.when) for c in each.criteria if c.input for a in c.attributes]
            else:
                continue
            names |= {name for name, cell in cells if cell.tests}
        return names

    def input(self, code):
        return next(each for each in self.inputs if each.code == code)
