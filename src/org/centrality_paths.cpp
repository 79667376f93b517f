#include "org/centrality_paths.hpp"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths_no_color_map.hpp>
#include <boost/graph/two_bit_color_map.hpp>
#include <boost/property_map/property_map.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "core/parallel.hpp"

namespace sandan::org {
namespace {

using Arcs = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, double,
                                                boost::no_property, std::int32_t, std::int64_t>;
using Place = boost::graph_traits<Arcs>::vertex_descriptor;
using ArcPlace = boost::graph_traits<Arcs>::edge_descriptor;

constexpr double never = std::numeric_limits<double>::infinity();
constexpr std::int64_t sources_per_part = 64;
constexpr std::int64_t parts_per_round = 16;  ///< bounds the memory for their sums

Arcs arcs_of(const Ties& ties) {
  std::vector<std::pair<std::int32_t, std::int32_t>> ends;
  std::vector<double> lengths;
  ends.reserve(ties.to.size());
  lengths.reserve(ties.to.size());
  for (std::int32_t from = 0; from < ties.size(); ++from) {
    const std::int64_t end = ties.first[static_cast<std::size_t>(from) + 1];
    for (std::int64_t i = ties.first[static_cast<std::size_t>(from)]; i < end; ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (ties.to[at] == from) continue;
      ends.emplace_back(from, ties.to[at]);
      lengths.push_back(ties.length[at]);
    }
  }
  return {boost::edges_are_sorted, ends.begin(), ends.end(), lengths.begin(), ties.size()};
}

/// What a search from one person finds.
struct Found {
  std::vector<Place> order;      ///< people reached, nearest first
  std::vector<double> distance;  ///< never where not reached
  std::vector<double> paths;     ///< number of shortest ones

  explicit Found(std::size_t people) : distance(people, never), paths(people, 0.0) {
    order.reserve(people);
  }
  void begin(Place source) {
    for (const Place p : order)
      distance[static_cast<std::size_t>(p)] = never;
    order.clear();
    distance[static_cast<std::size_t>(source)] = 0;
    paths[static_cast<std::size_t>(source)] = 1;
  }
};

class CountByHops : public boost::default_bfs_visitor {
 public:
  explicit CountByHops(Found& found) : found_(&found) {}
  void examine_vertex(Place p, const Arcs& /*arcs*/) const { found_->order.push_back(p); }
  void tree_edge(const ArcPlace& arc, const Arcs& arcs) const {
    const auto v = static_cast<std::size_t>(source(arc, arcs));
    const auto w = static_cast<std::size_t>(target(arc, arcs));
    found_->distance[w] = found_->distance[v] + 1;
    found_->paths[w] = found_->paths[v];
  }
  void non_tree_edge(const ArcPlace& arc, const Arcs& arcs) const {
    const auto v = static_cast<std::size_t>(source(arc, arcs));
    const auto w = static_cast<std::size_t>(target(arc, arcs));
    if (found_->distance[w] == found_->distance[v] + 1) found_->paths[w] += found_->paths[v];
  }

 private:
  Found* found_;
};

class CountByLength : public boost::default_dijkstra_visitor {
 public:
  explicit CountByLength(Found& found) : found_(&found) {}
  void examine_vertex(Place p, const Arcs& /*arcs*/) const { found_->order.push_back(p); }
  void edge_relaxed(const ArcPlace& arc, const Arcs& arcs) const {
    const auto v = static_cast<std::size_t>(source(arc, arcs));
    const auto w = static_cast<std::size_t>(target(arc, arcs));
    found_->paths[w] = found_->paths[v];
  }
  void edge_not_relaxed(const ArcPlace& arc, const Arcs& arcs) const {
    const auto v = static_cast<std::size_t>(source(arc, arcs));
    const auto w = static_cast<std::size_t>(target(arc, arcs));
    if (found_->distance[w] == found_->distance[v] + arcs[arc])
      found_->paths[w] += found_->paths[v];
  }

 private:
  Found* found_;
};

class Search {
 public:
  Search(const Arcs& arcs, bool by_length)
      : arcs_(arcs), by_length_(by_length), found_(num_vertices(arcs)), seen_(num_vertices(arcs)) {}

  const Found& from(Place source) {
    const auto index = get(boost::vertex_index, arcs_);
    if (!by_length_) {
      for (const Place p : found_.order)
        put(seen_, p, boost::two_bit_white);
      found_.begin(source);
      boost::queue<Place> waiting;
      boost::breadth_first_visit(arcs_, source, waiting, CountByHops(found_), seen_);
      return found_;
    }
    found_.begin(source);
    boost::dijkstra_shortest_paths_no_color_map(
        arcs_, source, boost::dummy_property_map(),
        boost::make_iterator_property_map(found_.distance.begin(), index),
        get(boost::edge_bundle, arcs_), index, std::less<>(), boost::closed_plus<double>(never),
        never, 0.0, CountByLength(found_));
    return found_;
  }

