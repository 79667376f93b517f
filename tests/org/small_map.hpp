#pragma once

#include <algorithm>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/org.hpp"
#include "support/arrow_builder.hpp"
#include "support/expect.hpp"

/// Decision maps of small tables that are written as JSON.
namespace sandan::testing {

namespace detail {

inline bool is_day_name(std::string_view name) {
  return name.ends_with("_on") || name == "as_of" || name == "at";
}

/// Texts of a cell: an array is joined by ";".
inline std::optional<std::string> cell_text(const json::value& cell) {
  if (cell.is_null()) return std::nullopt;
  if (cell.is_string()) return std::string(cell.get_string().c_str(), cell.get_string().size());
  if (!cell.is_array()) return json::serialize(cell);
  std::string joined;
  for (const auto& item : cell.get_array())
    joined += (joined.empty() ? "" : ";") + std::string(item.as_string().c_str());
  return joined;
}

/// The column of cells of one name, typed by what they hold: days by the name
/// of the column, else texts, truths, whole numbers, or numbers.
inline Column json_column(const std::string& name, const std::vector<json::value>& cells) {
  bool truths = true;
  bool whole = true;
  bool numbers = true;
  bool any = false;
  for (const auto& cell : cells) {
    if (cell.is_null()) continue;
    any = true;
    truths = truths && cell.is_bool();
    whole = whole && cell.is_int64();
    numbers = numbers && cell.is_number();
  }
  if (!any) return nulls(name, static_cast<std::int64_t>(cells.size()));
  std::vector<std::optional<std::string>> texts_of;
  std::vector<std::optional<bool>> truths_of;
  std::vector<std::optional<std::int64_t>> whole_of;
  std::vector<std::optional<double>> numbers_of;
  for (const auto& cell : cells) {
    const bool null = cell.is_null();
    if (truths) truths_of.push_back(null ? std::nullopt : std::optional(cell.get_bool()));
    if (whole) whole_of.push_back(null ? std::nullopt : std::optional(cell.get_int64()));
    if (numbers && !whole) {
      numbers_of.push_back(null ? std::nullopt : std::optional(cell.to_number<double>()));
    }
    texts_of.push_back(cell_text(cell));
  }
  if (truths) return booleans(name, truths_of);
  if (whole) return int64s(name, whole_of);
  if (numbers) return testing::numbers<double>(name, "g", numbers_of);
  return is_day_name(name) ? days(name, texts_of) : texts(name, texts_of);
}

}  // namespace detail

/// A batch of the rows of a JSON array of objects; a field that a row does not
/// have is null. Columns in the order of first sight.
inline Column table_of_rows(const json::array& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    for (const auto& field : row.as_object()) {
      const std::string name(field.key());
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  std::vector<Column> columns;
  for (const std::string& name : names) {
    std::vector<json::value> cells;
    for (const auto& row : rows) {
      const auto* cell = row.get_object().if_contains(name);
      cells.push_back(cell == nullptr ? json::value() : *cell);
    }
    columns.push_back(detail::json_column(name, cells));
  }
  return batch(std::move(columns));
}

/// The vocabulary that is shipped.
inline MapVocabulary standard_vocabulary() {
  return MapVocabulary::compile(file_text(source_dir + "/data/map_vocabularies/standard.json"));
}

/// Tables that live as long as this does, and maps built from them.
class SmallMap {
 public:
  /// An object of arrays of rows:
  ///   {"people": [{"person_id": "p", "account_id": "a", "roles": ["decider"]}],
  ///    "stances": [{"person_id": "p", "vendor": "@us", "support": 2}]}
  explicit SmallMap(std::string_view tables_json) : SmallMap(parsed(tables_json).as_object()) {}
  explicit SmallMap(const json::object& all) {
    for (const auto& table : all) {
      if (table.value().as_array().empty()) continue;
      add(std::string_view(table.key().data(), table.key().size()),
          table_of_rows(table.value().get_array()));
    }
  }

  SmallMap& add(std::string_view name, const Column& batch) {
    batches_.emplace_back(batch);
    tables.add(name, batches_.back().schema, batches_.back().array);
    return *this;
  }

  DecisionMaps build(const MapBuildRequest& request = {}, const Run& run = {}) const {
    return DecisionMaps::build(vocabulary, tables, request, run);
  }
  DecisionMaps build(std::string_view request, const Run& run = {}) const {
    return build(MapBuildRequest::parse(request), run);
  }

  MapVocabulary vocabulary = standard_vocabulary();
  Tables tables;

 private:
  std::list<Exported> batches_;
};

/// Maps of tables written as JSON, in one step.
inline DecisionMaps maps_of(std::string_view tables_json, std::string_view request = "{}") {
  return SmallMap(tables_json).build(request);
}

}  // namespace sandan::testing
