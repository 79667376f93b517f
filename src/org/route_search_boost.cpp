#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/property_map/property_map.hpp>

#include "org/route_search_large.hpp"

namespace sandan::org {
namespace {

struct Step {
  double cost;
  std::int32_t to;
};

/// Cost of a way and the way itself, by which ways of equal cost are ordered.
struct Label {
  double cost;
  WayTo way;
};

using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Step,
                                                 boost::no_property, std::int32_t, std::int32_t>;

Graph graph_of(const Introductions& graph) {
  std::vector<std::pair<std::int32_t, std::int32_t>> ends;
  std::vector<Step> steps;
  ends.reserve(graph.arcs.size());
  steps.reserve(graph.arcs.size());
  for (std::int32_t p = 0; p < graph.size; ++p) {
    for (const Arc& arc : graph.arcs_of(p)) {
      ends.emplace_back(p, arc.to);
      steps.push_back({arc.cost, arc.to});
    }
  }
  return Graph(boost::edges_are_sorted, ends.begin(), ends.end(), steps.begin(),
               static_cast<std::int32_t>(graph.size));
}

struct Farther {
  Label operator()(const Label& label, const Step& step) const noexcept {
    return {label.cost + step.cost, {label.way.person, step.to}};
  }
};

struct Nearer {
  const LargeTree* tree;
  bool operator()(const Label& a, const Label& b) const noexcept {
    return a.cost != b.cost ? a.cost < b.cost : tree->numbers_before(a.way, b.way);
  }
};

/// Adds people to the tree when their label is final.
struct Growing : boost::default_dijkstra_visitor {
  LargeTree* tree;
  const std::vector<Label>* labels;

  Growing(LargeTree& grows, const std::vector<Label>& final_labels)
      : tree(&grows), labels(&final_labels) {}
  void examine_vertex(std::int32_t p, const Graph&) const noexcept {
    tree->add((*labels)[static_cast<std::size_t>(p)].way);
  }
};

}  // namespace

void route_costs_large(const Introductions& graph, std::vector<double>& cost,
                       std::vector<std::int32_t>& before) {
  const auto n = static_cast<std::size_t>(graph.size);
  const Graph searched = graph_of(graph);
  LargeTree tree(graph.size);
  std::vector<Label> labels(n, Label{no_way, {-1, -1}});
  std::vector<std::int32_t> starts;
  for (std::int32_t p = 0; p < graph.size; ++p) {
    const double start = graph.start[static_cast<std::size_t>(p)];
    if (start == no_way) continue;
    labels[static_cast<std::size_t>(p)] = {start, {-1, p}};
    starts.push_back(p);
  }
  std::vector<boost::default_color_type> colors(n, boost::white_color);
  const auto index = get(boost::vertex_index, searched);
  boost::dijkstra_shortest_paths_no_init(
      searched, starts.begin(), starts.end(), boost::dummy_property_map(),
      boost::make_iterator_property_map(labels.begin(), index), get(boost::edge_bundle, searched),
      index, Nearer{&tree}, Farther{}, Label{0, {-1, -1}}, Growing(tree, labels),
      boost::make_iterator_property_map(colors.begin(), index));
  cost.resize(n);
  before.resize(n);
  for (std::size_t p = 0; p < n; ++p) {
    cost[p] = labels[p].cost;
    before[p] = labels[p].way.before;
  }
}

}  // namespace sandan::org
