"""Made-up policies over all that a policy may hold, and records for them with nulls, faulty cells
and values on the edges of what the cells ask."""

import datetime as dt
import decimal

import pyarrow as pa

from oracle_feel import (
    Arithmetic,
    Between,
    Cell,
    Comparison,
    Equals,
    If,
    In,
    Interval,
    Literal,
    Logic,
    Name,
    Negated,
    Not,
    Ordered,
)
from oracle_values import Months
from policy_parts import (
    Attribute,
    Card,
    Computed,
    Conflict,
    Criterion,
    Formula,
    Group,
    Input,
    Output,
    Parameter,
    Policy,
    Rule,
    Table,
)


def numbers(*texts):
    return tuple(map(decimal.Decimal, texts))


AS_OF = dt.date(2026, 3, 31)
TYPES = ("bool", "number", "text", "date", "duration")
INPUT_NAMES = ("size", "size of order", "stage", "系统", "due", "due date", "budget", "open_since")
POOLS = {
    "bool": (True, False),
    "number": numbers("-3", "-1", "0", "0.1", "0.3", "1", "1.25", "2", "2.5", "3", "5", "8", "10"),
    "text": ("none", "packaged", "self built", "自建", 'a "b"', ""),
    "date": tuple(dt.date(2026, 1, 1) + dt.timedelta(days=days) for days in range(0, 150, 15))
    + (dt.date(2026, 1, 31), dt.date(2028, 2, 29)),
    "duration": tuple(dt.timedelta(hours=hours) for hours in (0, 12, 24, 48, 120, 240)),
    "months": tuple(map(Months, (-14, 0, 1, 3, 12, 25))),
}
POINTS = numbers("-5", "-2", "0", "1", "2", "2.5", "3", "5", "8", "10")
HITS = (
    ("first", None),
    ("first", None),
    ("unique", None),
    ("any", None),
    ("priority", None),
    ("rule_order", None),
    ("output_order", None),
    ("collect", None),
    ("collect", "sum"),
    ("collect", "min"),
    ("collect", "max"),
    ("collect", "count"),
)


