#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result_table.hpp"
#include "org/map_data.hpp"

/// Whom the library proposes to approach, and whom it does not (conduct).
namespace sandan::org {

enum class Withheld : std::uint8_t {
  no,
  contact_not_allowed,     ///< the person's contact_allowed is false
  account_do_not_contact,  ///< of the whole account
  tender_evaluator,        ///< evaluates offers of a tender that is under way
};
inline constexpr std::array<std::string_view, 4> withheld_codes = {
    "no", "contact_not_allowed", "account_do_not_contact", "tender_evaluator"};

/// A tender is under way from publication to award; a public body whose deals
/// say nothing of a tender counts as in one.
bool tender_under_way(const MapView& map) noexcept;

/// Hospitality may be proposed: the vocabulary allows it, the account is known
/// not to be a public body, and no tender is under way.
bool hospitality_allowed(const MapView& map) noexcept;

/// Of each person, whether proposals leave the person out, and why.
void withheld_people(const MapView& map, std::vector<Withheld>& out);

/// How many people of a map are left out, by reason; never who.
struct WithheldRow {
  std::int32_t map;
  Withheld reason;
  std::int64_t people;
};
void add_withheld(const MapView& map, const std::vector<Withheld>& withheld,
                  std::vector<WithheldRow>& rows);

/// Table `withheld`.
results::Table withheld_table(const MapData& data, const std::vector<WithheldRow>& rows);

}  // namespace sandan::org
