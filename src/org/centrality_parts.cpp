#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/core_numbers.hpp>
#include <iterator>
#include <utility>
#include <vector>

#include "org/centrality_ties.hpp"

namespace sandan::org {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

/// The simple graph of the ties. Boost's depth-first searches keep their own
/// stack, so that long chains do no harm.
Graph simple_graph(const Ties& ties) {
  std::vector<std::pair<std::int32_t, std::int32_t>> ends;
  ends.reserve(ties.to.size());
  for (std::int32_t from = 0; from < ties.size(); ++from) {
    const std::int64_t end = ties.first[static_cast<std::size_t>(from) + 1];
    for (std::int64_t i = ties.first[static_cast<std::size_t>(from)]; i < end; ++i) {
      const std::int32_t to = ties.to[static_cast<std::size_t>(i)];
      if (to != from) ends.emplace_back(std::min(from, to), std::max(from, to));
    }
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return {ends.begin(), ends.end(), static_cast<std::size_t>(ties.size())};
}

}  // namespace

void parts_of_ties(const Ties& ties, const TieParts& out) {
  const Graph graph = simple_graph(ties);
  const auto index = get(boost::vertex_index, graph);
  boost::core_numbers(graph, boost::make_iterator_property_map(out.core.begin(), index));
  boost::connected_components(graph,
                              boost::make_iterator_property_map(out.component.begin(), index));
  std::vector<std::size_t> points;
  boost::articulation_points(graph, std::back_inserter(points));
  std::fill(out.articulation.begin(), out.articulation.end(), std::uint8_t{0});
  for (const std::size_t p : points)
    out.articulation[p] = 1;
}

}  // namespace sandan::org