class Maker:
    """Makes the parts of one policy; `names` are those that formulas and cells may use so far."""

    inputs = TYPES
    types = (*TYPES, "months")
    multiplies_durations = True
    most_inputs = 6

    def __init__(self, random, pools=POOLS, divisors=()):
        self.random = random
        self.pools = pools
        self.divisors = divisors  # what numbers are divided by; anything when empty
        self.names = {"as_of": "date"}
        self.given = None  # names that stand before all decisions
        self.may_be_absent = set()

    def chance(self, share):
        return self.random.random() < share

    def some(self, pool, least, most):
        return self.random.sample(list(pool), min(self.random.randint(least, most), len(pool)))

    def literal(self, kind):
        return Literal(kind, self.random.choice(self.pools[kind]))

    def named(self, kind):
        names = [name for name, type_ in self.names.items() if type_ == kind]
        return Name(kind, self.random.choice(names)) if names else self.literal(kind)

    def input(self, code):
        kind = self.random.choice(self.inputs)
        null = self.random.choice(("unknown", "unknown", "none", "not_yet"))
        values = self.pools["text"][:5] if kind == "text" and self.chance(0.5) else ()
        return Input(code, kind, null, values, whole=kind == "number" and self.chance(0.3))

    # --- expressions

    def expression(self, kind, depth):
        if depth == 0 or self.chance(0.25):
            return self.named(kind) if self.chance(0.7) else self.literal(kind)
        if kind != "bool" and self.chance(0.15):
            parts = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
            return If(self.condition(depth - 1), *parts)
        return getattr(self, f"{kind}_expression")(depth - 1)

    def number_expression(self, depth):
        op = self.random.choice(("+", "-", "*", "/", "+", "-", "**", "neg", "ratio"))
        if op == "ratio" and self.multiplies_durations:
            kind = self.random.choice(("duration", "months"))
            return Arithmetic("/", self.expression(kind, depth), self.expression(kind, depth))
        left = self.expression("number", depth)
        if op in ("neg", "ratio"):
            return Negated(left)
        if op == "**":
            # Of whole exponents only is every digit known.
            return Arithmetic(
                op, left, Literal("number", decimal.Decimal(self.random.choice("23")))
            )
        if op == "/" and self.divisors:
            return Arithmetic(op, left, Literal("number", self.random.choice(self.divisors)))
        return Arithmetic(op, left, self.expression("number", depth))

    def text_expression(self, depth):
        return Arithmetic("+", self.expression("text", depth), self.expression("text", depth))

    def date_expression(self, depth):
        away = self.day_span(depth) if self.chance(0.5) else self.expression("months", depth)
        return Arithmetic(self.random.choice("+-"), self.expression("date", depth), away)

    def day_span(self, depth):
        """A duration to be added to a date."""
        return self.expression("duration", depth)

    def duration_expression(self, depth):
        if self.chance(0.6):
            return Arithmetic("-", self.expression("date", depth), self.expression("date", depth))
        return self.span_expression("duration", depth)

    def months_expression(self, depth):
        return self.span_expression("months", depth)

    def span_expression(self, kind, depth):
        op = self.random.choice("+-*n" if self.multiplies_durations else "+-")
        of = self.expression(kind, depth)
        if op == "n":
            return Negated(of)
        if op == "*":
            times = Literal("number", decimal.Decimal(self.random.choice((-1, 2, 3))))
            return Arithmetic(op, *self.random.sample((of, times), 2))
        return Arithmetic(op, of, self.expression(kind, depth))

    def bool_expression(self, depth):
        return self.condition(depth + 1)

    def condition(self, depth):
        form = self.random.choice(
            ("compare", "compare", "and", "or", "not", "in", "between", "name")
        )
        if depth <= 0 or form == "compare":
            return self.comparison(max(depth - 1, 0))
        if form in ("and", "or"):
            return Logic(form, self.condition(depth - 1), self.condition(depth - 1))
        if form == "not":
            return Not(self.condition(depth - 1))
        if form == "name":
            return self.named("bool") if self.chance(0.8) else self.literal("bool")
        kind = self.random.choice(self.ordered() if form == "between" else self.types)
        value = self.expression(kind, depth - 1)
        if form == "between":
            low, high = sorted(self.some(self.pools[kind], 2, 2))
            return Between(value, Literal(kind, low), Literal(kind, high))
        return In(value, tuple(self.listed(kind) for _ in range(self.random.randint(1, 3))))

    def ordered(self):
        """Types of values that have intervals."""
        return [kind for kind in self.types if kind not in ("bool", "text")]

    def listed(self, kind):
        """A test in the list of an `in`."""
        return self.test(kind)

    def comparison(self, depth):
        kind = self.random.choice(self.types)
        ops = ("=", "!=") if kind == "bool" else ("=", "!=", "<", "<=", ">", ">=")
        left = self.expression(kind, depth)
        nullable = isinstance(left, Name) and self.may_be_null(left.name)
        if nullable and self.chance(0.5):
            return Comparison(self.random.choice(("=", "!=")), left, Literal("null", None))
        return Comparison(self.random.choice(ops), left, self.expression(kind, depth))

    def may_be_null(self, name):
        """Whether a policy may ask if this is null."""
        return name in self.may_be_absent

    # --- cells

    def test(self, kind):
        form = self.random.choice(("equals", "ordered", "interval", "name"))
        if form == "name":
            return Equals(self.named(kind))
        if kind in ("bool", "text") or form == "equals":
            return Equals(self.literal(kind))
        if form == "ordered":
            end = self.named(kind) if self.chance(0.2) else self.literal(kind)
            return Ordered(self.random.choice(("<", "<=", ">", ">=")), end)
        low, high = sorted(self.some(self.pools[kind], 2, 2))
        ends = self.random.choice("[(]"), self.random.choice("])[")
        return Interval(Literal(kind, low), Literal(kind, high), *ends)

    def cell(self, column):
        kind = self.names[column]
        if self.chance(0.25):
            return Cell()
        tests = [self.test(kind) for _ in range(self.random.choice((1, 1, 2, 3)))]
        if self.may_be_null(column) and self.chance(0.3):
            tests[0] = Equals(Literal("null", None))
        return Cell(tuple(tests), negated=self.chance(0.15))

    def apart(self, kind, count):
        """Cells of which no two hold together."""
        if kind in ("bool", "text"):
            pool = self.random.sample(self.pools[kind], len(self.pools[kind]))
            return [Cell((Equals(Literal(kind, each)),)) for each in pool[:count]]
        ends = sorted(self.some(self.pools[kind], count + 1, count + 1))
        pairs = zip(ends, ends[1:], strict=False)
        return [
            Cell((Interval(Literal(kind, low), Literal(kind, high), "[", ")"),))
            for low, high in pairs
        ]

    # --- decisions

    def table(self, code):
        hit, aggregate = self.random.choice(HITS)
        columns = self.some([name for name in self.names if name != "as_of"], 1, 4)
        kinds = ["number"] if aggregate else self.some(self.types, 1, 2)
        if hit in ("priority", "output_order"):
            kinds[0] = "text"  # the order of texts is that of the output's values
        outputs = tuple(
            self.output(f"{code}_out{place}", kind, hit) for place, kind in enumerate(kinds)
        )
        rules = self.random.randint(1, 8)
        apart = None
        if hit in ("unique", "any") and self.chance(0.6):
            apart = self.apart(self.names[columns[0]], rules)
            rules = len(apart)
        made = []
        for place in range(rules):
            when = {column: self.cell(column) for column in columns if self.chance(0.8)}
            if apart:
                when = {columns[0]: apart[place], **{c: when[c] for c in columns[1:] if c in when}}
            made.append(Rule(f"r{place + 1}", when, self.then(outputs, hit, aggregate)))
        table = Table(code, hit, tuple(columns), outputs, tuple(made), aggregate)
        if not table.is_list:
            self.names |= {output.code: output.type for output in outputs}
        return table

    def output(self, code, kind, hit):
        values = ()
        if kind == "text" and hit in ("priority", "output_order"):
            values = tuple(self.random.sample(self.pools[kind], len(self.pools[kind])))
        default = None
        if hit not in ("rule_order", "output_order", "collect") and self.chance(0.5):
            default = self.random.choice(values or self.pools[kind])
        return Output(code, kind, values, default)

    def then(self, outputs, hit, aggregate):
        pool = 2 if hit == "any" else None
        then = {}
        for output in outputs:
            values = output.values or (POINTS if aggregate else self.pools[output.type])
            if not aggregate and not output.values and self.chance(0.05):
                continue
            then[output.code] = self.random.choice(values[:pool])
        return then

    def card(self, code):
        groups = tuple(
            Group(f"g{place}", self.maybe(0.5, 6), self.maybe(0.5, -1))
            for place in range(self.random.randint(0, 2))
        )
        criteria = tuple(
            self.criterion(f"{code}_c{place}", groups, code)
            for place in range(self.random.randint(1, 6))
        )
        codes = [each.code for each in criteria]
        subsets = {f"{code}_s": tuple(sorted(self.some(codes, 1, 3)))} if self.chance(0.4) else {}
        bands = ()
        if self.chance(0.7):
            ends = sorted(self.some((-4, 0, 3, 6, 10, 15), 1, 3))
            bands = (
                *((f"b{place}", decimal.Decimal(end)) for place, end in enumerate(ends)),
                ("top", None),
            )
        reasons = self.random.randint(1, 4) if self.chance(0.6) else 0
        card = Card(
            code,
            criteria,
            groups,
            subsets,
            bands,
            self.maybe(0.3, 2),
            self.random.choice(("points_below", "points_above")),
            reasons,
        )
        self.names |= {f"{code}_points": "number"} | ({code: "text"} if bands else {})
        self.names |= dict.fromkeys(subsets, "number")
        self.names |= {f"{code}_{group.code}": "number" for group in groups}
        return card

    def maybe(self, share, number):
        return decimal.Decimal(number) if self.chance(share) else None

    def criterion(self, code, groups, card):
        tested = None
        if self.chance(0.75):
            tested = self.random.choice([name for name in self.names if name != "as_of"])
        attributes = tuple(
            Attribute(
                self.cell(tested) if tested else self.condition(1),
                self.random.choice(POINTS),
                f"{code}_reason{place}" if self.chance(0.3) else None,
            )
            for place in range(self.random.choice((1, 2, 3, 4, 7)))
        )
        return Criterion(
            code,
            attributes,
            tested,
            self.random.choice(groups).code if groups and self.chance(0.6) else None,
            decimal.Decimal(self.random.choice(("0.5", "2", "-1"))) if self.chance(0.3) else None,
            self.maybe(0.2, 6),
            self.maybe(0.3, 1),
        )

    def decided(self, kind):
        """The expression of a formula decision."""
        return self.expression(kind, 2)

    def formula(self, code):
        made = Formula(code, self.decided(self.random.choice(self.types)))
        self.names[code] = made.formula.type
        return made


