#include "org/introductions.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace sandan::org {
namespace {

const RelationStage& stage_of(const Vocabulary& vocabulary, std::int8_t stage) noexcept {
  return vocabulary.stages[stage == unknown_code ? 0 : static_cast<std::size_t>(stage)];
}

/// Which of two arcs between the same people counts.
bool counts_before(const Arc& a, const Arc& b) noexcept {
  if (a.cost != b.cost) return a.cost < b.cost;
  return std::tuple(a.kind, a.back) < std::tuple(b.kind, b.back);
}

/// Arcs of a person by `to`, of those between the same people the one that counts.
Arc* sort_arcs(Arc* begin, Arc* end) {
  std::sort(begin, end, [](const Arc& a, const Arc& b) {
    return a.to != b.to ? a.to < b.to : counts_before(a, b);
  });
  return std::unique(begin, end, [](const Arc& a, const Arc& b) { return a.to == b.to; });
}

}  // namespace

void Introductions::build(const MapView& map, const Standing& standing,
                          std::span<const Withheld> withheld) {
  const Vocabulary& vocabulary = map.vocabulary();
  size = map.size();
  const auto n = static_cast<std::size_t>(size);
  start.resize(n);
  arrival_.resize(n);
  held = 0;
  std::uint64_t taking_part = 0;
  for (std::size_t p = 0; p < n; ++p) {
    const RelationStage& stage = stage_of(vocabulary, standing.stage[p]);
    const bool left_out = !withheld.empty() && withheld[p] != Withheld::no;
    start[p] = stage.held && !left_out ? stage.start_cost : no_way;
    arrival_[p] = left_out ? no_way : stage.arrival_cost;
    if (!small()) continue;
    held |= (start[p] != no_way ? std::uint64_t{1} : 0) << p;
    taking_part |= (left_out ? 0 : std::uint64_t{1}) << p;
  }
  if (small()) {
    place_small(map, taking_part);
  } else {
    out.clear();
    place_large(map, withheld);
    close_rows();
  }
}

/// Reads all arcs, lays out the rows by the bits of whom each person leads to,
/// then puts each arc at its place: nearly without a branch that could be
/// guessed wrong.
void Introductions::place_small(const MapView& map, std::uint64_t taking_part) {
  const Vocabulary& vocabulary = map.vocabulary();
  out.assign(static_cast<std::size_t>(size), 0);
  offers_.resize(2 * map.edges.size() + 1);
  Offer* offer = offers_.data();
  const auto add = [&](std::int32_t from, const Arc& arc, bool there_is) {
    *offer = {from, arc};
    offer += there_is ? 1 : 0;
    out[static_cast<std::size_t>(from)] |= std::uint64_t{there_is ? 1U : 0U} << arc.to;
  };
  for (const Edge& edge : map.edges) {
    const RelationKind& kind = vocabulary.kinds[edge.kind];
    const bool both = (taking_part >> edge.from & taking_part >> edge.to & 1U) != 0;
    const double there =
        kind.route_cost / edge.weight + arrival_[static_cast<std::size_t>(edge.to)];
    const double back =
        kind.route_cost_back / edge.weight + arrival_[static_cast<std::size_t>(edge.from)];
    add(edge.from, {edge.to, edge.kind, false, there}, both & (there < no_way));
    add(edge.to, {edge.from, edge.kind, true, back}, both & (back < no_way));
  }
  lay_rows();
  for (const Offer* one = offers_.data(); one != offer; ++one) {
    const auto ends =
        static_cast<std::size_t>(one->from) * 64 + static_cast<std::size_t>(one->arc.to);
    Arc& arc = arcs[places_[ends]];
    if (counts_before(one->arc, arc)) arc = one->arc;
  }
}

