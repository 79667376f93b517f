#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "org/map_data.hpp"

/// Whom of a map a vendor is in touch with, how whole the map is, and what is
/// missing. One reading serves the tables of coverage and the summary of a book.
namespace sandan::org {

/// What is read of one map.
struct CoverageFacts {
  const MapView& map;
  const Standing& standing;               ///< of the vendor
  std::span<const double> voter_weights;  ///< above 0: takes part in the decision
  std::span<const std::uint8_t> reached;  ///< by person: 1 where a route leads there
  bool ours = true;  ///< the vendor is us: guides are ours, and their lack a gap
};

/// A row of `completeness`, without its map.
struct Completeness {
  std::int32_t people = 0;
  std::int32_t roles_required = 0;
  std::int32_t roles_filled = 0;
  std::int32_t roles_in_touch = 0;
  std::int32_t departments = 0;  ///< with people
  std::int32_t departments_with_guide = 0;
  std::int32_t levels_in_touch = 0;
  std::optional<double> profile_share;
  std::optional<double> guide_breadth;
  std::optional<double> completeness;
};

/// Something missing, and the place it is missing at: whichever applies.
struct GapRow {
  std::int32_t map = -1;
  std::int32_t rank = 0;  ///< from 1
  double consequence = 0;
  std::int32_t person = -1;      ///< of the map
  std::int32_t department = -1;  ///< of the map
  Gap gap = Gap::role_unknown;
  std::int8_t role = unknown_code;
  std::int8_t level = unknown_code;
  std::int8_t decision = unknown_code;
};

/// What the people of one department come to.
struct DepartmentCover {
  std::int32_t people = 0;
  std::int32_t in_touch = 0;  ///< known to be
  std::int32_t guides = 0;    ///< known to be
  std::int32_t guide_unknown = 0;
};

/// What coverage takes from a vocabulary, by small numbers.
class CoverageRules {
 public:
  /// Does nothing where the vocabulary is the one read last.
  void prepare(const Vocabulary& vocabulary);

  Truth in_touch(std::int8_t stage) const noexcept {
    return stage == unknown_code     ? Truth::unknown
           : is_in_touch(stage) != 0 ? Truth::yes
                                     : Truth::no;
  }
  // As 0 or 1, to be counted with; not recorded is 0.
  std::uint8_t is_in_touch(std::int8_t stage) const noexcept { return in_touch_[index(stage)]; }
  std::uint8_t is_held(std::int8_t stage) const noexcept { return held_[index(stage)]; }
  std::uint8_t is_trusted(std::int8_t stage) const noexcept { return trusted_[index(stage)]; }

  std::uint32_t required() const noexcept { return required_; }
  std::int8_t supports_from() const noexcept { return supports_from_; }
  double consequence(Gap gap) const noexcept { return gaps_[static_cast<std::size_t>(gap)]; }
  /// Weight of a role that nobody is known to have: that of its place in the
  /// purchase where it has one, else that of the gap.
  double role_unknown(std::size_t role) const noexcept { return roles_[role]; }

 private:
  /// One place before the first for stages not recorded.
  static std::size_t index(std::int8_t code) noexcept { return static_cast<std::size_t>(code + 1); }

  const Vocabulary* vocabulary_ = nullptr;
  std::array<std::uint8_t, 129> in_touch_{}, held_{}, trusted_{};
  std::array<double, gap_count> gaps_{};
  std::array<double, 32> roles_{};
  std::uint32_t required_ = 0;
  std::int8_t supports_from_ = 0;
};

/// Reads one map after the other; allocates nothing once it has seen maps as
/// large. Not known is not in touch, not covered, not held: a gap says that
/// nothing is on record, and where nothing is, it stays one.
class CoverageReading {
 public:
  void read(const CoverageFacts& facts);

  Completeness completeness() const noexcept;
  std::int32_t gaps() const noexcept;
  /// The gap of greatest consequence: the first row of ranked_gaps().
  std::optional<GapRow> first_gap() const;
  /// Appends all gaps: greatest consequence first, then by kind, then by role,
  /// level, person, department or decision.
  void ranked_gaps(std::vector<GapRow>& out) const;

  const CoverageRules& rules() const noexcept { return rules_; }
  std::span<const DepartmentCover> departments() const noexcept {
    return std::span(departments_).subspan(1);
  }
  std::int32_t in_touch() const noexcept { return totals_.in_touch; }
  std::int32_t guides() const noexcept { return totals_.guides; }
  /// Roles somebody is known to have, as bits.
  std::uint32_t roles_filled() const noexcept { return totals_.roles; }

 private:
  /// Gaps of single people, one bit of person_gaps_ each.
  static constexpr std::array person_kinds = {Gap::decider_not_in_touch, Gap::decider_against,
                                              Gap::no_route_to_decider,  Gap::voter_stance_unknown,
                                              Gap::veto_not_covered,     Gap::profile_incomplete};

  /// Sums over the people of a map.
  struct Totals {
    std::int32_t in_touch = 0;
    std::int32_t last_in_touch = -1;
    std::int32_t guides = 0;
    std::int64_t profile = 0;  ///< facts known
    std::uint32_t roles = 0;   ///< bits
    std::uint32_t roles_in_touch = 0;
    std::uint32_t decisions = 0;
    std::array<std::uint64_t, 2> levels_in_touch{};
    std::array<std::int32_t, person_kinds.size()> person_gaps{};
  };

  void read_people(const CoverageFacts& facts);
  unsigned gaps_of(const CoverageFacts& facts, std::size_t p, unsigned in_touch) const noexcept;
  void count_gaps();
  std::int32_t& count(Gap gap) noexcept { return counts_[static_cast<std::size_t>(gap)]; }
  std::int32_t count(Gap gap) const noexcept { return counts_[static_cast<std::size_t>(gap)]; }
  std::int32_t levels_in_touch() const noexcept;
  std::uint32_t roles_unknown() const noexcept { return rules_.required() & ~totals_.roles; }
  std::uint32_t roles_out_of_touch() const noexcept {
    return rules_.required() & totals_.roles & ~totals_.roles_in_touch;
  }

  /// Calls `visit(row)` for each place of a gap, in order, until it says false.
  template <class Visit>
  void each_place(Gap gap, Visit&& visit) const;
  template <class Visit>
  void each_role(std::uint32_t roles, Gap gap, Visit&& visit) const;
  template <class Visit>
  void each_person(Gap gap, Visit&& visit) const;
  GapRow row(Gap gap) const noexcept;

  CoverageRules rules_;
  std::int32_t map_ = -1;
  std::int32_t people_ = 0;
  std::int32_t levels_ = 0;
  bool ours_ = true;
  Totals totals_;
  std::vector<std::uint8_t> person_gaps_;     ///< bits by person_kinds
  std::vector<DepartmentCover> departments_;  ///< [0]: people of none known
  std::int32_t departments_filled_ = 0;
  std::int32_t departments_guided_ = 0;
  std::array<std::int32_t, gap_count> counts_{};
};

}  // namespace sandan::org
