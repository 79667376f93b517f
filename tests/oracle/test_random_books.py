"""sandan against the oracle on made-up books with ties, faults, reopenings and move policies."""

import functools

import numpy as np
import pytest

import oracle_figures
from answers import assert_same_figures, fault_rows, keyed, plain, rows
from books import AS_OF, EARLIER_AS_OF, PROCESSES, random_book, to_arrow
from oracle_history import OracleHistory
from oracle_process import ProcessRules

import sandan

SEEDS = range(6)
CASES = [(name, seed) for name in PROCESSES for seed in SEEDS]
MOVE_KEYS = ["from_stage", "to_stage", "move", "legal"]
FUNNEL_FIGURES = [
    "reached",
    "advanced",
    "lost",
    "cancelled",
    "pending",
    "value_minor",
    "unknown_amounts",
    "conversion",
    "conversion_low",
    "conversion_high",
    "sufficient",
    "not_as_of",
]
OUTCOME_FIGURES = [
    "n",
    "open",
    "won",
    "lost",
    "cancelled",
    "win_rate",
    "win_rate_low",
    "win_rate_high",
    "sufficient",
    "won_value_minor",
    "unknown_amounts",
    "cycle_n",
    "cycle_median_days",
    "cycle_p10_days",
    "cycle_p90_days",
    "cycle_max_days",
    "lost_n",
    "lost_median_days",
    "cancelled_n",
    "cancelled_median_days",
]


@functools.lru_cache(maxsize=4)
def case(name, seed):
    """A book, as sandan and as the oracle see it."""
    random = np.random.default_rng([seed, list(PROCESSES).index(name)])
    document = PROCESSES[name]
    deals = [0, 1, 3][seed] if seed < 3 else int(random.integers(5, 60))
    opportunities, events = random_book(random, ProcessRules(document), deals)
    as_of = EARLIER_AS_OF if seed % 3 == 0 else AS_OF
    whole_days = bool((events["entered_at"].dropna().dt.hour == 0).all())
    history = sandan.Process.from_json(document).history(
        opportunities=to_arrow(opportunities),
        as_of=as_of,
        stage_events=to_arrow(events, entered_at_as_days=whole_days),
    )
    return history, OracleHistory(document, opportunities, events, as_of)


def keys_of(table, by, figures):
    """Names of the key columns: level, the keys, the currency where there is one, the stage."""
    return [
        name
        for name in table.column_names
        if name in ("level", "currency", "stage")
        or name in by
        or any(name.startswith(str(key.get("of"))) for key in by if isinstance(key, dict))
    ]


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_faults(name, seed):
    history, oracle = case(name, seed)
    assert fault_rows(history) == oracle.fault_rows()
    counts = keyed(history.faults()["fault_counts"], ["table", "fault"], ["n", "set_aside"])
    expected = {}
    for table, _, fault, set_aside in oracle.fault_rows():
        count = expected.setdefault((table, fault), {"n": 0, "set_aside": 0})
        count["n"] += 1
        count["set_aside"] += int(set_aside)
    assert counts == expected


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_moves(name, seed):
    history, oracle = case(name, seed)
    answer = history.moves()
    ours = [tuple(row.values()) for row in rows(answer["moves"])]
    theirs = [
        tuple(plain(value) for value in row) for row in oracle.moves().itertuples(index=False)
    ]
    assert ours == theirs
    counts = keyed(answer["move_counts"], MOVE_KEYS, ["n"])
    assert counts == {
        tuple(plain(value) for value in key): {"n": n} for key, n in oracle.move_counts().items()
    }
    illegal = [tuple(row.values()) for row in rows(history.moves(only="illegal")["moves"])]
    assert illegal == [row for row in theirs if not row[-1]]


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_state(name, seed):
    history, oracle = case(name, seed)
    expected = oracle_figures.state(oracle)
    columns = [
        "opportunity_id",
        "stage",
        "stage_source",
        "layer",
        "mode",
        "phase",
        "outcome",
        "created_on",
        "entered_on",
        "days_in_stage",
        "age_days",
        "closed_on",
        "won_on",
        "completed_on",
        "amount_minor",
        "expected_close_on",
        "overdue_days",
        "slips",
        "slipped_days",
        "moves",
        "skips",
        "backs",
        "reopens",
        "illegal_moves",
        "not_as_of",
    ]
    ours = [{column: row[column] for column in columns} for row in rows(history.state())]
    theirs = [
        {column: plain(value) for column, value in row.items()}
        for row in expected[columns].astype("object").to_dict("records")
    ]
    assert ours == theirs


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize(
    "request_",
    [
        {"min_n": 5},
        {"by": ["product"], "reached": "passed", "phase": "all", "min_n": 1, "confidence": 0.8},
        {
            "by": ["product", {"period": "month", "of": "created_on"}],
            "rollup": True,
            "phase": "all",
            "min_n": 3,
        },
        {
            "phase": "after",
            "min_n": 1,
            "cohort": {"of": "created_on", "from": "2024-01-10", "to": "2024-02-10"},
        },
    ],
    ids=["all", "passed", "rollup", "cohort"],
)
def test_funnel(name, seed, request_):
    history, oracle = case(name, seed)
    table = history.funnel(**request_)
    keys = keys_of(table, request_.get("by", []), FUNNEL_FIGURES)
    ours = {key: row for key, row in keyed(table, keys, FUNNEL_FIGURES).items() if row["reached"]}
    assert_same_figures(ours, oracle_figures.funnel(oracle, **request_), "funnel")


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize(
    "request_",
    [
        {"min_n": 5},
        {"by": ["product"], "rollup": True, "min_n": 1},
        {"by": [{"period": "quarter", "of": "closed_on"}], "min_n": 1, "confidence": 0.9},
    ],
    ids=["all", "rollup", "quarter"],
)
def test_outcomes(name, seed, request_):
    history, oracle = case(name, seed)
    table = history.outcomes(**request_)
    keys = keys_of(table, request_.get("by", []), OUTCOME_FIGURES)
    ours = {key: row for key, row in keyed(table, keys, OUTCOME_FIGURES).items() if row["n"]}
    assert_same_figures(ours, oracle_figures.outcomes(oracle, **request_), "outcomes")


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_pipeline(name, seed):
    history, oracle = case(name, seed)
    table = history.pipeline(by=["product"], rollup=True)
    figures = ["n", "value_minor", "unknown_amounts", "not_as_of"]
    ours = {
        key: row
        for key, row in keyed(table, keys_of(table, ["product"], figures), figures).items()
        if row["n"]
    }
    assert_same_figures(
        ours, oracle_figures.pipeline(oracle, by=["product"], rollup=True), "pipeline"
    )


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_between(name, seed):
    history, oracle = case(name, seed)
    line = oracle.rules.line
    pairs = [(line[0], line[1]), (line[0], line[-1]), (line[1], line[0]), (line[1], "lost")]
    pairs = [pair for pair in pairs if set(pair) <= set(oracle.rules.stages)]
    ours = keyed(
        history.between(pairs=pairs),
        ["from_stage", "to_stage"],
        ["n_from", "n", "median_days", "p10_days", "p90_days", "mean_days"],
    )
    assert_same_figures(ours, oracle_figures.between(oracle, pairs), "between")
