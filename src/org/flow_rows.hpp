#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result_table.hpp"
#include "org/flow_links.hpp"

/// The rows of a purchase's way through the organisation, as result tables.
namespace sandan::org {

struct FlowRoleRow {
  std::int32_t map = -1;
  std::int32_t place = 0;  ///< from 1; 0: throughout
  std::int32_t role = -1;
  std::int32_t person = -1;  ///< of the map; -1: nobody is known to have it
};

struct FlowLinkRow {
  std::int32_t map = -1;
  std::int32_t from_role = -1;
  std::int32_t to_role = -1;
  FlowLink link;
};

enum class FlowBreak : std::uint8_t {
  role_unknown,     ///< nobody is known to have the role
  link_broken,      ///< nothing leads from one role to the next
  no_signer,        ///< nobody is known to may sign the amount
  decision_unheld,  ///< nobody is known to hold the decision
};
inline constexpr std::array<std::string_view, 4> flow_break_codes = {
    "role_unknown", "link_broken", "no_signer", "decision_unheld"};

struct FlowBreakRow {
  std::int32_t map = -1;
  std::int32_t rank = 0;  ///< from 1
  double consequence = 0;
  FlowBreak breaks = FlowBreak::role_unknown;
  std::int32_t role = -1;
  std::int32_t to_role = -1;
  std::int32_t decision = -1;
  std::int32_t deal = -1;  ///< of the map; -1: none, or the amount was asked for
};

struct FlowSignerRow {
  std::int32_t map = -1;
  std::int32_t deal = -1;  ///< of the map; -1: the amount was asked for
  std::int64_t amount_minor = unknown_amount;
  std::int32_t person = -1;  ///< of the map
  Truth may_sign = Truth::unknown;
  bool decides = false;
};

struct FlowDecisionRow {
  std::int32_t map = -1;
  std::int32_t decision = -1;
  std::int32_t person = -1;  ///< of the map; -1: nobody is known to hold it
  std::int8_t stage = unknown_code;
  std::int8_t support = unknown_support;
};

results::Table flow_roles_table(const MapData& data, const std::vector<FlowRoleRow>& rows);
results::Table flow_links_table(const MapData& data, const std::vector<FlowLinkRow>& rows);
results::Table flow_breaks_table(const MapData& data, const std::vector<FlowBreakRow>& rows);
results::Table flow_signers_table(const MapData& data, const std::vector<FlowSignerRow>& rows);
results::Table flow_decisions_table(const MapData& data, const std::vector<FlowDecisionRow>& rows);

}  // namespace sandan::org
