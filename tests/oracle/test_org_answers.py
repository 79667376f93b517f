"""Answers about decision maps against NetworkX and NumPy, on thousands of random maps: of one
person to ninety, directed, weighted, in several parts, with parallel and self relations."""

import json
import math
import random

import numpy as np
import pytest
from oracle_org import LEVEL, LEVEL_WITHIN, PLACE, US, VOCABULARY, WIN, Map, listed, pinned
from org_books import one_account, tables_of

import sandan

#: Books of so many accounts each, one call a book.
BOOKS, ACCOUNTS = range(40), 50
EXACT = {"rel": 1e-12, "abs": 1e-12}
CLOSE = {"rel": 1e-9, "abs": 1e-9}
VERBS = ["contents", "coverage", "routes", "gatekeepers", "flow", "verdict", "win_over"]
VERBS += ["competitors", "centrality", "layout", "summary", "faults"]


@pytest.fixture(scope="module")
def vocabulary():
    return sandan.MapVocabulary.shipped("standard")


def accounts_of(book, most=90, count=ACCOUNTS):
    return [one_account(1000 * book + i, i + 1, most) for i in range(count)]


def grouped(table, column="account_id"):
    groups = {}
    for row in table.to_dicts():
        groups.setdefault(row[column], []).append(row)
    return groups


def by_target(rows):
    found = {}
    for row in rows:
        found.setdefault(row["target_id"], []).append(row)
    return found


# ---- introductions ------------------------------------------------------------------------


def assert_route(rows, steps, graph, wanted):
    """The costs of NetworkX; each route once, of the cost it tells."""
    if not wanted:
        [row] = rows
        assert (row["route"], row["cost"], row["people"]) == (None, None, 0)
        assert row["next_step"] == "approach" and not steps
        return
    assert [row["cost"] for row in rows] == pytest.approx([cost for cost, _ in wanted], **EXACT)
    walked = set()
    for row in rows:
        own = [step for step in steps if step["route"] == row["route"]]
        people = [step["to_id"] for step in own]
        assert [step["from_id"] for step in own] == [None, *people[:-1]]
        assert len(set(people)) == len(people) == row["people"]
        for start, step in zip([US, *people], own, strict=False):
            cost = graph[start][step["to_id"]]["weight"]
            assert step["cost"] == pytest.approx(cost, **EXACT)
        assert sum(step["cost"] for step in own) == pytest.approx(row["cost"], **EXACT)
        walked.add(tuple(people))
    assert len(walked) == len(rows) == len(wanted)


@pytest.mark.parametrize("book", BOOKS)
def test_routes_are_those_of_networkx(vocabulary, book):
    accounts = accounts_of(book)
    dice = random.Random(book)
    maps = vocabulary.build(tables_of(accounts))
    vendor, count = dice.choice(["@us", "@us", "Rival"]), dice.choice([1, 3, 6])
    told = maps.routes(vendor=vendor, alternatives=count)
    routes, steps = grouped(told["routes"]), grouped(told["route_steps"])
    held = grouped(told["withheld"])
    for account in accounts:
        one, name = Map(account), account["accounts"][0]["account_id"]
        without = one.withheld()
        graph = one.introductions(vendor, without)
        targets = [person for person in one.voters() if person not in without]
        mine = by_target(routes.get(name, []))
        walked = by_target(steps.get(name, []))
        assert list(mine) == targets
        for target in targets:
            wanted = one.routes(graph, target, count)
            assert_route(mine[target], walked.get(target, []), graph, wanted)
        reasons = list(without.values())
        assert {row["reason"]: row["people"] for row in held.get(name, [])} == {
            reason: reasons.count(reason) for reason in reasons
        }


def order_of_contacts(one, vendor, costs):
    """(round, cost, person) as they are to be seen."""
    open_people = [
        person
        for person in one.people
        if person not in one.withheld() and not one.stage(person, vendor).get("in_touch")
    ]

    def ease(person):
        level = LEVEL.get(one.row[person]["level"], math.inf)
        return costs.get(person, math.inf), level, one.number[person]

    rounds, groups = {}, {}
    for person in sorted(open_people, key=ease):
        department = one.row[person]["department_id"]
        group = ("alone", person) if department is None else department
        groups[group] = rounds[person] = groups.get(group, 0) + 1
    return sorted(open_people, key=lambda person: (rounds[person], ease(person))), rounds


