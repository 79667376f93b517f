#pragma once

#include <cstdint>
#include <vector>

#include "org/map_data.hpp"

/// Who may sign a purchase (domain: a person may sign up to an amount; for a
/// deal within it a manager is the one who decides).
namespace sandan::org {

/// Of each person of a map:
/// `may_sign`: whether the authority covers the amount; unknown where the
/// authority or the amount (unknown_amount) is not known.
/// `decides`: 1 for those known to may sign on the lowest level on which
/// anybody is known to; people of unknown level come after all levels.
void signers_of(const MapView& map, std::int64_t amount_minor, std::vector<Truth>& may_sign,
                std::vector<std::uint8_t>& decides);

/// Whether anything on record makes the person a candidate for signing: an
/// authority, or the decision to sign.
bool may_be_signer(const Person& person) noexcept;

}  // namespace sandan::org
