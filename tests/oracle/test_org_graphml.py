"""GraphML against NetworkX and igraph: what they write is read, what is written they read."""

import random
import string

import igraph
import networkx as nx
import pytest

from answers import rows

import sandan

SEEDS = range(40)
LEVELS = ["operational", "management", "executive"]
KINDS = ["reports_to", "influences", "introduces", "constrains", "opposes"]
TABLES = ["people", "departments", "relations", "stances"]
# No control characters: NetworkX cannot write them.
LETTERS = string.ascii_letters + string.digits + " <>&\"'_;:/\\-.王é😀"


@pytest.fixture(scope="module")
def vocabulary():
    return sandan.MapVocabulary.shipped("standard")


def read(text, **options):
    return sandan.read_map(text, **options)


def faults(result):
    return [row["fault"] for row in rows(result["read_faults"])]


def text_of(random_):
    return "".join(random_.choices(LETTERS, k=random_.randint(1, 8)))


def ids_of(random_, count):
    ids = {}
    while len(ids) < count:
        ids[text_of(random_)] = None
    return list(ids)


def some(random_, attributes):
    """Some of the attributes, each with a value of its own."""
    return {name: make() for name, make in attributes.items() if random_.random() < 0.6}


def networkx_graph(seed):
    """A random graph of any of NetworkX' four kinds, with typed attributes."""
    random_ = random.Random(seed)
    kind = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph][seed % 4]
    graph = kind()
    ids = ids_of(random_, random_.randint(1, 12))
    for node in ids:
        attributes = {
            "name": lambda: text_of(random_),
            "Level": lambda: random_.choice(LEVELS),
            "veto": lambda: random_.random() < 0.5,
            "authority_minor": lambda: random_.randint(0, 2**60),
            "stubbornness": random_.random,
            "support": lambda: random_.randint(-2, 2),
            "relation_stage:Rival & Sons": lambda: random_.choice(["none", "known", "trust"]),
        }
        graph.add_node(node, **some(random_, attributes))
    for _ in range(random_.randint(0, 20)):
        attributes = {"weight": random_.random, "kind": lambda: random_.choice(KINDS)}
        graph.add_edge(random_.choice(ids), random_.choice(ids), **some(random_, attributes))
    return graph


def expected_people(graph):
    return [
        {
            "person_id": node,
            "account_id": "acme",
            "name": held.get("name"),
            "level": held.get("Level"),
            "veto": held.get("veto"),
            "authority_minor": held.get("authority_minor"),
            "stubbornness": held.get("stubbornness"),
        }
        for node, held in graph.nodes(data=True)
    ]


def expected_relations(graph):
    """(from, to, kind, weight) of every edge, both ways where there is no direction."""
    edges = []
    for start, end, held in graph.edges(data=True):
        told = (held.get("kind", "influences"), held.get("weight"))
        edges.append((start, end, *told))
        if not graph.is_directed() and start != end:
            edges.append((end, start, *told))
    return sorted(edges, key=repr)


def expected_stances(graph):
    stances = []
    for node, held in graph.nodes(data=True):
        if "support" in held:
            stances.append((node, "@us", None, held["support"]))
        if "relation_stage:Rival & Sons" in held:
            stances.append((node, "Rival & Sons", held["relation_stage:Rival & Sons"], None))
    return sorted(stances, key=repr)


def cells(result, table, columns):
    found = [tuple(row[column] for column in columns) for row in rows(result[table])]
    return sorted(found, key=repr)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_networkx_writes_is_read(seed):
    graph = networkx_graph(seed)
    result = read("\n".join(nx.generate_graphml(graph)), account_id="acme")
    people = rows(result["people"])
    assert [
        {name: person[name] for name in expected}
        for person, expected in zip(people, expected_people(graph), strict=True)
    ] == expected_people(graph)
    assert cells(result, "relations", ["from_id", "to_id", "kind", "weight"]) == expected_relations(
        graph
    )
    assert cells(
        result, "stances", ["person_id", "vendor", "relation_stage", "support"]
    ) == expected_stances(graph)
    assert set(faults(result)) <= {"undirected"}


def test_defaults_of_networkx_are_taken():
    graph = nx.DiGraph()
    graph.graph["node_default"] = {"level": "management"}
    graph.graph["edge_default"] = {"kind": "introduces"}
    graph.add_node("a", level="executive")
    graph.add_node("b", veto=True)
    graph.add_edge("a", "b", weight=2)
    graph.add_edge("b", "a", kind="opposes")  # a default is written where the attribute is used
    result = read("\n".join(nx.generate_graphml(graph)))
    assert [row["level"] for row in rows(result["people"])] == ["executive", "management"]
    assert cells(result, "relations", ["kind", "weight"]) == [
        ("introduces", 2.0),
        ("opposes", None),
    ]


def test_graphs_of_whole_numbers_and_unknown_attributes():
    graph = nx.karate_club_graph()
    result = read("\n".join(nx.generate_graphml(graph)))
    assert [row["person_id"] for row in rows(result["people"])] == [str(node) for node in graph]
    assert len(rows(result["relations"])) == 2 * graph.number_of_edges()
    told = {(row["fault"], row["id"]): row["value"] for row in rows(result["read_faults"])}
    assert told[("unknown_attribute", "club")] == str(graph.number_of_nodes())
    assert told[("undirected", None)] == str(graph.number_of_edges())