@pytest.mark.parametrize("book", BOOKS[:20])
def test_order_of_contacts(vocabulary, book):
    networkx = pytest.importorskip("networkx")
    accounts = accounts_of(book)
    table = vocabulary.build(tables_of(accounts)).routes()["contact_order"]
    found = grouped(table)
    for account in accounts:
        one = Map(account)
        rows = found.get(account["accounts"][0]["account_id"], [])
        graph = one.introductions("@us", one.withheld())
        costs = networkx.single_source_dijkstra_path_length(graph, US, weight="weight")
        wanted, rounds = order_of_contacts(one, "@us", costs)
        assert [row["person_id"] for row in rows] == wanted
        assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:
            person = row["person_id"]
            assert row["round"] == rounds[person]
            if person not in costs:
                assert row["cost"] is None and row["via_id"] is None
                continue
            assert row["cost"] == pytest.approx(costs[person], **EXACT)
            via = row["via_id"]
            before = costs[via] + graph[via][person]["weight"]
            assert before == pytest.approx(costs[person], **EXACT)


def covered(one, person, vendor):
    stage = one.stance(person, vendor, "relation_stage")
    support = one.stance(person, vendor, "support")
    low = stage is not None and PLACE[stage] < PLACE[VOCABULARY["support_expected_from"]]
    against = support is not None and support < VOCABULARY["support"]["supports_from"]
    if low or against:
        return False
    return None if stage is None or support is None else True


def assert_blocking(one, graph, row, gates, vendor):
    signers = list(one.voters())
    size, wanted = one.blocking(graph, signers)
    cut = [gate["person_id"] for gate in gates if gate["kind"] == "cut"]
    assert row["signers"] == len(signers)
    assert row["size"] == (size or None)
    assert cut == wanted and len(cut) == size
    states = [covered(one, person, vendor) for person in cut]
    assert [gate["covered"] for gate in gates if gate["kind"] == "cut"] == states
    assert (row["covered"], row["open"]) == (states.count(True), states.count(None))
    every = False if False in states else None if None in states or not states else True
    assert row["all_covered"] is every
    vetoes = [person for person in one.people if one.row[person]["veto"]]
    assert [gate["person_id"] for gate in gates if gate["kind"] == "veto"] == vetoes
    covering = [covered(one, person, vendor) for person in vetoes]
    assert (row["vetoes"], row["vetoes_covered"]) == (len(vetoes), covering.count(True))


@pytest.mark.parametrize("book", BOOKS)
def test_gatekeepers_are_those_of_networkx(vocabulary, book):
    accounts = accounts_of(book)
    vendor = random.Random(book).choice(["@us", "@us", "Zeta"])
    told = vocabulary.build(tables_of(accounts)).gatekeepers(vendor=vendor)
    gates, sets = grouped(told["gatekeepers"]), grouped(told["blocking_sets"])
    for account in accounts:
        one, name = Map(account), account["accounts"][0]["account_id"]
        graph = one.introductions(vendor)
        mine = by_target(gates.get(name, []))
        assert set(mine) <= {*one.voters(), None}
        for target in one.voters():
            found = mine.get(target, [])
            assert [row["person_id"] for row in found] == one.dominators(graph, target)
            assert {row["kind"] for row in found} <= {"dominator"}
            assert [row["place"] for row in found] == list(range(1, len(found) + 1))
        assert_blocking(one, graph, *sets[name], mine.get(None, []), vendor)


# ---- opinions -----------------------------------------------------------------------------


def asked_of(dice):
    return dice.choice(
        [
            {},
            {},
            {"stubbornness": 0.25},
            {"stubbornness": 0.0},
            {"model": "degroot"},
            {"amount_minor": 600},
            {"amount_minor": 0},
        ]
    )


def holds_nothing(asked):
    return asked.get("model") == "degroot" or asked.get("stubbornness") == 0.0


