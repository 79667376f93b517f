#include "quota/allocation.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <limits>
#include <string>

#include "quota/axis_tree.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

using Int128 = boost::multiprecision::int128_t;

constexpr std::int64_t no_cap = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t no_floor = std::numeric_limits<std::int64_t>::min();

/// Sum that stays at the ends of the range instead of leaving it.
std::int64_t saturated_sum(std::int64_t a, std::int64_t b) noexcept {
  if (b > 0 && a > no_cap - b) return no_cap;
  if (b < 0 && a < no_floor - b) return no_floor;
  return a + b;
}

/// λ at which an item leaves its floor or meets its cap: bound / weight.
struct BreakPoint {
  std::int64_t bound;
  std::int64_t weight;
  std::int32_t item;
  bool is_cap;
};

bool operator<(const BreakPoint& a, const BreakPoint& b) {
  const Int128 left = Int128(a.bound) * b.weight;
  const Int128 right = Int128(b.bound) * a.weight;
  if (left != right) return left < right;
  return a.is_cap != b.is_cap ? b.is_cap : a.item < b.item;
}

/// What is to be filled, and room for the work; used again for group after
/// group of a tree.
struct Group {
  std::span<const std::int64_t> weights;
  std::span<const std::int64_t> floors;
  std::span<const std::int64_t> caps;

  std::size_t size() const noexcept { return weights.size(); }
  std::int64_t floor(std::size_t i) const noexcept {
    return floors.empty() ? 0 : std::max<std::int64_t>(floors[i], 0);
  }
  std::int64_t cap(std::size_t i) const noexcept { return caps.empty() ? no_cap : caps[i]; }
};

class Filler {
 public:
  void fill(Ideal total, const Group& group, std::span<Ideal> out) {
    if (group.floors.empty() && group.caps.empty()) {
      split_among_all(total, group.weights, out);
    } else {
      fill_within(total, group, out);
    }
  }

 private:
  static bool is_positive(std::int64_t weight) noexcept { return weight > 0; }

  void split_among_all(Ideal total, std::span<const std::int64_t> weights, std::span<Ideal> out) {
    if (std::any_of(weights.begin(), weights.end(), is_positive)) {
      split_ideal(total, weights, out);
      return;
    }
    ones_.assign(weights.size(), 1);
    split_ideal(total, ones_, out);
  }

