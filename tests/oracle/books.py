"""Made-up books of deals for the comparison, full of what goes wrong in real ones, and their
conversion to Arrow."""

import numpy as np
import pandas as pd
import pyarrow as pa

AS_OF = "2024-03-20"
EARLIER_AS_OF = "2024-02-05"
IMPOSSIBLE = [pd.Timestamp("1850-05-05"), pd.Timestamp("2250-01-01")]
FIRST_DAY = pd.Timestamp("2024-01-01")
DATE_COLUMNS = {
    "created_on",
    "expected_close_on",
    "closed_on",
    "won_on",
    "completed_on",
    "asked_on",
    "waiting_until",
    "due_on",
    "collected_on",
}


def stage(code, **members):
    return {"code": code, "label": {"en": code}, **members}


def document(code, stages, **moves):
    return {
        "sandan": "process/1",
        "code": code,
        "label": {"en": code},
        "moves": moves,
        "stages": stages,
    }


PROCESSES = {
    "plain": document(
        "plain",
        [
            stage("find", layer="need", mode="find"),
            stage("talk", layer="candidate", mode="nurture"),
            stage("offer", layer="quoted", mode="close"),
            stage("sign", layer="ordered", outcome="won", won_when="entered"),
            stage("lost", outcome="lost"),
        ],
    ),
    "strict": document(
        "strict",
        [
            stage("find"),
            stage("talk"),
            stage("offer"),
            stage("agree"),
            stage("sign", outcome="won", won_when="entered"),
            stage("dropped", outcome="cancelled"),
        ],
        skip=False,
        back=False,
        reopen=False,
        forbidden=[{"from": "offer", "to": "agree"}, {"from": "talk", "to": "talk"}],
    ),
    "after": document(
        "after",
        [
            stage("gone", outcome="lost"),
            stage("find", mode="find"),
            stage("offer", mode="close"),
            stage("order", outcome="won", won_when="entered"),
            stage("void", outcome="cancelled"),
            stage("deliver", phase="after", mode="service"),
            stage("collect", phase="after"),
        ],
        back=False,
    ),
    "reopened_never": document(
        "reopened_never",
        [
            stage("find"),
            stage("offer"),
            stage("order", outcome="won", won_when="entered"),
            stage("deliver", phase="after"),
        ],
        reopen=False,
    ),
    "end_mark": document(
        "end_mark",
        [
            stage("trust"),
            stage("needs"),
            stage("commit", won_when="end_mark"),
            stage("follow_up", phase="after"),
        ],
        skip=False,
    ),
    "never_won": document("never_won", [stage("watch"), stage("listen"), stage("show")]),
}


def pick(random, values, size, missing=0.0):
    chosen = np.array(values, dtype=object)[random.integers(0, len(values), size=size)]
    chosen[random.random(size) < missing] = None
    return chosen


def days(random, size, missing=0.0, span=110, impossible=0.01):
    chosen = pd.Series(FIRST_DAY + pd.to_timedelta(random.integers(0, span, size=size), unit="D"))
    chosen[random.random(size) < missing] = pd.NaT
    chosen = chosen.astype("datetime64[us]")
    chosen[random.random(size) < impossible] = IMPOSSIBLE[int(random.integers(2))]
    return chosen


def whole_numbers(random, size, top, missing=0.0):
    chosen = pd.Series(random.integers(0, top, size=size), dtype="Int64")
    chosen[random.random(size) < missing] = pd.NA
    return chosen


def numbers_in_time(random, moments):
    """Rising with time but for a few that go back; equal moments may share a number."""
    numbers = moments.rank(method="dense").fillna(0) * 3 + random.integers(0, 2, size=len(moments))
    numbers = numbers.astype("Int64")
    numbers[random.random(len(numbers)) < 0.04] = 5
    numbers[random.random(len(numbers)) < 0.2] = pd.NA
    return numbers


def random_opportunities(random, rules, deals, text_ids):
    ids = random.permutation(deals * 3)[:deals] + 100
    frame = pd.DataFrame(
        {
            "opportunity_id": [f"D-{number}é" for number in ids]
            if text_ids
            else pd.Series(ids, dtype="Int64")
        }
    )
    optional = {
        "product": lambda: pick(random, ["ledger", "payroll", "库存"], deals, 0.1),
        "team_id": lambda: whole_numbers(random, deals, 3, 0.1),
        "amount_minor": lambda: whole_numbers(random, deals, 10**7, 0.15),
        "currency": lambda: pick(random, ["CNY", "EUR"], deals, 0.1),
        "created_on": lambda: days(random, deals, 0.1, 60),
        "stage": lambda: pick(random, [*rules.stages, "no such stage"], deals, 0.3),
        "outcome": lambda: pick(random, ["open", "won", "lost", "cancelled", "maybe"], deals, 0.4),
        "closed_on": lambda: days(random, deals, 0.4),
        "won_on": lambda: days(random, deals, 0.7),
        "completed_on": lambda: days(random, deals, 0.8),
        "expected_close_on": lambda: days(random, deals, 0.3),
    }
    for name, make in optional.items():
        if name == "product" or random.random() < 0.6:
            frame[name] = make()
    if deals and random.random() < 0.3:
        again = frame.sample(min(3, deals), random_state=int(random.integers(1 << 30)))
        if "amount_minor" in frame:
            again = again.assign(amount_minor=again["amount_minor"] + random.integers(0, 2))
        frame = pd.concat([frame, again])
    if deals and random.random() < 0.3:
        nameless = frame.head(1).copy()
        nameless["opportunity_id"] = pd.Series([None], dtype=frame["opportunity_id"].dtype)
        frame = pd.concat([frame, nameless])
    order = random.permutation(len(frame))
    return frame.iloc[order].reset_index(drop=True)