def split(asked):
    amount = asked.get("amount_minor")
    return {name: value for name, value in asked.items() if name != "amount_minor"}, amount


def state_of(low, high):
    return "for" if low > LEVEL_WITHIN else "against" if high < -LEVEL_WITHIN else "open"


def alone(values):
    """The vendor whose value is above all others."""
    first, *rest = sorted(values, key=values.get, reverse=True)
    return first if all(values[first] - values[other] > LEVEL_WITHIN for other in rest) else None


def assert_verdicts(one, verdicts, positions, asked):
    how, amount = split(asked)
    ends, held, _ = one.ends(**how)
    weights = one.weights(amount)
    pull = weights @ ends
    everybody = {vendor: ends @ one.supports(vendor) for vendor in one.vendors}
    means = {vendor: weights @ end for vendor, end in everybody.items()}
    votes = dict.fromkeys(one.vendors, 0.0)
    for place in np.flatnonzero(weights):
        leader = alone({vendor: end[place] for vendor, end in everybody.items()})
        if leader and everybody[leader][place] > LEVEL_WITHIN:
            votes[leader] += weights[place]
    assert [row["vendor"] for row in verdicts] == one.vendors
    for row in verdicts:
        vendor = row["vendor"]
        lowest, highest = (ends @ one.supports(vendor, unknown) for unknown in (-2, 2))
        assert row["voters"] == np.count_nonzero(weights)
        known = [one.stance(p, vendor, "support") is not None for p in one.voters(amount)]
        assert row["voters_known"] == sum(known)
        mine = [found for found in positions if found["vendor"] == vendor]
        assert [found["person_id"] for found in mine] == one.people
        for column, values in (
            ("position", everybody[vendor]),
            ("low", lowest),
            ("high", highest),
            ("stubbornness", held),
            ("voter_weight", weights),
        ):
            assert [found[column] for found in mine] == pytest.approx(list(values), **CLOSE)
        if not weights.any():
            assert row["state"] == "unknown" and row["verdict"] is row["leads"] is None
            assert {found["pull"] for found in mine} == {None}
            continue
        assert [found["pull"] for found in mine] == pytest.approx(list(pull), **CLOSE)
        figures = [row["verdict"], row["low"], row["high"], row["vote"]]
        low, high = weights @ lowest, weights @ highest
        assert figures == pytest.approx([means[vendor], low, high, votes[vendor]], **CLOSE)
        assert row["state"] == state_of(row["low"], row["high"])
        assert row["leads"] == (None if len(means) == 1 else alone(means) == vendor)


@pytest.mark.parametrize("book", BOOKS)
def test_verdicts_are_those_of_a_dense_solve(vocabulary, book):
    asked = asked_of(random.Random(book))
    # Of more people opinions to which nobody holds on may settle too slowly: see below.
    accounts = accounts_of(book, 64 if holds_nothing(asked) else 90)
    told = vocabulary.build(tables_of(accounts)).verdict(**asked)
    verdicts, positions = grouped(told["verdicts"]), grouped(told["positions"])
    for account in accounts:
        name = account["accounts"][0]["account_id"]
        assert_verdicts(Map(account), verdicts[name], positions[name], asked)


@pytest.mark.parametrize("book", range(6))
def test_what_settles_too_slowly_is_refused(vocabulary, book):
    """Of more than 64 people, and only where the walk goes on for thousands of steps."""
    for account in accounts_of(500 + book, count=30):
        one = Map(account)
        maps = vocabulary.build(tables_of([account]))
        try:
            told = maps.verdict(model="degroot")
        except sandan.SandanError as error:
            assert error.detail == "not_converged" and len(one.people) > 64
            shares = one.influences()
            held = np.diag(1.0 - shares.sum(axis=1))
            sizes = np.abs(np.linalg.eigvals((np.eye(len(shares)) + held + shares) / 2))
            assert sizes[sizes < 1 - 1e-12].max() > 1 - 1e-3
            continue
        verdicts, positions = (table.to_dicts() for table in (told["verdicts"], told["positions"]))
        assert_verdicts(one, verdicts, positions, {"model": "degroot"})


