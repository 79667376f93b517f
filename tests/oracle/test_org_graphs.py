"""Centralities against NetworkX and igraph: golden files and live, on real graphs of people and on
random ones, directed or not, weighted, in several parts, with parallel and self relations."""

import csv
import random
from collections import Counter

import networkx as nx
import pytest
from conftest import DATA

import sandan

EXACT = ("in_degree", "out_degree", "core", "component", "articulation")
GOLDEN = {
    "in": "in_degree",
    "out": "out_degree",
    "betweenness": "betweenness",
    "closeness": "closeness",
    "core": "core",
    "articulation": "articulation",
    "strength_in": "in_strength",
}


def rows_of(path, delimiter=","):
    file = DATA / "org_graphs" / path
    if not file.exists():
        pytest.skip(f"../shared/data/org_graphs/{path} is not here")
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def arrows_of(path):
    """Rows of a file without quotes, its columns split by spaces, no header of its own."""
    file = DATA / "org_graphs" / path
    if not file.exists():
        pytest.skip(f"../shared/data/org_graphs/{path} is not here")
    lines = [line.split() for line in file.read_text().splitlines()]
    return [tuple(map(int, line)) for line in lines if line[0].isdigit()]


def hightech(name):
    return [
        (int(row["from"]), int(row["to"]), 1)
        for row in rows_of(f"hightech_managers/{name}_edges.csv")
    ]


def manufacturing():
    """E-mails between two people, counted; those to oneself are left out of the golden file."""
    mails = rows_of("manufacturing_email/communication.csv", ";")
    counts = Counter((int(row["Sender"]), int(row["Recipient"])) for row in mails)
    return [(a, b, count) for (a, b), count in counts.items() if a != b]


GRAPHS = {
    "hightech_advice": lambda: hightech("advice"),
    "hightech_friends": lambda: hightech("friends"),
    "cross_parker_consulting": lambda: arrows_of("cross_parker/Cross_Parker-Consulting_info.txt"),
    "eu_core": lambda: [(a, b, 1) for a, b in arrows_of("eu_core/email-Eu-core.txt")],
    "manufacturing_email": manufacturing,
}


def maps_of(nodes, arrows, kind="influences", **columns):
    people = {"person_id": list(nodes), "account_id": [1] * len(nodes), **columns}
    relations = {
        "from_id": [a for a, _, _ in arrows],
        "to_id": [b for _, b, _ in arrows],
        "kind": [kind] * len(arrows),
        "weight": [float(weight) for _, _, weight in arrows],
    }
    tables = {"people": people, "relations": relations} if arrows else {"people": people}
    return sandan.MapVocabulary.shipped("standard").build(tables)


def centrality_of(maps, **asked):
    return {row["person_id"]: row for row in maps.centrality(**asked).to_dicts()}


def multigraph(nodes, arrows, directed):
    graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.add_nodes_from(nodes)
    for a, b, weight in arrows:
        graph.add_edge(a, b, weight=float(weight), length=1 / float(weight))
    return graph


def parts_of(nodes, simple):
    numbers = {}
    for node in nodes:
        if node not in numbers:
            part = len(set(numbers.values()))
            numbers.update(dict.fromkeys(nx.node_connected_component(simple, node), part))
    return numbers


def expected(nodes, arrows, directed, distance, weighted, damping):
    """Columns → values by node, as NetworkX has them."""
    graph = multigraph(nodes, arrows, directed)
    arcs = multigraph(nodes, arrows, True)
    length = "length" if distance == "inverse_weight" else None
    simple = nx.Graph(graph.edges())
    simple.add_nodes_from(nodes)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    points = set(nx.articulation_points(simple))
    weight = "weight" if weighted else None
    return {
        "in_degree": dict(arcs.in_degree()),
        "out_degree": dict(arcs.out_degree()),
        "in_strength": dict(arcs.in_degree(weight="weight")),
        "out_strength": dict(arcs.out_degree(weight="weight")),
        "betweenness": nx.betweenness_centrality(graph, normalized=False, weight=length),
        "closeness": nx.closeness_centrality(graph, distance=length),
        "pagerank": nx.pagerank(graph, alpha=damping, weight=weight, tol=1e-15, max_iter=5000),
        "core": nx.core_number(simple),
        "component": parts_of(nodes, simple),
        "articulation": {node: node in points for node in nodes},
    }


