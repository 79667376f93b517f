"""Made-up books for the questions about time, persons and money, as sandan and the oracle see
them."""

import functools

import numpy as np

from books import (
    AS_OF,
    EARLIER_AS_OF,
    PROCESSES,
    days,
    expecting,
    random_book,
    random_receivables,
    random_reps,
    random_waiting,
    to_arrow,
)
from oracle_calendar import NumpyCalendar
from oracle_history import OracleHistory
from oracle_process import ProcessRules
from oracle_receivables import OracleReceivables

import sandan

SEEDS = range(4)
CASES = [(name, seed) for name in PROCESSES for seed in SEEDS]

#: Its sources end in the middle of the books, and a holiday stands beyond none of them.
SHORT = {
    "sandan": "calendar/1",
    "code": "short",
    "label": {"en": "short"},
    "week": ["mon", "tue", "wed", "thu", "fri"],
    "span": {"from": "2024-01-01", "to": "2024-02-12"},
    "holidays": [{"from": "2024-01-15", "to": "2024-01-17", "label": {"en": "off"}}],
    "make_up_workdays": [{"on": "2024-01-20", "label": {"en": "on"}}],
}


@functools.cache
def calendar(name):
    """A calendar, and the same for numpy."""
    document = SHORT if name == "short" else sandan.Calendar.shipped(name).to_dict()
    return sandan.Calendar.from_json(document), NumpyCalendar(document)


def timed_book(name, seed):
    """(document, opportunities, events, receivables) full of reasons to wait and money owed."""
    random = np.random.default_rng([seed, list(PROCESSES).index(name), 6])
    document = expecting(PROCESSES[name], random)
    deals = [0, 2][seed] if seed < 2 else int(random.integers(60, 160))
    opportunities, events = random_book(random, ProcessRules(document), deals, 4)
    if "created_on" not in opportunities:
        opportunities["created_on"] = days(random, len(opportunities), 0.1, 60)
    opportunities = random_waiting(random, opportunities)
    receivables = random_receivables(
        random, opportunities, deals * 3, with_collected=seed % 3 > 0, with_collected_on=seed != 2
    )
    return document, opportunities, events, receivables


@functools.cache
def case(name, seed):
    """(history, its oracle, the receivables' oracle); of odd seeds events are dates."""
    document, opportunities, events, receivables = timed_book(name, seed)
    events_are_days = seed % 2 == 1
    if events_are_days:
        events = events.assign(entered_at=events["entered_at"].dt.normalize())
    as_of = EARLIER_AS_OF if seed == 3 else AS_OF
    reps = random_reps()
    history = sandan.Process.from_json(document).history(
        opportunities=to_arrow(opportunities),
        stage_events=to_arrow(events, entered_at_as_days=events_are_days),
        reps=to_arrow(reps),
        receivables=to_arrow(receivables),
        as_of=as_of,
    )
    oracle = OracleHistory(document, opportunities, events, as_of, events_are_days)
    oracle.deals["team"] = oracle.deals["owner_id"].map(reps.set_index("rep_id")["team"])
    return history, oracle, OracleReceivables(oracle, receivables)