/// Rows as the bits say, their arcs still without a way.
void Introductions::lay_rows() {
  const auto n = static_cast<std::size_t>(size);
  first.resize(n + 1);
  arcs.resize(offers_.size());
  places_.resize(64 * n);
  std::int32_t filled = 0;
  for (std::size_t p = 0; p < n; ++p) {
    first[p] = filled;
    for (std::uint64_t left = out[p]; left != 0; left &= left - 1) {
      const auto to = static_cast<std::int32_t>(std::countr_zero(left));
      places_[64 * p + static_cast<std::size_t>(to)] = static_cast<std::uint16_t>(filled);
      arcs[static_cast<std::size_t>(filled)].cost = no_way;
      ++filled;
    }
  }
  first[n] = filled;
  arcs.resize(static_cast<std::size_t>(filled));
}

void Introductions::place_large(const MapView& map, std::span<const Withheld> withheld) {
  const Vocabulary& vocabulary = map.vocabulary();
  first.assign(static_cast<std::size_t>(size) + 1, 0);
  for (const Edge& edge : map.edges) {
    ++first[static_cast<std::size_t>(edge.from) + 1];
    ++first[static_cast<std::size_t>(edge.to) + 1];
  }
  for (std::size_t p = 0; p < static_cast<std::size_t>(size); ++p)
    first[p + 1] += first[p];
  end_.assign(first.begin(), first.end() - 1);
  arcs.resize(2 * map.edges.size());
  const auto put = [this](std::int32_t from, const Arc& arc) {
    arcs[static_cast<std::size_t>(end_[static_cast<std::size_t>(from)]++)] = arc;
  };
  for (const Edge& edge : map.edges) {
    const RelationKind& kind = vocabulary.kinds[edge.kind];
    const auto from = static_cast<std::size_t>(edge.from);
    const auto to = static_cast<std::size_t>(edge.to);
    if (!withheld.empty() && (withheld[from] != Withheld::no || withheld[to] != Withheld::no)) {
      continue;
    }
    const double there = kind.route_cost / edge.weight + arrival_[to];
    const double back = kind.route_cost_back / edge.weight + arrival_[from];
    if (there < no_way) put(edge.from, {edge.to, edge.kind, false, there});
    if (back < no_way) put(edge.to, {edge.from, edge.kind, true, back});
  }
}

/// Takes out the room left between the arcs of one person and the next.
void Introductions::close_rows() {
  const auto n = static_cast<std::size_t>(size);
  Arc* const all = arcs.data();
  std::int32_t filled = 0;
  for (std::size_t p = 0; p < n; ++p) {
    Arc* const begin = all + first[p];
    Arc* const end = sort_arcs(begin, all + end_[p]);
    if (begin != all + filled) std::copy(begin, end, all + filled);
    first[p] = filled;
    filled += static_cast<std::int32_t>(end - begin);
  }
  first[n] = filled;
  arcs.resize(static_cast<std::size_t>(filled));
}

const Arc* Introductions::arc(std::int32_t from, std::int32_t to) const noexcept {
  const auto row = arcs_of(from);
  const auto at = std::lower_bound(row.begin(), row.end(), to,
                                   [](const Arc& arc, std::int32_t p) { return arc.to < p; });
  return at != row.end() && at->to == to ? &*at : nullptr;
}

void ArcsIn::read(const Introductions& graph) {
  const auto n = static_cast<std::size_t>(graph.size);
  first.assign(n + 2, 0);
  for (const Arc& arc : graph.arcs)
    ++first[static_cast<std::size_t>(arc.to) + 2];
  for (std::size_t p = 2; p < n + 2; ++p)
    first[p] += first[p - 1];
  arcs.resize(graph.arcs.size());
  for (std::int32_t p = 0; p < graph.size; ++p) {
    for (const Arc& arc : graph.arcs_of(p)) {
      const std::int32_t at = first[static_cast<std::size_t>(arc.to) + 1]++;
      arcs[static_cast<std::size_t>(at)] = {p, arc.cost};
    }
  }
}

}  // namespace sandan::org