  void fill_within(Ideal total, const Group& group, std::span<Ideal> out) {
    refuse_infeasible(total, group);
    Int128 floors_of_idle = 0;
    Int128 caps_of_others = 0;
    bool others_are_bound = true;
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (group.weights[i] == 0) {
        floors_of_idle += group.floor(i);
      } else if (group.cap(i) == no_cap) {
        others_are_bound = false;
      } else {
        caps_of_others += group.cap(i);
      }
    }
    const Int128 others = Int128(total.whole) - floors_of_idle;
    const bool idle_must_take =
        others_are_bound &&
        (others > caps_of_others || (others == caps_of_others && total.fraction != 0));
    if (!idle_must_take) {
      Ideal rest = total;
      rest.whole -= static_cast<std::int64_t>(floors_of_idle);
      for (std::size_t i = 0; i < group.size(); ++i) {
        if (group.weights[i] == 0) out[i] = {group.floor(i), 0};
      }
      fill_by_weight(rest, group, group.weights, out);
      return;
    }
    // The others are full: what is left is shared equally by items of weight 0.
    Ideal rest = total;
    idle_.assign(group.size(), 0);
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (group.weights[i] == 0) {
        idle_[i] = 1;
      } else {
        out[i] = {group.cap(i), 0};
        rest.whole -= group.cap(i);
      }
    }
    fill_by_weight(rest, group, idle_, out);
  }

  static void refuse_infeasible(Ideal total, const Group& group) {
    Int128 floors = 0;
    Int128 caps = 0;
    bool bound = true;
    for (std::size_t i = 0; i < group.size(); ++i) {
      floors += group.floor(i);
      if (group.cap(i) == no_cap) {
        bound = false;
      } else {
        caps += group.cap(i);
      }
    }
    const auto told = [](const Int128& units) { return units.str(); };
    if (floors > total.whole) {
      throw Error(Status::infeasible, "floors_exceed_total",
                  "the floors exceed what there is to divide by " +
                      told(floors - Int128(total.ceil())) + " units")
          .at("/items");
    }
    if (bound && (caps < total.whole || (caps == total.whole && total.fraction != 0))) {
      throw Error(
          Status::infeasible, "caps_below_total",
          "the caps leave " + told(Int128(total.ceil()) - caps) + " units that no item may take")
          .at("/items");
    }
  }

  /// Water-filling among the items of positive weight, which can hold `total`.
  /// The sum of clamp(λ w_i, floor_i, cap_i) grows with λ, in a straight line
  /// between two break points: the break points are passed in order until the
  /// sum would reach the total. The items then free share what the bound ones
  /// leave; on the grid of fixed point their shares keep whole bounds too.
  void fill_by_weight(Ideal total, const Group& group, std::span<const std::int64_t> weights,
                      std::span<Ideal> out) {
    points_.clear();
    free_.assign(group.size(), 0);
    Int128 bound_sum = 0;
    std::int64_t free_weight = 0;
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (weights[i] == 0) continue;
      const auto item = static_cast<std::int32_t>(i);
      if (group.floor(i) > 0) {
        points_.push_back({group.floor(i), weights[i], item, false});
        out[i] = {group.floor(i), 0};
        bound_sum += group.floor(i);
      } else {
        free_[i] = 1;
        free_weight += weights[i];
      }
      // No item gets more than all there is.
      if (group.cap(i) < total.ceil()) points_.push_back({group.cap(i), weights[i], item, true});
    }
    std::sort(points_.begin(), points_.end());
    for (const BreakPoint& point : points_) {
      if (reaches(total, point, bound_sum, free_weight)) break;
      const auto i = static_cast<std::size_t>(point.item);
      free_[i] = point.is_cap ? 0 : 1;
      free_weight += point.is_cap ? -point.weight : point.weight;
      bound_sum += point.is_cap ? Int128(point.bound) : -Int128(point.bound);
      out[i] = {point.bound, 0};
    }
    total.whole -= static_cast<std::int64_t>(bound_sum);
    share_freely(total, weights, out);
  }

  /// Whether the sum at that λ is at least the total:
  /// bound_sum + λ free_weight >= total with λ = bound / weight.
  static bool reaches(Ideal total, const BreakPoint& point, const Int128& bound_sum,
                      std::int64_t free_weight) {
    const Int128 surplus =
        Int128(point.bound) * free_weight - (Int128(total.whole) - bound_sum) * point.weight;
    if (surplus < 0) return false;
    if (surplus >= point.weight) return true;
    return (surplus << 32) >= Int128(total.fraction) * point.weight;
  }

  void share_freely(Ideal rest, std::span<const std::int64_t> weights, std::span<Ideal> out) {
    chosen_.clear();
    for (std::size_t i = 0; i < free_.size(); ++i) {
      if (free_[i] != 0) chosen_.push_back(weights[i]);
    }
    if (chosen_.empty()) return;  // then nothing is left either
    shares_.resize(chosen_.size());
    split_ideal(rest, chosen_, shares_);
    std::size_t next = 0;
    for (std::size_t i = 0; i < free_.size(); ++i) {
      if (free_[i] != 0) out[i] = shares_[next++];
    }
  }

  std::vector<std::int64_t> ones_;
  std::vector<std::int64_t> idle_;
  std::vector<BreakPoint> points_;
  std::vector<std::uint8_t> free_;
  std::vector<std::int64_t> chosen_;
  std::vector<Ideal> shares_;
};

template <class Node>
std::vector<std::int32_t> depths_of(const std::vector<Node>& nodes) {
  std::vector<std::int32_t> depths(nodes.size(), 0);
  for (std::size_t i = 1; i < nodes.size(); ++i)
    depths[i] = depths[static_cast<std::size_t>(nodes[i].parent)] + 1;
  return depths;
}

/// The children of one node, side by side.
class Siblings {
 public:
  /// Caps that cannot bind are left out.
  template <class Node>
  void gather(const std::vector<Node>& nodes, std::int32_t parent, Ideal total,
              std::span<const double> weights, std::span<const std::int64_t> floors,
              std::span<const std::int64_t> caps) {
    children_.clear();
    doubles_.clear();
    floors_.clear();
    caps_.clear();
    bool bound = false;
    for_each_child(nodes, parent, [&](std::int32_t child) {
      const auto i = static_cast<std::size_t>(child);
      children_.push_back(child);
      doubles_.push_back(weights[i]);
      floors_.push_back(floors.empty() ? 0 : std::max<std::int64_t>(floors[i], 0));
      caps_.push_back(caps.empty() || caps[i] >= total.ceil() ? no_cap : caps[i]);
      bound = bound || floors_.back() > 0 || caps_.back() != no_cap;
    });
    if (!bound) {
      floors_.clear();
      caps_.clear();
    }
  }