@pytest.mark.parametrize("seed", SEEDS)
def test_what_igraph_writes_is_read(seed, tmp_path):
    random_ = random.Random(seed)
    count = random_.randint(1, 12)
    edges = [
        (random_.randrange(count), random_.randrange(count)) for _ in range(random_.randint(0, 20))
    ]
    graph = igraph.Graph(n=count, edges=edges, directed=seed % 2 == 0)
    names = [text_of(random_) for _ in range(count)]
    levels = [random_.choice(LEVELS) for _ in range(count)]
    weights = [random_.random() if random_.random() < 0.7 else float("nan") for _ in edges]
    graph.vs["name"], graph.vs["level"] = names, levels
    graph.es["weight"] = weights
    graph.write_graphml(str(tmp_path / "graph.graphml"))
    result = read(tmp_path / "graph.graphml")
    people = rows(result["people"])
    assert [person["person_id"] for person in people] == [f"n{i}" for i in range(count)]
    assert [(person["name"], person["level"]) for person in people] == list(zip(names, levels))
    expected = []
    for (start, end), weight in zip(edges, weights, strict=True):
        told = None if weight != weight else pytest.approx(weight, rel=1e-12)
        expected.append((f"n{start}", f"n{end}", told))
        if not graph.is_directed() and start != end:
            expected.append((f"n{end}", f"n{start}", told))
    found = [(row["from_id"], row["to_id"], row["weight"]) for row in rows(result["relations"])]
    ends = [frozenset(pair[:2]) if not graph.is_directed() else pair[:2] for pair in found]
    assert ends == [
        frozenset(pair[:2]) if not graph.is_directed() else pair[:2] for pair in expected
    ]
    assert [pair[2] for pair in found] == [pair[2] for pair in expected]


def random_book(seed):
    """Tables of one account, departments and rivals among them."""
    random_ = random.Random(seed)
    departments = ids_of(random_, random_.randint(1, 3))
    people = ids_of(random_, random_.randint(1, 10))
    return {
        "departments": [
            {"department_id": one, "account_id": "a", "name": text_of(random_)}
            for one in departments
        ],
        "people": [
            {
                "person_id": one,
                "account_id": "a",
                "name": text_of(random_),
                "department_id": random_.choice([*departments, None]),
                "level": random_.choice([*LEVELS, None]),
                "roles": random_.choice(["decider", "user;designer", None]),
                "guide": random_.choice([True, False, None]),
                "weight": random_.choice([0.5, 2.0, None]),
            }
            for one in people
        ],
        "relations": [
            {
                "from_id": random_.choice(people),
                "to_id": random_.choice(people),
                "kind": random_.choice(KINDS),
                "weight": random_.choice([random_.random(), None]),
            }
            for _ in range(12)
        ],
        "stances": [
            {
                "person_id": one,
                "vendor": vendor,
                "relation_stage": random_.choice(["known", "ally", None]),
                "support": random_.randint(-2, 2),
            }
            for one in people
            for vendor in ["@us", "Rival <1>"]
        ],
    }


def held(maps):
    contents = maps.contents()
    return {name: sorted(rows(contents[name]), key=repr) for name in TABLES}


def built(vocabulary, result):
    return vocabulary.build({name: result[name] for name in TABLES}, names=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_networkx_reads_what_is_written(vocabulary, seed):
    book = random_book(seed)
    maps = vocabulary.build(book, names=True)
    contents = maps.contents()
    graph = nx.parse_graphml(maps.write(format="graphml"), force_multigraph=True)
    people = {node: data for node, data in graph.nodes(data=True) if data["kind"] == "person"}
    told = {row["person_id"]: row for row in rows(contents["people"])}
    assert list(people) == list(told)
    for person, attributes in people.items():
        for name in ["name", "department_id", "level", "roles", "guide", "weight"]:
            assert attributes.get(name) == told[person][name]
    supports = {(row["person_id"], row["vendor"]): row["support"] for row in book["stances"]}
    for (person, vendor), support in supports.items():
        title = "support" if vendor == "@us" else f"support:{vendor}"
        assert people[person][title] == support
    edges = [(a, b, data["kind"], data.get("weight")) for a, b, data in graph.edges(data=True)]
    assert sorted(edges, key=repr) == cells(
        contents, "relations", ["from_id", "to_id", "kind", "weight"]
    )
    assert {data["name"] for _, data in graph.nodes(data=True) if data["kind"] != "person"} == {
        row["name"] for row in rows(contents["departments"])
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_way_through_networkx_changes_nothing(vocabulary, seed):
    maps = vocabulary.build(random_book(seed), names=True)
    graph = nx.parse_graphml(maps.write(format="graphml"), force_multigraph=True)
    again = read("\n".join(nx.generate_graphml(graph)))
    assert held(built(vocabulary, again)) == held(maps)


@pytest.mark.parametrize("seed", SEEDS)
def test_igraph_reads_what_is_written(vocabulary, seed, tmp_path):
    maps = vocabulary.build(random_book(seed), names=True)
    contents = maps.contents()
    (tmp_path / "ours.graphml").write_text(maps.write(format="graphml"), encoding="utf-8")
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "ours.graphml"))
    people = [node["person_id"] for node in graph.vs if node["kind"] == "person"]
    assert people == [row["person_id"] for row in rows(contents["people"])]
    departments = [node["name"] for node in graph.vs if node["kind"] == "department"]
    assert departments == [row["name"] for row in rows(contents["departments"])]
    ids = graph.vs["person_id"]
    edges = [(ids[edge.source], ids[edge.target], edge["kind"]) for edge in graph.es]
    assert sorted(edges, key=repr) == cells(contents, "relations", ["from_id", "to_id", "kind"])
