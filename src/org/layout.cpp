#include "org/layout.hpp"

#include <algorithm>

namespace sandan::org {

void Layout::choose_superiors(std::span<const Edge> edges, const Vocabulary& vocabulary) {
  edge_up_.assign(band_.size(), -1);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const Edge& edge = edges[e];
    if (!vocabulary.kinds[edge.kind].hierarchy) continue;
    const auto from = static_cast<std::size_t>(edge.from);
    if (band_[static_cast<std::size_t>(edge.to)] > band_[from]) continue;
    std::int64_t& up = edge_up_[from];
    if (up < 0) {
      up = static_cast<std::int64_t>(e);
      continue;
    }
    const Edge& best = edges[static_cast<std::size_t>(up)];
    const bool sooner = edge.weight == best.weight && edge.to < best.to;
    if (edge.weight > best.weight || sooner) up = static_cast<std::int64_t>(e);
  }
}

/// Departments that stand for their heads can close a circle: the person of it
/// that is met first becomes a root.
void Layout::break_cycles(std::span<const Edge> edges) {
  enum : std::int32_t { unseen, done = -1 };
  state_.assign(edge_up_.size(), unseen);
  for (std::size_t start = 0; start < edge_up_.size(); ++start) {
    const auto mark = static_cast<std::int32_t>(start) + 1;
    walk_.clear();
    auto person = static_cast<std::int32_t>(start);
    while (person >= 0 && state_[static_cast<std::size_t>(person)] == unseen) {
      state_[static_cast<std::size_t>(person)] = mark;
      walk_.push_back(person);
      const std::int64_t up = edge_up_[static_cast<std::size_t>(person)];
      person = up < 0 ? -1 : edges[static_cast<std::size_t>(up)].to;
    }
    if (person >= 0 && state_[static_cast<std::size_t>(person)] == mark)
      edge_up_[static_cast<std::size_t>(person)] = -1;
    for (const std::int32_t seen : walk_)
      state_[static_cast<std::size_t>(seen)] = done;
  }
}

void Layout::number_rows(std::span<const Edge> edges, std::size_t bands) {
  // Rows inside a band, superiors first: a walk up until a person whose row is
  // known, then back down.
  row_.assign(edge_up_.size(), -1);
  std::vector<std::int32_t> rows(bands, 1);
  for (std::size_t start = 0; start < edge_up_.size(); ++start) {
    walk_.clear();
    for (auto person = static_cast<std::int32_t>(start);
         person >= 0 && row_[static_cast<std::size_t>(person)] < 0;) {
      walk_.push_back(person);
      const std::int64_t up = edge_up_[static_cast<std::size_t>(person)];
      person = up < 0 ? -1 : edges[static_cast<std::size_t>(up)].to;
    }
    for (std::size_t i = walk_.size(); i-- > 0;) {
      const auto person = static_cast<std::size_t>(walk_[i]);
      const std::int64_t up = edge_up_[person];
      row_[person] = 0;
      if (up >= 0) {
        const auto superior = static_cast<std::size_t>(edges[static_cast<std::size_t>(up)].to);
        if (band_[superior] == band_[person]) row_[person] = row_[superior] + 1;
      }
      std::int32_t& needed = rows[static_cast<std::size_t>(band_[person])];
      needed = std::max(needed, row_[person] + 1);
    }
  }
  std::int32_t above = 0;
  for (std::int32_t& count : rows) {
    const std::int32_t own = count;
    count = above;
    above += own;
  }
  for (std::size_t p = 0; p < row_.size(); ++p)
    row_[p] += rows[static_cast<std::size_t>(band_[p])];
}

void Layout::place_trees(std::span<const Edge> edges) {
  in_tree_.assign(edge_up_.size(), 0);
  for (std::size_t p = 0; p < edge_up_.size(); ++p) {
    if (edge_up_[p] < 0) continue;
    in_tree_[p] = 1;
    in_tree_[static_cast<std::size_t>(edges[static_cast<std::size_t>(edge_up_[p])].to)] = 1;
  }
  members_.clear();
  number_.assign(edge_up_.size(), -1);
  for (std::size_t p = 0; p < edge_up_.size(); ++p) {
    if (in_tree_[p] == 0) continue;
    number_[p] = static_cast<std::int32_t>(members_.size());
    members_.push_back(static_cast<std::int32_t>(p));
  }
  parent_.resize(members_.size());
  tree_row_.resize(members_.size());
  tree_x_.resize(members_.size());
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const auto p = static_cast<std::size_t>(members_[i]);
    const std::int64_t up = edge_up_[p];
    tree_row_[i] = row_[p];
    parent_[i] =
        up < 0 ? -1 : number_[static_cast<std::size_t>(edges[static_cast<std::size_t>(up)].to)];
  }
  tree_.place(parent_, tree_row_, step, tree_x_);
  x_.assign(edge_up_.size(), 0.0);
  for (std::size_t i = 0; i < members_.size(); ++i)
    x_[static_cast<std::size_t>(members_[i])] = tree_x_[i] - (step - 1) / 2;
}

void Layout::place_beside() {
  double right = 0.5 - step;
  for (const std::int32_t p : members_)
    right = std::max(right, x_[static_cast<std::size_t>(p)]);
  const std::int32_t rows = row_.empty() ? 0 : *std::max_element(row_.begin(), row_.end()) + 1;
  std::vector<double> next(static_cast<std::size_t>(rows), right + step);
  for (std::size_t p = 0; p < x_.size(); ++p) {
    if (in_tree_[p] != 0) continue;
    double& place = next[static_cast<std::size_t>(row_[p])];
    x_[p] = place;
    place += step;
  }
}

void Layout::place(std::span<const Person> people, std::span<const Edge> edges,
                   const Vocabulary& vocabulary) {
  const auto levels = static_cast<std::int32_t>(vocabulary.levels.size());
  band_.resize(people.size());
  for (std::size_t p = 0; p < people.size(); ++p)
    band_[p] = people[p].level == unknown_code ? levels : levels - 1 - people[p].level;
  choose_superiors(edges, vocabulary);
  break_cycles(edges);
  number_rows(edges, static_cast<std::size_t>(levels) + 1);
  place_trees(edges);
  place_beside();
}

}  // namespace sandan::org