  void fill(Ideal total, Filler& filler, std::span<Ideal> out) {
    weigh();
    ideals_.resize(children_.size());
    filler.fill(total, {whole_.weights, floors_, caps_}, ideals_);
    for (std::size_t i = 0; i < children_.size(); ++i)
      out[static_cast<std::size_t>(children_[i])] = ideals_[i];
  }

 private:
  void weigh() {
    const auto is_zero = [](double weight) { return weight == 0; };
    if (children_.size() == 1 || std::all_of(doubles_.begin(), doubles_.end(), is_zero)) {
      whole_.weights.assign(children_.size(), 1);
    } else {
      whole_ = whole_weights(doubles_);
    }
  }

  std::vector<std::int32_t> children_;
  std::vector<double> doubles_;
  std::vector<std::int64_t> floors_;
  std::vector<std::int64_t> caps_;
  std::vector<Ideal> ideals_;
  WholeWeights whole_;
};

}  // namespace

void fill(Ideal total, std::span<const std::int64_t> weights, std::span<const std::int64_t> floors,
          std::span<const std::int64_t> caps, std::span<Ideal> out) {
  if (weights.empty()) return;
  Filler().fill(total, {weights, floors, caps}, out);
}

template <class Node>
bool propagate_bounds(const std::vector<Node>& nodes, std::span<std::int64_t> floors,
                      std::span<std::int64_t> caps, std::int32_t& at) {
  std::vector<std::int64_t> floor_sums(floors.empty() ? 0 : nodes.size(), 0);
  std::vector<std::int64_t> cap_sums(caps.empty() ? 0 : nodes.size(), 0);
  bool holds = true;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    const bool is_leaf = nodes[i].end == static_cast<std::int32_t>(i) + 1;
    const auto parent = static_cast<std::size_t>(nodes[i].parent);
    if (!floors.empty()) {
      if (!is_leaf) floors[i] = std::max(floors[i], floor_sums[i]);
      if (i > 0) {
        floor_sums[parent] =
            saturated_sum(floor_sums[parent], std::max<std::int64_t>(floors[i], 0));
      }
    }
    if (!caps.empty()) {
      if (!is_leaf) caps[i] = std::min(caps[i], cap_sums[i]);
      if (i > 0) cap_sums[parent] = saturated_sum(cap_sums[parent], caps[i]);
    }
    if (!floors.empty() && !caps.empty() && floors[i] > caps[i]) holds = false;
  }
  if (holds) return true;
  const std::vector<std::int32_t> depths = depths_of(nodes);
  at = -1;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (floors[i] > caps[i] && (at < 0 || depths[i] > depths[static_cast<std::size_t>(at)]))
      at = static_cast<std::int32_t>(i);
  }
  return false;
}

template <class Node>
void fill_tree(const std::vector<Node>& nodes, Ideal total, std::span<const double> weights,
               std::span<const std::int64_t> floors, std::span<const std::int64_t> caps,
               std::span<Ideal> out) {
  if (nodes.empty()) return;
  Filler filler;
  Siblings siblings;
  out[0] = total;
  // Parents stand before their children, so that none waits for another.
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto node = static_cast<std::int32_t>(i);
    if (nodes[i].end == node + 1) continue;
    siblings.gather(nodes, node, out[i], weights, floors, caps);
    siblings.fill(out[i], filler, out);
  }
}

template bool propagate_bounds(const std::vector<SplitNode>&, std::span<std::int64_t>,
                               std::span<std::int64_t>, std::int32_t&);
template bool propagate_bounds(const std::vector<AxisNode>&, std::span<std::int64_t>,
                               std::span<std::int64_t>, std::int32_t&);
template void fill_tree(const std::vector<SplitNode>&, Ideal, std::span<const double>,
                        std::span<const std::int64_t>, std::span<const std::int64_t>,
                        std::span<Ideal>);
template void fill_tree(const std::vector<AxisNode>&, Ideal, std::span<const double>,
                        std::span<const std::int64_t>, std::span<const std::int64_t>,
                        std::span<Ideal>);

}  // namespace sandan::quota
