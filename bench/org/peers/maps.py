"""What the peers of the decision maps share: a sample of the maps as plain Python, the parts that
are no graph algorithm (coverage in Python, opinions in NumPy), and the timing of each step.

A peer is a class with a method for each step of sandan that it has, called with a `Map`:
build, coverage, routes, gatekeepers, cut, verdict, next, pagerank, betweenness. `build` makes the
graph of introductions (a source before everybody who is held, arcs with their costs) and is part of
every answer. Nothing but the peer's calls is timed.
"""

import json
import sys
import time
from collections import deque
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))

import measure  # noqa: E402

VOCABULARY = json.loads(
    (Path(__file__).resolve().parents[3] / "data/map_vocabularies/standard.json").read_text()
)
NOTHING = float("inf")
FIVE = ("build", "coverage", "routes", "gatekeepers", "cut", "verdict", "next")
ALL = (*FIVE, "pagerank", "betweenness")
ROUTES = 4
NO_SUPPORT = -9


def places(words, name):
    return {word["code"]: place for place, word in enumerate(words)}[name]


STAGES = VOCABULARY["relation_stages"]
START = [stage.get("start_cost", NOTHING) for stage in STAGES]
ARRIVAL = [stage["arrival_cost"] for stage in STAGES]
EFFORT = [stage["effort"] for stage in STAGES]
IN_TOUCH = [stage.get("in_touch", False) for stage in STAGES]
TRUST = places(STAGES, VOCABULARY["support_expected_from"])
WIN_STAGE = places(STAGES, VOCABULARY["influence"]["win_stage"])
WIN_SUPPORT = VOCABULARY["influence"]["win_support"]
STUBBORNNESS = VOCABULARY["influence"]["stubbornness"]
SUPPORTS_FROM = VOCABULARY["support"]["supports_from"]
KINDS = [
    (
        kind.get("route_cost", NOTHING),
        kind.get("route_cost_back", NOTHING),
        kind.get("influence", 0),
        kind.get("influence_back", 0),
    )
    for kind in VOCABULARY["relation_kinds"]
]
REQUIRED = sum(
    1 << place for place, role in enumerate(VOCABULARY["roles"]) if role.get("required", False)
)
VOTING = sum(
    1 << place for place, role in enumerate(VOCABULARY["roles"]) if role.get("votes", False)
)
DECIDING = sum(
    1 << place
    for place, decision in enumerate(VOCABULARY["decisions"])
    if decision["code"] in ("buy", "vendor")
)
LEVELS = len(VOCABULARY["levels"])
DECISIONS = len(VOCABULARY["decisions"])


class Map:
    """One map: people are numbered from 0; unknown is -1, of supports NO_SUPPORT."""

    def __init__(self, columns, relations, stances):
        self.__dict__.update(columns)
        self.size = len(self.level)
        self.relations = relations  # (from, to, kind, weight)
        self.stage = [-1] * self.size
        self.supports = {0: [NO_SUPPORT] * self.size}
        for person, vendor, stage, support in stances:
            if vendor == 0:
                self.stage[person] = stage
            self.supports.setdefault(vendor, [NO_SUPPORT] * self.size)[person] = support
        votes = [
            max(roles, 0) & VOTING or max(decides, 0) & DECIDING
            for roles, decides in zip(self.roles, self.decides)
        ]
        self.voters = [p for p in range(self.size) if votes[p]]
        self.withheld = {p for p in range(self.size) if self.contact[p] == 0}
        self.target = next((p for p in self.voters if p not in self.withheld), -1)


def read_maps(arrays):
    """The maps of the sample."""
    names = [name[7:] for name in arrays if name.startswith("people_") and name != "people_map"]
    people = arrays["people_map"]
    firsts = np.searchsorted(people, np.arange(people[-1] + 2))

    def rows(by, first, end):
        return slice(*np.searchsorted(arrays[by], [first, end]))

    maps = []
    for number in arrays["sample"]:
        first, end = firsts[number], firsts[number + 1]
        columns = {name: arrays[f"people_{name}"][first:end].tolist() for name in names}
        of = rows("relations_from", first, end)
        relations = zip(
            (arrays["relations_from"][of] - first).tolist(),
            (arrays["relations_to"][of] - first).tolist(),
            arrays["relations_kind"][of].tolist(),
            arrays["relations_weight"][of].tolist(),
        )
        of = rows("stances_person", first, end)
        stances = zip(
            (arrays["stances_person"][of] - first).tolist(),
            arrays["stances_vendor"][of].tolist(),
            arrays["stances_stage"][of].tolist(),
            arrays["stances_support"][of].tolist(),
        )
        maps.append(Map(columns, list(relations), list(stances)))
    return maps


