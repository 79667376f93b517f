#include "org/flow_links.hpp"

namespace sandan::org {
namespace {

constexpr std::int32_t not_seen = -1;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

bool has_role(const MapView& map, std::int32_t person, std::int32_t role) noexcept {
  return (map.people[at(person)].roles >> static_cast<unsigned>(role) & 1U) != 0;
}

}  // namespace

void FlowLinks::build(const MapView& map) {
  const std::vector<RelationKind>& kinds = map.vocabulary().kinds;
  first_.assign(map.people.size() + 1, 0);
  for (const Edge& edge : map.edges) {
    if (!kinds[edge.kind].carries_flow) continue;
    ++first_[at(edge.from) + 1];
    ++first_[at(edge.to) + 1];
  }
  for (std::size_t p = 0; p < map.people.size(); ++p)
    first_[p + 1] += first_[p];
  places_.assign(first_.begin(), first_.end());
  beside_.resize(at(first_.back()));
  for (const Edge& edge : map.edges) {
    if (!kinds[edge.kind].carries_flow) continue;
    beside_[at(places_[at(edge.from)]++)] = edge.to;
    beside_[at(places_[at(edge.to)]++)] = edge.from;
  }
}

FlowLink FlowLinks::between(const MapView& map, std::int32_t from_role, std::int32_t to_role) {
  if (!start(map, from_role)) return {};
  spread();
  return nearest(map, to_role);
}

/// Everybody with the role, at no hops from themselves; false: nobody.
bool FlowLinks::start(const MapView& map, std::int32_t from_role) {
  hops_.assign(map.people.size(), not_seen);
  origin_.assign(map.people.size(), not_seen);
  queue_.clear();
  for (std::int32_t p = 0; p < map.size(); ++p) {
    if (!has_role(map, p, from_role)) continue;
    hops_[at(p)] = 0;
    origin_[at(p)] = p;
    queue_.push_back(p);
  }
  return !queue_.empty();
}

/// Breadth first. Who is as near to several has the lowest number of them: the
/// queue begins in the order of numbers, and so each round of it goes on.
void FlowLinks::spread() {
  for (std::size_t turn = 0; turn < queue_.size(); ++turn) {
    const std::int32_t person = queue_[turn];
    for (std::int32_t i = first_[at(person)]; i < first_[at(person) + 1]; ++i) {
      const std::int32_t other = beside_[at(i)];
      if (hops_[at(other)] != not_seen) continue;
      hops_[at(other)] = hops_[at(person)] + 1;
      origin_[at(other)] = origin_[at(person)];
      queue_.push_back(other);
    }
  }
}

FlowLink FlowLinks::nearest(const MapView& map, std::int32_t to_role) const {
  FlowLink link;
  bool is_held = false;
  for (std::int32_t p = 0; p < map.size(); ++p) {
    if (!has_role(map, p, to_role)) continue;
    is_held = true;
    if (hops_[at(p)] == not_seen) continue;
    const bool nearer = link.to < 0 || hops_[at(p)] < link.hops ||
                        (hops_[at(p)] == link.hops && origin_[at(p)] < link.from);
    if (nearer) link = {LinkState::runs, origin_[at(p)], p, hops_[at(p)]};
  }
  if (link.to < 0 && is_held && !beside_.empty()) link.state = LinkState::broken;
  return link;
}

}  // namespace sandan::org
