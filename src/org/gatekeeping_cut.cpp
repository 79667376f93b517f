#include <algorithm>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/property_map/property_map.hpp>

#include "org/gatekeeping_large.hpp"

namespace sandan::org {
namespace {

using Graph =
    boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                       boost::no_property, std::int32_t, std::int32_t>;
using EdgeOf = boost::graph_traits<Graph>::edge_descriptor;

struct Link {
  std::int32_t from;
  std::int32_t to;
  std::int32_t capacity;
};

/// The graph of a flow, every person split into an entrance 2p and an exit
/// 2p + 1 with room for one unit between the two.
class SplitGraph {
 public:
  SplitGraph(const Introductions& graph, std::span<const std::int32_t> targets)
      : people_(graph.size), source_(2 * graph.size), sink_(2 * graph.size + 1) {
    links_.reserve(graph.arcs.size() + 2 * static_cast<std::size_t>(graph.size) + targets.size());
    const std::int32_t plenty = graph.size + 1;
    for (std::int32_t p = 0; p < people_; ++p) {
      links_.push_back({2 * p, 2 * p + 1, 1});
      if (graph.start[static_cast<std::size_t>(p)] != no_way) {
        links_.push_back({source_, 2 * p, plenty});
      }
      for (const Arc& arc : graph.arcs_of(p))
        links_.push_back({2 * p + 1, 2 * arc.to, plenty});
    }
    for (const std::int32_t target : targets)
      links_.push_back({2 * target + 1, sink_, plenty});
    lay_out();
  }

  void flow() {
    std::vector<EdgeOf> reverse;
    reverse.reserve(back_.size());
    for (std::size_t e = 0; e < back_.size(); ++e)
      reverse.emplace_back(ends_[e].second, back_[e]);
    const Graph graph(boost::edges_are_sorted, ends_.begin(), ends_.end(), vertices());
    std::vector<EdgeOf> before(static_cast<std::size_t>(vertices()));
    std::vector<boost::default_color_type> color(static_cast<std::size_t>(vertices()));
    std::vector<std::int32_t> distance(static_cast<std::size_t>(vertices()));
    const auto of_edge = get(boost::edge_index, graph);
    const auto of_vertex = get(boost::vertex_index, graph);
    residual_ = capacity_;
    boost::boykov_kolmogorov_max_flow(
        graph, boost::make_iterator_property_map(capacity_.begin(), of_edge),
        boost::make_iterator_property_map(residual_.begin(), of_edge),
        boost::make_iterator_property_map(reverse.begin(), of_edge),
        boost::make_iterator_property_map(before.begin(), of_vertex),
        boost::make_iterator_property_map(color.begin(), of_vertex),
        boost::make_iterator_property_map(distance.begin(), of_vertex), of_vertex, source_, sink_);
  }

  /// People whose entrance can still be reached and whose exit cannot.
  void cut(std::vector<std::int32_t>& out) const {
    std::vector<std::uint8_t> reached(static_cast<std::size_t>(vertices()), 0);
    std::vector<std::int32_t> open{source_};
    reached[static_cast<std::size_t>(source_)] = 1;
    while (!open.empty()) {
      const auto v = static_cast<std::size_t>(open.back());
      open.pop_back();
      for (auto e = static_cast<std::size_t>(first_[v]);
           e < static_cast<std::size_t>(first_[v + 1]); ++e) {
        const std::int32_t to = ends_[e].second;
        if (residual_[e] == 0 || reached[static_cast<std::size_t>(to)] != 0) continue;
        reached[static_cast<std::size_t>(to)] = 1;
        open.push_back(to);
      }
    }
    for (std::int32_t p = 0; p < people_; ++p) {
      const auto entrance = static_cast<std::size_t>(2 * p);
      if (reached[entrance] != 0 && reached[entrance + 1] == 0) out.push_back(p);
    }
  }

 private:
  std::int32_t vertices() const noexcept { return 2 * people_ + 2; }

  /// Sorts the links and their reverses by the vertex they begin at.
  void lay_out() {
    first_.assign(static_cast<std::size_t>(vertices()) + 1, 0);
    for (const Link& link : links_) {
      ++first_[static_cast<std::size_t>(link.from) + 1];
      ++first_[static_cast<std::size_t>(link.to) + 1];
    }
    for (std::size_t v = 1; v < first_.size(); ++v)
      first_[v] += first_[v - 1];
    std::vector<std::int32_t> next(first_.begin(), first_.end() - 1);
    ends_.resize(2 * links_.size());
    capacity_.resize(2 * links_.size());
    back_.resize(2 * links_.size());
    for (const Link& link : links_) {
      const std::int32_t there = next[static_cast<std::size_t>(link.from)]++;
      const std::int32_t back = next[static_cast<std::size_t>(link.to)]++;
      set(there, {link.from, link.to, link.capacity}, back);
      set(back, {link.to, link.from, 0}, there);
    }
  }

  void set(std::int32_t edge, const Link& link, std::int32_t back) {
    const auto e = static_cast<std::size_t>(edge);
    ends_[e] = {link.from, link.to};
    capacity_[e] = link.capacity;
    back_[e] = back;
  }

  std::int32_t people_;
  std::int32_t source_;
  std::int32_t sink_;
  std::vector<Link> links_;
  std::vector<std::int32_t> first_;  ///< edges of v: [first_[v], first_[v + 1])
  std::vector<std::pair<std::int32_t, std::int32_t>> ends_;
  std::vector<std::int32_t> capacity_, residual_;
  std::vector<std::int32_t> back_;  ///< the edge the other way
};

}  // namespace

void blocking_set_large(const Introductions& graph, std::span<const std::int32_t> targets,
                        std::vector<std::int32_t>& out) {
  SplitGraph split(graph, targets);
  split.flow();
  split.cut(out);
}

}  // namespace sandan::org
