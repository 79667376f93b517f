#pragma once

#include <span>
#include <vector>

#include "org/map_data.hpp"
#include "org/proposals.hpp"
#include "org/win_over_pins.hpp"

namespace sandan::org {

/// Effort of winning a person over: of the stages after the person's up to that
/// of a person won over, and of the steps of support. What is not known counts
/// as the least: the first stage, and support 0.
double win_effort(const Vocabulary& vocabulary, std::int8_t stage, std::int8_t support) noexcept;

/// Whether the person is won over already: has the support of a person won over
/// and the relation stage, one not recorded as the first. No step is left to take.
bool is_won(const Vocabulary& vocabulary, std::int8_t stage, std::int8_t support) noexcept;

/// Everybody who is neither withheld nor won over already, with the effort of
/// winning over.
void win_candidates(const MapView& map, const Standing& standing,
                    std::span<const Withheld> withheld, std::vector<Candidate>& out);

}  // namespace sandan::org
