#include "quota/box_network.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>
#include <map>
#include <tuple>

#include "quota/box_families.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Graph = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<
        boost::edge_capacity_t, std::int64_t,
        boost::property<boost::edge_residual_capacity_t, std::int64_t,
                        boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;
using Arc = Traits::edge_descriptor;

/// All the units that lower bounds ask for.
std::int64_t sum_of_lows(std::span<const Box> boxes) {
  constexpr std::int64_t most = std::int64_t{1} << 62;
  std::int64_t sum = 0;
  for (const Box& box : boxes) {
    if (low_of(box) >= most - sum) {
      throw Error(Status::overflow, "bounds_too_large", "the lower bounds sum to 2^62 or more");
    }
    sum += low_of(box);
  }
  return sum;
}

/// The cells as a flow: from the whole down the family of rows, over to the
/// family of columns and up to the whole. Every box is an arc with its bounds.
class Network {
 public:
  Network(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes);
  BoxAnswer solve();
  void fill(std::int32_t columns, std::vector<std::int64_t>& cells) const;

 private:
  struct BoxArc {
    std::int32_t box;
    std::int32_t from;
    std::int32_t to;
  };
  /// Two boxes, one of each family, that are the smallest of a cell; cells of
  /// one pair are not told apart.
  struct Pair {
    std::int32_t from;
    std::int32_t to;
    std::int64_t cell;  ///< of the grid, the first
  };
  struct EndArc {
    std::int32_t node;
    Arc arc;
  };
  /// Boxes of rows that meet the same boxes of columns. As cells have no
  /// limits of their own, one node joins them all.
  struct Junction {
    std::vector<EndArc> from;
    std::vector<EndArc> to;
  };

  std::int32_t node_of_rows(std::int32_t place) const { return place < 0 ? 0 : 2 + place; }
  std::int32_t node_of_columns(std::int32_t place) const {
    return place < 0 ? 1 : 2 + static_cast<std::int32_t>(families_.rows.boxes.size()) + place;
  }
  std::int32_t first_junction() const { return static_cast<std::int32_t>(2 + boxes_.size()); }

  Arc add(std::int32_t from, std::int32_t to, std::int64_t capacity);
  void add_boxes();
  void find_pairs();
  void add_junctions();
  void add_demands();
  std::int64_t flow(Arc arc) const;
  std::vector<bool> reached_from_source() const;
  std::int64_t cell_of(std::int32_t from, std::int32_t to) const;

  std::span<const Box> boxes_;
  BoxGrid grid_;
  BoxFamilies families_;
  std::int64_t unlimited_;
  Graph graph_;
  std::vector<BoxArc> box_arcs_;
  std::vector<Pair> pairs_;
  std::vector<Junction> junctions_;
  std::vector<std::int64_t> demands_;  ///< by node: lower bounds in less those out
  std::int64_t demanded_ = 0;
  std::int64_t arcs_ = 0;
  std::int32_t source_ = 0;
  std::int32_t sink_ = 0;
};

Network::Network(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes)
    : boxes_(boxes),
      grid_(grid_of(rows, columns, boxes)),
      families_(families_of(grid_)),
      unlimited_(sum_of_lows(boxes) + 1),
      graph_(boxes.size() + 2),
      demands_(boxes.size() + 2) {
  add_boxes();
  find_pairs();
  add_junctions();
  add(1, 0, unlimited_);
  add_demands();
}

Arc Network::add(std::int32_t from, std::int32_t to, std::int64_t capacity) {
  const auto tail = static_cast<std::size_t>(from);
  const auto head = static_cast<std::size_t>(to);
  const Arc arc = boost::add_edge(tail, head, graph_).first;
  const Arc back = boost::add_edge(head, tail, graph_).first;
  auto capacities = boost::get(boost::edge_capacity, graph_);
  auto residuals = boost::get(boost::edge_residual_capacity, graph_);
  auto reverses = boost::get(boost::edge_reverse, graph_);
  capacities[arc] = residuals[arc] = capacity;  // residuals of a flow of nothing
  capacities[back] = residuals[back] = 0;
  reverses[arc] = back;
  reverses[back] = arc;
  ++arcs_;
  return arc;
}

void Network::add_boxes() {
  const auto add_box = [&](std::int32_t index, std::int32_t from, std::int32_t to) {
    const Box& box = boxes_[static_cast<std::size_t>(index)];
    const std::int64_t low = low_of(box);
    add(from, to, std::min(box.high - low, unlimited_));
    demands_[static_cast<std::size_t>(to)] += low;
    demands_[static_cast<std::size_t>(from)] -= low;
    box_arcs_.push_back({index, from, to});
  };
  for (std::size_t i = 0; i < families_.rows.boxes.size(); ++i) {
    add_box(families_.rows.boxes[i], node_of_rows(families_.rows.parents[i]),
            node_of_rows(static_cast<std::int32_t>(i)));
  }
  for (std::size_t i = 0; i < families_.columns.boxes.size(); ++i) {
    add_box(families_.columns.boxes[i], node_of_columns(static_cast<std::int32_t>(i)),
            node_of_columns(families_.columns.parents[i]));
  }
}

