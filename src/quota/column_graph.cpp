#include "quota/column_graph.hpp"

#include <algorithm>

namespace sandan::quota {
namespace {

/// Cost of |amount + 1 - ideal| - |amount - ideal|.
MoveCost cost_up(const Ideal& ideal, std::int64_t amount) noexcept {
  if (amount < ideal.whole) return -whole_cost;
  if (amount > ideal.whole) return whole_cost;
  return whole_cost - 2 * MoveCost{ideal.fraction};
}

struct Step {
  std::int64_t from;
  std::int64_t to;
  std::int64_t line;
};

/// The search for paths between nodes that have too much and too little. A
/// last node beyond the lattice's joins all totals: a path through it leaves
/// one range unfilled and another filled instead.
class Mover {
 public:
  explicit Mover(const Lattice& lattice);
  std::int64_t run();

 private:
  std::int64_t excess(std::int64_t node) const noexcept;
  bool is_target(std::int64_t node) const noexcept;
  bool has_shortage() const noexcept;
  std::int64_t drain(std::int64_t source);
  std::int64_t search(std::int64_t source);
  void settle(std::int64_t node);
  void reach(std::int64_t from, std::int64_t to, MoveCost cost);
  void reach_hub(std::int64_t from);
  void leave_hub();
  void push(std::int64_t target);

  std::size_t index(std::int64_t node) const noexcept { return static_cast<std::size_t>(node); }

