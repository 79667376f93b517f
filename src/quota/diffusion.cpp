#include "quota/diffusion.hpp"

#include <algorithm>
#include <bit>

namespace sandan::quota {
namespace {

constexpr std::int64_t one = std::int64_t{1} << 32;

/// What each node's range adds to the sum of its ideals, spread evenly over
/// the lines.
class Drift {
 public:
  explicit Drift(const Lattice& lattice);
  /// The part of a node's difference that falls to a line.
  std::int64_t at(std::int64_t line, std::size_t node) const noexcept {
    return steps_[node] + (line < rests_[node] ? 1 : 0);
  }

 private:
  std::vector<std::int64_t> steps_;
  std::vector<std::int64_t> rests_;
};

Drift::Drift(const Lattice& lattice) {
  // Beyond this many units a node's difference is left to the repair.
  constexpr std::int64_t most = std::int64_t{1} << 28;
  std::vector<Ideal> sums(static_cast<std::size_t>(lattice.nodes));
  for (std::int64_t line = 0; line < lattice.lines; ++line) {
    const Ideal* ideals = lattice.ideals.data() + lattice.at(line, 0);
    for (std::size_t node = 0; node < sums.size(); ++node)
      sums[node] = sums[node] + ideals[node];
  }
  for (std::size_t node = 0; node < sums.size(); ++node) {
    const Ideal& sum = sums[node];
    std::int64_t difference = 0;
    if (sum.whole < lattice.node_low[node]) {
      const std::int64_t units = std::min(lattice.node_low[node] - sum.whole, most);
      difference = units * one - std::int64_t{sum.fraction};
    } else if (sum.ceil() > lattice.node_high[node]) {
      const std::int64_t units = std::min(sum.whole - lattice.node_high[node], most);
      difference = -units * one - std::int64_t{sum.fraction};
    }
    std::int64_t step = difference / lattice.lines;
    std::int64_t rest = difference % lattice.lines;
    if (rest < 0) {
      --step;
      rest += lattice.lines;
    }
    steps_.push_back(step);
    rests_.push_back(rest);
  }
}

struct Claim {
  std::int64_t owed;
  std::int32_t node;
};

constexpr bool owed_more(const Claim& a, const Claim& b) noexcept {
  return a.owed != b.owed ? a.owed > b.owed : a.node < b.node;
}

class Diffusion {
 public:
  explicit Diffusion(const Lattice& lattice)
      : lattice_(lattice), drift_(lattice), owed_(static_cast<std::size_t>(lattice.nodes)) {}
  bool round(std::int64_t line);

 private:
  std::int64_t start(std::int64_t line);
  void give(std::int64_t line, std::int64_t units);

  const Lattice& lattice_;
  Drift drift_;
  std::vector<std::int64_t> owed_;  ///< by node, in 2^-32 units
  std::vector<Claim> claims_;
};

/// Sets the floors and returns the units still to give.
std::int64_t Diffusion::start(std::int64_t line) {
  std::int64_t units = lattice_.totals[static_cast<std::size_t>(line)];
  claims_.clear();
  for (std::size_t node = 0; node < owed_.size(); ++node) {
    const std::size_t cell = lattice_.at(line, static_cast<std::int64_t>(node));
    const Ideal& ideal = lattice_.ideals[cell];
    const std::int64_t amount =
        std::clamp(ideal.whole, lattice_.lowest(cell), lattice_.highest(cell));
    lattice_.cells[cell] = amount;
    units -= amount;
    owed_[node] += (ideal.whole - amount) * one + ideal.fraction + drift_.at(line, node);
    if (amount < lattice_.highest(cell)) {
      claims_.push_back({owed_[node], static_cast<std::int32_t>(node)});
    }
  }
  return units;
}

void Diffusion::give(std::int64_t line, std::int64_t units) {
  if (units < static_cast<std::int64_t>(claims_.size())) {
    std::nth_element(claims_.begin(), claims_.begin() + units, claims_.end(), owed_more);
    claims_.resize(static_cast<std::size_t>(units));
  }
  for (const Claim& claim : claims_) {
    ++lattice_.cells[lattice_.at(line, claim.node)];
    owed_[static_cast<std::size_t>(claim.node)] -= one;
  }
}

bool Diffusion::round(std::int64_t line) {
  const std::int64_t units = start(line);
  if (units == 0) return true;
  const auto given =
      std::min(std::max<std::int64_t>(units, 0), static_cast<std::int64_t>(claims_.size()));
  if (given > 0) give(line, given);
  return units == given || spread_units(lattice_, line, units - given) == 0;
}

/// Bits of the lines in which a node's cell can give or take a unit.
class Rooms {
 public:
  explicit Rooms(const Lattice& lattice)
      : lattice_(lattice), words_(static_cast<std::size_t>((lattice.lines + 63) / 64)) {
    takes_.resize(words_ * static_cast<std::size_t>(lattice.nodes));
    gives_.resize(takes_.size());
    for (std::int64_t line = 0; line < lattice.lines; ++line) {
      for (std::int64_t node = 0; node < lattice.nodes; ++node)
        note(line, node);
    }
  }

