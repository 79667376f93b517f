#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/map_data.hpp"
#include "org/proposals.hpp"

/// Who can introduce us to whom, and at what cost.
namespace sandan::org {

struct Arc {
  std::int32_t to;
  std::uint8_t kind;  ///< of the vocabulary
  bool back;          ///< along the relation from its end to its start
  double cost;
};

/// The introduction graph of one map for one vendor. A route begins with a
/// person whom the vendor holds (start_cost of the relation stage) and goes on
/// along relations; an arc costs route_cost (or route_cost_back) ÷ weight of
/// the relation + arrival_cost of the person reached. Of parallel arcs the
/// cheapest counts, of equal ones the first by kind. A stage not recorded
/// counts as the first one, not in touch.
struct Introductions {
  std::int32_t size = 0;
  std::vector<double> start;        ///< by person; no_way where not held
  std::vector<std::int32_t> first;  ///< arcs of p: [first[p], first[p + 1])
  std::vector<Arc> arcs;            ///< by `to`
  std::vector<std::uint64_t> out;   ///< size <= 64: targets of the arcs of p as bits
  std::uint64_t held = 0;           ///< size <= 64: people with a start

  /// `withheld` (may be empty): people left out altogether.
  void build(const MapView& map, const Standing& standing, std::span<const Withheld> withheld);

  bool small() const noexcept { return size <= 64; }
  std::span<const Arc> arcs_of(std::int32_t person) const noexcept {
    const auto p = static_cast<std::size_t>(person);
    return std::span(arcs).subspan(static_cast<std::size_t>(first[p]),
                                   static_cast<std::size_t>(first[p + 1] - first[p]));
  }
  /// The arc between two people; nullptr.
  const Arc* arc(std::int32_t from, std::int32_t to) const noexcept;

 private:
  /// An arc before it has its place.
  struct Offer {
    std::int32_t from;
    Arc arc;
  };

  void place_small(const MapView& map, std::uint64_t taking_part);
  void lay_rows();
  void place_large(const MapView& map, std::span<const Withheld> withheld);
  void close_rows();

  std::vector<double> arrival_;        ///< by person
  std::vector<std::int32_t> end_;      ///< of the arcs of p while they are placed
  std::vector<Offer> offers_;          ///< size <= 64: all there are
  std::vector<std::uint16_t> places_;  ///< size <= 64: of the arc p to q, at 64 p + q
};

/// An arc by the person it ends at.
struct ArcIn {
  std::int32_t from;
  double cost;
};

/// The arcs of a graph by the people they end at.
struct ArcsIn {
  std::vector<std::int32_t> first;
  std::vector<ArcIn> arcs;  ///< by `from`

  void read(const Introductions& graph);
  std::span<const ArcIn> to(std::int32_t person) const noexcept {
    const auto p = static_cast<std::size_t>(person);
    return std::span(arcs).subspan(static_cast<std::size_t>(first[p]),
                                   static_cast<std::size_t>(first[p + 1] - first[p]));
  }
};

}  // namespace sandan::org
