#include <algorithm>
#include <numeric>

#include "org/build.hpp"

namespace sandan::org {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Arcs by their start, those of one start in their order.
struct Starts {
  std::vector<std::int64_t> firsts;
  std::vector<std::int64_t> arcs;

  Starts(std::int32_t nodes, std::span<const DirectedPair> all)
      : firsts(at(nodes) + 1, 0), arcs(all.size()) {
    for (const DirectedPair& arc : all)
      ++firsts[at(arc.from) + 1];
    std::partial_sum(firsts.begin(), firsts.end(), firsts.begin());
    std::vector<std::int64_t> next(firsts.begin(), firsts.end() - 1);
    for (std::size_t i = 0; i < all.size(); ++i)
      arcs[at(next[at(all[i].from)]++)] = static_cast<std::int64_t>(i);
  }
};

class CycleFinder {
 public:
  CycleFinder(std::int32_t nodes, std::span<const DirectedPair> arcs)
      : arcs_(arcs),
        starts_(nodes, arcs),
        component_(at(nodes), none),
        work_left_(work_per_arc * static_cast<std::int64_t>(arcs.size()) + 1'000'000) {}

  std::vector<std::int64_t> closing() {
    peel();
    if (std::all_of(component_.begin(), component_.end(),
                    [](std::int32_t component) { return component == peeled; })) {
      return {};
    }
    find_components();
    collect_arcs();
    for (const auto& [first, last] : runs_) {
      const std::span<const std::int64_t> of_one(by_component_.data() + first, at(last - first));
      if (!add_one_by_one(of_one)) walk(of_one);
    }
    std::sort(closing_.begin(), closing_.end());
    return std::move(closing_);
  }

 private:
  static constexpr std::int32_t none = -1;
  static constexpr std::int32_t peeled = -2;
  /// Steps of adding arcs one by one that are taken on the average.
  static constexpr std::int64_t work_per_arc = 64;

  /// Takes away, again and again, nodes that no arc leads to.
  void peel() {
    std::vector<std::int32_t> incoming(component_.size(), 0);
    for (const DirectedPair& arc : arcs_)
      ++incoming[at(arc.to)];
    std::vector<std::int32_t> free;
    free.reserve(component_.size());
    for (std::size_t node = 0; node < incoming.size(); ++node) {
      if (incoming[node] == 0) free.push_back(static_cast<std::int32_t>(node));
    }
    for (std::size_t i = 0; i < free.size(); ++i) {
      component_[at(free[i])] = peeled;
      for_each_arc(free[i], [&](const DirectedPair& arc) {
        if (--incoming[at(arc.to)] == 0) free.push_back(arc.to);
      });
    }
  }

  template <class Body>
  void for_each_arc(std::int32_t node, Body&& body) const {
    for (std::int64_t i = starts_.firsts[at(node)]; i < starts_.firsts[at(node) + 1]; ++i)
      body(arcs_[at(starts_.arcs[at(i)])]);
  }

  /// Strongly connected components of what is left (Tarjan, 1972), without
  /// recursion.
  void find_components() {
    order_.assign(component_.size(), none);
    low_.assign(component_.size(), none);
    for (std::size_t node = 0; node < component_.size(); ++node) {
      if (component_[node] == none && order_[node] == none) {
        visit_from(static_cast<std::int32_t>(node));
      }
    }
  }

  void visit_from(std::int32_t root) {
    enter(root);
    while (!path_.empty()) {
      auto& [node, next] = path_.back();
      if (next < starts_.firsts[at(node) + 1]) {
        const std::int32_t to = arcs_[at(starts_.arcs[at(next++)])].to;
        if (order_[at(to)] == none) {
          enter(to);
        } else if (component_[at(to)] == none) {
          low_[at(node)] = std::min(low_[at(node)], order_[at(to)]);
        }
        continue;
      }
      leave(node);
    }
  }

  void enter(std::int32_t node) {
    order_[at(node)] = low_[at(node)] = visited_++;
    open_.push_back(node);
    path_.emplace_back(node, starts_.firsts[at(node)]);
  }

  void leave(std::int32_t node) {
    path_.pop_back();
    if (!path_.empty()) {
      std::int32_t& above = low_[at(path_.back().first)];
      above = std::min(above, low_[at(node)]);
    }
    if (low_[at(node)] != order_[at(node)]) return;
    std::int32_t member = none;
    do {
      member = open_.back();
      open_.pop_back();
      component_[at(member)] = components_;
    } while (member != node);
    ++components_;
  }

  /// Arcs inside components, by component.
  void collect_arcs() {
    std::vector<std::int64_t> firsts(at(components_) + 1, 0);
    const auto inside = [&](const DirectedPair& arc) {
      return component_[at(arc.from)] >= 0 && component_[at(arc.from)] == component_[at(arc.to)];
    };
    for (const DirectedPair& arc : arcs_) {
      if (inside(arc)) ++firsts[at(component_[at(arc.from)]) + 1];
    }
    std::partial_sum(firsts.begin(), firsts.end(), firsts.begin());
    for (std::size_t i = 0; i + 1 < firsts.size(); ++i) {
      if (firsts[i + 1] > firsts[i]) runs_.emplace_back(firsts[i], firsts[i + 1]);
    }
    by_component_.resize(at(firsts.back()));
    for (std::size_t i = 0; i < arcs_.size(); ++i) {
      if (!inside(arcs_[i])) continue;
      by_component_[at(firsts[at(component_[at(arcs_[i].from)])]++)] = static_cast<std::int64_t>(i);
    }
    mark_.assign(component_.size(), none);
  }

