"""Values of policies, column by column, and what is calculated from two of them. Numbers are
decimals of 34 digits."""

import calendar
import datetime as dt
import decimal
import functools
from dataclasses import dataclass, field

import numpy as np

VALUE, ABSENT, UNKNOWN = 0, 1, 2
FEEL_NUMBERS = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN)
FIRST_DAY, LAST_DAY = dt.date(1, 1, 1), dt.date(9999, 12, 31)


@functools.total_ordering
@dataclass(frozen=True)
class Months:
    """A duration of years and months."""

    count: int

    def __lt__(self, other):
        return self.count < other.count

    def __add__(self, other):
        return Months(self.count + other.count)

    def __sub__(self, other):
        return Months(self.count - other.count)

    def __neg__(self):
        return Months(-self.count)

    def __mul__(self, times):
        return Months(self.count * times)


@dataclass
class Column:
    """Cells of one type; `value` means something where `known` is VALUE. `ranges` holds, of rows
    in which a number is not known, the lowest and highest it can be, where that is known."""

    type: str
    known: np.ndarray
    value: np.ndarray
    ranges: dict = field(default_factory=dict)

    @classmethod
    def of(cls, kind, values, null=ABSENT):
        """From a list in which None is null."""
        known = np.array([VALUE if each is not None else null for each in values], dtype=np.int8)
        cells = np.empty(len(values), dtype=object)
        cells[:] = values
        return cls(kind, known, cells)

    @classmethod
    def constant(cls, kind, value, size):
        return cls.of(kind, [value] * size)

    def at(self, row):
        """The value of a row; None for any null."""
        return self.value[row] if self.known[row] == VALUE else None


def written(value):
    """A value as documents write it where it is not JSON's own: dates and durations."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Months):
        sign, (years, months) = "-" * (value.count < 0), divmod(abs(value.count), 12)
        return f"{sign}P" + f"{years}Y" * bool(years) + f"{months}M" * (bool(months) or not years)
    seconds = round(value.total_seconds())
    sign, (days, rest) = "-" * (seconds < 0), divmod(abs(seconds), 86_400)
    (hours, rest), days = divmod(rest, 3_600), f"{days}D" if days else ""
    time = (f"{hours}H" if hours else "") + (f"{rest // 60}M" if rest else "")
    return f"{sign}P{days}" + (f"T{time}" if time else "") if days or time else "PT0S"


def ordered(value):
    """A value by which values of its type are ordered: texts by their bytes."""
    if isinstance(value, str):
        return value.encode()
    return value


def calculate(op, left, right):
    """One operation on known values; None where the result has no place in its type."""
    if isinstance(left, decimal.Decimal) and isinstance(right, decimal.Decimal):
        return calculate_numbers(op, left, right)
    if isinstance(left, dt.date) and isinstance(right, Months):
        return add_months(left, right.count if op == "+" else -right.count)
    if isinstance(right, dt.date) and op == "+":
        return calculate("+", right, left)
    if isinstance(left, dt.date) and isinstance(right, dt.timedelta):
        # The day in which the moment lies that is so long after the day began.
        right = dt.timedelta(days=(right if op == "+" else -right) // dt.timedelta(days=1))
        op = "+"
    if op == "*":
        return right * int(left) if isinstance(left, decimal.Decimal) else left * int(right)
    if op == "/":
        return ratio(left, right)
    try:
        return left + right if op == "+" else left - right
    except OverflowError:
        return None


def ratio(left, right):
    """How often one duration goes into another."""
    if isinstance(left, Months):
        left, right = left.count, right.count
    else:
        left, right = (round(each / dt.timedelta(microseconds=1)) for each in (left, right))
    return calculate_numbers("/", decimal.Decimal(left), decimal.Decimal(right))


def calculate_numbers(op, left, right):
    if op == "/" and not right:
        raise ZeroDivisionError
    if op == "**":
        return FEEL_NUMBERS.power(left, right)
    by_name = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
    return getattr(FEEL_NUMBERS, by_name[op])(left, right)


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        return None
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