void Network::find_pairs() {
  for (std::int64_t cell = 0; cell < grid_.cells(); ++cell) {
    const auto at = static_cast<std::size_t>(cell);
    const Pair pair{node_of_rows(families_.rows.owners[at]),
                    node_of_columns(families_.columns.owners[at]), cell};
    if (pairs_.empty() || pairs_.back().from != pair.from || pairs_.back().to != pair.to) {
      pairs_.push_back(pair);
    }
  }
  std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.from, a.to, a.cell) < std::tie(b.from, b.to, b.cell);
  });
  const auto same = [](const Pair& a, const Pair& b) { return a.from == b.from && a.to == b.to; };
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end(), same), pairs_.end());
}

void Network::add_junctions() {
  std::map<std::vector<std::int32_t>, std::size_t> known;
  std::vector<std::int32_t> met;
  for (std::size_t i = 0; i < pairs_.size();) {
    const std::int32_t from = pairs_[i].from;
    met.clear();
    for (; i < pairs_.size() && pairs_[i].from == from; ++i)
      met.push_back(pairs_[i].to);
    const auto [place, is_new] = known.try_emplace(met, junctions_.size());
    const std::int32_t node = first_junction() + static_cast<std::int32_t>(place->second);
    if (is_new) {
      boost::add_vertex(graph_);
      Junction& junction = junctions_.emplace_back();
      for (const std::int32_t to : met)
        junction.to.push_back({to, add(node, to, unlimited_)});
    }
    junctions_[place->second].from.push_back({from, add(from, node, unlimited_)});
  }
}

void Network::add_demands() {
  source_ = static_cast<std::int32_t>(boost::add_vertex(graph_));
  sink_ = static_cast<std::int32_t>(boost::add_vertex(graph_));
  for (std::size_t node = 0; node < demands_.size(); ++node) {
    const std::int64_t demand = demands_[node];
    if (demand > 0) {
      add(source_, static_cast<std::int32_t>(node), demand);
      demanded_ += demand;
    } else if (demand < 0) {
      add(static_cast<std::int32_t>(node), sink_, -demand);
    }
  }
}

std::vector<bool> Network::reached_from_source() const {
  const auto residuals = boost::get(boost::edge_residual_capacity, graph_);
  std::vector<bool> reached(boost::num_vertices(graph_));
  std::vector<std::size_t> queue = {static_cast<std::size_t>(source_)};
  reached[queue.front()] = true;
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const auto [begin, end] = boost::out_edges(queue[head], graph_);
    for (auto arc = begin; arc != end; ++arc) {
      const std::size_t to = boost::target(*arc, graph_);
      if (reached[to] || residuals[*arc] == 0) continue;
      reached[to] = true;
      queue.push_back(to);
    }
  }
  return reached;
}

BoxAnswer Network::solve() {
  BoxAnswer answer;
  answer.arcs = arcs_ + grid_.cells();
  if (demanded_ == 0) return answer;
  answer.lacking =
      demanded_ - boost::push_relabel_max_flow(graph_, static_cast<std::size_t>(source_),
                                               static_cast<std::size_t>(sink_));
  if (answer.lacking == 0) return answer;
  const std::vector<bool> reached = reached_from_source();
  for (const BoxArc& arc : box_arcs_) {
    const bool from = reached[static_cast<std::size_t>(arc.from)];
    const bool to = reached[static_cast<std::size_t>(arc.to)];
    if (from == to) continue;
    if (from) {
      answer.cut.push_back({arc.box, Side::high});
    } else if (low_of(boxes_[static_cast<std::size_t>(arc.box)]) > 0) {
      answer.cut.push_back({arc.box, Side::low});
    }
  }
  std::sort(answer.cut.begin(), answer.cut.end(),
            [](const CutBound& a, const CutBound& b) { return a.box < b.box; });
  return answer;
}

std::int64_t Network::flow(Arc arc) const {
  return boost::get(boost::edge_capacity, graph_)[arc] -
         boost::get(boost::edge_residual_capacity, graph_)[arc];
}

std::int64_t Network::cell_of(std::int32_t from, std::int32_t to) const {
  const auto pair = std::lower_bound(
      pairs_.begin(), pairs_.end(), Pair{from, to, 0},
      [](const Pair& a, const Pair& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
  return pair->cell;
}

/// Hands what comes into each junction on in order.
void Network::fill(std::int32_t columns, std::vector<std::int64_t>& cells) const {
  for (const Junction& junction : junctions_) {
    std::size_t next = 0;
    std::int64_t room = flow(junction.to[0].arc);
    for (const EndArc& from : junction.from) {
      std::int64_t left = flow(from.arc);
      while (left > 0) {
        while (room == 0)
          room = flow(junction.to[++next].arc);
        const std::int64_t amount = std::min(left, room);
        const std::int64_t cell = cell_of(from.node, junction.to[next].node);
        const std::int64_t row = grid_.row_starts[static_cast<std::size_t>(cell / grid_.columns())];
        const std::int64_t column =
            grid_.column_starts[static_cast<std::size_t>(cell % grid_.columns())];
        cells[static_cast<std::size_t>(row * columns + column)] += amount;
        left -= amount;
        room -= amount;
      }
    }
  }
}

}  // namespace

BoxAnswer solve_boxes(std::int32_t rows, std::int32_t columns, std::span<const Box> boxes,
                      std::vector<std::int64_t>* cells) {
  Network network(rows, columns, boxes);
  BoxAnswer answer = network.solve();
  if (cells != nullptr && answer.lacking == 0) network.fill(columns, *cells);
  return answer;
}

}  // namespace sandan::quota