  const Lattice& lattice_;
  HandOvers moves_;
  std::int64_t hub_;
  bool hub_is_open_ = false;  ///< takes and gives without limit
  std::int64_t source_ = 0;
  std::vector<std::int64_t> sums_;
  std::vector<std::int64_t> flows_;  ///< totals of nodes as far as ranges admit
  std::int64_t hub_excess_ = 0;
  std::vector<MoveCost> potentials_;
  std::vector<MoveCost> distances_;
  std::vector<std::int32_t> parents_;
  std::vector<std::uint8_t> settled_;
  std::vector<Step> path_;
};

Mover::Mover(const Lattice& lattice)
    : lattice_(lattice), moves_(lattice), hub_(lattice.nodes), sums_(node_sums(lattice)) {
  const std::size_t size = index(hub_) + 1;
  potentials_.resize(size);
  distances_.resize(size);
  parents_.resize(size);
  settled_.resize(size);
  flows_.resize(size - 1);
  for (std::size_t node = 0; node + 1 < size; ++node) {
    flows_[node] = std::min(std::max(sums_[node], lattice.node_low[node]), lattice.node_high[node]);
    hub_excess_ += flows_[node] - sums_[node];
  }
}

std::int64_t Mover::excess(std::int64_t node) const noexcept {
  return node == hub_ ? hub_excess_ : sums_[index(node)] - flows_[index(node)];
}

bool Mover::is_target(std::int64_t node) const noexcept {
  if (node == hub_ && hub_is_open_) return source_ != hub_;
  return excess(node) < 0;
}

bool Mover::has_shortage() const noexcept {
  for (std::int64_t node = 0; node < hub_; ++node) {
    if (excess(node) < 0) return true;
  }
  return false;
}

void Mover::reach(std::int64_t from, std::int64_t to, MoveCost cost) {
  const MoveCost distance =
      distances_[index(from)] + cost + potentials_[index(from)] - potentials_[index(to)];
  if (distance >= distances_[index(to)]) return;
  distances_[index(to)] = distance;
  parents_[index(to)] = static_cast<std::int32_t>(from);
}

void Mover::reach_hub(std::int64_t from) {
  if (flows_[index(from)] < lattice_.node_high[index(from)]) reach(from, hub_, 0);
}

void Mover::leave_hub() {
  for (std::int64_t node = 0; node < hub_; ++node) {
    if (settled_[index(node)] == 0 && flows_[index(node)] > lattice_.node_low[index(node)]) {
      reach(hub_, node, 0);
    }
  }
}

/// Distances over the arcs out of a node whose distance is final.
void Mover::settle(std::int64_t node) {
  if (node == hub_) return leave_hub();
  if (settled_[index(hub_)] == 0) reach_hub(node);
  const MoveCost start = distances_[index(node)] + potentials_[index(node)];
  for (std::int64_t to = 0; to < hub_; ++to) {
    const std::size_t at = index(to);
    if (settled_[at] != 0) continue;
    const MoveCost least = distances_[at] + potentials_[at] - start;
    MoveCost cost = moves_.bound(node, to);
    if (cost >= least || !is_way(cost)) continue;
    if (!moves_.is_known(node, to)) {
      cost = moves_.find(node, to);
      if (cost >= least || !is_way(cost)) continue;
    }
    reach(node, to, cost);
  }
}

/// The nearest node that takes a unit, or -1.
std::int64_t Mover::search(std::int64_t source) {
  constexpr MoveCost unreached = no_way;
  source_ = source;
  std::fill(distances_.begin(), distances_.end(), unreached);
  std::fill(settled_.begin(), settled_.end(), std::uint8_t{0});
  distances_[index(source)] = 0;
  while (true) {
    std::int64_t nearest = -1;
    MoveCost least = unreached;
    for (std::int64_t node = 0; node <= hub_; ++node) {
      if (settled_[index(node)] == 0 && distances_[index(node)] < least) {
        nearest = node;
        least = distances_[index(node)];
      }
    }
    if (nearest < 0 || is_target(nearest)) return nearest;
    settled_[index(nearest)] = 1;
    settle(nearest);
  }
}

void Mover::push(std::int64_t target) {
  const MoveCost length = distances_[index(target)];
  for (std::size_t node = 0; node < potentials_.size(); ++node) {
    if (distances_[node] < length) potentials_[node] += distances_[node] - length;
  }
  path_.clear();  // moving a unit changes what is known of other pairs
  for (std::int64_t to = target; to != source_;) {
    const std::int64_t from = parents_[index(to)];
    const bool by_hub = from == hub_ || to == hub_;
    path_.push_back({from, to, by_hub ? -1 : moves_.line(from, to)});
    to = from;
  }
  for (const auto& [from, to, line] : path_) {
    if (to == hub_) {
      ++flows_[index(from)];
      ++hub_excess_;
    } else if (from == hub_) {
      --flows_[index(to)];
      --hub_excess_;
    } else {
      moves_.move(from, to, line);
      --sums_[index(from)];
      ++sums_[index(to)];
    }
  }
}

std::int64_t Mover::drain(std::int64_t source) {
  std::int64_t moved = 0;
  while (source == hub_ && hub_is_open_ ? has_shortage() : excess(source) > 0) {
    const std::int64_t target = search(source);
    if (target < 0) break;
    push(target);
    ++moved;
  }
  return moved;
}

std::int64_t Mover::run() {
  std::int64_t moved = 0;
  for (std::int64_t source = 0; source <= hub_; ++source)
    moved += drain(source);
  // What is left has no place that needs it: any place with room will do.
  hub_is_open_ = true;
  for (std::int64_t source = 0; source <= hub_; ++source)
    moved += drain(source);
  return moved;
}

}  // namespace

HandOvers::HandOvers(const Lattice& lattice) : lattice_(lattice) {
  const auto nodes = static_cast<std::size_t>(lattice.nodes);
  const auto size = nodes * static_cast<std::size_t>(lattice.lines);
  up_.resize(size);
  down_.resize(size);
  std::vector<MoveCost> least_up(nodes, no_way);
  std::vector<MoveCost> least_down(nodes, no_way);
  for (std::int64_t line = 0; line < lattice.lines; ++line) {
    for (std::int64_t node = 0; node < lattice.nodes; ++node) {
      price(line, node);
      const auto priced = static_cast<std::size_t>(node * lattice.lines + line);
      const auto at = static_cast<std::size_t>(node);
      least_up[at] = std::min(least_up[at], up_[priced]);
      least_down[at] = std::min(least_down[at], down_[priced]);
    }
  }
  costs_.resize(nodes * nodes);
  lines_.assign(nodes * nodes, unknown);
  for (std::size_t from = 0; from < nodes; ++from) {
    for (std::size_t to = 0; to < nodes; ++to)
      costs_[from * nodes + to] = least_down[from] + least_up[to];
  }
}

void HandOvers::price(std::int64_t line, std::int64_t node) {
  const std::size_t cell = lattice_.at(line, node);
  const auto at = static_cast<std::size_t>(node * lattice_.lines + line);
  const std::int64_t amount = lattice_.cells[cell];
  const bool is_free = lattice_.is_slack(node);
  const Ideal& ideal = lattice_.ideals[cell];
  up_[at] = amount >= lattice_.highest(cell) ? no_way : is_free ? 0 : cost_up(ideal, amount);
  down_[at] = amount <= lattice_.lowest(cell) ? no_way : is_free ? 0 : -cost_up(ideal, amount - 1);
}

MoveCost HandOvers::find(std::int64_t from, std::int64_t to) {
  const MoveCost* down = down_.data() + from * lattice_.lines;
  const MoveCost* up = up_.data() + to * lattice_.lines;
  MoveCost least = down[0] + up[0];
  std::int64_t best = 0;
  for (std::int64_t line = 1; line < lattice_.lines; ++line) {
    const MoveCost cost = down[line] + up[line];
    if (cost < least) {
      least = cost;
      best = line;
    }
  }
  costs_[pair(from, to)] = least;
  lines_[pair(from, to)] = static_cast<std::int32_t>(best);
  return least;
}

/// Takes note that a line's cost between two nodes is a new one.
void HandOvers::offer(std::int64_t from, std::int64_t to, std::int64_t line) {
  const MoveCost cost = down_[static_cast<std::size_t>(from * lattice_.lines + line)] +
                        up_[static_cast<std::size_t>(to * lattice_.lines + line)];
  MoveCost& least = costs_[pair(from, to)];
  std::int32_t& best = lines_[pair(from, to)];
  if (cost < least || (cost == least && best != unknown && line < best)) {
    least = cost;
    best = static_cast<std::int32_t>(line);
  } else if (best == line && cost > least) {
    best = unknown;
  }
}

void HandOvers::changed(std::int64_t line, std::int64_t node) {
  for (std::int64_t other = 0; other < lattice_.nodes; ++other) {
    if (other == node) continue;
    offer(node, other, line);
    offer(other, node, line);
  }
}

void HandOvers::move(std::int64_t from, std::int64_t to, std::int64_t line) {
  --lattice_.cells[lattice_.at(line, from)];
  ++lattice_.cells[lattice_.at(line, to)];
  price(line, from);
  price(line, to);
  changed(line, from);
  changed(line, to);
}

std::int64_t move_at_least_cost(const Lattice& lattice) {
  if (lattice.lines == 0 || lattice.nodes == 0) return 0;
  return Mover(lattice).run();
}

}  // namespace sandan::quota
