"""Books of decision maps, made up: maps_10, maps_30, maps_60 (2,000 maps of so many people),
maps_book (100,000 maps of 5 to 60), maps_little (5,000 of them), maps_one (one map of 50,000).

A person has the number of the row in `people_*`, maps have numbers from 0; the rows of a map stand
together. -1 is not known, of a support -9; `people_roles` and `people_decides` are bits in the
order of the vocabulary. `sample` are the maps that peers answer.

In a map everybody but one reports to somebody; beside it there are two relations a person, half of
them between neighbours. Top people are executives and those without reports are operational, 10 %
say nothing. Of the people 70 % have a stance to us and 40 % to each of the two rivals. With how
many we are in touch differs from map to map, from hardly anybody to two thirds.
"""

import numpy as np

UNKNOWN, NO_SUPPORT = -1, -9
VENDORS = 3
SAMPLE = 200
SIZES = {
    "maps_10": (2_000, 10, 10),
    "maps_30": (2_000, 30, 30),
    "maps_60": (2_000, 60, 60),
    "maps_book": (100_000, 5, 60),
    "maps_little": (5_000, 5, 60),
    "maps_one": (1, 50_000, 50_000),
}
ROLES = {"initiator": 0.06, "decider": 0.05, "user": 0.3, "designer": 0.08, "evaluator": 0.12}
DECISIONS = 5


class Places:
    """Of each person: the map, the place in it from the top (0), and the size of the map."""

    def __init__(self, random, sizes):
        self.maps = len(sizes)
        self.sizes = sizes
        self.first = np.concatenate([[0], np.cumsum(sizes)])
        self.map = np.repeat(np.arange(self.maps), sizes)
        self.size = sizes[self.map]
        # People stand in no order: `person` of (map, place).
        ordered = np.lexsort((random.random(len(self.map)), self.map))
        self.place = np.empty(len(self.map), dtype=np.int64)
        self.place[ordered] = np.arange(len(self.map)) - self.first[self.map]
        self.by_place = ordered
        self.span = random.integers(3, 7, self.maps)[self.map]

    def person(self, maps, places):
        return self.by_place[self.first[maps] + places]


def masked(random, values, unknown):
    """The values, a share of them unknown."""
    return np.where(random.random(len(values)) < unknown, UNKNOWN, values)


def chosen(random, count, shares):
    """Codes drawn by their shares; `shares` maps a code to its share."""
    return random.choice(np.array(list(shares)), count, p=np.array(list(shares.values())))


def people(random, places):
    count = len(places.map)
    has_reports = places.place * places.span + 1 < places.size
    level = np.where(places.place == 0, 2, np.where(has_reports, 1, 0))
    level = np.where((places.place <= 2) & (places.size > 20), 2, level)
    roles = np.zeros(count, dtype=np.int64)
    for bit, share in enumerate(ROLES.values()):
        roles |= (random.random(count) < share).astype(np.int64) << bit
    roles = masked(random, roles, 0.15)
    top = places.place == 0
    roles = np.where(top & (random.random(count) < 0.9), np.maximum(roles, 0) | 2, roles)
    decides = np.zeros(count, dtype=np.int64)
    for bit in range(DECISIONS):
        decides |= (random.random(count) < 0.03).astype(np.int64) << bit
    department = np.maximum(places.place - 1, 0) // places.span % departments(places.size)
    yes, no = 1, 0
    return {
        "people_map": places.map,
        "people_level": masked(random, level, 0.1),
        "people_function": masked(random, random.integers(0, 3, count), 0.15),
        "people_roles": roles,
        "people_decides": masked(random, decides, 0.5),
        "people_department": masked(random, department, 0.1),
        "people_guide": chosen(random, count, {yes: 0.08, no: 0.52, UNKNOWN: 0.4}),
        "people_veto": chosen(random, count, {yes: 0.05, no: 0.55, UNKNOWN: 0.4}),
        "people_contact": chosen(random, count, {yes: 0.6, no: 0.02, UNKNOWN: 0.38}),
    }


def departments(size):
    return 1 + size // 10


def relations(random, places):
    """Kinds by the vocabulary: reports_to, influences, introduces, constrains, opposes."""
    lower = np.flatnonzero(places.place > 0)
    superior = places.person(places.map[lower], (places.place[lower] - 1) // places.span[lower])
    start = np.repeat(np.arange(len(places.map)), 2)
    maps, sizes, own = (each[start] for each in (places.map, places.size, places.place))
    near = random.random(len(start)) < 0.5
    step = np.where(near, random.integers(1, 4, len(start)), 1 + random.integers(0, sizes - 1))
    other = places.person(maps, (own + np.minimum(step, sizes - 1)) % sizes)
    turned = random.random(len(start)) < 0.5
    kinds = chosen(random, len(start), {1: 0.5, 2: 0.25, 3: 0.15, 4: 0.1})
    end = np.concatenate([superior, np.where(turned, start, other)])
    start = np.concatenate([lower, np.where(turned, other, start)])
    kinds = np.concatenate([np.zeros(len(lower), dtype=np.int64), kinds])
    weights = np.concatenate([np.ones(len(lower)), np.round(random.uniform(0.5, 2, len(near)), 3)])
    order = np.lexsort((kinds, end, start))
    return {
        "relations_from": start[order],
        "relations_to": end[order],
        "relations_kind": kinds[order],
        "relations_weight": weights[order],
    }


def stances(random, places):
    count = len(places.map)
    has = random.random((count, VENDORS)) < [0.7, 0.4, 0.4]
    person, vendor = np.nonzero(has)
    ours = vendor == 0
    openness = random.uniform(0.03, 0.67, places.maps)[places.map[person]]
    stage = chosen(random, len(person), {1: 0.5, 2: 0.3, 3: 0.15, 4: 0.05})
    stage = np.where(random.random(len(person)) < openness, stage, 0)
    stage = masked(random, stage, 0.05)
    support = chosen(
        random, len(person), {-2: 0.05, -1: 0.15, 0: 0.25, 1: 0.25, 2: 0.1, NO_SUPPORT: 0.2}
    )
    return {
        "stances_person": person,
        "stances_vendor": vendor,
        "stances_stage": np.where(ours, stage, UNKNOWN),
        "stances_support": support,
    }


def make(name):
    maps, least, most = SIZES[name]
    random = np.random.default_rng(SIZES[name])
    places = Places(random, random.integers(least, most + 1, maps))
    arrays = people(random, places) | relations(random, places) | stances(random, places)
    arrays = {
        key: values if values.dtype.kind == "f" else values.astype(np.int32)
        for key, values in arrays.items()
    }
    step = max(1, maps // SAMPLE)
    arrays["sample"] = np.arange(0, maps, step, dtype=np.int32)[:SAMPLE]
    return arrays