def introductions(given, without=()):
    """Costs of the starts by person and of the arcs by both people, the cheapest of parallels."""
    starts = {}
    arrival = [ARRIVAL[max(stage, 0)] for stage in given.stage]
    for person, stage in enumerate(given.stage):
        cost = START[max(stage, 0)]
        if cost < NOTHING and person not in without:
            starts[person] = cost
    arcs = {}
    for start, end, kind, weight in given.relations:
        if start in without or end in without:
            continue
        there, back, _, _ = KINDS[kind]
        for a, b, cost in ((start, end, there), (end, start, back)):
            if cost < NOTHING:
                whole = cost / weight + arrival[b]
                if whole < arcs.get((a, b), NOTHING):
                    arcs[a, b] = whole
    return starts, arcs


def cheapest_first(costs):
    """The four route costs of a result."""
    return list(costs[:ROUTES]) + [NOTHING] * (ROUTES - len(costs))


# ---- Coverage


def reached(starts, arcs):
    """Everybody to whom there is a route."""
    onward = {}
    for a, b in arcs:
        onward.setdefault(a, []).append(b)
    seen = set(starts)
    waiting = deque(seen)
    while waiting:
        for person in onward.get(waiting.popleft(), ()):
            if person not in seen:
                seen.add(person)
                waiting.append(person)
    return seen


def person_gaps(given, p, is_in_touch, routes, voters):
    support = given.supports[0][p]
    known = support != NO_SUPPORT
    covered = given.stage[p] >= TRUST and known and support >= SUPPORTS_FROM
    gaps = 0
    if p in voters:
        gaps += (not is_in_touch) + (known and support < 0) + (p not in routes) + (not known)
    gaps += given.veto[p] == 1 and not covered
    gaps += given.level[p] < 0 or given.function[p] < 0
    return gaps


def coverage(given, starts, arcs):
    """Completeness and the number of gaps."""
    routes, voters = reached(starts, arcs), set(given.voters)
    roles = roles_in_touch = decisions = profile = in_touch = guides = gaps = 0
    levels, departments, guided = set(), set(), set()
    for p in range(given.size):
        touch = given.stage[p] >= 0 and IN_TOUCH[given.stage[p]]
        known_roles = max(given.roles[p], 0)
        roles |= known_roles
        decisions |= max(given.decides[p], 0)
        profile += (given.level[p] >= 0) + (given.function[p] >= 0) + (given.roles[p] >= 0)
        profile += (given.department[p] >= 0) + (given.supports[0][p] != NO_SUPPORT)
        if touch:
            in_touch += 1
            roles_in_touch |= known_roles
            if given.level[p] >= 0:
                levels.add(given.level[p])
        if given.department[p] >= 0:
            departments.add(given.department[p])
        if given.guide[p] == 1:
            guides += 1
            guided.add(given.department[p])
        gaps += person_gaps(given, p, touch, routes, voters)
    guided.discard(-1)
    missing = REQUIRED & ~roles
    gaps += missing.bit_count() + (REQUIRED & roles & ~roles_in_touch).bit_count()
    gaps += LEVELS - len(levels) + len(departments) - len(guided)
    gaps += (guides == 0) + (in_touch == 1) + DECISIONS - decisions.bit_count()
    parts = profile / (5 * given.size) + (REQUIRED & roles).bit_count() / REQUIRED.bit_count()
    breadth = len(guided) / len(departments) if departments else 0
    return (parts + breadth) / 3, gaps


# ---- Opinions, by dense matrices


class Opinions:
    """x = L s + (I - L) W x, with M = I - (I - L) W."""

    def __init__(self, given):
        size = given.size
        influence = np.zeros((size, size))
        for start, end, kind, weight in given.relations:
            _, _, there, back = KINDS[kind]
            influence[end, start] += there * weight
            influence[start, end] += back * weight
        sums = influence.sum(axis=1)
        self.own = np.where(sums > 0, STUBBORNNESS, 1.0)
        rows = (1 - self.own) / np.where(sums > 0, sums, 1)
        self.matrix = np.eye(size) - rows[:, None] * influence
        self.weights = np.zeros(size)
        self.weights[given.voters] = 1 / max(len(given.voters), 1)
        self.leverage = np.linalg.solve(self.matrix.T, self.weights)
        self.pulls = self.own * self.leverage