@pytest.mark.parametrize("seed", range(40))
def test_degroot_is_a_power_of_the_lazy_matrix(vocabulary, seed):
    account = one_account(9000 + seed, 1, 34)
    one = Map(account)
    shares = one.influences()
    alone_rows = ~shares.any(axis=1)
    lazy = (np.eye(len(shares)) + shares + np.diag(alone_rows.astype(float))) / 2
    opinions = np.linalg.matrix_power(lazy, 2**20) @ one.supports("@us")
    told = vocabulary.build(tables_of([account])).verdict(model="degroot")
    found = [row["position"] for row in told["positions"].to_dicts() if row["vendor"] == "@us"]
    assert found == pytest.approx(list(opinions), rel=1e-6, abs=1e-6)


# ---- winning over -------------------------------------------------------------------------


class Won:
    """The verdict with people won over, by solving again with them pinned."""

    def __init__(self, one, vendor, asked):
        how, amount = split(asked)
        self.one, self.vendor = one, vendor
        self.ends, self.held, self.shares = one.ends(**how)
        self.weights = one.weights(amount)
        self.own = one.supports(vendor)
        self.verdict = self.weights @ self.ends @ self.own
        self.solved = {}

    def with_won(self, *people):
        key = frozenset(people)
        if key not in self.solved:
            self.solved[key] = self._solve(people)
        return self.solved[key]

    def _solve(self, people):
        who = [self.one.number[person] for person in people]
        support = float(WIN["win_support"])
        return self.weights @ pinned(self.held, self.shares, self.own, who, support)

    def gain(self, *people):
        return self.with_won(*people) - self.verdict


def assert_ranked(rows, rate):
    for first, second in zip(rows, rows[1:], strict=False):
        assert rate(first) >= rate(second) - 1e-9


def assert_win_over(one, rows, won, most):
    candidates = one.to_win(won.vendor)
    assert len(rows) == min(most, len(candidates))
    pull = won.weights @ won.ends
    for row in rows:
        person = row["person_id"]
        place = one.number[person]
        support = one.stance(person, won.vendor, "support")
        assert row["gain_won"] == pytest.approx(won.gain(person), **CLOSE)
        assert row["position"] == pytest.approx((won.ends @ won.own)[place], **CLOSE)
        assert row["effort"] == pytest.approx(one.effort(person, won.vendor), **EXACT)
        step = 0.0 if support == 2 else pull[place]
        assert row["gain_step"] == pytest.approx(step, **CLOSE)
        rate = row["gain_won"] / row["effort"]
        assert row["gain_per_effort"] == pytest.approx(rate, **CLOSE)

    def rate(person):
        return won.gain(person) / one.effort(person, won.vendor)

    listed_people = [row["person_id"] for row in rows]
    assert_ranked(listed_people, rate)
    if rows:
        least = min(map(rate, listed_people))
        others = [rate(person) for person in candidates if person not in listed_people]
        assert all(other <= least + 1e-9 for other in others)


def assert_pairs(rows, pairs, won, most):
    gains = {row["person_id"]: row["gain_won"] for row in rows}
    wanted = {(a, b): won.gain(a, b) for i, a in enumerate(gains) for b in list(gains)[i + 1 :]}
    found = {(row["first_id"], row["second_id"]): row["gain_won"] for row in pairs}
    assert set(found) <= set(wanted)
    for row in pairs:
        pair = row["first_id"], row["second_id"]
        assert row["gain_won"] == pytest.approx(wanted[pair], **CLOSE)
        apart = gains[pair[0]] + gains[pair[1]]
        assert row["together"] == pytest.approx(wanted[pair] - apart, **CLOSE)
        assert row["effort"] == pytest.approx(sum(map(won.effort_of, pair)), **EXACT)
    assert_ranked([found[row["first_id"], row["second_id"]] for row in pairs], float)
    left = [gain for pair, gain in wanted.items() if pair not in found and gain > 1e-9]
    assert len(pairs) == most or not left
    assert all(gain <= min(found.values()) + 1e-9 for gain in left)


