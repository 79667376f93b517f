"""Decision maps by igraph from Python; coverage in Python, opinions in NumPy."""

import warnings

import igraph
import maps


class IGraph(maps.Dense):
    """The source is the vertex after the last person."""

    def build(self, given):
        self.starts, self.arcs = maps.introductions(given)
        self.graph = self.graph_of(given, self.starts, self.arcs)
        self.proposed = self.graph
        if given.withheld:
            self.proposed = self.graph_of(given, *maps.introductions(given, given.withheld))
        self.split = self.split_graph(given)

    def graph_of(self, given, starts, arcs):
        source = given.size
        edges = [(source, p) for p in starts] + list(arcs)
        graph = igraph.Graph(n=source + 1, edges=edges, directed=True)
        graph.es["cost"] = [*starts.values(), *arcs.values()]
        return graph

    def split_graph(self, given):
        """Everybody as an entrance p and an exit size + p, with room for one."""
        size = given.size
        source, sink = 2 * size, 2 * size + 1
        edges = [(p, size + p) for p in range(size)]
        edges += [(source, p) for p in self.starts]
        edges += [(size + a, b) for a, b in self.arcs]
        edges += [(size + p, sink) for p in given.voters]
        graph = igraph.Graph(n=sink + 1, edges=edges, directed=True)
        graph.es["room"] = [1] * size + [size] * (len(edges) - size)
        return graph

    def routes(self, given):
        if given.target < 0 or given.target in given.withheld:
            return maps.cheapest_first([])
        costs = self.proposed.es["cost"]
        ways = self.proposed.get_k_shortest_paths(
            given.size, given.target, k=maps.ROUTES, weights="cost", output="epath"
        )
        return maps.cheapest_first([sum(costs[e] for e in way) for way in ways if way])

    def gatekeepers(self, given):
        if given.target < 0:
            return 0
        nearest = self.graph.dominator(given.size)
        count, person = 0, nearest[given.target]
        while person >= 0 and person != given.size:
            count += 1
            person = nearest[int(person)]
        return count

    def cut(self, given):
        if not given.voters:
            return -1
        size = self.split.maxflow_value(2 * given.size, 2 * given.size + 1, "room")
        return int(size) or -1

    def pagerank(self, given):
        self.relations = igraph.Graph(
            n=given.size, edges=[(a, b) for a, b, _, _ in given.relations], directed=True
        )
        return self.relations.pagerank(weights=[w for _, _, _, w in given.relations])

    def betweenness(self, given):
        simple = self.relations.simplify(multiple=True, loops=True)
        return simple.betweenness(directed=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", message="Couldn't reach some vertices")
    maps.run("igraph", igraph.__version__, IGraph, {"five": maps.FIVE, "all": maps.ALL})
