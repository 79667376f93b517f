#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/feel/value.hpp"
#include "sandan/rules.hpp"
#include "support/arrow_builder.hpp"
#include "support/expect.hpp"

/// Policies and tables of records for the tests of the module.
namespace sandan::testing {

/// A policy whose members beside code and label are given as JSON.
inline std::string policy_text(const std::string& members) {
  return R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"}, )" + members + "}";
}

inline Policy policy(const std::string& members) { return Policy::compile(policy_text(members)); }

/// Inputs in short: "system text, staff number, signed_on date none".
inline std::string inputs(std::string_view list) {
  std::string json;
  std::string text(list);
  text += ',';
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c != ' ' && c != ',') {
      word += c;
      continue;
    }
    if (!word.empty()) words.push_back(std::exchange(word, {}));
    if (c == ' ' || words.size() < 2) continue;
    json += json.empty() ? "" : ",";
    json += R"({"code":")" + words[0] + R"(","type":")" + words[1] + "\"";
    if (words.size() > 2) json += R"(,"null":")" + words[2] + "\"";
    json += "}";
    words.clear();
  }
  return "\"inputs\": [" + json + "]";
}

/// A table of records, of one batch or several.
class Records {
 public:
  explicit Records(std::vector<Column> columns, std::string name = "records")
      : name_(std::move(name)) {
    add(batch(std::move(columns)));
  }

  void add(const Column& batch) {
    batches_.push_back(std::make_unique<Exported>(batch));
    tables_.add(name_, batches_.back()->schema, batches_.back()->array);
  }
  const Tables& tables() const noexcept { return tables_; }

 private:
  std::string name_;
  std::vector<std::unique_ptr<Exported>> batches_;
  Tables tables_;
};

namespace detail {

/// Types of a policy's inputs by code.
inline std::map<std::string, std::string> input_types(const Policy& policy) {
  json::value document = parsed(policy.to_json());
  if (const auto* versions = document.as_object().if_contains("versions")) {
    json::value first = versions->as_array().at(0);
    document = std::move(first);
  }
  std::map<std::string, std::string> types;
  for (const auto& input : document.at("inputs").as_array())
    types[std::string(input.at("code").as_string())] = std::string(input.at("type").as_string());
  return types;
}

inline std::optional<std::string> text_of(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  return std::string(value.as_string());
}

template <class T, class Of>
std::vector<std::optional<T>> each(const std::vector<json::value>& cells, Of&& of) {
  std::vector<std::optional<T>> values;
  for (const json::value& cell : cells) {
    values.push_back(cell.is_null() ? std::nullopt : std::optional<T>(of(cell)));
  }
  return values;
}

inline Column typed(const std::string& name, const std::string& type,
                    const std::vector<json::value>& cells) {
  if (type == "bool") {
    return booleans(name, each<bool>(cells, [](const auto& cell) { return cell.as_bool(); }));
  }
  if (type == "number") {
    return numbers<double>(name, "g", each<double>(cells, [](const auto& cell) {
                             return cell.template to_number<double>();
                           }));
  }
  if (type == "int") {
    return int64s(name,
                  each<std::int64_t>(cells, [](const auto& cell) { return cell.as_int64(); }));
  }
  if (type == "duration") {
    return numbers<std::int64_t>(name, "tDu", each<std::int64_t>(cells, [](const auto& cell) {
                                   return rules::feel::parse_duration(*text_of(cell))->integer;
                                 }));
  }
  const auto words = each<std::string>(cells, [](const auto& cell) { return *text_of(cell); });
  return type == "date" ? days(name, words) : texts(name, words);
}

}  // namespace detail

/// Records written as JSON rows; columns have the types of the policy's inputs,
/// others are whole numbers or texts by what stands in them.
inline Records records(const Policy& policy, std::string_view rows,
                       const std::string& name = "records") {
  const auto types = detail::input_types(policy);
  const json::array all = parsed(rows).as_array();
  std::vector<std::string> names;
  std::map<std::string, std::vector<json::value>> cells;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const auto& member : all[i].as_object()) {
      const std::string column(member.key());
      if (!cells.contains(column)) names.push_back(column);
      cells[column].resize(all.size());
      cells[column][i] = member.value();
    }
  }
  std::vector<Column> columns;
  for (const std::string& column : names) {
    bool is_int = false;
    for (const json::value& cell : cells[column])
      is_int = is_int || cell.is_int64();
    const auto type = types.find(column);
    columns.push_back(detail::typed(column,
                                    type != types.end() ? type->second
                                    : is_int            ? "int"
                                                        : "text",
                                    cells[column]));
  }
  if (columns.empty()) {
    columns.push_back(nulls("nothing", static_cast<std::int64_t>(all.size())));
  }
  return Records(std::move(columns), name);
}

inline Result eval(const Policy& policy, const Records& records, std::string_view request = "",
                   const Run& run = {}) {
  return policy.eval(records.tables(), EvalRequest::parse(request), run);
}

inline Result eval(const Policy& policy, std::string_view rows, std::string_view request = "") {
  return eval(policy, records(policy, rows), request);
}

/// Every table of a result as one text.
inline std::string all_of(const Result& result) { return result.to_json(); }

}  // namespace sandan::testing