def assert_plan(one, plan, won, picks):
    candidates = one.to_win(won.vendor)
    chosen, before = [], won.verdict
    for row in plan:
        gains = {
            person: won.with_won(*chosen, person) - before
            for person in candidates
            if person not in chosen
        }
        person = row["person_id"]
        assert row["gain_won"] == pytest.approx(gains[person], **CLOSE)
        assert gains[person] >= max(gains.values()) - 1e-9
        chosen.append(person)
        before = won.with_won(*chosen)
        assert row["verdict_after"] == pytest.approx(before, **CLOSE)
        assert row["effort"] == pytest.approx(won.effort_of(person), **EXACT)
        assert row["bound"] == pytest.approx(1 - 1 / math.e, **EXACT)
    if len(plan) < picks:
        rest = [person for person in candidates if person not in chosen]
        assert all(won.with_won(*chosen, person) - before < 1e-9 for person in rest)


@pytest.mark.parametrize("book", BOOKS)
def test_winning_over_is_solving_again(vocabulary, book):
    accounts = accounts_of(book, 70 if book % 8 == 0 else 13, 2 if book % 8 == 0 else 20)
    dice = random.Random(book)
    asked, vendor, most = asked_of(dice), dice.choice(["@us", "Rival"]), dice.choice([3, 10])
    maps = vocabulary.build(tables_of(accounts))
    told = maps.win_over(vendor=vendor, most=most, picks=3, **asked)
    tables = {name: grouped(told[name]) for name in ("win_over", "win_pairs", "win_plan")}
    for account in accounts:
        one, name = Map(account), account["accounts"][0]["account_id"]
        won = Won(one, vendor, asked)
        won.effort_of = lambda person, one=one: one.effort(person, vendor)
        rows, pairs, plan = (table.get(name, []) for table in tables.values())
        if not won.weights.any():
            assert not rows and not pairs and not plan
            continue
        assert_win_over(one, rows, won, most)
        assert_pairs(rows, pairs, won, most)
        assert_plan(one, plan, won, 3)


# ---- who may sign, and what a book is -----------------------------------------------------


@pytest.mark.parametrize("book", BOOKS[:10])
def test_who_signs_an_amount(vocabulary, book):
    accounts = accounts_of(book)
    amount = random.Random(book).choice([0, 400, 500, 9_999, 2**61])
    found = grouped(vocabulary.build(tables_of(accounts)).flow(amount_minor=amount)["flow_signers"])
    for account in accounts:
        one = Map(account)
        rows = found.get(account["accounts"][0]["account_id"], [])
        told = {row["person_id"]: (row["may_sign"], row["decides"]) for row in rows}
        wanted = {}
        for person, row in one.row.items():
            authority = row["authority_minor"]
            if authority is None and "sign" not in listed(row["decides"]):
                continue
            may = None if authority is None else authority >= amount
            wanted[person] = (may, person in one.signers(amount))
        assert told == wanted


def answers(maps, **run):
    """Every answer as JSON: verb → table → rows."""
    told = {}
    for verb in VERBS:
        options = {} if verb in ("contents", "faults") else run
        result = getattr(maps, verb)(**options)
        text = json.loads(result.to_json())
        told[verb] = text if isinstance(text, dict) else {verb: text}
    told["next_contacts"] = json.loads(maps.next_contacts(as_of="2026-10-31", **run).to_json())
    return told


def told_of(answer, account):
    return {
        verb: {
            name: [row for row in rows if row.get("account_id", account) == account]
            for name, rows in tables.items()
        }
        for verb, tables in answer.items()
    }


@pytest.mark.parametrize("book", range(4))
def test_a_book_tells_of_each_account_what_its_own_build_tells(vocabulary, book):
    accounts = accounts_of(100 + book, 90, 25)
    whole = answers(vocabulary.build(tables_of(accounts)))
    for account in accounts:
        name = account["accounts"][0]["account_id"]
        alone_told = told_of(answers(vocabulary.build(tables_of([account]))), name)
        mine = told_of(whole, name)
        for verb, tables in alone_told.items():
            if verb == "contents":  # its stances have no account
                people = {row["person_id"] for row in account["people"]}
                stances = [row for row in mine[verb]["stances"] if row["person_id"] in people]
                mine[verb]["stances"] = stances
            if verb == "faults":  # rows of other accounts are at fault elsewhere
                mine[verb].pop("map_faults"), tables.pop("map_faults")
            assert mine[verb] == tables, (verb, name)


