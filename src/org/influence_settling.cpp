#include "org/influence_settling.hpp"

#include <algorithm>

namespace sandan::org {
namespace {

constexpr std::int32_t not_visited = -1;
constexpr std::int32_t no_mark = -1;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

bool holds_on(const InfluenceGraph& graph, std::int32_t person) noexcept {
  return graph.stubbornness[at(person)] >= least_stubbornness;
}

}  // namespace

std::span<const std::int32_t> Settling::members_of(std::int32_t of) const noexcept {
  return {members.data() + first[at(of)], at(first[at(of) + 1] - first[at(of)])};
}

void Settling::find(const InfluenceGraph& graph) {
  groups = 0;
  members.clear();
  first.assign(1, 0);
  bool anybody = false;
  for (std::int32_t p = 0; p < graph.size && !anybody; ++p)
    anybody = !holds_on(graph, p);
  if (!anybody) return;
  const std::size_t size = at(graph.size);
  group.assign(size, -1);
  share.assign(size, 0);
  number_.assign(size, not_visited);
  low_.assign(size, 0);
  mark_.assign(size, no_mark);
  stack_.clear();
  visited_ = 0;
  marks_ = 0;
  for (std::int32_t p = 0; p < graph.size; ++p) {
    if (!holds_on(graph, p) && number_[at(p)] == not_visited) search(graph, p);
  }
}

/// Strongly connected components (Tarjan, 1972) of those who hold on to
/// nothing, with the path as a list.
void Settling::search(const InfluenceGraph& graph, std::int32_t root) {
  const auto enter = [this, &graph](std::int32_t person) {
    number_[at(person)] = low_[at(person)] = visited_++;
    stack_.push_back(person);
    path_.push_back({person, graph.first[at(person)]});
  };
  enter(root);
  while (!path_.empty()) {
    Visit& top = path_.back();
    const std::int32_t person = top.person;
    if (top.next < graph.first[at(person) + 1]) {
      const std::int32_t other = graph.column[at(top.next++)];
      if (holds_on(graph, other)) continue;
      if (number_[at(other)] == not_visited) {
        enter(other);
      } else if (mark_[at(other)] == no_mark) {
        low_[at(person)] = std::min(low_[at(person)], number_[at(other)]);
      }
      continue;
    }
    path_.pop_back();
    if (!path_.empty()) {
      std::int32_t& low = low_[at(path_.back().person)];
      low = std::min(low, low_[at(person)]);
    }
    if (low_[at(person)] == number_[at(person)]) close(graph, person);
  }
}

void Settling::close(const InfluenceGraph& graph, std::int32_t person) {
  std::size_t begin = stack_.size();
  const std::int32_t mark = marks_++;
  do {
    --begin;
    mark_[at(stack_[begin])] = mark;
  } while (stack_[begin] != person);
  if (keeps_to_itself(graph, begin, mark)) {
    std::sort(stack_.begin() + static_cast<std::ptrdiff_t>(begin), stack_.end());
    for (std::size_t i = begin; i < stack_.size(); ++i) {
      group[at(stack_[i])] = groups;
      members.push_back(stack_[i]);
    }
    ++groups;
    first.push_back(static_cast<std::int32_t>(members.size()));
  }
  stack_.resize(begin);
}

bool Settling::keeps_to_itself(const InfluenceGraph& graph, std::size_t begin,
                               std::int32_t mark) const {
  for (std::size_t i = begin; i < stack_.size(); ++i) {
    const std::size_t p = at(stack_[i]);
    for (std::int32_t e = graph.first[p]; e < graph.first[p + 1]; ++e) {
      if (mark_[at(graph.column[at(e)])] != mark) return false;
    }
  }
  return true;
}

}  // namespace sandan::org
