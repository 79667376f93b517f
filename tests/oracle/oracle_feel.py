"""Expressions and cells of policies as objects: written as FEEL text for a document, and worked
out here by column, without reading any text.

A column of values is a `Column`: what is known of each cell, and its value. The three ways to
meet null are "keep" (Kleene's logic; a null is unknown or known to be absent), "feel" and "b_feel".
Numbers are decimals of 34 digits.
"""

import dataclasses
import functools
import operator
from dataclasses import dataclass, field

import numpy as np

from oracle_values import ABSENT, UNKNOWN, VALUE, Column, calculate, ordered, written

BELOW = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass
class Scope:
    """Columns by name, how null is met, the names that are the same in every row, and the rows in
    which a division by zero was met."""

    columns: dict
    unknowns: str
    size: int
    constants: set = field(default_factory=set)
    divided_by_zero: set = field(default_factory=set)

    @property
    def null(self):
        """What a result without a value is."""
        return UNKNOWN if self.unknowns == "keep" else ABSENT

    def constant(self, node):
        """Whether an expression is the same in every row."""
        return names_of(node) <= self.constants

    def of_samples(self, name, column):
        """The scope of some values that one name takes."""
        size = len(column.value)
        columns = {
            each: Column.constant(of.type, of.at(0), size)
            for each, of in self.columns.items()
            if each in self.constants
        }
        return Scope(columns | {name: column}, self.unknowns, size, self.constants)


def names_of(node):
    """Names that an expression or a cell reads."""
    if isinstance(node, Name):
        return {node.name}
    if isinstance(node, tuple):
        return set().union(*map(names_of, node))
    if not dataclasses.is_dataclass(node):
        return set()
    return names_of(tuple(getattr(node, each.name) for each in dataclasses.fields(node)))


def booleans(true, false, scope):
    """A column that is true, false, and null elsewhere."""
    known = np.where(true | false, VALUE, scope.null).astype(np.int8)
    return Column("bool", known, true.astype(object))


def is_true(column):
    return (column.known == VALUE) & np.array([each is True for each in column.value], dtype=bool)


def is_false(column):
    return (column.known == VALUE) & np.array([each is False for each in column.value], dtype=bool)


# --- literals and names


@dataclass(frozen=True)
class Literal:
    type: str
    value: object
    binding: int = 9

    def text(self):
        if self.value is None:
            return "null"
        if self.type == "bool":
            return "true" if self.value else "false"
        if self.type == "number":
            return format(self.value, "f")
        if self.type == "text":
            return '"' + self.value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return f'@"{written(self.value)}"'

    def column(self, scope):
        return Column.constant(self.type, self.value, scope.size)


@dataclass(frozen=True)
class Name:
    type: str
    name: str
    binding: int = 9

    def text(self):
        return self.name

    def column(self, scope):
        return scope.columns[self.name]


def bound(node, at_least):
    """The text of an operand, in parentheses where its operator binds less."""
    text = node.text()
    loose = node.binding < at_least or text.startswith("-")
    return f"({text})" if loose else text


# --- arithmetic


@dataclass(frozen=True)
class Arithmetic:
    op: str
    left: object
    right: object

    @property
    def binding(self):
        return {"+": 5, "-": 5, "*": 6, "/": 6, "**": 7}[self.op]

    @property
    def type(self):
        kinds = (self.left.type, self.right.type)
        if kinds[0] == kinds[1] and kinds[0] != "text":
            of_dates = "duration" if kinds[0] == "date" else kinds[0]
            return "number" if self.op == "/" else of_dates
        return next(kind for kind in ("date", "duration", "months", "text") if kind in kinds)

    def text(self):
        # Of equal operators the left one binds first.
        left, right = bound(self.left, self.binding), bound(self.right, self.binding + 1)
        return f"{left} {self.op} {right}"

    def column(self, scope):
        left, right = self.left.column(scope), self.right.column(scope)
        values, known = np.empty(scope.size, dtype=object), np.full(scope.size, scope.null, np.int8)
        for row in np.flatnonzero((left.known == VALUE) & (right.known == VALUE)):
            try:
                found = calculate(self.op, left.value[row], right.value[row])
            except ZeroDivisionError:
                scope.divided_by_zero.add(int(row))
                continue
            if found is not None:
                values[row], known[row] = found, VALUE
        return Column(self.type, known, values)


@dataclass(frozen=True)
class Negated:
    """Unary minus of a number or a duration."""

    of: object
    binding: int = 8

    @property
    def type(self):
        return self.of.type

    def text(self):
        return "-" + bound(self.of, 9)

    def column(self, scope):
        of = self.of.column(scope)
        values = [None if value is None else -value for value in map(of.at, range(scope.size))]
        return Column.of(self.type, values, scope.null)


# --- comparison


@dataclass(frozen=True)
class Comparison:
    op: str
    left: object
    right: object
    type: str = "bool"
    binding: int = 3

    def text(self):
        return f"{bound(self.left, 4)} {self.op} {bound(self.right, 4)}"

    def column(self, scope):
        sides = self.left.column(scope), self.right.column(scope)
        return over_ranges(self, compare(self.op, *sides, scope), scope)