def random_policy(random, unknowns="keep", kinds=("table", "table", "card", "formula"), make=Maker):
    """A policy of one to three decisions, each of which may read those before it."""
    maker = make(random)
    inputs = tuple(maker.input(code) for code in maker.some(INPUT_NAMES, 2, maker.most_inputs))
    parameters = tuple(
        Parameter(f"limit_{kind}", kind, random.choice(maker.pools[kind]))
        for kind in maker.some(sorted({"number", "text", "date"} & {*maker.types}), 0, 2)
    )
    maker.names |= {each.code: each.type for each in (*parameters, *inputs)}
    # In feel and b_feel any null may be asked for; where nulls mean unknown that is refused.
    maker.may_be_absent = {
        each.code for each in inputs if each.null != "unknown" or unknowns != "keep"
    }
    computed = []
    for place in range(random.randint(0, 2)):
        computed.append(Computed(f"found{place}", maker.expression(random.choice(maker.types), 3)))
        maker.names[computed[-1].code] = computed[-1].formula.type
    maker.given = set(maker.names)
    decisions = tuple(
        getattr(maker, random.choice(kinds))(f"d{place}") for place in range(random.randint(1, 3))
    )
    conflicts = tuple(
        Conflict(f"conflict{place}", maker.condition(1)) for place in range(random.randint(0, 2))
    )
    keys = ("id",) if maker.chance(0.5) else ()
    return Policy(inputs, decisions, parameters, tuple(computed), conflicts, unknowns, keys)