 private:
  const Arcs& arcs_;
  bool by_length_;
  Found found_;
  boost::two_bit_color_map<> seen_;
};

/// What the source's shortest paths owe to each person, from the farthest back.
class Debts {
 public:
  explicit Debts(std::size_t people) : share_(people, 0.0) {}

  void add(const Arcs& arcs, bool by_length, const Found& found, std::vector<double>& sums) {
    for (const Place p : found.order)
      share_[static_cast<std::size_t>(p)] = 0;
    for (std::size_t i = found.order.size(); i-- > 1;) {
      const Place p = found.order[i];
      const auto v = static_cast<std::size_t>(p);
      if (!(found.paths[v] < never))
        throw Error(Status::overflow, "too_many_paths",
                    "more shortest paths between two people than a number can hold; leave "
                    "betweenness out of `measures`");
      double owed = 0;
      for (auto [arc, end] = out_edges(p, arcs); arc != end; ++arc) {
        const auto w = static_cast<std::size_t>(target(*arc, arcs));
        if (found.distance[w] == found.distance[v] + (by_length ? arcs[*arc] : 1.0))
          owed += found.paths[v] * share_[w];
      }
      sums[v] += owed;
      share_[v] = (1 + owed) / found.paths[v];
    }
  }

 private:
  std::vector<double> share_;  ///< (1 + owed) ÷ paths
};

double closeness_of(const Found& found, std::size_t people) {
  double distances = 0;
  for (const Place p : found.order)
    distances += found.distance[static_cast<std::size_t>(p)];
  if (!(distances > 0)) return 0;
  const auto near = static_cast<double>(found.order.size() - 1);
  return near / distances * (near / static_cast<double>(people - 1));
}

struct Question {
  const Arcs& along;
  const Arcs& against;  ///< the same where directions do not count
  bool by_length;
  const PathColumns& out;
};

/// Searches from the sources [first, last).
void search_sources(const Question& ask, std::int64_t first, std::int64_t last,
                    std::vector<double>& sums) {
  const std::size_t people = num_vertices(ask.along);
  const bool between = !ask.out.betweenness.empty();
  const bool one_search = &ask.along == &ask.against;
  Search along(ask.along, ask.by_length), against(ask.against, ask.by_length);
  Debts debts(between ? people : 0);
  if (between) sums.assign(people, 0.0);
  for (std::int64_t i = first; i < last; ++i) {
    const auto source = static_cast<Place>(i);
    const Found* found = nullptr;
    if (between) {
      found = &along.from(source);
      debts.add(ask.along, ask.by_length, *found, sums);
    }
    if (ask.out.closeness.empty()) continue;
    if (found == nullptr || !one_search) found = &against.from(source);
    ask.out.closeness[static_cast<std::size_t>(i)] = closeness_of(*found, people);
  }
}

}  // namespace

void paths_of_ties(const Ties& ties, const RelationChoice& choice, const Run& run, double from,
                   double to, const PathColumns& out) {
  std::fill(out.betweenness.begin(), out.betweenness.end(), 0.0);
  if (out.betweenness.empty() && out.closeness.empty()) return;
  const Arcs along = arcs_of(ties);
  const Arcs back = choice.directed ? arcs_of(turned(ties)) : Arcs();
  const Question ask{along, choice.directed ? back : along, choice.inverse_weight, out};
  const std::int64_t people = ties.size();
  const std::int64_t per_round = sources_per_part * parts_per_round;
  std::vector<std::vector<double>> sums(parts_per_round);
  for (std::int64_t begin = 0; begin < people; begin += per_round) {
    const std::int64_t end = std::min(people, begin + per_round);
    const std::int64_t parts = (end - begin + sources_per_part - 1) / sources_per_part;
    PartRunner{run}(parts, share_done(from, to, begin, people), share_done(from, to, end, people),
                    [&](std::int64_t part) {
                      const std::int64_t first = begin + part * sources_per_part;
                      search_sources(ask, first, std::min(end, first + sources_per_part),
                                     sums[static_cast<std::size_t>(part)]);
                    });
    if (out.betweenness.empty()) continue;
    for (std::size_t part = 0; part < static_cast<std::size_t>(parts); ++part) {
      for (std::size_t p = 0; p < out.betweenness.size(); ++p)
        out.betweenness[p] += sums[part][p];
    }
  }
  if (choice.directed) return;
  for (double& value : out.betweenness)
    value /= 2;
}

}  // namespace sandan::org