def assert_same(found, wanted):
    for column, values in wanted.items():
        for node, value in values.items():
            told = found[node][column]
            if column in EXACT:
                assert told == value, (column, node)
            else:
                assert told == pytest.approx(value, rel=1e-9, abs=1e-9), (column, node)


@pytest.mark.parametrize("name", GRAPHS)
def test_golden_files(name):
    golden = rows_of(f"golden/{name}.csv")
    arrows = GRAPHS[name]()
    maps = maps_of([int(row["node"]) for row in golden], arrows)
    for rank, weighted in (("pagerank", False), ("pagerank_w", True)):
        if rank not in golden[0]:
            continue
        found = centrality_of(maps, directed=True, weighted=weighted)
        columns = {**GOLDEN, rank: "pagerank"}
        parts = set()
        for row in golden:
            told = found[int(row["node"])]
            parts.add((told["component"], row["component"]))
            for column in set(columns) & set(row):
                # Golden files are rounded to twelve places.
                assert float(told[columns[column]]) == pytest.approx(
                    float(row[column]), rel=1e-9, abs=1e-9
                ), (column, row["node"])
        assert len(parts) == len({mine for mine, _ in parts}) == len({its for _, its in parts})


@pytest.mark.parametrize("distance", ["hops", "inverse_weight"])
@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("name", [name for name in GRAPHS if name != "eu_core"])
def test_live_networkx(name, directed, distance):
    arrows = GRAPHS[name]()
    nodes = sorted({a for a, _, _ in arrows} | {b for _, b, _ in arrows})
    maps = maps_of(nodes, arrows)
    found = centrality_of(maps, directed=directed, distance=distance, weighted=True)
    assert_same(found, expected(nodes, arrows, directed, distance, True, 0.85))


def random_arrows(dice, nodes):
    """Parallel and self relations among them; equal weights, ties of lengths, or anything."""
    weights = dice.choice(
        [lambda: 1.0, lambda: float(dice.choice([1, 2, 4])), lambda: dice.uniform(0.1, 5)]
    )
    count = dice.randrange(int(len(nodes) * dice.choice([0.5, 1, 2, 4])) + 1)
    return [(dice.choice(nodes), dice.choice(nodes), weights()) for _ in range(count)]


@pytest.mark.parametrize("seed", range(120))
def test_random_graphs(seed):
    dice = random.Random(seed)
    nodes = list(range(dice.choice([1, 2, 3, 7, 15, 30, 63, 64, 65, 80])))
    arrows = random_arrows(dice, nodes)
    directed, weighted = dice.random() < 0.6, dice.random() < 0.5
    distance = dice.choice(["hops", "inverse_weight"])
    damping = dice.choice([0.85, 0.5, 0.0, 0.95])
    asked = {
        "directed": directed,
        "distance": distance,
        "weighted": weighted,
        "damping": damping,
    }
    found = centrality_of(maps_of(nodes, arrows), **asked)
    assert_same(found, expected(nodes, arrows, **asked))


