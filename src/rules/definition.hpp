#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/feel/ast.hpp"
#include "rules/feel/evaluate.hpp"
#include "rules/feel/parse.hpp"
#include "sandan/core/dates.hpp"
#include "sandan/core/labels.hpp"

/// Policy documents, read and checked.
namespace sandan::rules {

using feel::Decimal;
using feel::Unknowns;
using feel::Value;

enum class Origin : std::uint8_t { source, sandan };
inline constexpr std::array<std::string_view, 2> origin_codes = {"source", "sandan"};

/// What a null in a column says.
enum class NullMeaning : std::uint8_t { unknown, none, not_yet };
inline constexpr std::array<std::string_view, 3> null_codes = {"unknown", "none", "not_yet"};

inline constexpr std::array<std::string_view, 3> unknowns_codes = {"keep", "feel", "b_feel"};

/// Something with a code and labels.
struct Item {
  std::string code;
  Labels label;
  std::optional<Origin> origin;
};

enum class SlotKind : std::uint8_t { parameter, as_of, input, computed, output };

/// A named value that formulas and cells may use.
struct Slot {
  Item item;
  SlotKind kind = SlotKind::input;
  feel::Type type = feel::Type::number;
  NullMeaning null = NullMeaning::unknown;
  bool whole = false;               ///< a number that is an integer
  std::vector<std::string> values;  ///< texts allowed; of an output, in order of priority
  Value value;                      ///< of a parameter
  std::int32_t decision = -1;       ///< that makes an output
  feel::Node formula;               ///< of a computed value
};

enum class HitPolicy : std::uint8_t {
  first,
  unique,
  any,
  priority,
  rule_order,
  output_order,
  collect,
};
inline constexpr std::array<std::string_view, 7> hit_codes = {
    "first", "unique", "any", "priority", "rule_order", "output_order", "collect"};

enum class Aggregate : std::uint8_t { list, sum, min, max, count };
inline constexpr std::array<std::string_view, 5> aggregate_codes = {"list", "sum", "min", "max",
                                                                    "count"};

struct Rule {
  Item item;
  std::vector<feel::Node> cells;   ///< one a column, over Op::tested
  std::vector<std::string> texts;  ///< of the cells, as written
  std::vector<Value> outputs;      ///< one an output; absent where the rule gives none
};

struct Output {
  Item item;
  feel::Type type = feel::Type::text;
  std::vector<std::string> values;
  Value otherwise;         ///< default; absent where there is none
  std::int32_t slot = -1;  ///< where later decisions find it; -1 of lists
};

struct Table {
  HitPolicy hit = HitPolicy::first;
  Aggregate aggregate = Aggregate::list;
  std::vector<std::int32_t> columns;  ///< slots
  std::vector<Output> outputs;
  std::vector<Rule> rules;

  /// Answers with any number of rules, a row each.
  bool is_list() const noexcept {
    return hit == HitPolicy::rule_order || hit == HitPolicy::output_order ||
           (hit == HitPolicy::collect && aggregate == Aggregate::list);
  }
  /// Answers with one number made of the rules that fire.
  bool is_aggregate() const noexcept {
    return hit == HitPolicy::collect && aggregate != Aggregate::list;
  }
};

struct Attribute {
  Item item;
  feel::Node when;
  std::string text;  ///< of `when`, as written
  Decimal points;
  std::string reason;
};

struct Criterion {
  Item item;
  std::int32_t group = -1;
  std::int32_t input = -1;  ///< slot that cells of the attributes test; -1: formulas
  Decimal weight;
  std::optional<Decimal> baseline;
  std::optional<Decimal> if_unknown;
  std::vector<Attribute> attributes;
};

struct Group {
  Item item;
  std::optional<Decimal> cap;
  std::optional<Decimal> floor;
  std::int32_t slot = -1;
};

struct Subset {
  Item item;
  std::vector<std::int32_t> criteria;
  std::int32_t slot = -1;
};

struct Band {
  Item item;
  std::optional<Decimal> below;  ///< of all but the last
};

/// Weighted criteria that add up to points.
struct Card {
  enum class Reasons : std::uint8_t { points_below, points_above };
  Decimal initial;
  Reasons algorithm = Reasons::points_below;
  std::int32_t reasons = 0;  ///< how many are told
  std::vector<Group> groups;
  std::vector<Criterion> criteria;
  std::vector<Subset> subsets;
  std::vector<Band> bands;
  std::int32_t points_slot = -1;
  std::int32_t band_slot = -1;  ///< -1 without bands
};

struct Formula {
  feel::Node node;
  std::int32_t slot = -1;
};

struct Decision {
  Item item;
  std::variant<Table, Card, Formula> body;
};

struct Conflict {
  Item item;
  feel::Node when;
};

/// One version of a policy.
struct Definition {
  Item item;
  std::string version;
  std::optional<Day> from;  ///< first day it holds
  std::optional<Day> to;    ///< last day it holds
  Unknowns unknowns = Unknowns::keep;
  std::string of = "records";
  std::vector<std::string> keys;
  bool decision_support = false;
  std::vector<Slot> slots;  ///< parameters, as_of, inputs, computed, outputs
  std::int32_t as_of = -1;  ///< slot
  std::vector<Decision> decisions;
  std::vector<Conflict> conflicts;
  bool uses_as_of = false;
  std::string canonical;
  std::string digest;

  /// Index of a slot by its code; -1 when there is none.
  std::int32_t slot(std::string_view code) const noexcept;
  /// Index of a decision by its code; -1 when there is none.
  std::int32_t decision(std::string_view code) const noexcept;
};

struct Plan;

/// A policy document with its versions in order of time: one, or those of a bundle.
struct Versions {
  std::string code;
  std::string canonical;
  std::string digest;
  std::vector<std::shared_ptr<const Definition>> all;
  /// Of each version its plan, where that is the same for every day; else null.
  std::vector<std::shared_ptr<const Plan>> plans;

  /// The version that holds on a day. Throws Error{invalid_argument} where none
  /// does, or where a day is needed to choose and none is given.
  const std::shared_ptr<const Definition>& on(std::optional<Day> as_of) const;
};

/// Throws Error{parse | document | unsupported | limit} with a JSON pointer.
Versions read_versions(std::string_view json);

}  // namespace sandan::rules
