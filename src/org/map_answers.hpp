#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "org/centrality.hpp"
#include "org/coverage.hpp"
#include "org/gatekeeping.hpp"
#include "org/introductions.hpp"
#include "org/proposals.hpp"
#include "org/route_search.hpp"
#include "org/win_candidates.hpp"
#include "sandan/org/requests.hpp"

/// The head of each answer about one map.
namespace sandan::org {

/// The person with the highest of some measure.
struct TopPerson {
  std::int32_t person = -1;
  double value = 0;
};

struct MapAnswers {
  std::int32_t map = -1;
  std::int32_t people = 0;
  Completeness completeness;
  std::int32_t gaps = 0;
  std::optional<GapRow> first_gap;
  std::int32_t target = -1;  ///< of greatest weight among those who decide, not withheld
  std::array<double, 4> routes{no_way, no_way, no_way, no_way};  ///< costs, cheapest first
  std::int32_t gatekeepers = 0;  ///< people on every route to the target
  std::int32_t cut_size = -1;    ///< -1: no route to anybody who decides
  Truth cut_covered = Truth::unknown;
  std::optional<VendorOpinion> verdict;  ///< nothing: nobody is known to decide
  std::int32_t leader = -1;              ///< vendor with the highest verdict, alone
  std::int32_t next = -1;                ///< whom to win over next
  double next_gain = 0;
  double next_effort = 0;
  TopPerson pagerank, betweenness;  ///< where asked for
};

/// Answers for one map after the other; for maps of at most 64 people it
/// allocates nothing once warm.
class MapAnswering {
 public:
  MapAnswering(const SummaryRequest& request, std::int32_t vendor, RelationChoice choice)
      : request_(request), vendor_(vendor), choice_(choice) {}

  MapAnswers answer(const MapView& map);

  /// The steps of answer(), in its order; for a bench that times each.
  void introduce(const MapView& map, MapAnswers& out);
  void weigh(const MapView& map, MapAnswers& out);
  void cover(const MapView& map, MapAnswers& out);
  void find_routes(MapAnswers& out);
  void find_gatekeepers(MapAnswers& out);
  void find_cut(const MapView& map, MapAnswers& out);
  void judge(const MapView& map, MapAnswers& out);
  void find_next(const MapView& map, MapAnswers& out);
  void rank(const MapView& map, MapAnswers& out);
  void find_betweenness(const MapView& map, MapAnswers& out);

 private:
  void find_leader(const MapView& map, MapAnswers& out);

  const SummaryRequest& request_;
  std::int32_t vendor_;
  RelationChoice choice_;

  MapOpinions opinions_;
  Standing standing_;
  CoverageReading reading_;
  std::vector<Withheld> withheld_;
  Introductions known_;     ///< with everybody
  Introductions proposed_;  ///< without people withheld
  std::vector<std::uint8_t> reached_;
  std::vector<std::int32_t> waiting_, voters_, cut_, vendors_;
  RouteScratch route_scratch_;
  Routes routes_;
  PeopleOf dominators_;
  Pins pins_;
  std::vector<Candidate> candidates_;
  MapCentrality centrality_;
  std::vector<double> verdicts_;  ///< by vendor of the book
  std::vector<double> measure_;
};

}  // namespace sandan::org
