"""FEEL as the npm package feelin understands it, in place of what oracle_feel works out."""

import datetime as dt
import decimal
import json
import re
import subprocess
from pathlib import Path

from oracle_feel import (
    Comparison,
    In,
    Interval,
    Literal,
    Name,
    any_of,
    names_of,
    negate,
)
from oracle_policy import Evaluation
from oracle_values import VALUE, Column, Months

RUNNER = Path(__file__).with_name("feelin_runner.mjs")
DAYS_AND_TIME = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")

YEARS_AND_MONTHS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")


class Feelin:
    """A running Node.js that evaluates, a line of JSON a question."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["node", str(RUNNER), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise ValueError(f"feelin: {answer['error']} of {question}")
        return answer["values"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class FeelinEvaluation(Evaluation):
    """A policy whose cells and formulas feelin evaluates; hit policies, defaults and points are
    the oracle's."""

    def __init__(self, feelin, *arguments):
        self.feelin = feelin
        super().__init__(*arguments)

    def value(self, expression):
        found = self.feelin.ask(expression=expression.text(), **self._names(expression))
        return Column.of(expression.type, [of_feelin(each, expression.type) for each in found])

    def condition(self, expression):
        return self.value(expression)

    def test(self, cell, column):
        tested, names = literals(column, self.size), self._names(cell)
        if not cell.negated:
            return Column.of("bool", self.feelin.ask(cell=cell.text(), tested=tested, **names))
        # Of `not(< null)` a cell of feelin's makes true where DMN has null: asked test by test.
        names["names"]["tested value"] = tested
        value = Name(column.type, "tested value")
        held = [self.feelin.ask(expression=as_comparison(value, each), **names)
                for each in cell.tests]  # fmt: skip
        return negate(any_of([Column.of("bool", each) for each in held], self.scope), self.scope)

    def _names(self, node):
        columns = {name: self.scope.columns[name] for name in names_of(node)}
        values = {name: literals(column, self.size) for name, column in columns.items()}
        return {"names": values, "size": self.size}


def as_comparison(value, test):
    """The text of a test on a value, as an expression."""
    if isinstance(test, Interval):
        return In(value, (test,)).text()
    return Comparison(getattr(test, "op", "="), value, test.to).text()


def literals(column, size):
    return [
        Literal(column.type, column.value[row]).text() if column.known[row] == VALUE else "null"
        for row in range(size)
    ]


def of_feelin(value, kind):
    """What feelin found, as the oracle has it."""
    if value is None or kind in ("bool", "text"):
        return value
    if kind == "number":
        return decimal.Decimal(repr(value))
    if kind == "date":
        return dt.date.fromisoformat(value)
    if kind == "months":
        sign, years, months = YEARS_AND_MONTHS.fullmatch(value).groups()
        found = 12 * int(years or 0) + int(months or 0)
        return Months(-found if sign else found)
    sign, *parts = DAYS_AND_TIME.fullmatch(value).groups()
    days, hours, minutes, seconds = (int(part or 0) for part in parts)
    found = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -found if sign else found
