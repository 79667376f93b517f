#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "org/each_map.hpp"
#include "org/map_answers.hpp"
#include "org/request_texts.hpp"
#include "org/result_tables.hpp"
#include "org/row_columns.hpp"

namespace sandan {
namespace org {
namespace {

using Rows = std::vector<MapAnswers>;

template <class Value>
results::Column real_column(std::string name, const Rows& rows, Value&& value) {
  return results::float64_column(std::move(name), values_of(rows, [&](const MapAnswers& row) {
                                   return std::optional<double>(value(row));
                                 }));
}

template <class Value>
results::Column whole_column(std::string name, const Rows& rows, Value&& value) {
  return results::int32_column(std::move(name), values_of(rows, value));
}

template <class Value>
results::Column person_of(std::string name, const MapData& data, const Rows& rows, Value&& value) {
  return person_column(std::move(name), data, values_of(rows, [&](const MapAnswers& row) {
                         const std::int64_t person = value(row);
                         const auto map = static_cast<std::size_t>(row.map);
                         return person < 0 ? person : data.first_person[map] + person;
                       }));
}

void add_coverage(const Vocabulary& vocabulary, const Rows& rows, results::Table& table) {
  table.add(whole_column("people", rows, [](const MapAnswers& row) { return row.people; }));
  table.add(real_column("completeness", rows,
                        [](const MapAnswers& row) { return row.completeness.completeness; }));
  table.add(whole_column("roles_required", rows,
                         [](const MapAnswers& row) { return row.completeness.roles_required; }));
  table.add(whole_column("roles_in_touch", rows,
                         [](const MapAnswers& row) { return row.completeness.roles_in_touch; }));
  table.add(whole_column("gaps", rows, [](const MapAnswers& row) { return row.gaps; }));
  const auto first = values_of(rows, [](const MapAnswers& row) {
    return row.first_gap ? static_cast<std::int32_t>(row.first_gap->gap) : -1;
  });
  std::vector<std::string> codes;
  codes.reserve(vocabulary.gaps.size());
  for (const GapWeight& gap : vocabulary.gaps)
    codes.push_back(gap.word.code);
  table.add(results::dictionary_column("first_gap", first, results::code_values(codes)));
}

void add_routes(const MapData& data, const Rows& rows, results::Table& table) {
  constexpr std::array<std::string_view, 4> names = {"route_1", "route_2", "route_3", "route_4"};
  table.add(person_of("target_id", data, rows, [](const MapAnswers& row) { return row.target; }));
  for (std::size_t k = 0; k < names.size(); ++k) {
    table.add(real_column(std::string(names[k]), rows, [k](const MapAnswers& row) {
      return row.routes[k] == no_way ? std::nullopt : std::optional(row.routes[k]);
    }));
  }
  table.add(
      whole_column("gatekeepers", rows, [](const MapAnswers& row) { return row.gatekeepers; }));
  table.add(results::int32_column("cut_size", values_of(rows, [](const MapAnswers& row) {
                                    return row.cut_size < 0 ? std::nullopt
                                                            : std::optional(row.cut_size);
                                  })));
  table.add(truth_column("cut_covered",
                         values_of(rows, [](const MapAnswers& row) { return row.cut_covered; })));
}

void add_verdict(const MapData& data, const Rows& rows, results::Table& table) {
  const auto of_verdict = [&](std::string name, double VendorOpinion::*member) {
    table.add(real_column(std::move(name), rows, [member](const MapAnswers& row) {
      return row.verdict ? std::optional((*row.verdict).*member) : std::nullopt;
    }));
  };
  of_verdict("verdict", &VendorOpinion::verdict);
  of_verdict("low", &VendorOpinion::low);
  of_verdict("high", &VendorOpinion::high);
  table.add(vendor_column("leader", data, codes_of(rows, &MapAnswers::leader)));
  const auto of_next = [&](std::string name, double MapAnswers::*member) {
    table.add(real_column(std::move(name), rows, [member](const MapAnswers& row) {
      return row.next < 0 ? std::nullopt : std::optional(row.*member);
    }));
  };
  table.add(person_of("next_id", data, rows, [](const MapAnswers& row) { return row.next; }));
  of_next("next_gain", &MapAnswers::next_gain);
  of_next("next_effort", &MapAnswers::next_effort);
}

void add_top(const MapData& data, const Rows& rows, std::string_view measure,
             TopPerson MapAnswers::*member, results::Table& table) {
  const std::string name = "top_" + std::string(measure);
  table.add(person_of(name + "_id", data, rows,
                      [member](const MapAnswers& row) { return (row.*member).person; }));
  table.add(real_column(name, rows, [member](const MapAnswers& row) {
    const TopPerson& top = row.*member;
    return top.person < 0 ? std::nullopt : std::optional(top.value);
  }));
}

results::Table summary_table(const MapData& data, const Rows& rows) {
  results::Table table = table_of("map_summary", data, rows);
  add_coverage(*data.vocabulary, rows, table);
  add_routes(data, rows, table);
  add_verdict(data, rows, table);
  add_top(data, rows, "pagerank", &MapAnswers::pagerank, table);
  add_top(data, rows, "betweenness", &MapAnswers::betweenness, table);
  return table;
}

struct SummaryRows {
  Rows rows;

  void append(SummaryRows&& more) { append_rows(rows, std::move(more.rows)); }
};

/// Made anew for each part, since it refers to the request.
struct Answering {
  std::optional<MapAnswering> of;
};

}  // namespace
}  // namespace org

Result DecisionMaps::summary(const SummaryRequest& request, const Run& run) const {
  using namespace org;
  const std::int32_t vendor = vendor_asked(*data_, request.vendor);
  const RelationChoice choice = relation_choice(*data_->vocabulary, {});
  const auto rows = rows_of_maps<SummaryRows, Answering>(
      *data_, maps_asked(*data_, request), run,
      [&](const MapView& map, SummaryRows& out, Answering& answering) {
        if (!answering.of) answering.of.emplace(request, vendor, choice);
        out.rows.push_back(answering.of->answer(map));
      });
  std::vector<results::Table> tables;
  tables.push_back(summary_table(*data_, rows.rows));
  return make_result(*data_, {"summary", request_text(request)}, std::move(tables));
}

}  // namespace sandan
