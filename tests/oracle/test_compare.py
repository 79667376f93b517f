"""Reps against the rest of their team: the oracle on made-up books, and reps whose true shares
are known."""

import functools

import numpy as np
import pandas as pd
import pytest

import oracle_compare
from answers import assert_same_figures, keyed, rows
from books import PROCESSES, to_arrow
from timed_books import CASES, case

import sandan

SKILL_FIGURES = [
    "n",
    "advanced",
    "pending",
    "conversion",
    "conversion_low",
    "conversion_high",
    "sufficient",
    "rest_n",
    "rest_advanced",
    "rest_conversion",
    "shrunk_conversion",
    "shrunk_low",
    "shrunk_high",
    "difference",
    "difference_low",
    "difference_high",
    "verdict",
    "prior_conversion",
    "prior_weight",
]
WEAK_FIGURES = ["stage", "n", "shrunk_conversion", "rest_conversion", "difference"]
TEACHER_FIGURES = ["stage", "teacher", "n", "shrunk_conversion"]


def assert_compare(history, oracle, request):
    answer = history.compare(**request)
    keys = [request[name] for name in ("within", "of") if name in request] or ["owner_id"]
    if "of" not in request and "within" in request:
        keys.append("owner_id")
    expected = oracle_compare.compare(oracle, **request)
    tables = {
        "compare": (["stage"], SKILL_FIGURES),
        "weak_skills": ([], WEAK_FIGURES),
        "teachers": (["rank"], TEACHER_FIGURES),
    }
    for theirs, (name, (more, figures)) in zip(expected, tables.items(), strict=True):
        found = keyed(answer[name], [*keys, *more], figures)
        assert_same_figures(found, theirs, name, tolerance=1e-8)
        assert set(answer[name].column("level")) <= {len(keys)}
    return expected


REQUESTS = {
    "all": {"min_n": 3},
    "defaults": {},
    "teams": {"within": "team", "min_n": 1, "confidence": 0.5, "teachers": 2},
    "passed": {"reached": "passed", "min_n": 5, "confidence": 0.6},
    "products": {"of": "product", "within": "team_id", "min_n": 0, "confidence": 0.7}
    | {"cohort": {"of": "created_on", "from": "2024-01-05", "to": "2024-02-20"}},
}


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize("request_", REQUESTS.values(), ids=list(REQUESTS))
def test_compare(name, seed, request_):
    history, oracle, _ = case(name, seed)
    if "team_id" not in oracle.deals and request_.get("within") == "team_id":
        request_ = {**request_, "within": "team"}
    assert_compare(history, oracle, request_)


def test_books_have_weak_reps_and_teachers():
    verdicts, taught = set(), 0
    for name, seed in CASES:
        _, oracle, _ = case(name, seed)
        skills, _, teachers = oracle_compare.compare(oracle, **REQUESTS["teams"])
        verdicts |= {skill["verdict"] for skill in skills.values()}
        taught += len(teachers)
    assert verdicts == {"weaker", "alike", "stronger", "insufficient"}
    assert taught > 5


# ---- reps whose shares are known

TEAMS, REPS = 40, 40


def simulated(random, shares):
    """A history of reps of teams with these true shares of going on from the first stage."""
    team, rep = np.divmod(np.arange(shares.size), REPS)
    deals = random.integers(4, 50, shares.size)
    owner = np.repeat(np.arange(shares.size), deals)
    went_on = random.random(owner.size) < shares.ravel()[owner]
    opportunities = pd.DataFrame(
        {
            "opportunity_id": pd.Series(np.arange(owner.size), dtype="Int64"),
            "team_id": pd.Series(team[owner], dtype="Int64"),
            "owner_id": pd.Series(rep[owner], dtype="Int64"),
            "outcome": np.where(went_on, "open", "lost").astype("object"),
            "closed_on": pd.Series(pd.Timestamp("2024-02-01"), index=range(owner.size)).astype(
                "datetime64[us]"
            ),
        }
    )
    first = pd.DataFrame(
        {
            "opportunity_id": opportunities["opportunity_id"],
            "stage": "find",
            "entered_at": pd.Series(pd.Timestamp("2024-01-01"), index=range(owner.size)).astype(
                "datetime64[us]"
            ),
        }
    )
    second = first[went_on].assign(stage="talk", entered_at=pd.Timestamp("2024-01-10"))
    events = pd.concat([first, second], ignore_index=True)
    return sandan.Process.from_json(PROCESSES["plain"]).history(
        opportunities=to_arrow(opportunities), stage_events=to_arrow(events), as_of="2024-03-01"
    )


@functools.cache
def reps_of_known_shares():
    random = np.random.default_rng(20)
    shares = random.beta(6, 9, (TEAMS, REPS))
    answer = simulated(random, shares).compare(within="team_id", min_n=1)
    found = [row for row in rows(answer["compare"]) if row["stage"] == "find"]
    true = np.array([shares[row["team_id"], row["owner_id"]] for row in found])
    return true, {
        name: np.array([row[name] for row in found])
        for name in [
            "conversion",
            "shrunk_conversion",
            "shrunk_low",
            "shrunk_high",
            "verdict",
            "prior_conversion",
            "prior_weight",
            "team_id",
        ]
    }


def test_shrunk_shares_are_nearer_the_truth():
    true, found = reps_of_known_shares()
    assert len(true) == TEAMS * REPS
    raw = np.mean((found["conversion"] - true) ** 2)
    shrunk = np.mean((found["shrunk_conversion"] - true) ** 2)
    assert shrunk < 0.7 * raw
    by_team = pd.DataFrame(
        {
            "team": found["team_id"],
            "raw": (found["conversion"] - true) ** 2,
            "shrunk": (found["shrunk_conversion"] - true) ** 2,
        }
    )
    better = by_team.groupby("team").mean().eval("shrunk < raw")
    assert better.mean() > 0.9


def test_intervals_cover_the_truth():
    true, found = reps_of_known_shares()
    covered = (found["shrunk_low"] <= true) & (true <= found["shrunk_high"])
    # Less than 95 %, as the prior is taken for known though it is drawn from forty reps.
    assert 0.91 < covered.mean() < 0.97


def test_prior_is_the_one_the_shares_were_drawn_from():
    _, found = reps_of_known_shares()
    means = pd.Series(found["prior_conversion"]).groupby(found["team_id"]).first()
    weights = pd.Series(found["prior_weight"]).groupby(found["team_id"]).first()
    assert len(means) == TEAMS
    assert means.mean() == pytest.approx(6 / 15, abs=0.01)
    assert weights.median() == pytest.approx(15, rel=0.25)


def test_equal_reps_are_alike():
    random = np.random.default_rng(21)
    answer = simulated(random, np.full((TEAMS, REPS), 0.4)).compare(within="team_id", min_n=1)
    found = [row for row in rows(answer["compare"]) if row["stage"] == "find"]
    alike = np.mean([row["verdict"] == "alike" for row in found])
    assert alike > 0.95
    error = np.mean([(row["shrunk_conversion"] - 0.4) ** 2 for row in found])
    assert error < 0.25 * np.mean([(row["conversion"] - 0.4) ** 2 for row in found])
