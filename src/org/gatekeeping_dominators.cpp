#include <algorithm>

#include "org/gatekeeping_large.hpp"

namespace sandan::org {
namespace {

/// Lengauer and Tarjan's algorithm with simple linking. People are numbered as
/// a search by depth meets them, from 1; 0 is us. People without a route take
/// no part.
class DominatorTree {
 public:
  explicit DominatorTree(const Introductions& graph)
      : graph_(graph), number_(static_cast<std::size_t>(graph.size), 0) {
    in_.read(graph);
    add(-1, 0);
    for (std::int32_t p = 0; p < graph.size; ++p) {
      if (held(p) && number_of(p) == 0) search(p);
    }
    const std::size_t met = person_.size();
    semi_.resize(met);
    label_.resize(met);
    for (std::size_t i = 0; i < met; ++i)
      semi_[i] = label_[i] = static_cast<std::int32_t>(i);
    ancestor_.assign(met, -1);
    nearest_.assign(met, 0);
    bucket_.assign(met, -1);
    next_.assign(met, -1);
  }

  std::vector<std::int32_t> solve() {
    for (auto w = static_cast<std::int32_t>(person_.size()) - 1; w > 0; --w) {
      find_semi(w);
      push(at(semi_, w), w);
      at(ancestor_, w) = at(parent_, w);
      empty_bucket(at(parent_, w));
    }
    std::vector<std::int32_t> nearest(number_.size(), -2);
    for (std::int32_t w = 1; w < static_cast<std::int32_t>(person_.size()); ++w) {
      std::int32_t& own = at(nearest_, w);
      if (own != at(semi_, w)) own = at(nearest_, own);
      at(nearest, at(person_, w)) = at(person_, own);
    }
    return nearest;
  }

 private:
  static std::int32_t& at(std::vector<std::int32_t>& values, std::int32_t i) noexcept {
    return values[static_cast<std::size_t>(i)];
  }
  std::int32_t number_of(std::int32_t p) const noexcept {
    return number_[static_cast<std::size_t>(p)];
  }
  bool held(std::int32_t p) const noexcept {
    return graph_.start[static_cast<std::size_t>(p)] != no_way;
  }

  void add(std::int32_t person, std::int32_t parent) {
    if (person >= 0) at(number_, person) = static_cast<std::int32_t>(person_.size());
    person_.push_back(person);
    parent_.push_back(parent);
  }

  void search(std::int32_t start) {
    struct Step {
      std::int32_t person;
      std::int32_t arc;
    };
    std::vector<Step> stack{{start, 0}};
    add(start, 0);
    while (!stack.empty()) {
      Step& step = stack.back();
      const auto arcs = graph_.arcs_of(step.person);
      if (step.arc == static_cast<std::int32_t>(arcs.size())) {
        stack.pop_back();
        continue;
      }
      const std::int32_t to = arcs[static_cast<std::size_t>(step.arc++)].to;
      if (number_of(to) != 0) continue;
      add(to, number_of(step.person));
      stack.push_back({to, 0});
    }
  }

  void find_semi(std::int32_t w) {
    const std::int32_t person = at(person_, w);
    std::int32_t& semi = at(semi_, w);
    if (held(person)) semi = 0;
    for (const ArcIn& arc : in_.to(person)) {
      const std::int32_t v = number_of(arc.from);
      if (v != 0) semi = std::min(semi, at(semi_, least(v)));
    }
  }

  void push(std::int32_t bucket, std::int32_t w) {
    at(next_, w) = at(bucket_, bucket);
    at(bucket_, bucket) = w;
  }

  void empty_bucket(std::int32_t parent) {
    for (std::int32_t v = at(bucket_, parent); v >= 0; v = at(next_, v)) {
      const std::int32_t u = least(v);
      at(nearest_, v) = at(semi_, u) < at(semi_, v) ? u : parent;
    }
    at(bucket_, parent) = -1;
  }

  /// Of the linked people above v, v included, the one with the least semi;
  /// shortens the way up.
  std::int32_t least(std::int32_t v) {
    if (at(ancestor_, v) < 0) return at(label_, v);
    path_.clear();
    for (std::int32_t u = v; at(ancestor_, at(ancestor_, u)) >= 0; u = at(ancestor_, u))
      path_.push_back(u);
    for (auto u = path_.rbegin(); u != path_.rend(); ++u) {
      const std::int32_t above = at(ancestor_, *u);
      if (at(semi_, at(label_, above)) < at(semi_, at(label_, *u))) {
        at(label_, *u) = at(label_, above);
      }
      at(ancestor_, *u) = at(ancestor_, above);
    }
    return at(label_, v);
  }

  const Introductions& graph_;
  ArcsIn in_;
  std::vector<std::int32_t> number_;           ///< by person; 0: no route
  std::vector<std::int32_t> person_, parent_;  ///< by number
  std::vector<std::int32_t> semi_, label_, ancestor_, nearest_;
  std::vector<std::int32_t> bucket_, next_;  ///< lists of people by semi
  std::vector<std::int32_t> path_;
};

}  // namespace

std::vector<std::int32_t> immediate_dominators(const Introductions& graph) {
  return DominatorTree(graph).solve();
}

}  // namespace sandan::org