def random_events(random, rules, opportunities, events, text_ids, hours):
    known = opportunities["opportunity_id"].dropna().to_numpy(dtype=object)
    unknown = ["nobody"] if text_ids else [7]
    ids = pick(random, [*known, *unknown], events, 0.02)
    moments = days(random, events, 0.02, 90) + pd.to_timedelta(
        random.integers(0, hours, size=events) * 6, unit="h"
    )
    frame = pd.DataFrame(
        {
            "opportunity_id": ids if text_ids else pd.Series(ids, dtype="Int64"),
            "stage": pick(random, [*list(rules.stages) * 6, "no such stage"], events, 0.02),
            "entered_at": moments.astype("datetime64[us]"),
        }
    )
    optional = {
        "seq": lambda: numbers_in_time(random, moments),
        "process": lambda: pick(random, [rules.code] * 9 + ["another"], events, 0.2),
        "actor_id": lambda: whole_numbers(random, events, 3, 0.2),
        "amount_minor": lambda: whole_numbers(random, events, 10**7, 0.5),
        "expected_close_on": lambda: days(random, events, 0.3),
    }
    for name, make in optional.items():
        if random.random() < 0.35:
            frame[name] = make()
    again = frame.sample(frac=0.08, random_state=int(random.integers(1 << 30)))
    frame = pd.concat([frame, again])
    return frame.iloc[random.permutation(len(frame))].reset_index(drop=True)


def random_book(random, rules, deals, events_per_deal=6):
    """Opportunities and events, times often equal, with every fault the library names."""
    text_ids = bool(random.random() < 0.5)
    hours = int(random.choice([1, 4]))  # 1: whole days only
    opportunities = random_opportunities(random, rules, deals, text_ids)
    events = random_events(random, rules, opportunities, deals * events_per_deal, text_ids, hours)
    return opportunities, events


def expecting(document, random):
    """The document with durations expected of some stages, in either unit or in both."""
    stages = []
    for stage in document["stages"]:
        expected = {}
        if random.random() < 0.4:
            expected["expected_days"] = int(random.integers(0, 25))
        if random.random() < 0.3:
            expected["expected_workdays"] = int(random.integers(0, 15))
        stages.append({**stage, **expected})
    return {**document, "stages": stages}


def random_waiting(random, opportunities):
    """Opportunities with reasons to wait, days to wait until, both, or neither; and owners."""
    rows = len(opportunities)
    reasons = pick(random, ["tender", "预算", "new manager"], rows, 0.4)
    return opportunities.assign(
        owner_id=whole_numbers(random, rows, 7, 0.1),
        waiting_until=days(random, rows, 0.3, 140),
        waiting_reason=reasons,
    )


def random_reps():
    """Seven reps of two teams; one has none, and the last is not in the table."""
    return pd.DataFrame(
        {
            "rep_id": pd.Series([3, 1, 0, 2, 4, 5], dtype="Int64"),
            "team": ["north", "south", "north", "south", None, "north"],
        }
    )


def random_receivables(random, opportunities, rows, with_collected, with_collected_on):
    """What is to be paid, with every fault the library names."""
    known = opportunities["opportunity_id"].dropna().to_numpy(dtype=object)
    text_ids = opportunities["opportunity_id"].dtype == object or isinstance(
        opportunities["opportunity_id"].dtype, pd.StringDtype
    )
    ids = pick(random, [*known, "nobody" if text_ids else 7], rows, 0.03)
    amounts = whole_numbers(random, rows, 5 * 10**6, 0.05)
    amounts[random.random(rows) < 0.05] = 0
    amounts[random.random(rows) < 0.03] = -5
    frame = pd.DataFrame(
        {
            "opportunity_id": ids if text_ids else pd.Series(ids, dtype="Int64"),
            "due_on": days(random, rows, 0.04, 150, impossible=0.02),
            "amount_minor": amounts,
        }
    )
    if with_collected:
        collected = whole_numbers(random, rows, 5 * 10**6, 0.4)
        exactly = random.random(rows) < 0.3
        collected = collected.where(~exactly, amounts)
        collected[random.random(rows) < 0.04] = -1
        frame["collected_minor"] = collected
    if with_collected_on:
        frame["collected_on"] = days(random, rows, 0.4, 130, impossible=0.03)
    return frame


def to_arrow(frame, entered_at_as_days=False):
    """The frame as an Arrow table with the column types of the library's dictionary of facts."""
    columns = {}
    for name, values in frame.items():
        if name in DATE_COLUMNS or (name == "entered_at" and entered_at_as_days):
            columns[name] = (
                pa.array(values.astype("datetime64[us]"), from_pandas=True)
                .cast(pa.timestamp("us"))
                .cast(pa.date32())
            )
        elif name == "entered_at":
            columns[name] = pa.array(values.astype("datetime64[us]"), from_pandas=True)
        elif pd.api.types.is_bool_dtype(values.dtype):
            columns[name] = pa.array(values.astype("boolean"), pa.bool_())
        elif pd.api.types.is_integer_dtype(values.dtype):
            columns[name] = pa.array(values.astype("Int64"), pa.int64())
        else:
            columns[name] = pa.array(values.astype("object"), pa.utf8(), from_pandas=True)
    return pa.table(columns)