@pytest.mark.parametrize("seed", range(40))
def test_random_graphs_of_igraph(seed):
    igraph = pytest.importorskip("igraph")
    dice = random.Random(1000 + seed)
    nodes = list(range(dice.choice([5, 20, 64, 70])))
    arrows = [(a, b, w) for a, b, w in random_arrows(dice, nodes) if a != b]
    simple = list({(a, b): (a, b, w) for a, b, w in arrows}.values())
    directed = dice.random() < 0.5
    if not directed:
        simple = list({(min(a, b), max(a, b)): (a, b, w) for a, b, w in simple}.values())
    graph = igraph.Graph(len(nodes), [(a, b) for a, b, _ in simple], directed=directed)
    weights = [w for _, _, w in simple]
    found = centrality_of(maps_of(nodes, simple), directed=directed)
    points = set(graph.as_undirected().articulation_points())
    wanted = {
        "betweenness": dict(enumerate(graph.betweenness(directed=directed))),
        "pagerank": dict(enumerate(graph.pagerank(damping=0.85, weights=weights or None))),
        "core": dict(enumerate(graph.as_undirected().coreness())),
        "component": dict(enumerate(graph.connected_components(mode="weak").membership)),
        "articulation": {node: node in points for node in nodes},
    }
    assert_same(found, wanted)


def test_measures_left_out_are_null():
    maps = maps_of([1, 2, 3], [(1, 2, 1), (2, 3, 1)])
    table = maps.centrality(measures=["pagerank"])
    assert table.column("betweenness") == table.column("closeness") == [None] * 3
    assert sum(table.column("pagerank")) == pytest.approx(1)


def test_managers_of_manufacturing_are_found_by_pagerank():
    reports = {
        int(row["ID"]): int(row["ReportsToID"])
        for row in rows_of("manufacturing_email/reportsto.csv")
        if row["ReportsToID"].strip().isdigit()
    }
    arrows = manufacturing()
    nodes = sorted({a for a, _, _ in arrows} | {b for _, b, _ in arrows})
    found = centrality_of(maps_of(nodes, arrows), weighted=False)
    managers = set(reports.values())
    listed = set(reports) | managers
    ranks = {node: found[node]["pagerank"] for node in nodes if node in listed}
    pairs = [
        (ranks[a] > ranks[b]) + (ranks[a] == ranks[b]) / 2
        for a in ranks
        if a in managers
        for b in ranks
        if b not in managers
    ]
    assert round(sum(pairs) / len(pairs), 3) == 0.649


@pytest.fixture(scope="module")
def adventureworks():
    file = DATA / "adventureworks_quota/org_chart.csv"
    if not file.exists():
        pytest.skip("adventureworks_quota is not here")
    with file.open(newline="", encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    superior = {
        int(row["BusinessEntityID"]): int(row["ManagerID"]) for row in rows if row["ManagerID"]
    }
    people = [int(row["BusinessEntityID"]) for row in rows]
    maps = maps_of(people, [(a, b, 1) for a, b in superior.items()], kind="reports_to")
    depth = {int(row["BusinessEntityID"]): row["path"].strip("/") for row in rows}
    return maps, superior, {p: len(d.split("/")) if d else 0 for p, d in depth.items()}


def test_head_and_spans_of_adventureworks(adventureworks):
    maps, superior, depth = adventureworks
    found = centrality_of(maps, measures="pagerank")
    [head] = [p for p, row in found.items() if row["out_degree"] == 0]
    assert depth[head] == 0 and len(found) == 290
    spans = Counter(superior.values())
    assert len(spans) == 47
    assert {p: row["in_degree"] for p, row in found.items() if row["in_degree"]} == spans


def test_layout_of_adventureworks_is_its_tree(adventureworks):
    maps, superior, depth = adventureworks
    layout = maps.layout()
    place = {row["person_id"]: row for row in layout["layout_people"].to_dicts()}
    top = min(row["y"] for row in place.values())
    assert {p: row["y"] - top for p, row in place.items()} == depth
    edges = layout["layout_edges"].to_dicts()
    assert {row["from_id"]: row["to_id"] for row in edges if row["tree"]} == superior
    for manager in set(superior.values()):
        spots = [place[p]["x"] for p in place if superior.get(p) == manager]
        assert spots == sorted(spots)
        assert place[manager]["x"] == pytest.approx((spots[0] + spots[-1]) / 2)
    by_row = {}
    for row in place.values():
        by_row.setdefault(row["y"], []).append(row["x"])
    for spots in map(sorted, by_row.values()):
        assert all(b - a >= 1 for a, b in zip(spots, spots[1:]))
