"""The parts of decision maps that rustworkx has: dominators, the cheapest route alone, PageRank and
betweenness. It has no k simple routes and no vertex cut."""

import maps
import rustworkx as rx


class RustworkX:
    """The source is the node after the last person."""

    def build(self, given):
        starts, arcs = maps.introductions(given)
        self.graph = self.graph_of(given, starts, arcs)
        self.proposed = self.graph
        if given.withheld:
            self.proposed = self.graph_of(given, *maps.introductions(given, given.withheld))

    def graph_of(self, given, starts, arcs):
        graph = rx.PyDiGraph(multigraph=False)
        graph.add_nodes_from(range(given.size + 1))
        edges = [(given.size, p, cost) for p, cost in starts.items()]
        graph.add_edges_from(edges + [(a, b, cost) for (a, b), cost in arcs.items()])
        return graph

    def cheapest_route(self, given):
        if given.target < 0 or given.target in given.withheld:
            return maps.NOTHING
        found = rx.digraph_dijkstra_shortest_path_lengths(
            self.proposed, given.size, float, goal=given.target
        )
        return dict(found.items()).get(given.target, maps.NOTHING)

    def gatekeepers(self, given):
        if given.target < 0:
            return 0
        nearest = rx.immediate_dominators(self.graph, given.size)
        count, person = 0, nearest.get(given.target)
        while person is not None and person != given.size:
            count += 1
            person = nearest[person]
        return count

    def pagerank(self, given):
        self.relations = rx.PyDiGraph()
        self.relations.add_nodes_from(range(given.size))
        self.relations.add_edges_from([(a, b, w) for a, b, _, w in given.relations])
        found = rx.pagerank(self.relations, weight_fn=float, tol=1e-13, max_iter=1000)
        return [found[p] for p in range(given.size)]

    def betweenness(self, given):
        graph = rx.PyDiGraph(multigraph=False)
        graph.add_nodes_from(range(given.size))
        graph.add_edges_from([(a, b, None) for a, b, _, _ in given.relations])
        found = rx.digraph_betweenness_centrality(
            graph, normalized=False, parallel_threshold=1_000_000
        )
        return [found[p] for p in range(given.size)]


PARTS = ("build", "cheapest_route", "gatekeepers", "pagerank", "betweenness")

if __name__ == "__main__":
    maps.run("rustworkx", rx.__version__, RustworkX, {"parts": PARTS})
