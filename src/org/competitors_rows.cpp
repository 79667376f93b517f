#include "org/competitors_rows.hpp"

#include "org/result_tables.hpp"
#include "org/row_columns.hpp"

namespace sandan::org {
namespace {

constexpr std::array<std::string_view, 2> point_codes = {"advantage", "weakness"};

template <class Row>
results::Column supports(const char* name, const std::vector<Row>& rows, std::int8_t Row::*member) {
  return support_column(name, values_of(rows, [&](const Row& row) { return row.*member; }));
}

template <class Row>
results::Column reals(const char* name, const std::vector<Row>& rows,
                      std::optional<double> Row::*member) {
  return results::float64_column(name,
                                 values_of(rows, [&](const Row& row) { return row.*member; }));
}

template <class Row, class Member, std::size_t Count>
results::Column words(const char* name, const std::vector<Row>& rows, Member Row::*member,
                      const std::array<std::string_view, Count>& codes) {
  return results::dictionary_column(name, codes_of(rows, member), results::code_values(codes));
}

}  // namespace

results::Table competitors_table(const MapData& data, const std::vector<CompetitorRow>& rows) {
  const auto count = [&rows](const char* name, std::int32_t CompetitorRow::*member) {
    return results::int32_column(name, codes_of(rows, member));
  };
  results::Table table = table_of("competitors", data, rows);
  table.add(vendor_column("vendor", data, codes_of(rows, &CompetitorRow::vendor)));
  table.add(count("in_touch", &CompetitorRow::in_touch));
  table.add(count("held", &CompetitorRow::held));
  table.add(count("supporters", &CompetitorRow::supporters));
  table.add(count("opponents", &CompetitorRow::opponents));
  table.add(count("voters_in_touch", &CompetitorRow::voters_in_touch));
  table.add(count("voters_supporting", &CompetitorRow::voters_supporting));
  table.add(count("departments_in_touch", &CompetitorRow::departments_in_touch));
  table.add(reals("verdict", rows, &CompetitorRow::verdict));
  table.add(reals("low", rows, &CompetitorRow::low));
  table.add(reals("high", rows, &CompetitorRow::high));
  table.add(words("position", rows, &CompetitorRow::position, rival_position_codes));
  table.add(count("advantages", &CompetitorRow::advantages));
  table.add(count("weaknesses", &CompetitorRow::weaknesses));
  table.add(count("unanswered", &CompetitorRow::unanswered));
  return table;
}

results::Table contested_table(const MapData& data, const std::vector<ContestedRow>& rows) {
  const Vocabulary& vocabulary = *data.vocabulary;
  results::Table table = table_of("contested", data, rows);
  table.add(
      person_column("person_id", data, places_of(rows, &ContestedRow::person, data.first_person)));
  table.add(vendor_column("vendor", data, codes_of(rows, &ContestedRow::vendor)));
  table.add(stage_column("our_stage", vocabulary, codes_of(rows, &ContestedRow::our_stage)));
  table.add(stage_column("their_stage", vocabulary, codes_of(rows, &ContestedRow::their_stage)));
  table.add(supports("our_support", rows, &ContestedRow::our_support));
  table.add(supports("their_support", rows, &ContestedRow::their_support));
  table.add(words("lead", rows, &ContestedRow::lead, lead_codes));
  table.add(reals("pull", rows, &ContestedRow::pull));
  return table;
}

results::Table reach_table(const MapData& data, const std::vector<ReachRow>& rows) {
  results::Table table = table_of("point_reach", data, rows);
  table.add(deal_column(data, places_of(rows, &ReachRow::deal, data.first_deal)));
  table.add(vendor_column("vendor", data, codes_of(rows, &ReachRow::vendor)));
  table.add(results::dictionary_column(
      "kind", values_of(rows, [](const ReachRow& row) { return row.advantage ? 0 : 1; }),
      results::code_values(point_codes)));
  table.add(results::text_of_column("criterion", codes_of(rows, &ReachRow::criterion), data.texts));
  table.add(
      person_column("person_id", data, places_of(rows, &ReachRow::person, data.first_person)));
  table.add(supports("support", rows, &ReachRow::support));
  table.add(reals("pull", rows, &ReachRow::pull));
  table.add(
      truth_column("answered", values_of(rows, [](const ReachRow& row) { return row.answered; })));
  return table;
}

}  // namespace sandan::org
