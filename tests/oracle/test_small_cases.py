"""Small cases that were once answered otherwise than documented."""

import pandas as pd
import pytest

from answers import fault_rows, rows
from books import DATE_COLUMNS, PROCESSES, to_arrow

import sandan


def history_of(**tables):
    """A history of tables that are lists of rows with days as texts."""
    frames = {name: pd.DataFrame(each) for name, each in tables.items()}
    for frame in frames.values():
        for column in (DATE_COLUMNS | {"entered_at"}) & set(frame):
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
        for column in {"opportunity_id", "owner_id", "amount_minor"} & set(frame):
            frame[column] = frame[column].astype("Int64")
    arrow = {name: to_arrow(frame) for name, frame in frames.items()}
    return sandan.Process.from_json(PROCESSES["plain"]).history(**arrow, as_of="2024-02-05")


def test_current_stage_of_a_deal_closed_later():
    """`stage` is the current value unless the deal's closing comes after the day."""
    history = history_of(
        opportunities=[{"opportunity_id": 1, "stage": "lost", "closed_on": "2024-04-01"}]
    )
    [deal] = rows(history.state())
    assert (deal["stage"], deal["outcome"], deal["not_as_of"]) == (None, "open", False)


def receivable(**values):
    row = {"opportunity_id": 1, "due_on": "2024-01-10", "amount_minor": 100}
    return [{**row, "collected_on": "1850-05-05", **values}]


DEALS = [
    {"opportunity_id": 1, "created_on": "2024-01-01"},
    {"opportunity_id": 2, "created_on": "2024-03-01"},
]


def test_wrong_day_of_collection():
    history = history_of(opportunities=DEALS, receivables=receivable())
    assert fault_rows(history) == [("receivables", 0, "impossible_date", False)]


def test_receivables_of_deals_left_out_are_no_fault():
    history = history_of(opportunities=DEALS, receivables=receivable(opportunity_id=2))
    assert fault_rows(history) == []


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"opportunity_id": None}, "missing_id"),
        ({"opportunity_id": 3}, "unknown_opportunity"),
        ({"due_on": None}, "missing_date"),
        ({"amount_minor": -1}, "negative_amount"),
    ],
)
def test_a_row_set_aside_has_one_fault(values, fault):
    rows_ = receivable(**values)
    rows_ += receivable(collected_on=None)
    history = history_of(opportunities=DEALS, receivables=rows_)
    assert fault_rows(history) == [("receivables", 0, fault, True)]


@pytest.mark.parametrize("ending", ["lost", "open"])
def test_where_all_do_alike_nobody_is_weaker_or_stronger(ending):
    """Forty deals of each of two reps, all lost or all advanced in the first stage."""
    deals = [
        {
            "opportunity_id": number,
            "owner_id": number % 2,
            "outcome": ending,
            "closed_on": "2024-01-20" if ending == "lost" else None,
        }
        for number in range(80)
    ]
    events = [
        {"opportunity_id": number, "stage": stage, "entered_at": day}
        for number in range(80)
        for stage, day in [("find", "2024-01-02"), ("talk", "2024-01-03")]
        if stage == "find" or ending == "open"
    ]
    history = history_of(opportunities=deals, stage_events=events)
    answer = history.compare()
    found = [row["verdict"] for row in rows(answer["compare"]) if row["stage"] == "find"]
    assert found == ["alike", "alike"]
    assert rows(answer["weak_skills"]) == []


@pytest.mark.parametrize("deals", [6, 7, 9])
def test_share_of_deals_that_were_all_won(deals):
    """A share of 1 is told as 1, without an interval."""
    history = history_of(
        opportunities=[
            {
                "opportunity_id": number,
                "created_on": "2024-01-01",
                "outcome": "won",
                "closed_on": f"2024-01-{number + 2:02}",
            }
            for number in range(deals)
        ]
    )
    answer = history.survival(min_n=1, horizons=[20])
    for row in rows(answer["survival"]):
        shares = [row[f"conversion{end}"] for end in ("", "_low", "_high")]
        assert shares == [1.0, None, None]
