"""Decision maps by NetworkX; coverage in Python, opinions in NumPy."""

from itertools import islice

import maps
import networkx as nx

SOURCE, SINK = -1, -2


class NetworkX(maps.Dense):
    def build(self, given):
        self.starts, self.arcs = maps.introductions(given)
        self.graph = self.graph_of(self.starts, self.arcs)
        self.proposed = self.graph
        if given.withheld:
            self.proposed = self.graph_of(*maps.introductions(given, given.withheld))

    def graph_of(self, starts, arcs):
        graph = nx.DiGraph()
        graph.add_node(SOURCE)
        graph.add_weighted_edges_from((SOURCE, p, cost) for p, cost in starts.items())
        graph.add_weighted_edges_from((a, b, cost) for (a, b), cost in arcs.items())
        return graph

    def routes(self, given):
        if given.target < 0 or given.target in given.withheld:
            return maps.cheapest_first([])
        graph = self.proposed
        try:
            ways = nx.shortest_simple_paths(graph, SOURCE, given.target, weight="weight")
            found = [nx.path_weight(graph, way, "weight") for way in islice(ways, maps.ROUTES)]
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            found = []
        return maps.cheapest_first(found)

    def gatekeepers(self, given):
        if given.target < 0:
            return 0
        nearest = nx.immediate_dominators(self.graph, SOURCE)
        count, person = 0, nearest.get(given.target)
        while person is not None and person != SOURCE:
            count += 1
            person = nearest[person]
        return count

    def cut(self, given):
        if not given.voters:
            return -1
        graph = self.graph.copy()
        graph.add_edges_from((voter, SINK) for voter in given.voters)
        size = nx.node_connectivity(graph, SOURCE, SINK)
        return size or -1

    def pagerank(self, given):
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(range(given.size))
        graph.add_weighted_edges_from((a, b, w) for a, b, _, w in given.relations)
        found = nx.pagerank(graph, tol=1e-13, max_iter=1000)
        return list(found.values())

    def betweenness(self, given):
        graph = nx.DiGraph()
        graph.add_nodes_from(range(given.size))
        graph.add_edges_from((a, b) for a, b, _, _ in given.relations)
        return list(nx.betweenness_centrality(graph, normalized=False).values())


if __name__ == "__main__":
    maps.run("networkx", nx.__version__, NetworkX, {"five": maps.FIVE, "all": maps.ALL})
