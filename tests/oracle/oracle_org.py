"""Answers about one decision map, worked out from its rows and the vocabulary alone.

Nothing here is taken from the library: routes, dominators and cuts are those of NetworkX, opinions
those of NumPy.
"""

import itertools
import json
import math
from pathlib import Path

import networkx as nx
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = json.loads((ROOT / "data/map_vocabularies/standard.json").read_text(encoding="utf-8"))
STAGES = VOCABULARY["relation_stages"]
STAGE = {stage["code"]: stage for stage in STAGES}
PLACE = {stage["code"]: place for place, stage in enumerate(STAGES)}
LEVEL = {level["code"]: place for place, level in enumerate(VOCABULARY["levels"])}
KIND = {kind["code"]: kind for kind in VOCABULARY["relation_kinds"]}
VOTING = {role["code"] for role in VOCABULARY["roles"] if role.get("votes")}
WIN = VOCABULARY["influence"]
US = "us"
#: Verdicts that differ by less are level.
LEVEL_WITHIN = 1e-9


def listed(text):
    return set(filter(None, (text or "").split(";")))


class Map:
    """One account's rows, with the answers they have."""

    def __init__(self, account):
        self.people = [row["person_id"] for row in account["people"]]
        self.row = {row["person_id"]: row for row in account["people"]}
        self.number = {person: place for place, person in enumerate(self.people)}
        self.account = account["accounts"][0]
        self.relations = account["relations"]
        self.stances = {(row["person_id"], row["vendor"]): row for row in account["stances"]}
        self.vendors = sorted({vendor for _, vendor in self.stances} | {"@us"})
        self.heads = self._heads()
        self.edges = self._edges()

    def _heads(self):
        members = {}
        for person, row in self.row.items():
            members.setdefault(row["department_id"], []).append(person)
        heads = {}
        for department, inside in members.items():
            if department is None:
                continue
            lines = [
                (row["from_id"], row["to_id"])
                for row in self.relations
                if row["kind"] == "reports_to" and {row["from_id"], row["to_id"]} <= set(inside)
            ]
            free = [p for p in inside if p not in {a for a, _ in lines}]
            if len(inside) > 1:
                free = [p for p in free if p in {b for _, b in lines}]
            if len(free) == 1:
                heads[department] = free[0]
        return heads

    def _edges(self):
        """(from, to, kind, weight) between two people, departments replaced by their heads."""
        edges = []
        for row in self.relations:
            ends = [
                self.heads.get(row[f"{end}_id"])
                if row.get(f"{end}_kind") == "department"
                else row[f"{end}_id"]
                for end in ("from", "to")
            ]
            if None not in ends and ends[0] != ends[1]:
                weight = 1.0 if row["weight"] is None else row["weight"]
                edges.append((*ends, KIND[row["kind"]], weight))
        return edges

    def stance(self, person, vendor, what):
        return self.stances.get((person, vendor), {}).get(what)

    def stage(self, person, vendor):
        """The stage that counts: the first one where none is recorded."""
        return STAGE[self.stance(person, vendor, "relation_stage") or STAGES[0]["code"]]

    # ---- conduct ------------------------------------------------------------------------

    def withheld(self):
        """Person → why no contact is proposed. There are no deals: a public body is in tender."""
        reasons = {}
        for person, row in self.row.items():
            if row["contact_allowed"] is False:
                reasons[person] = "contact_not_allowed"
            elif self.account["do_not_contact"]:
                reasons[person] = "account_do_not_contact"
            elif self.account["public_body"] and "evaluator" in listed(row["roles"]):
                reasons[person] = "tender_evaluator"
        return reasons

    # ---- who decides --------------------------------------------------------------------

    def signers(self, amount):
        able = [p for p in self.people if (self.row[p]["authority_minor"] or -1) >= amount]
        able += [p for p in self.people if amount == 0 and self.row[p]["authority_minor"] == 0]
        ranks = {p: LEVEL.get(self.row[p]["level"], math.inf) for p in able}
        return {p for p in ranks if ranks[p] == min(ranks.values())}

    def voters(self, amount=None):
        """Person → weight; the sum is 1."""
        who = {
            person
            for person, row in self.row.items()
            if listed(row["roles"]) & VOTING or listed(row["decides"]) & {"buy", "vendor"}
        }
        if amount is not None:
            who |= self.signers(amount)
        weights = {p: self.row[p]["weight"] or 1.0 for p in self.people if p in who}
        return {p: weight / math.fsum(weights.values()) for p, weight in weights.items()}

    # ---- introductions ------------------------------------------------------------------

    def introductions(self, vendor, without=()):
        """The graph of NetworkX from US over people held to everybody."""
        graph = nx.DiGraph()
        graph.add_node(US)
        graph.add_nodes_from(self.people)
        for person in self.people:
            if self.stage(person, vendor).get("held"):
                start = self.stage(person, vendor).get("start_cost")
                if start is not None:
                    graph.add_edge(US, person, weight=start)
        for a, b, kind, weight in self.edges:
            for start, end, cost in (
                (a, b, kind.get("route_cost")),
                (b, a, kind.get("route_cost_back")),
            ):
                if cost is None:
                    continue
                total = cost / weight + self.stage(end, vendor)["arrival_cost"]
                if not graph.has_edge(start, end) or total < graph[start][end]["weight"]:
                    graph.add_edge(start, end, weight=total)
        graph.remove_nodes_from(without)
        return graph

    @staticmethod
    def routes(graph, target, count):
        """(cost, people) of the cheapest routes."""
        try:
            found = nx.shortest_simple_paths(graph, US, target, weight="weight")
            paths = list(itertools.islice(found, count))
        except nx.NetworkXNoPath:
            return []
        return [(nx.path_weight(graph, path, "weight"), path[1:]) for path in paths]

    @staticmethod
    def dominators(graph, target):
        """People on every route, nearest to us first."""
        before = nx.immediate_dominators(graph, US)
        if target not in before:
            return []
        chain = []
        while before[target] not in (US, target, None):
            target = before[target]
            chain.insert(0, target)
        return chain

    def blocking(self, graph, signers):
        """The smallest set nearest to us: the cut of the split graph, seen from its end."""
        split = nx.DiGraph()
        split.add_nodes_from(["from", "to"])
        for person in self.people:
            split.add_edge((person, "out"), (person, "in"), capacity=1)
        for start, end in graph.edges():
            begin = "from" if start == US else (start, "out")
            split.add_edge((end, "in"), begin)
        for person in signers:
            split.add_edge("to", (person, "out"))
        size, (beyond, near) = nx.minimum_cut(split, "to", "from")
        return size, [p for p in self.people if (p, "in") in near and (p, "out") in beyond]

    # ---- opinions -----------------------------------------------------------------------

    def influences(self):
        """Rows: whose opinion each takes over, summing to 1 or to nothing."""
        pulls = np.zeros((len(self.people), len(self.people)))
        for a, b, kind, weight in self.edges:
            i, j = self.number[a], self.number[b]
            pulls[j, i] += kind.get("influence", 0) * weight
            pulls[i, j] += kind.get("influence_back", 0) * weight
        sums = pulls.sum(axis=1, keepdims=True)
        return np.divide(pulls, sums, out=np.zeros_like(pulls), where=sums > 0)

    def stubbornness(self, shares, model="friedkin_johnsen", stubbornness=None):
        held = []
        for person, row in zip(self.people, shares):
            own = self.row[person]["stubbornness"]
            if not row.any():
                held.append(1.0)
            elif model == "degroot":
                held.append(0.0)
            elif stubbornness is not None:
                held.append(stubbornness)
            else:
                held.append(WIN["stubbornness"] if own is None else own)
        return np.array(held)

    def ends(self, **asked):
        """The matrix from own opinions to where everybody ends, the stubbornness, the shares."""
        shares = self.influences()
        held = self.stubbornness(shares, **asked)
        return limit(held, shares), held, shares

    def supports(self, vendor, unknown=0):
        told = [self.stance(person, vendor, "support") for person in self.people]
        return np.array([unknown if support is None else support for support in told], float)

    def weights(self, amount=None):
        voters = self.voters(amount)
        return np.array([voters.get(person, 0.0) for person in self.people])

    def effort(self, person, vendor):
        now = PLACE[self.stage(person, vendor)["code"]]
        stages = STAGES[now + 1 : PLACE[WIN["win_stage"]] + 1]
        steps = WIN["win_support"] - (self.stance(person, vendor, "support") or 0)
        return sum(stage["effort"] for stage in stages) + WIN["support_effort"] * max(0, steps)

    def to_win(self, vendor):
        """Who may be asked and is not won over already: the shipped efforts are above 0."""
        left = [person for person in self.people if person not in self.withheld()]
        return [person for person in left if self.effort(person, vendor)]


def limit(held, shares):
    """Where x ← (x + L s + (I - L) W x) / 2 goes from x = s, as a matrix applied to s.

    Where everybody holds on to something: a dense solve. Else the walk over twice as many nodes,
    the second half being own opinions, squared until it moves no more.
    """
    size = len(held)
    if held.min() > 0:
        return np.linalg.solve(np.eye(size) - (1 - held)[:, None] * shares, np.diag(held))
    walk = np.zeros((2 * size, 2 * size))
    walk[:size, :size] = (np.eye(size) + (1 - held)[:, None] * shares) / 2
    walk[:size, size:] = np.diag(held) / 2
    walk[size:, size:] = np.eye(size)
    for _ in range(64):
        before, walk = walk, walk @ walk
        walk /= walk.sum(axis=1, keepdims=True)
        if np.abs(walk - before).max() < 1e-15:
            break
    return walk[:size, :size] + walk[:size, size:]


def pinned(held, shares, own, who, support):
    """Where everybody ends when these people stand at a support for good."""
    held, own = held.copy(), own.copy()
    held[who] = 1.0
    own[who] = support
    return limit(held, shares) @ own
