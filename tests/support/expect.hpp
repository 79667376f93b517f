#pragma once

#include <boost/json.hpp>

#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "sandan/core/result.hpp"
#include "sandan/core/status.hpp"
#include "support/catch.hpp"

/// Comparing results with expectations written as JSON, and refusals.
namespace sandan::testing {

namespace json = boost::json;

inline json::value parsed(std::string_view text) {
  return json::parse(json::string_view(text.data(), text.size()));
}

/// Where two values differ, as a path and both texts; empty when `actual` has
/// all that `expected` asks for. Members that are not asked for may be there.
inline std::string difference(const json::value& actual, const json::value& expected,
                              const std::string& path = "") {
  const auto told = [&] {
    return path + ": " + json::serialize(actual) + " instead of " + json::serialize(expected);
  };
  if (expected.is_object() && actual.is_object()) {
    for (const auto& member : expected.get_object()) {
      const auto* found = actual.get_object().if_contains(member.key());
      const std::string place = path + "/" + std::string(member.key());
      if (found == nullptr) return place + ": missing";
      if (auto text = difference(*found, member.value(), place); !text.empty()) return text;
    }
    return "";
  }
  if (expected.is_array() && actual.is_array()) {
    const auto& a = actual.get_array();
    const auto& e = expected.get_array();
    for (std::size_t i = 0; i < std::min(a.size(), e.size()); ++i) {
      if (auto text = difference(a[i], e[i], path + "/" + std::to_string(i)); !text.empty()) {
        return text;
      }
    }
    if (a.size() != e.size()) return told();
    return "";
  }
  if (expected.is_number() && actual.is_number()) {
    if (expected.is_int64() && actual.is_int64()) {
      return expected.get_int64() == actual.get_int64() ? "" : told();
    }
    const double e = expected.to_number<double>();
    const double a = actual.to_number<double>();
    return std::abs(a - e) <= 1e-12 * std::max(1.0, std::abs(e)) ? "" : told();
  }
  return actual == expected ? "" : told();
}

inline json::array rows(const Result& result, std::string_view table = {}) {
  std::string name(table);
  if (name.empty()) name = result.name(0);
  return parsed(result.to_json(name)).as_array();
}

/// Row by row and column by column what `expected` lists.
inline std::string differs(const Result& result, std::string_view table,
                           std::string_view expected) {
  return difference(rows(result, table), parsed(expected));
}

/// The refusal `body` ends in; nothing when it does not refuse.
template <class Body>
std::optional<Error> refusal(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline const std::string source_dir = SANDAN_SOURCE_DIR;

}  // namespace sandan::testing

/// CHECK_ROWS(result, "moves", R"([{…}, …])")
#define CHECK_ROWS(result, table, expected) \
  CHECK(sandan::testing::differs((result), (table), (expected)) == "")
