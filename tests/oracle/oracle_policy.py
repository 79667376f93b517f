"""What a policy answers for a table of records, worked out from its objects: rules as matrices
of true, false and not known over records, points as ranges."""

import decimal

import numpy as np

from oracle_feel import (
    Scope,
    condition,
    is_false,
    is_true,
)
from oracle_values import ABSENT, FEEL_NUMBERS, UNKNOWN, VALUE, Column
from policy_parts import ORDERED, Card, Formula, Table

ZERO = decimal.Decimal(0)
DEFAULT = -1  # in place of the index of a rule


class Evaluation:
    """Columns of the result tables by name, for records given as lists by input."""

    def __init__(self, policy, records, as_of, parameters=None):
        self.policy = policy
        self.size = len(next(iter(records.values())))
        self.scope = Scope({}, policy.unknowns, self.size)
        self.results = {}
        self.held = {}  # by table: a row a rule, see _held
        self.lists = {}
        self.reasons = {}
        self.faults = set()
        self._read(records, as_of, parameters or {})
        for decision in policy.decisions:
            by_kind = {Table: self._table, Card: self._card, Formula: self._formula}
            by_kind[type(decision)](decision)
        if policy.conflicts:
            self._conflicts()

    def rows(self):
        return as_rows(self.results)

    # --- values that are read and computed

    def _read(self, records, as_of, parameters):
        self.results |= {key: records[key] for key in self.policy.keys}
        columns = self.scope.columns
        columns["as_of"] = Column.constant("date", as_of, self.size)
        self.scope.constants = {"as_of"} | {each.code for each in self.policy.parameters}
        for each in self.policy.parameters:
            value = parameters.get(each.code, each.value)
            columns[each.code] = Column.constant(each.type, value, self.size)
        for each in self.policy.inputs:
            columns[each.code] = self._input(each, records.get(each.code))
        for each in self.policy.computed:
            columns[each.code] = self._work_out(each.code, each.formula)

    def _input(self, each, cells):
        cells = [None] * self.size if cells is None else cells
        keep = self.policy.unknowns == "keep"
        null = UNKNOWN if keep and each.null == "unknown" else ABSENT
        column = Column.of(each.type, cells, null)
        for row, value in enumerate(cells):
            if isinstance(value, decimal.Decimal) and not value.is_finite():
                self._fault_of_cell(column, row, each.code, "not_a_number")
            elif each.values and value is not None and value not in each.values:
                self._fault_of_cell(column, row, each.code, "unknown_value")
        return column

    def _fault_of_cell(self, column, row, code, fault):
        column.known[row] = self.scope.null
        self.faults.add((row, code, fault))

    def _work_out(self, code, formula):
        self.scope.divided_by_zero = set()
        column = self.value(formula)
        self.faults |= {(row, code, "division_by_zero") for row in self.scope.divided_by_zero}
        return column

    def value(self, expression):
        """The column an expression makes."""
        return expression.column(self.scope)

    def condition(self, expression):
        """Where an expression holds."""
        return condition(expression, self.scope)

    def test(self, cell, column):
        """Where a cell holds for the values of a column."""
        return cell.held(column, self.scope)

    # --- tables

    def _table(self, table):
        held = np.zeros((len(table.rules), self.size), dtype=np.int8)
        for index, rule in enumerate(table.rules):
            held[index] = self._held(rule)
        self.held[table.code] = held
        if table.is_list:
            self._list(table, held)
        elif table.hit == "collect":
            self._aggregate(table, held)
        else:
            self._single(table, held)

    def _held(self, rule):
        """1 where a rule fires, -1 where it does not, 0 where that is not known."""
        cells = [self.test(cell, self.scope.columns[name]) for name, cell in rule.when.items()]
        fires, fails = np.ones(self.size, dtype=bool), np.zeros(self.size, dtype=bool)
        for cell in cells:
            fires &= is_true(cell)
            fails |= is_false(cell) if self.policy.unknowns == "keep" else ~is_true(cell)
        return np.where(fires, 1, np.where(fails, -1, 0))

    def _single(self, table, held):
        outputs = {output.code: [None] * self.size for output in table.outputs}
        known = {output.code: np.zeros(self.size, dtype=np.int8) for output in table.outputs}
        fired, statuses = [], []
        for row in range(self.size):
            candidates = self._candidates(table, held[:, row], row)
            settled = True
            for output in table.outputs:
                values = {self._value(table, output, each) for each in candidates}
                if len(values) == 1:
                    (value,) = values
                    outputs[output.code][row] = value
                    known[output.code][row] = ABSENT if value is None else VALUE
                else:
                    settled, known[output.code][row] = False, self.scope.null
            fired.append(self._fired(table, candidates, held[:, row]))
            statuses.append(status(candidates, settled))
        for output in table.outputs:
            self.results[output.code] = outputs[output.code]
            self._bring(output.code, output.type, outputs[output.code], known[output.code])
        self.results[f"{table.code}_rule"] = fired
        self.results[f"{table.code}_status"] = statuses

    def when_open_is_no(self, table, output):
        """Values of an output were every rule that may fire known not to."""
        held = np.where(self.held[table.code] == 1, 1, -1)
        values = []
        for row in range(self.size):
            candidates = self._candidates(table, held[:, row], row)
            found = {self._value(table, output, each) for each in candidates}
            values.append(found.pop() if len(found) == 1 else None)
        return values

    def _candidates(self, table, held, row):
        """The rules that may be the one that counts, DEFAULT for none of them; nothing where
        rules fire that must not together."""
        true, open_ = np.flatnonzero(held == 1), np.flatnonzero(held == 0)
        if table.hit in ("unique", "any"):
            if table.hit == "unique" and len(true) > 1:
                return self._fault_of_rules(table, row, "not_unique")
            answers = {tuple(sorted(table.rules[each].then.items())) for each in true}
            if len(answers) > 1:
                return self._fault_of_rules(table, row, "not_any")
            return sorted({*true, *open_}) + [DEFAULT] * (len(true) == 0)
        order = list(range(len(table.rules)))
        if table.hit == "priority":
            order.sort(key=lambda index: table.rank(table.rules[index]))
        found = []
        for index in order:
            if held[index] >= 0:
                found.append(index)
            if held[index] == 1:
                return found
        return [*found, DEFAULT]

    def _fired(self, table, candidates, held):
        """The rule that counts, where it is known: of rules that agree the first."""
        if not candidates or DEFAULT in candidates:
            return None
        agreed = table.hit == "any" and (held[candidates] == 1).all()
        return table.rules[candidates[0]].code if agreed or len(candidates) == 1 else None

    def _fault_of_rules(self, table, row, fault):
        self.faults.add((row, table.code, fault))
        return []

    def _value(self, table, output, candidate):
        if candidate == DEFAULT:
            return output.default
        return table.rules[candidate].then.get(output.code)

    def _aggregate(self, table, held):
        (output,) = table.outputs
        lows, highs, statuses = [], [], []
        for row in range(self.size):
            values = [
                decimal.Decimal(1) if table.aggregate == "count" else rule.then[output.code]
                for rule in table.rules
            ]
            sure = [value for value, each in zip(values, held[:, row], strict=True) if each == 1]
            may = [value for value, each in zip(values, held[:, row], strict=True) if each == 0]
            low, high = aggregate_range(table.aggregate, sure, may, output.default)
            lows.append(low)
            highs.append(high)
            none = not sure and table.aggregate != "count"  # of no rules there is no number
            if none and not may:
                statuses.append("default")
            else:
                statuses.append("decided" if low == high and not none else "undetermined")
        self._bring_range(output.code, lows, highs, statuses)
        may_be_none = np.logical_not((held == 1).any(0))
        if table.aggregate != "count":
            ranges = self.scope.columns[output.code].ranges
            for row in [each for each in ranges if may_be_none[each]]:
                del ranges[row]
        self.results[f"{table.code}_status"] = statuses

    def _list(self, table, held):
        order = list(range(len(table.rules)))
        if table.hit in ORDERED:
            order.sort(key=lambda index: table.rank(table.rules[index]))
        rows = self.lists[table.code] = []
        statuses = self.results[f"{table.code}_status"] = []
        for row in range(self.size):
            fired = [index for index in order if held[index, row] >= 0]
            is_open = any(held[index, row] == 0 for index in fired)
            settled = "decided" if fired else "default"
            statuses.append("undetermined" if is_open else settled)
            for position, index in enumerate(fired):
                rule = table.rules[index]
                rows.append(
                    {
                        "row": row,
                        **{key: self.results[key][row] for key in self.policy.keys},
                        "position": position + 1,
                        "rule": rule.code,
                        "certain": bool(held[index, row] == 1),
                        **{each.code: rule.then.get(each.code) for each in table.outputs},
                    }
                )

    # --- scorecards

    def _card(self, card):
        points = {each.code: self._criterion(card, each) for each in card.criteria}
        sums = {
            code: total([points[each] for each in criteria], self.size)
            for code, criteria in card.subsets.items()
        }
        groups = {group.code: self._group(card, group, points) for group in card.groups}
        outside = [points[each.code] for each in card.criteria if each.group is None]
        low, high = total([*outside, *groups.values()], self.size, card.initial or ZERO)
        bands = [(card.band(a), card.band(b)) for a, b in zip(low, high, strict=True)]
        if card.bands:
            settled = [a if a == b else None for a, b in bands]
            self.results[card.code] = settled
            self._bring(card.code, "text", settled, known_when(settled, self.scope))
        self._bring_range(f"{card.code}_points", low, high)
        for code, (lows, highs) in sums.items():
            self._bring_range(code, lows, highs)
        for code, (lows, highs) in groups.items():
            self._bring_range(f"{card.code}_{code}", lows, highs)
        self._tell(card, low, high, bands)

    def _tell(self, card, low, high, bands):
        """What is unknown, the reasons, and whether the card is decided."""
        reasons = self.reasons[card.code]
        self.results[f"{card.code}_unknown"] = [
            sum(each[row]["unknown"] for each in reasons.values()) for row in range(self.size)
        ]
        for rank in range(card.reasons):
            told = self.results[f"{card.code}_reason_{rank + 1}"] = []
            for row in range(self.size):
                ranked = sorted(
                    (each[row] for each in reasons.values() if (each[row]["difference"] or 0) > 0),
                    key=lambda reason: -reason["difference"],
                )
                told.append(ranked[rank]["reason"] if rank < len(ranked) else None)
        self.results[f"{card.code}_status"] = [
            "decided" if (a == b if card.bands else x == y) else "undetermined"
            for (a, b), x, y in zip(bands, low, high, strict=True)
        ]

    def _criterion(self, card, criterion):
        """Lowest and highest points of a criterion by row, times its weight."""
        tested = self.scope.columns[criterion.input] if criterion.input else None
        held = [
            self.condition(each.when) if tested is None else self.test(each.when, tested)
            for each in criterion.attributes
        ]
        true, false = [is_true(each) for each in held], [is_false(each) for each in held]
        lows, highs = [], []
        told = self.reasons.setdefault(card.code, {})[criterion.code] = []
        for row in range(self.size):
            may = []  # attributes, None for none of them
            for attribute, fires, fails in zip(criterion.attributes, true, false, strict=True):
                if fires[row]:
                    may.append(attribute)
                    break
                if self.policy.unknowns == "keep" and not fails[row]:
                    may.append(attribute)
            else:
                may.append(None)
            unknown = len(may) > 1 or self._is_given_points(criterion, tested, row)
            points = [each.points if each else ZERO for each in may]
            if unknown and criterion.if_unknown is not None:
                points, may = [criterion.if_unknown], [None]
            points = [criterion.weigh(each) for each in points]
            lows.append(min(points))
            highs.append(max(points))
            told.append(reason_of(card, criterion, may, points, unknown))
        return lows, highs

    def _is_given_points(self, criterion, tested, row):
        """Whether the input is unknown, and unknown has points of its own."""
        if self.policy.unknowns != "keep" or tested is None or criterion.if_unknown is None:
            return False
        return bool(tested.known[row] == UNKNOWN) and row not in tested.ranges

    def _group(self, card, group, points):
        members = [points[each.code] for each in card.criteria if each.group == group.code]
        lows, highs = total(members, self.size)
        return [group.within(each) for each in lows], [group.within(each) for each in highs]

    # --- formulas and conflicts

    def _formula(self, decision):
        column = self._work_out(decision.code, decision.formula)
        self.scope.columns[decision.code] = column
        self.results[decision.code] = [column.at(row) for row in range(self.size)]
        self.results[f"{decision.code}_status"] = [
            "undetermined" if known == UNKNOWN else "decided" for known in column.known
        ]

    def _conflicts(self):
        held = {each.code: is_true(self.condition(each.when)) for each in self.policy.conflicts}
        self.results["conflict"] = [
            ";".join(code for code, holds in held.items() if holds[row]) or None
            for row in range(self.size)
        ]

    # --- into results and scope

    def _bring(self, code, kind, values, known):
        cells = np.empty(self.size, dtype=object)
        cells[:] = values
        self.scope.columns[code] = Column(kind, np.asarray(known, dtype=np.int8), cells)

    def _bring_range(self, code, lows, highs, statuses=None):
        statuses = statuses or ["decided"] * self.size
        settled = [
            low if low == high and status != "undetermined" else None
            for low, high, status in zip(lows, highs, statuses, strict=True)
        ]
        self.results |= {code: settled, f"{code}_low": lows, f"{code}_high": highs}
        known = known_when(settled, self.scope)
        self._bring(code, "number", settled, known)
        for row, (low, high) in enumerate(zip(lows, highs, strict=True)):
            if low is None and high is None:
                known[row] = ABSENT
            elif low != high and None not in (low, high):
                self.scope.columns[code].ranges[row] = (low, high)


