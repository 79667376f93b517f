#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/introductions.hpp"

namespace sandan::org {

/// Whom a route may not pass, and whom it may not go on to at once, as bits.
struct Bars {
  std::span<const std::uint8_t> state;  ///< by person
  std::uint8_t never;
  std::uint8_t not_first;
};

/// Tells at the price of the smaller side whether there is any route to go on
/// with: people who can still be met and people who still lead to the target
/// are looked at in turn until somebody is both, or either side is at its end.
class Meeting {
 public:
  Meeting(const Introductions& graph, const ArcsIn& in);

  /// `from` -1: a route from us.
  bool possible(std::int32_t from, std::int32_t target, const Bars& bars);

 private:
  enum class Step : std::uint8_t { on, met, end };

  bool may_begin(std::int32_t person, const Bars& bars) const noexcept;
  Step step_ahead(std::int32_t from, const Bars& bars);
  Step step_behind(std::int32_t from, const Bars& bars);
  Step meet(std::int32_t person);
  bool next_start(const Bars& bars);

  const Introductions& graph_;
  const ArcsIn& in_;
  std::vector<std::int32_t> starts_;
  std::vector<std::int32_t> seen_;  ///< by person: round_ from us, round_ + 1 from the target
  std::int32_t round_ = 0;
  std::vector<std::int32_t> ahead_, behind_;  ///< people seen, in that order
  std::size_t ahead_at_ = 0;                  ///< of ahead_, to be followed next
  std::size_t behind_at_ = 0;
  std::size_t start_at_ = 0;
  std::size_t ahead_arcs_ = 0;  ///< looked at
  std::size_t behind_arcs_ = 0;
};

}  // namespace sandan::org
