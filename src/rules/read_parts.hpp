#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "rules/definition.hpp"

/// Readers that the parts of a policy document share.
namespace sandan::rules {

inline constexpr std::size_t most_inputs = 1'000;
inline constexpr std::size_t most_decisions = 200;
inline constexpr std::size_t most_columns = 500;
inline constexpr std::size_t most_outputs = 100;
inline constexpr std::size_t most_rules = 100'000;
inline constexpr std::size_t most_criteria = 254;
inline constexpr std::size_t most_attributes = 250;
inline constexpr std::size_t most_values = 10'000;
inline constexpr std::size_t most_text_bytes = 4'096;

std::vector<json::Node> bounded_items(const json::Node& node, std::size_t most);

Item read_item(const json::Members& members);

/// Codes that must differ, with the place of the one that repeats.
class DistinctCodes {
 public:
  void add(const std::string& code, const json::Node& place);
  bool contains(std::string_view code) const { return codes_.contains(code); }

 private:
  std::set<std::string, std::less<>> codes_;
};

feel::Type read_type(const json::Node& node);
/// A value of a type: a JSON number, boolean or text; null is absent.
Value read_value(const json::Node& node, feel::Type type);
Decimal read_decimal(const json::Node& node);
/// Texts that differ.
std::vector<std::string> read_values(const json::Node& node);

/// What has been read of a policy so far: the names formulas may use.
class Reading {
 public:
  explicit Reading(Definition& definition) : definition_(definition) {}

  /// Adds a slot; its code must be new.
  std::int32_t add_slot(Slot slot, const json::Node& place);
  /// The slot a text names.
  std::int32_t slot_named(const json::Node& node) const;

  /// Parses; what is refused is told at the node's place.
  feel::Node expression(const json::Node& node) const;
  /// The same, of that type (or null).
  feel::Node expression_of(const json::Node& node, feel::Type type) const;
  /// A cell on a slot.
  feel::Node cell(const json::Node& node, std::int32_t tested) const;

  Definition& definition() const noexcept { return definition_; }

 private:
  void check(const feel::Node& read, std::int32_t tested, const json::Node& place) const;

  Definition& definition_;
  feel::Scope scope_;
  DistinctCodes codes_;
};

/// Adds the day formulas call as_of; `place` is where a refusal is told.
void add_as_of(Reading& reading, const json::Node& place);
/// Adds an input: a column formulas may use.
void read_input(Reading& reading, const json::Node& node);

/// The members of a decision of each kind; its code and label are read.
Table read_table(Reading& reading, const json::Members& members, std::int32_t decision);
Card read_card(Reading& reading, const json::Members& members, const Item& item,
               const json::Node& place, std::int32_t decision);

}  // namespace sandan::rules