@pytest.mark.parametrize("book", range(4))
def test_threads_do_not_change_a_byte(vocabulary, book):
    tables = tables_of(accounts_of(200 + book))
    texts = []
    for threads in (1, 2, 3):
        maps = vocabulary.build(tables, threads=threads)
        results = [getattr(maps, verb)(threads=threads) for verb in VERBS[1:-1]]
        results += [maps.contents(), maps.faults()]
        results.append(maps.next_contacts(as_of="2026-10-31", threads=threads))
        change = {"kind": "set_support", "person_id": 1000, "support": 2}
        results.append(maps.what_if(change, threads=threads))
        texts.append([result.to_json() for result in results])
    assert texts[0] == texts[1] == texts[2]


def without_parallels(account):
    """Of relations of one kind between the same two the first: sums do not depend on order."""
    seen = {}
    for row in account["relations"]:
        ends = [row["from_id"], row.get("from_kind"), row["to_id"], row.get("to_kind")]
        seen.setdefault((*ends, row["kind"]), row)
    return {**account, "relations": list(seen.values())}


@pytest.mark.parametrize("book", range(6))
def test_the_order_of_rows_means_nothing(vocabulary, book):
    """But for people: the tables list them, and draw lots, in the order of their rows."""
    accounts = [without_parallels(one) for one in accounts_of(300 + book, 90, 20)]
    dice = random.Random(book)
    mixed = []
    for account in accounts:
        rows = {name: list(account[name]) for name in account}
        for name in ("relations", "stances", "accounts"):
            dice.shuffle(rows[name])
        mixed.append(rows)
    told, again = (answers(vocabulary.build(tables_of(one))) for one in (accounts, mixed))
    told["faults"].pop("map_faults"), again["faults"].pop("map_faults")  # they name rows
    assert told == again


@pytest.mark.parametrize("book", range(6))
def test_the_order_of_people_changes_no_figure(vocabulary, book):
    accounts = accounts_of(400 + book, 90, 20)
    dice = random.Random(book)
    mixed = [{**one, "people": dice.sample(one["people"], len(one["people"]))} for one in accounts]
    first, second = (vocabulary.build(tables_of(one)) for one in (accounts, mixed))
    for verb, table, keys, figures in (
        ("verdict", "verdicts", ["account_id", "vendor"], ["verdict", "low", "high", "vote"]),
        ("verdict", "positions", ["person_id", "vendor"], ["position", "low", "high", "pull"]),
        ("routes", "routes", ["target_id", "route"], ["cost"]),
        ("routes", "contact_order", ["person_id"], ["cost"]),
        ("gatekeepers", "gatekeepers", ["target_id", "kind", "person_id"], ["covered"]),
        ("gatekeepers", "blocking_sets", ["account_id"], ["signers", "size", "vetoes"]),
        ("coverage", "completeness", ["account_id"], ["completeness", "roles_filled"]),
        ("coverage", "single_threads", ["person_id", "breaks", "role", "target_id"], []),
        ("summary", "map_summary", ["account_id"], ["gaps", "cut_size", "verdict", "next_gain"]),
    ):
        found, wanted = (getattr(maps, verb)() for maps in (second, first))
        if verb != "summary":
            found, wanted = found[table], wanted[table]
        rows, others = (
            {tuple(row[key] for key in keys): row for row in each.to_dicts()}
            for each in (found, wanted)
        )
        assert set(rows) == set(others), table
        for key, row in rows.items():
            for figure in figures:
                wanted_figure = others[key][figure]
                if wanted_figure is not None:
                    wanted_figure = pytest.approx(wanted_figure, **CLOSE)
                assert row[figure] == wanted_figure, (table, key, figure)