def verdict(given, opinions):
    """Verdict on us with its interval, and who leads; NOTHING where nobody decides."""
    if not given.voters:
        return NOTHING, NOTHING, NOTHING, -1
    found = {}
    for vendor, supports in sorted(given.supports.items()):
        stances = np.array(supports)
        known = stances != NO_SUPPORT
        middle = float(opinions.pulls @ np.where(known, stances, 0))
        found[vendor] = middle, float(opinions.pulls @ np.where(known, 0, 2))
    order = sorted(found, key=lambda vendor: -found[vendor][0])
    is_level = len(order) > 1 and found[order[0]][0] - found[order[1]][0] <= 1e-9
    middle, spread = found[0]
    return middle, middle - spread, middle + spread, -1 if is_level else order[0]


def rounded(values):
    """To 40 bits, as sandan ranks."""
    bits = np.asarray(values, dtype=float).view(np.int64)
    return ((bits + 0x800) & ~0xFFF).view(float)


def win_next(given, opinions):
    """Whom to win over first, and the gain; the gains of all by one inverse."""
    if not given.voters:
        return -1, NOTHING
    supports = np.array([0 if s == NO_SUPPORT else s for s in given.supports[0]], dtype=float)
    inverse = np.linalg.inv(opinions.matrix)
    positions = inverse @ (opinions.own * supports)
    gains = opinions.leverage * np.maximum(WIN_SUPPORT - positions, 0) / np.diagonal(inverse)
    gains = np.where(gains < 1e-12, 0, gains)
    stages = np.array([sum(EFFORT[max(s, 0) + 1 : WIN_STAGE + 1]) for s in given.stage])
    effort = stages + np.maximum(WIN_SUPPORT - supports, 0)
    is_won = effort == 0
    rates = gains / np.where(is_won, 1, effort)
    order = np.lexsort((np.arange(given.size), -rounded(gains), -rounded(rates)))
    left = (int(p) for p in order if not is_won[p] and int(p) not in given.withheld)
    first = next(left, -1)
    if first >= 0 and gains[first] <= 0:
        first = -1
    return first, float(gains[first]) if first >= 0 else NOTHING


class Dense:
    """Coverage, verdict and next for a peer that has no such thing itself; `build` must leave
    `starts` and `arcs` behind."""

    def coverage(self, given):
        return coverage(given, self.starts, self.arcs)

    def verdict(self, given):
        self.opinions = Opinions(given)
        return verdict(given, self.opinions)

    def next(self, given):
        return win_next(given, self.opinions)


# ---- Running


FIGURES = {
    "coverage": ("completeness", "gaps"),
    "routes": ("routes",),
    "cheapest_route": ("cheapest_route",),
    "gatekeepers": ("gatekeepers",),
    "cut": ("cut_size",),
    "verdict": ("verdict", "low", "high", "leader"),
    "next": ("next", "next_gain"),
    "pagerank": ("pagerank",),
    "betweenness": ("betweenness",),
}
WHOLE = {"gaps", "gatekeepers", "cut_size", "leader", "next"}


class Work:
    """The maps, and what the last pass over them took and answered."""

    def __init__(self, peer, steps, arrays):
        self.peer = peer()
        self.steps = steps
        self.maps = read_maps(arrays)
        self.seconds = {step: [] for step in steps}

    def answer(self):
        answers = []
        for given in self.maps:
            told = {}
            for step in self.steps:
                start = time.perf_counter()
                told[step] = getattr(self.peer, step)(given)
                self.seconds[step].append(time.perf_counter() - start)
            answers.append(told)
        return answers


def arrays_of(answers):
    arrays = {}
    for told in answers:
        for step, value in told.items():
            names = FIGURES.get(step, ())
            for name, each in zip(names, value if len(names) > 1 else (value,)):
                arrays.setdefault(name, []).extend(each if isinstance(each, list) else [each])
    return {
        name: np.array(values, dtype=np.int64 if name in WHOLE else float)
        for name, values in arrays.items()
    }


def figures(work, answers):
    told = {}
    for step, seconds in work.seconds.items():
        micro = np.array(seconds) * 1e6
        told[f"{step} p50"] = float(np.quantile(micro, 0.5))
        told[f"{step} p90"] = float(np.quantile(micro, 0.9))
        told[f"{step} mean"] = float(micro.mean())
    return measure.Figures(len(work.maps), arrays_of(answers), told)


def run(program, version, peer, methods):
    """`methods` are steps by name."""
    measure.run(
        program,
        version,
        {
            name: measure.Method(
                lambda arrays, steps=steps: Work(peer, steps, arrays),
                lambda work: work.answer(),
                figures,
                unit="maps",
            )
            for name, steps in methods.items()
        },
    )
