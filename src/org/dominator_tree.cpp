#include "org/dominator_tree.hpp"

namespace sandan::org {
namespace {

constexpr std::int32_t nobody = -1;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

}  // namespace

void DominatorTree::build(const Introductions& graph) {
  number(graph);
  gather_sources(graph);
  find_semidominators();
  find_dominators();
}

/// Numbers of a depth-first search from us: first the people held, by number.
void DominatorTree::number(const Introductions& graph) {
  number_.assign(at(graph.size), nobody);
  order_.clear();
  parent_.assign(1, 0);
  arc_.assign(graph.first.begin(), graph.first.end());
  const auto enter = [&](std::int32_t person, std::int32_t from) {
    order_.push_back(person);
    number_[at(person)] = static_cast<std::int32_t>(order_.size());
    parent_.push_back(from);
    path_.push_back(person);
  };
  path_.clear();
  for (std::int32_t start = 0; start < graph.size; ++start) {
    if (!(graph.start[at(start)] < no_way) || number_[at(start)] != nobody) continue;
    enter(start, 0);
    while (!path_.empty()) {
      const std::int32_t person = path_.back();
      std::int32_t& arc = arc_[at(person)];
      if (arc == graph.first[at(person) + 1]) {
        path_.pop_back();
        continue;
      }
      const std::int32_t to = graph.arcs[at(arc++)].to;
      if (number_[at(to)] == nobody) enter(to, number_[at(person)]);
    }
  }
}

/// Arcs by the person they lead to, of people reached; 0 for a start.
void DominatorTree::gather_sources(const Introductions& graph) {
  const std::size_t numbers = order_.size() + 1;
  first_source_.assign(numbers + 1, 0);
  const auto each_arc = [&](auto&& visit) {
    for (const std::int32_t person : order_) {
      const std::int32_t from = number_[at(person)];
      if (graph.start[at(person)] < no_way) visit(0, from);
      for (std::int32_t i = graph.first[at(person)]; i < graph.first[at(person) + 1]; ++i)
        visit(from, number_[at(graph.arcs[at(i)].to)]);
    }
  };
  each_arc([&](std::int32_t, std::int32_t to) { ++first_source_[at(to) + 1]; });
  for (std::size_t n = 0; n < numbers; ++n)
    first_source_[n + 1] += first_source_[n];
  sources_.resize(at(first_source_[numbers]));
  next_.assign(first_source_.begin(), first_source_.end());  // as places to fill
  each_arc([&](std::int32_t from, std::int32_t to) { sources_[at(next_[at(to)]++)] = from; });
}

/// Place with the lowest semidominator on the way up the forest made so far;
/// shortens that way.
std::int32_t DominatorTree::lowest(std::int32_t place) {
  if (ancestor_[at(place)] == nobody) return place;
  path_.clear();
  for (std::int32_t up = place; ancestor_[at(ancestor_[at(up)])] != nobody;
       up = ancestor_[at(up)]) {
    path_.push_back(up);
  }
  for (std::size_t i = path_.size(); i-- > 0;) {
    const std::size_t low = at(path_[i]);
    const std::size_t up = at(ancestor_[low]);
    if (semi_[at(best_[up])] < semi_[at(best_[low])]) best_[low] = best_[up];
    ancestor_[low] = ancestor_[up];
  }
  return best_[at(place)];
}

void DominatorTree::find_semidominators() {
  const std::size_t numbers = order_.size() + 1;
  ancestor_.assign(numbers, nobody);
  dominator_.assign(numbers, 0);
  bucket_.assign(numbers, nobody);
  next_.assign(numbers, nobody);
  semi_.resize(numbers);
  best_.resize(numbers);
  for (std::size_t n = 0; n < numbers; ++n)
    semi_[n] = best_[n] = static_cast<std::int32_t>(n);
  for (auto n = static_cast<std::int32_t>(numbers) - 1; n > 0; --n) {
    for (std::int32_t i = first_source_[at(n)]; i < first_source_[at(n) + 1]; ++i) {
      const std::int32_t candidate = semi_[at(lowest(sources_[at(i)]))];
      if (candidate < semi_[at(n)]) semi_[at(n)] = candidate;
    }
    next_[at(n)] = bucket_[at(semi_[at(n)])];
    bucket_[at(semi_[at(n)])] = n;
    const std::int32_t parent = parent_[at(n)];
    ancestor_[at(n)] = parent;
    for (std::int32_t held = bucket_[at(parent)]; held != nobody; held = next_[at(held)]) {
      const std::int32_t low = lowest(held);
      dominator_[at(held)] = semi_[at(low)] < semi_[at(held)] ? low : parent;
    }
    bucket_[at(parent)] = nobody;
  }
}

void DominatorTree::find_dominators() {
  above_.assign(number_.size(), not_reached);
  for (std::size_t n = 1; n <= order_.size(); ++n) {
    if (dominator_[n] != semi_[n]) dominator_[n] = dominator_[at(dominator_[n])];
    const std::int32_t by = dominator_[n];
    above_[at(order_[n - 1])] = by == 0 ? is_start : order_[at(by) - 1];
  }
}

}  // namespace sandan::org
