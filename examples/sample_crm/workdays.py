"""The days on which the made-up vendor works.

Weekdays without the weeks in which nobody buys: the two around Spring
Festival and the first week of October. Not a holiday calendar: make-up
workdays are left out.
"""

from datetime import date, timedelta

FIRST_DAY = date(2025, 1, 2)
AS_OF = date(2026, 10, 31)

QUIET_WEEKS = [
    (date(2025, 1, 27), date(2025, 2, 7)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 2, 13), date(2026, 2, 24)),
    (date(2026, 10, 1), date(2026, 10, 7)),
]


def is_workday(day):
    return day.weekday() < 5 and not any(first <= day <= last for first, last in QUIET_WEEKS)


def list_workdays(first, last):
    days = []
    day = first
    while day <= last:
        if is_workday(day):
            days.append(day)
        day += timedelta(days=1)
    return days


WORKDAYS = list_workdays(FIRST_DAY, AS_OF)


def first_workday_from(day):
    """Position in WORKDAYS of the first workday on or after `day`."""
    for position, workday in enumerate(WORKDAYS):
        if workday >= day:
            return position
    return len(WORKDAYS)


def end_of_month(day):
    first_of_next = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)