def compare(op, left, right, scope):
    if op == "!=":
        return negate(compare("=", left, right, scope), scope)
    both = (left.known == VALUE) & (right.known == VALUE)
    test = operator.eq if op == "=" else BELOW[op]
    held = np.zeros(scope.size, dtype=bool)
    for row in np.flatnonzero(both):
        held[row] = test(ordered(left.value[row]), ordered(right.value[row]))
    absent = (left.known == ABSENT) | (right.known == ABSENT)
    if op == "=":
        held |= (left.known == ABSENT) & (right.known == ABSENT)
        false = (both | absent) & ~held
        if scope.unknowns == "keep":
            unknown = (left.known == UNKNOWN) | (right.known == UNKNOWN)
            false &= ~unknown
        return booleans(held, false, scope)
    if scope.unknowns == "feel":
        return booleans(held, both & ~held, scope)
    if scope.unknowns == "b_feel":
        return booleans(held, ~held, scope)
    unknown = (left.known == UNKNOWN) | (right.known == UNKNOWN)
    return booleans(held, ~unknown & ~held, scope)


# --- logic


def condition(node, scope):
    """An expression as a condition: a bool that is known to be absent does not hold."""
    column = node.column(scope)
    if scope.unknowns == "feel":
        return column
    true, absent = is_true(column), column.known == ABSENT
    return booleans(true, is_false(column) | absent, scope)


def negate(column, scope):
    return booleans(is_false(column), is_true(column), scope)


def all_of(columns, scope):
    true, false = np.ones(scope.size, dtype=bool), np.zeros(scope.size, dtype=bool)
    for each in columns:
        true, false = true & is_true(each), false | is_false(each)
    return booleans(true, false, scope)


def any_of(columns, scope):
    true, false = np.zeros(scope.size, dtype=bool), np.ones(scope.size, dtype=bool)
    for each in columns:
        true, false = true | is_true(each), false & is_false(each)
    return booleans(true, false, scope)


@dataclass(frozen=True)
class Logic:
    op: str  # "and", "or"
    left: object
    right: object
    type: str = "bool"

    @property
    def binding(self):
        return 2 if self.op == "and" else 1

    def text(self):
        return f"{bound(self.left, self.binding)} {self.op} {bound(self.right, self.binding + 1)}"

    def column(self, scope):
        combine = all_of if self.op == "and" else any_of
        held = combine([condition(self.left, scope), condition(self.right, scope)], scope)
        return over_ranges(self, held, scope)


@dataclass(frozen=True)
class Not:
    of: object
    type: str = "bool"
    binding: int = 9

    def text(self):
        return f"not({self.of.text()})"

    def column(self, scope):
        return over_ranges(self, negate(condition(self.of, scope), scope), scope)


@dataclass(frozen=True)
class If:
    condition: object
    then: object
    otherwise: object
    binding: int = 0

    @property
    def type(self):
        return self.then.type

    def text(self):
        return f"if {self.condition.text()} then {self.then.text()} else {self.otherwise.text()}"

    def column(self, scope):
        asked = condition(self.condition, scope)
        then, otherwise = self.then.column(scope), self.otherwise.column(scope)
        false = is_false(asked) if scope.unknowns == "keep" else ~is_true(asked)
        known = np.where(is_true(asked), then.known, UNKNOWN)
        known = np.where(false, otherwise.known, known).astype(np.int8)
        value = np.where(is_true(asked), then.value, otherwise.value)
        for row in np.flatnonzero(~is_true(asked) & ~false):
            # Not known which, but both say the same.
            if then.known[row] == otherwise.known[row] != UNKNOWN:
                same = then.known[row] == ABSENT or then.value[row] == otherwise.value[row]
                known[row] = then.known[row] if same else UNKNOWN
        return over_ranges(self, Column(self.type, known, value), scope)


# --- tests on a value: cells, `in`, `between`


def compare_tested(op, tested, with_, scope):
    """A comparison of the tested value."""
    held = compare(op, tested, with_.column(scope), scope)
    if tested.ranges and scope.constant(with_):

        def held_for(samples, of):
            of = of.of_samples("", samples)
            return compare(op, samples, with_.column(of), of)

        decide(held, tested, ends_of(with_, scope), scope, held_for)
    return held


@dataclass(frozen=True)
class Equals:
    to: object

    def text(self):
        return self.to.text()

    def held(self, tested, scope):
        return compare_tested("=", tested, self.to, scope)

    def condition(self, value):
        return Comparison("=", value, self.to)


@dataclass(frozen=True)
class Ordered:
    op: str
    to: object

    def text(self):
        return f"{self.op} {bound(self.to, 4) if self.to.binding < 4 else self.to.text()}"

    def held(self, tested, scope):
        return compare_tested(self.op, tested, self.to, scope)

    def condition(self, value):
        return Comparison(self.op, value, self.to)


