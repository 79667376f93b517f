"""Due, collected and overdue against the oracle on made-up books."""

import pytest

from answers import assert_same_figures, fault_rows, keyed, plain, rows
from test_time_figures import key_columns
from timed_books import CASES, case

import sandan

SUM_FIGURES = [
    "n",
    "amount_minor",
    "n_due",
    "due_minor",
    "collected_of_due_minor",
    "collection_rate",
    "n_overdue",
    "overdue_minor",
    "oldest_overdue_days",
    "collected_minor",
    "overpaid_minor",
    "outstanding_minor",
    "not_as_of",
]
BAND_FIGURES = ["to_days", "n", "overdue_minor"]
STEP_FIGURES = ["n", "share_of_won", "value_minor", "unknown_amounts"]


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"by": ["product"], "rollup": True, "ages": [7, 14]},
        {"by": [{"period": "month", "of": "won_on"}, "team"], "rollup": True, "ages": [1]},
        {"by": ["owner_id"], "ages": []},
    ],
    ids=["all", "product", "month", "owner"],
)
def test_receivables(name, seed, request_):
    history, oracle, receivables = case(name, seed)
    answer = history.receivables(**request_)
    by = request_.get("by", [])
    sums, bands, steps = receivables.by_group(**request_)
    for table, expected, more, figures in [
        ("receivables", sums, [], SUM_FIGURES),
        ("overdue", bands, ["from_days"], BAND_FIGURES),
        ("after_order", steps, ["step"], STEP_FIGURES),
    ]:
        found = keyed(answer[table], key_columns(answer[table], by, *more), figures)
        if not len(oracle.deals):
            assert all(row["n"] == 0 for row in found.values())
            continue
        assert_same_figures(found, expected, table)


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_uncollected(name, seed):
    history, _, receivables = case(name, seed)
    keys = ["product", "owner_id"]
    found = rows(history.receivables(keys=keys)["uncollected"])
    expected = [
        {column: plain(value) for column, value in row.items()}
        for row in receivables.uncollected(keys)
    ]
    assert found == expected


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_faults(name, seed):
    history, oracle, receivables = case(name, seed)
    assert fault_rows(history) == sorted([*oracle.fault_rows(), *receivables.faults])


def test_books_have_every_fault_and_figure():
    faults, figures = set(), {}
    for name, seed in CASES:
        _, _, receivables = case(name, seed)
        faults |= {(fault, set_aside) for _, _, fault, set_aside in receivables.faults}
        for row in receivables.by_group()[0].values():
            for figure, value in row.items():
                figures[figure] = figures.get(figure, 0) + (value or 0)
        for (*_, step), row in receivables.by_group()[2].items():
            figures[step] = figures.get(step, 0) + row["n"]
    assert faults == {
        ("missing_id", True),
        ("unknown_opportunity", True),
        ("missing_date", True),
        ("impossible_date", True),
        ("impossible_date", False),
        ("missing_amount", True),
        ("negative_amount", True),
        ("negative_amount", False),
    }
    assert all(figures.values())


def test_history_without_receivables():
    _, oracle, _ = case("plain", 1)
    history = sandan.Process.from_json(oracle.rules.document).history(
        opportunities={"opportunity_id": [1]}, as_of="2024-01-01"
    )
    with pytest.raises(sandan.SchemaError) as refused:
        history.receivables()
    assert refused.value.table == "receivables"
