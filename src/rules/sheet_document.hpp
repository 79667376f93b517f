#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "rules/feel/value.hpp"
#include "rules/sheet_cells.hpp"

/// The policy document that a sheet is made of or goes into.
namespace sandan::rules::sheet {

/// Members of any name; refuses what is not an object.
json::Members members_of(const json::Node& node);
json::Value text_value(std::string_view text);

enum class Kind : std::uint8_t { table, scorecard };

/// A policy document and the decision of it that is a sheet.
struct Document {
  json::Value value;
  std::size_t decision = 0;
  Kind kind = Kind::table;
  std::string pointer;  ///< of the decision

  json::Node root() const { return {value, "", Status::document}; }
  json::Node node() const;
  /// The decision, to be changed.
  boost::json::object& object();
};

/// Throws Error{invalid_argument} where there is no such decision, or no sheet of its kind.
Document open_document(std::string_view policy_json, std::string_view decision);

/// What is known of a named value's type.
struct Described {
  feel::Type type = feel::Type::text;
  std::vector<std::string> values;  ///< texts allowed; empty: any
  std::string null;                 ///< meaning of null; of inputs only
  bool whole = false;
};
using Names = std::map<std::string, Described, std::less<>>;

/// Type, values and null of an input or output as a document writes it.
Described described(const json::Node& node);

/// What the cells of the decision may test: parameters, inputs, computed values and what
/// earlier decisions give.
Names names_before(const Document& document);

/// What a cell of the row `(type)` says; empty where it is silent.
struct Annotation {
  feel::Type type = feel::Type::text;
  std::optional<std::vector<std::string>> values;
  std::optional<std::string> null;
  bool whole = false;
};

/// Reads `number whole`, `text{a|b} null=none` and the like.
Annotation read_annotation(const Cell& cell);
/// Refuses an annotation that says other than the document.
void check_agrees(const Cell& cell, const Annotation& said, const Described& known);

}  // namespace sandan::rules::sheet