@dataclass(frozen=True)
class Interval:
    low: object
    high: object
    opening: str = "["  # "[", "(" or "]"
    closing: str = "]"  # "]", ")" or "["

    def text(self):
        return f"{self.opening}{self.low.text()}..{self.high.text()}{self.closing}"

    def held(self, tested, scope):
        above, below = self.operators
        ends = [
            compare_tested(above, tested, self.low, scope),
            compare_tested(below, tested, self.high, scope),
        ]
        return all_of(ends, scope)

    def condition(self, value):
        above, below = self.operators
        ends = Comparison(above, value, self.low), Comparison(below, value, self.high)
        return Logic("and", *ends)

    @property
    def operators(self):
        return ">=" if self.opening == "[" else ">", "<=" if self.closing == "]" else "<"


@dataclass(frozen=True)
class Cell:
    """What a column of a rule, or an attribute, asks of a value: one of its tests, or none of
    them when it is negated; without tests anything will do."""

    tests: tuple = ()
    negated: bool = False

    def text(self):
        tests = ", ".join(test.text() for test in self.tests)
        return (f"not({tests})" if self.negated else tests) if tests else "-"

    def held(self, tested, scope):
        if not self.tests:
            return Column.constant("bool", True, scope.size)
        held = any_of([test.held(tested, scope) for test in self.tests], scope)
        held = negate(held, scope) if self.negated else held
        if tested.ranges and scope.constant(self.tests):
            decide(held, tested, ends_of(self.tests, scope), scope, self._held_for)
        return held

    def _held_for(self, samples, scope):
        return self.held(samples, scope.of_samples("", samples))


@dataclass(frozen=True)
class In:
    """`value in (tests)`."""

    value: object
    tests: tuple
    type: str = "bool"
    binding: int = 3

    def text(self):
        if len(self.tests) == 1 and isinstance(self.tests[0], Interval):
            return f"{bound(self.value, 4)} in {self.tests[0].text()}"
        return f"{bound(self.value, 4)} in ({', '.join(test.text() for test in self.tests)})"

    def condition(self):
        """The same with comparisons."""
        return functools.reduce(
            lambda one, other: Logic("or", one, other),
            [each.condition(self.value) for each in self.tests],
        )

    def column(self, scope):
        return self.condition().column(scope)


@dataclass(frozen=True)
class Between:
    value: object
    low: object
    high: object
    type: str = "bool"
    binding: int = 3

    def text(self):
        low, high = bound(self.low, 4), bound(self.high, 4)
        return f"{bound(self.value, 4)} between {low} and {high}"

    def condition(self):
        """The same with comparisons."""
        return Interval(self.low, self.high).condition(self.value)

    def column(self, scope):
        return self.condition().column(scope)


# --- numbers known to lie in a range: a condition on one of them alone holds where it does for
# --- every number of the range


def over_ranges(node, held, scope):
    name = asked_alone(node, scope)
    tested = scope.columns.get(name)
    if node.type == "bool" and tested is not None and tested.ranges:

        def held_for(samples, of):
            return node.column(of.of_samples(name, samples))

        decide(held, tested, ends_of(node, scope), scope, held_for)
    return held


def decide(held, tested, ends, scope, held_for):
    """Settles the rows in which a condition is equally true for all of a range; it changes at
    `ends` only."""
    for row, (low, high) in tested.ranges.items():
        samples = sorted({low, high, *(end for end in ends if low < end < high)})
        samples += [(a + b) / 2 for a, b in zip(samples, samples[1:], strict=False)]
        truth = held_for(Column.of("number", samples), scope)
        for settled, rows in ((True, is_true(truth)), (False, is_false(truth))):
            if rows.all():
                held.known[row], held.value[row] = VALUE, settled


def asked_alone(node, scope):
    """The one name that a condition compares, with what is the same in every row; None of
    another condition, "" where it names nothing."""
    if isinstance(node, (Logic, Not, If)):
        parts = {Logic: ("left", "right"), Not: ("of",), If: ("condition", "then", "otherwise")}
        names = {asked_alone(getattr(node, part), scope) for part in parts[type(node)]} - {""}
        return names.pop() if len(names) == 1 else "" if not names else None
    if scope.constant(node):
        return ""
    if isinstance(node, Comparison):
        sides = [each for each in (node.left, node.right) if not scope.constant(each)]
    elif isinstance(node, (In, Between)):
        return asked_alone(node.condition(), scope)
    else:
        sides = [node]
    return sides[0].name if len(sides) == 1 and isinstance(sides[0], Name) else None


def ends_of(node, scope):
    """Numbers that an expression or a cell compares with."""
    if isinstance(node, tuple):
        return {end for each in node for end in ends_of(each, scope)}
    if not dataclasses.is_dataclass(node):
        return set()
    if getattr(node, "type", None) == "number" and scope.constant(node):
        value = node.column(scope).at(0)
        return set() if value is None else {value}
    return ends_of(tuple(getattr(node, each.name) for each in dataclasses.fields(node)), scope)