def as_rows(columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def known_when(values, scope):
    return np.array([scope.null if value is None else VALUE for value in values], dtype=np.int8)


def status(candidates, settled):
    if not candidates:
        return "fault"
    if candidates == [DEFAULT]:
        return "default"
    return "decided" if settled else "undetermined"


def total(ranges, size, initial=ZERO):
    lows, highs = [initial] * size, [initial] * size
    for each_lows, each_highs in ranges:
        lows = [FEEL_NUMBERS.add(*pair) for pair in zip(lows, each_lows, strict=True)]
        highs = [FEEL_NUMBERS.add(*pair) for pair in zip(highs, each_highs, strict=True)]
    return lows, highs


def aggregate_range(aggregate, sure, may, default):
    """Lowest and highest result of the rules that fire and those that may."""
    if aggregate == "count":
        return decimal.Decimal(len(sure)), decimal.Decimal(len(sure) + len(may))
    if not sure and not may:
        return default, default
    if aggregate == "sum":
        fixed = sum(sure, ZERO)
        return (
            fixed + sum((each for each in may if each < 0), ZERO),
            fixed + sum((each for each in may if each > 0), ZERO),
        )
    best = min if aggregate == "min" else max
    worst = max if aggregate == "min" else min
    ends = [best([*sure, *may]), best(sure) if sure else worst(may)]
    return min(ends), max(ends)


def reason_of(card, criterion, may, points, unknown):
    """What a criterion has to say of a row, of the points times its weight."""
    below = card.algorithm == "points_below" or not card.reasons  # where none are told
    difference = None
    if len(points) == 1:
        baseline = baseline_of(criterion, below)
        difference = baseline - points[0] if below else points[0] - baseline
    attribute = may[0] if len(may) == 1 else None
    return {
        "reason": (attribute and attribute.reason) or criterion.code,
        "attribute": attribute and criterion.place(attribute),
        "low": min(points),
        "high": max(points),
        "difference": difference,
        "unknown": unknown,
    }


def baseline_of(criterion, below):
    if criterion.baseline is not None:
        return criterion.weigh(criterion.baseline)
    of_attributes = [criterion.weigh(each.points) for each in criterion.attributes]
    return max(of_attributes) if below else min(of_attributes)
