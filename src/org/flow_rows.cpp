#include "org/flow_rows.hpp"

#include <optional>
#include <span>
#include <string>

#include "core/result_texts.hpp"
#include "org/result_tables.hpp"
#include "org/row_columns.hpp"

namespace sandan::org {
namespace {

using results::Column;
using results::Table;

Column state_column(const char* name, const std::vector<std::int32_t>& codes,
                    std::span<const std::string_view> states) {
  return results::dictionary_column(name, codes, results::code_values(states));
}

/// The level of the people, null where there is none or it is not known.
Column level_of(const MapData& data, const std::vector<std::int64_t>& people) {
  return level_column(
      "level", *data.vocabulary, values_of(people, [&](std::int64_t place) {
        return place < 0 ? std::int32_t{unknown_code}
                         : std::int32_t{data.people[static_cast<std::size_t>(place)].level};
      }));
}

template <class Row>
Column deals_of(const MapData& data, const std::vector<Row>& rows) {
  return deal_column(
      data, values_of(rows, [&](const Row& row) {
        if (row.deal < 0) return std::int64_t{-1};
        const std::int64_t first = data.first_deal[static_cast<std::size_t>(row.map)];
        return std::int64_t{data.deals[static_cast<std::size_t>(first + row.deal)].id};
      }));
}

Column decision_column(const MapData& data, const std::vector<std::int32_t>& codes) {
  return results::dictionary_column(
      "decision", codes,
      results::code_values(
          values_of(data.vocabulary->decisions, [](const Word& word) { return word.code; })));
}

Column amount_column(const char* name, const std::vector<std::int64_t>& amounts) {
  return results::int64_column(name, values_of(amounts, [](std::int64_t amount) {
                                 return amount == unknown_amount ? std::optional<std::int64_t>()
                                                                 : std::optional(amount);
                               }));
}

}  // namespace

Table flow_roles_table(const MapData& data, const std::vector<FlowRoleRow>& rows) {
  constexpr std::array<std::string_view, 2> states = {"filled", "unknown"};
  const auto people = places_of(rows, &FlowRoleRow::person, data.first_person);
  std::vector<std::int64_t> departments(rows.size(), -1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (people[i] < 0) continue;
    const std::int64_t number = data.people[static_cast<std::size_t>(people[i])].department;
    const auto map = static_cast<std::size_t>(rows[i].map);
    if (number >= 0) departments[i] = data.first_department[map] + number;
  }
  Table table = table_of("flow_roles", data, rows);
  table.add(results::int32_column("place", values_of(rows, [](const FlowRoleRow& row) {
                                    return row.place > 0 ? std::optional(row.place)
                                                         : std::optional<std::int32_t>();
                                  })));
  table.add(role_column("role", *data.vocabulary, codes_of(rows, &FlowRoleRow::role)));
  table.add(state_column(
      "state", values_of(rows, [](const FlowRoleRow& row) { return std::int32_t{row.person < 0}; }),
      states));
  table.add(person_column("person_id", data, people));
  table.add(level_of(data, people));
  table.add(department_column("department_id", data, departments));
  return table;
}

Table flow_links_table(const MapData& data, const std::vector<FlowLinkRow>& rows) {
  const auto end_column = [&](const char* name, std::int32_t FlowLink::*end) {
    return person_column(name, data, values_of(rows, [&](const FlowLinkRow& row) {
                           const std::int64_t first =
                               data.first_person[static_cast<std::size_t>(row.map)];
                           return row.link.*end < 0 ? std::int64_t{-1} : first + row.link.*end;
                         }));
  };
  Table table = table_of("flow_links", data, rows);
  table.add(role_column("from_role", *data.vocabulary, codes_of(rows, &FlowLinkRow::from_role)));
  table.add(role_column("to_role", *data.vocabulary, codes_of(rows, &FlowLinkRow::to_role)));
  table.add(state_column(
      "state",
      values_of(rows,
                [](const FlowLinkRow& row) { return static_cast<std::int32_t>(row.link.state); }),
      link_states));
  table.add(end_column("from_id", &FlowLink::from));
  table.add(end_column("to_id", &FlowLink::to));
  table.add(results::int32_column("hops", values_of(rows, [](const FlowLinkRow& row) {
                                    return row.link.state == LinkState::runs
                                               ? std::optional(row.link.hops)
                                               : std::optional<std::int32_t>();
                                  })));
  return table;
}

Table flow_breaks_table(const MapData& data, const std::vector<FlowBreakRow>& rows) {
  Table table = table_of("flow_breaks", data, rows);
  table.add(results::int32_column("rank", codes_of(rows, &FlowBreakRow::rank)));
  table.add(state_column("break", codes_of(rows, &FlowBreakRow::breaks), flow_break_codes));
  table.add(results::number_column(
      "consequence", results::ColumnType::float64,
      values_of(rows, [](const FlowBreakRow& row) { return row.consequence; })));
  table.add(role_column("role", *data.vocabulary, codes_of(rows, &FlowBreakRow::role)));
  table.add(role_column("to_role", *data.vocabulary, codes_of(rows, &FlowBreakRow::to_role)));
  table.add(decision_column(data, codes_of(rows, &FlowBreakRow::decision)));
  table.add(deals_of(data, rows));
  return table;
}

Table flow_signers_table(const MapData& data, const std::vector<FlowSignerRow>& rows) {
  const auto people = places_of(rows, &FlowSignerRow::person, data.first_person);
  const auto currencies = values_of(rows, [&](const FlowSignerRow& row) {
    if (row.deal < 0) return std::int32_t{-1};
    const std::int64_t first = data.first_deal[static_cast<std::size_t>(row.map)];
    return data.deals[static_cast<std::size_t>(first + row.deal)].currency;
  });
  Table table = table_of("flow_signers", data, rows);
  table.add(deals_of(data, rows));
  table.add(amount_column(
      "amount_minor", values_of(rows, [](const FlowSignerRow& row) { return row.amount_minor; })));
  table.add(results::text_of_column("currency", currencies, data.texts));
  table.add(person_column("person_id", data, people));
  table.add(level_of(data, people));
  table.add(amount_column("authority_minor", values_of(people, [&](std::int64_t place) {
                            return data.people[static_cast<std::size_t>(place)].authority_minor;
                          })));
  table.add(truth_column("may_sign",
                         values_of(rows, [](const FlowSignerRow& row) { return row.may_sign; })));
  table.add(results::boolean_column("decides", values_of(rows, [](const FlowSignerRow& row) {
                                      return std::uint8_t{row.decides};
                                    })));
  return table;
}

Table flow_decisions_table(const MapData& data, const std::vector<FlowDecisionRow>& rows) {
  const auto people = places_of(rows, &FlowDecisionRow::person, data.first_person);
  Table table = table_of("flow_decisions", data, rows);
  table.add(decision_column(data, codes_of(rows, &FlowDecisionRow::decision)));
  table.add(person_column("person_id", data, people));
  table.add(level_of(data, people));
  table.add(
      stage_column("relation_stage", *data.vocabulary, codes_of(rows, &FlowDecisionRow::stage)));
  table.add(support_column(
      "support", values_of(rows, [](const FlowDecisionRow& row) { return row.support; })));
  return table;
}

}  // namespace sandan::org
