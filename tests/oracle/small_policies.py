"""Policies over few values each, so that all records there are can be tried."""

import dataclasses
import decimal
import itertools

from oracle_feel import Cell, Comparison, Equals, Literal, Name, Ordered
from oracle_policy import Evaluation
from policy_parts import Input
from random_policies import AS_OF, POOLS, Maker, numbers, random_policy, random_records

WHOLE = numbers("-2", "-1", "0", "1", "2", "3", "4", "5", "6", "7")
SMALL = POOLS | {"number": numbers("0", "1", "2.5", "4", "5"), "text": ("none", "packaged", "自建")}


class SmallMaker(Maker):
    """Makes policies that compare inputs with constants and each other, and do not calculate."""

    inputs = types = ("bool", "number", "text")
    most_inputs = 4

    def __init__(self, random):
        super().__init__(random, SMALL)

    def input(self, code):
        kind = self.random.choice(self.types)
        null = self.random.choice(("unknown", "unknown", "unknown", "none"))
        return Input(code, kind, null, SMALL["text"] if kind == "text" else (), kind == "number")

    def expression(self, kind, depth):
        if kind == "bool":
            return self.condition(min(depth, 1))
        if self.chance(0.6):
            return self.named(kind)
        return Literal(kind, self.random.choice(self.pools[kind]))

    def named(self, kind):
        # Numbers that decisions make are compared with constants: they need not be those tried.
        names = [name for name, type_ in self.names.items() if type_ == kind]
        names = [name for name in names if not self.is_made(name, kind)]
        return Name(kind, self.random.choice(names)) if names else self.literal(kind)

    def cell(self, column):
        if self.is_made(column, self.names[column]):
            return Cell((Equals(self.literal("number")), Ordered("<", self.literal("number"))))
        return super().cell(column)

    def decided(self, kind):
        # A formula that is a condition has few values; a name alone passes on what it is.
        made = super().decided(kind)
        truth = kind == "bool" and isinstance(made, Name)
        return Comparison("=", made, Literal("bool", True)) if truth else made

    def is_made(self, name, kind):
        return kind == "number" and self.given is not None and name not in self.given

    def criterion(self, *arguments):
        # Points of their own for what is unknown are the points of no record that is known.
        return dataclasses.replace(super().criterion(*arguments), if_unknown=None)


def small_policy(random, kinds=("table", "table", "card", "formula"), unknowns="keep"):
    return random_policy(random, unknowns, kinds, SmallMaker)


def small_records(random, policy, size, null_share=0.35):
    records = random_records(random, policy, size, null_share, faults=False, pools=SMALL)
    for each in policy.inputs:
        if each.type == "number":
            cells = records[each.code]
            records[each.code] = [None if c is None else random.choice(WHOLE) for c in cells]
    return records


def values_of(each):
    """Values of an input, of which one stands for any there is."""
    return {"bool": (True, False), "number": WHOLE, "text": SMALL["text"]}[each.type]


def facts_of(each):
    """Values of an input, null among them where it says that there is none."""
    return values_of(each) if each.null == "unknown" else (*values_of(each), None)


def is_unknown(each, cell):
    return cell is None and each.null == "unknown"


def evaluate_all(policy, listed, parameters=None):
    """The oracle on records given as a list of dicts by input."""
    records = {each.code: [record[each.code] for record in listed] for each in policy.inputs}
    records["id"] = [f"r{row:04}" for row in range(len(listed))]
    return Evaluation(policy, records, AS_OF, parameters)


def as_dicts(policy, records):
    size = len(records["id"])
    return [{each.code: records[each.code][row] for each in policy.inputs} for row in range(size)]


def variants(policy, record, changed, known=values_of):
    """All records that differ from one by the inputs named."""
    inputs = [each for each in policy.inputs if each.code in changed]
    for values in itertools.product(*map(known, inputs)):
        yield record | {each.code: value for each, value in zip(inputs, values, strict=True)}


def completions(policy, record):
    """All records that one with unknown inputs may be."""
    unknown = {each.code for each in policy.inputs if is_unknown(each, record[each.code])}
    return list(variants(policy, record, unknown))


def everything(policy):
    """All records there are; null where null means that there is none."""
    for values in itertools.product(*map(facts_of, policy.inputs)):
        yield {each.code: value for each, value in zip(policy.inputs, values, strict=True)}


def shown(value):
    """A value as the tables of questions show it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, decimal.Decimal) else value


def read(each, text):
    """A value that a table of questions shows."""
    if text is None or not isinstance(text, str):
        return text
    if each.type == "bool":
        return text == "true"
    return decimal.Decimal(text) if each.type == "number" else text