  /// The first line that can hand a unit over, or -1.
  std::int64_t line(std::int64_t from, std::int64_t to) const noexcept {
    const std::uint64_t* gives = gives_.data() + static_cast<std::size_t>(from) * words_;
    const std::uint64_t* takes = takes_.data() + static_cast<std::size_t>(to) * words_;
    for (std::size_t word = 0; word < words_; ++word) {
      const std::uint64_t both = gives[word] & takes[word];
      if (both != 0) return static_cast<std::int64_t>(word * 64) + std::countr_zero(both);
    }
    return -1;
  }

  void move(std::int64_t from, std::int64_t to, std::int64_t line) {
    --lattice_.cells[lattice_.at(line, from)];
    ++lattice_.cells[lattice_.at(line, to)];
    note(line, from);
    note(line, to);
  }

 private:
  void note(std::int64_t line, std::int64_t node) noexcept {
    const std::size_t cell = lattice_.at(line, node);
    const std::uint64_t bit = std::uint64_t{1} << (line % 64);
    const auto word = static_cast<std::size_t>(node) * words_ + static_cast<std::size_t>(line / 64);
    const auto set = [bit](std::uint64_t& bits, bool on) { bits = on ? bits | bit : bits & ~bit; };
    set(takes_[word], lattice_.cells[cell] < lattice_.highest(cell));
    set(gives_[word], lattice_.cells[cell] > lattice_.lowest(cell));
  }

  const Lattice& lattice_;
  std::size_t words_;
  std::vector<std::uint64_t> takes_;
  std::vector<std::uint64_t> gives_;
};

/// Breadth-first search between nodes.
class Repair {
 public:
  Repair(const Lattice& lattice, std::vector<std::int64_t> sums)
      : lattice_(lattice), rooms_(lattice), sums_(std::move(sums)) {
    parents_.resize(sums_.size());
  }
  std::int64_t run();

 private:
  /// The nearest node after `source` that `accepts`, or -1.
  template <class Accepts>
  std::int64_t search(std::int64_t source, const Accepts& accepts);
  /// Moves a unit from `source` to a node that lacks it most.
  bool give(std::int64_t source);
  void push(std::int64_t source, std::int64_t target);

  std::int64_t sum(std::int64_t node) const { return sums_[static_cast<std::size_t>(node)]; }
  std::int64_t low(std::int64_t node) const {
    return lattice_.node_low[static_cast<std::size_t>(node)];
  }
  std::int64_t high(std::int64_t node) const {
    return lattice_.node_high[static_cast<std::size_t>(node)];
  }

  const Lattice& lattice_;
  Rooms rooms_;
  std::vector<std::int64_t> sums_;
  std::vector<std::int64_t> parents_;
  std::vector<std::int64_t> queue_;
};

template <class Accepts>
std::int64_t Repair::search(std::int64_t source, const Accepts& accepts) {
  std::fill(parents_.begin(), parents_.end(), -1);
  parents_[static_cast<std::size_t>(source)] = source;
  queue_.assign(1, source);
  for (std::size_t head = 0; head < queue_.size(); ++head) {
    const std::int64_t from = queue_[head];
    for (std::int64_t to = 0; to < lattice_.nodes; ++to) {
      std::int64_t& parent = parents_[static_cast<std::size_t>(to)];
      if (parent >= 0 || rooms_.line(from, to) < 0) continue;
      parent = from;
      if (accepts(to)) return to;
      queue_.push_back(to);
    }
  }
  return -1;
}

void Repair::push(std::int64_t source, std::int64_t target) {
  for (std::int64_t to = target; to != source;) {
    const std::int64_t from = parents_[static_cast<std::size_t>(to)];
    rooms_.move(from, to, rooms_.line(from, to));
    to = from;
  }
  --sums_[static_cast<std::size_t>(source)];
  ++sums_[static_cast<std::size_t>(target)];
}

bool Repair::give(std::int64_t source) {
  std::int64_t target = search(source, [&](std::int64_t node) { return sum(node) < low(node); });
  if (target < 0 && sum(source) > high(source)) {
    target = search(source, [&](std::int64_t node) { return sum(node) < high(node); });
  }
  if (target < 0) return false;
  push(source, target);
  return true;
}

std::int64_t Repair::run() {
  std::int64_t moved = 0;
  for (std::int64_t node = 0; node < lattice_.nodes; ++node) {
    while (sum(node) > high(node) && give(node))
      ++moved;
  }
  for (std::int64_t node = 0; node < lattice_.nodes; ++node) {
    while (sum(node) > low(node) && give(node))
      ++moved;
  }
  return moved;
}

}  // namespace

std::int64_t diffuse(const Lattice& lattice) {
  if (lattice.lines == 0) return -1;
  Diffusion diffusion(lattice);
  for (std::int64_t line = 0; line < lattice.lines; ++line) {
    if (!diffusion.round(line)) return line;
  }
  return -1;
}

std::int64_t repair(const Lattice& lattice) {
  std::vector<std::int64_t> sums = node_sums(lattice);
  if (missed_units(lattice, sums) == 0) return 0;
  return Repair(lattice, std::move(sums)).run();
}

}  // namespace sandan::quota