  /// Arcs of one component with its nodes numbered from 0.
  struct Part {
    std::vector<std::int32_t> nodes;
    std::vector<DirectedPair> arcs;
  };

  Part part_of(std::span<const std::int64_t> arcs) {
    Part part;
    part.arcs.reserve(arcs.size());
    const auto number = [&](std::int32_t node) {
      std::int32_t& mark = mark_[at(node)];
      if (mark == none) {
        mark = static_cast<std::int32_t>(part.nodes.size());
        part.nodes.push_back(node);
      }
      return mark;
    };
    for (const std::int64_t arc : arcs) {
      const std::int32_t from = number(arcs_[at(arc)].from);
      part.arcs.push_back({from, number(arcs_[at(arc)].to)});
    }
    for (const std::int32_t node : part.nodes)
      mark_[at(node)] = none;
    return part;
  }

  /// False, with nothing told, where it takes too long.
  bool add_one_by_one(std::span<const std::int64_t> arcs) {
    const Part part = part_of(arcs);
    const std::size_t told = closing_.size();
    std::vector<std::int32_t> group(part.nodes.size());
    std::iota(group.begin(), group.end(), 0);
    std::vector<std::vector<std::int32_t>> ways(part.nodes.size());
    std::vector<std::int64_t> seen(part.nodes.size(), none);
    for (std::size_t i = 0; i < part.arcs.size(); ++i) {
      const DirectedPair arc = part.arcs[i];
      const std::int32_t from = group_of(group, arc.from);
      const std::int32_t to = group_of(group, arc.to);
      // Between parts that nothing connects no arc closes a cycle.
      if (from == to && leads(ways, arc.to, arc.from, seen, static_cast<std::int64_t>(i))) {
        closing_.push_back(arcs[i]);
        continue;
      }
      if (work_left_ < 0) {
        closing_.resize(told);
        return false;
      }
      group[at(from)] = to;
      ways[at(arc.from)].push_back(arc.to);
    }
    return true;
  }

  static std::int32_t group_of(std::vector<std::int32_t>& group, std::int32_t node) noexcept {
    while (group[at(node)] != node) {
      group[at(node)] = group[at(group[at(node)])];
      node = group[at(node)];
    }
    return node;
  }

  bool leads(const std::vector<std::vector<std::int32_t>>& ways, std::int32_t from, std::int32_t to,
             std::vector<std::int64_t>& seen, std::int64_t round) {
    std::vector<std::int32_t> reached{from};
    seen[at(from)] = round;
    while (!reached.empty() && work_left_ >= 0) {
      const std::int32_t node = reached.back();
      reached.pop_back();
      if (node == to) return true;
      work_left_ -= 1 + static_cast<std::int64_t>(ways[at(node)].size());
      for (const std::int32_t next : ways[at(node)]) {
        if (seen[at(next)] == round) continue;
        seen[at(next)] = round;
        reached.push_back(next);
      }
    }
    return false;
  }

  /// Depth first from the end of the last arc: what leads back to a node that
  /// is under way closes a cycle.
  void walk(std::span<const std::int64_t> arcs) {
    const Part part = part_of(arcs);
    const Starts starts(static_cast<std::int32_t>(part.nodes.size()), part.arcs);
    enum State : std::uint8_t { fresh, under_way, done };
    std::vector<State> states(part.nodes.size(), fresh);
    std::vector<std::pair<std::int32_t, std::int64_t>> path;
    const auto start = [&](std::int32_t node) {
      states[at(node)] = under_way;
      path.emplace_back(node, starts.firsts[at(node)]);
    };
    start(part.arcs.back().to);
    while (!path.empty()) {
      auto& [node, next] = path.back();
      if (next == starts.firsts[at(node) + 1]) {
        states[at(node)] = done;
        path.pop_back();
        continue;
      }
      const std::int64_t arc = starts.arcs[at(next++)];
      const std::int32_t to = part.arcs[at(arc)].to;
      if (states[at(to)] == under_way) closing_.push_back(arcs[at(arc)]);
      if (states[at(to)] == fresh) start(to);
    }
  }

  std::span<const DirectedPair> arcs_;
  Starts starts_;
  std::vector<std::int32_t> component_;  ///< of each node; none, or peeled
  std::int64_t work_left_;
  std::int32_t components_ = 0;
  std::int32_t visited_ = 0;
  std::vector<std::int32_t> order_, low_, open_;
  std::vector<std::pair<std::int32_t, std::int64_t>> path_;
  std::vector<std::int64_t> by_component_;
  std::vector<std::pair<std::int64_t, std::int64_t>> runs_;
  std::vector<std::int32_t> mark_;
  std::vector<std::int64_t> closing_;
};

}  // namespace

std::vector<std::int64_t> closing_arcs(std::int32_t nodes, std::span<const DirectedPair> arcs) {
  if (arcs.empty()) return {};
  return CycleFinder(nodes, arcs).closing();
}

}  // namespace sandan::org
