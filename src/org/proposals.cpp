#include "org/proposals.hpp"

#include <algorithm>

#include "org/result_tables.hpp"

namespace sandan::org {
namespace {

bool is_under_way(TenderPhase phase) noexcept {
  return phase == TenderPhase::published || phase == TenderPhase::evaluating ||
         phase == TenderPhase::unreadable;
}

/// Bit of the role that evaluates offers.
std::uint32_t evaluators(const Vocabulary& vocabulary) noexcept {
  return std::uint32_t{1} << find_word(vocabulary.roles, evaluator_role);
}

}  // namespace

bool tender_under_way(const MapView& map) noexcept {
  // A public body buys by tender: a deal that does not say in which phase may
  // be in any.
  const bool is_public = map.account().public_body == Truth::yes;
  if (is_public && map.deals.empty()) return true;
  return std::any_of(map.deals.begin(), map.deals.end(), [&](const Deal& deal) {
    return is_under_way(deal.tender_phase) ||
           (is_public && deal.tender_phase == TenderPhase::unknown);
  });
}

bool hospitality_allowed(const MapView& map) noexcept {
  return map.vocabulary().hospitality.allowed && map.account().public_body == Truth::no &&
         !tender_under_way(map);
}

void withheld_people(const MapView& map, std::vector<Withheld>& out) {
  const bool whole_account = map.account().do_not_contact == Truth::yes;
  const std::uint32_t left_out = tender_under_way(map) ? evaluators(map.vocabulary()) : 0;
  out.assign(map.people.size(), Withheld::no);
  for (std::size_t p = 0; p < out.size(); ++p) {
    const Person& person = map.people[p];
    if (person.contact_allowed == Truth::no) {
      out[p] = Withheld::contact_not_allowed;
    } else if (whole_account) {
      out[p] = Withheld::account_do_not_contact;
    } else if ((person.roles & left_out) != 0) {
      out[p] = Withheld::tender_evaluator;
    }
  }
}

void add_withheld(const MapView& map, const std::vector<Withheld>& withheld,
                  std::vector<WithheldRow>& rows) {
  std::array<std::int64_t, withheld_codes.size()> people{};
  for (const Withheld reason : withheld)
    ++people[static_cast<std::size_t>(reason)];
  for (std::size_t reason = 1; reason < people.size(); ++reason) {
    if (people[reason] == 0) continue;
    rows.push_back({map.map, static_cast<Withheld>(reason), people[reason]});
  }
}

results::Table withheld_table(const MapData& data, const std::vector<WithheldRow>& rows) {
  std::vector<std::int32_t> maps, reasons;
  std::vector<std::int64_t> people;
  maps.reserve(rows.size());
  reasons.reserve(rows.size());
  people.reserve(rows.size());
  for (const WithheldRow& row : rows) {
    maps.push_back(row.map);
    reasons.push_back(static_cast<std::int32_t>(row.reason) - 1);
    people.push_back(row.people);
  }
  // "no" is no reason.
  const std::span<const std::string_view> codes(withheld_codes.data() + 1,
                                                withheld_codes.size() - 1);
  results::Table table{"withheld", 0, {}};
  table.add(account_column(data, maps));
  table.add(results::dictionary_column("reason", reasons, results::code_values(codes)));
  table.add(results::int64_column("people", std::move(people)));
  return table;
}

}  // namespace sandan::org
