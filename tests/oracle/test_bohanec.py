"""A scorecard over the 22 questions of real deals, its points learned from other deals, ranks them
as well as the published scorecard of integer points does.

The deals are not part of the project; they are looked for in ../shared/data.
"""

import csv
import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import roc_auc_score

import sandan

FOLDS, REPEATS = 10, 5
#: Area under the curve of a scorecard of integer points, equal deals kept in one fold.
PUBLISHED = 0.812
OUTCOME = "Status"


@pytest.fixture
def deals(real_data):
    with real_data("b2b_bohanec/B2B_dataset.csv").open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == 448
    return rows


def questions(deals):
    return [name for name in deals[0] if name != OUTCOME]


def answers_to(deals, question):
    return sorted({deal[question] for deal in deals})


def points(train, question, answers):
    """Weights of evidence: log of how much more often an answer is given in won deals than in lost
    ones, ten points a unit, with one more deal spread as all are."""
    given = Counter((deal[question], deal[OUTCOME]) for deal in train)
    all_of = Counter(deal[OUTCOME] for deal in train)

    def share(answer, outcome):
        prior = all_of[outcome] / len(train)
        return (given[answer, outcome] + prior) / all_of[outcome]

    return {
        answer: round(10 * math.log(share(answer, "Won") / share(answer, "Lost")))
        for answer in answers
    }


def scorecard(train, deals):
    """The policy document; "Unknown" is an answer like others here."""
    inputs, criteria = [], []
    for question in questions(deals):
        code, answers = question.lower(), answers_to(deals, question)
        label = {"en": question.replace("_", " ")}
        inputs.append({"code": code, "label": label, "type": "text", "values": answers})
        attributes = [
            {"when": f'"{answer}"', "points": earned}
            for answer, earned in points(train, question, answers).items()
        ]
        criteria.append(
            {"code": f"of_{code}", "label": label, "input": code, "attributes": attributes}
        )
    card = {"code": "chance", "kind": "scorecard", "label": {"en": "chance"}, "criteria": criteria}
    return {
        "sandan": "policy/1",
        "code": "opportunity",
        "label": {"en": "opportunity"},
        "inputs": inputs,
        "decisions": [card],
    }


def folds(deals, seed):
    """A fold for each deal; deals with the same answers to all questions share one."""
    profiles = [tuple(deal[name] for name in questions(deals)) for deal in deals]
    places = {profile: place for place, profile in enumerate(sorted(set(profiles)))}
    dealt = np.random.default_rng(seed).permutation(len(places)) % FOLDS
    return np.array([dealt[places[profile]] for profile in profiles])


def test_a_scorecard_of_learned_points_ranks_real_deals(deals):
    won = [deal[OUTCOME] == "Won" for deal in deals]
    areas = []
    for seed in range(REPEATS):
        fold, scores = folds(deals, seed), np.zeros(len(deals))
        for held_out in range(FOLDS):
            train = [deal for deal, each in zip(deals, fold, strict=True) if each != held_out]
            asked = np.flatnonzero(fold == held_out)
            columns = {
                name.lower(): pa.array([deals[row][name] for row in asked])
                for name in questions(deals)
            }
            policy = sandan.Policy(scorecard(train, deals))
            scores[asked] = policy.eval(pa.table(columns))["results"].column("chance_points")
        areas.append(roc_auc_score(won, scores))
    assert np.mean(areas) >= PUBLISHED, areas