def random_records(random, policy, size, null_share=0.15, faults=True, pools=POOLS):
    """Lists by input, None for null; a few cells hold what their input does not allow."""
    records = {"id": [f"r{row:04}" for row in range(size)]}
    for each in policy.inputs:
        records[each.code] = [
            None if random.random() < null_share else random_value(random, each, faults, pools)
            for _ in range(size)
        ]
    return records


def random_value(random, each, faults, pools):
    if faults and each.type == "number" and not each.whole and random.random() < 0.01:
        return decimal.Decimal("NaN")
    if faults and each.values and random.random() < 0.02:
        return "not allowed"
    if each.whole:
        return decimal.Decimal(random.randint(-4, 11))
    return random.choice(each.values or pools[each.type])


def to_arrow(policy, records, numbers="float64", **types):
    """The records as an Arrow table. `numbers` is the type of columns of whole numbers, `types` are
    those of others."""
    columns = {}
    for name, cells in records.items():
        if name == "id":
            columns[name] = pa.array(cells)
            continue
        columns[name] = to_array(policy.input(name), cells, numbers, types)
    return pa.table(columns)


def to_array(each, cells, numbers, types):
    if each.type == "number":
        kind = numbers if each.whole else "float64"
        convert = float if kind.startswith("float") else int
        return pa.array([None if c is None else convert(c) for c in cells], kind)
    kinds = {
        "bool": pa.bool_(),
        "text": pa.string(),
        "date": pa.date32(),
        "duration": pa.duration("us"),
    }
    return pa.array(cells, kinds[each.type]).cast((kinds | types)[each.type])
