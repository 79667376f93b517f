#include <algorithm>
#include <array>
#include <set>

#include "quota/read_parts.hpp"
#include "quota/request_members.hpp"

namespace sandan::quota {
namespace {

using json::Members;
using json::Node;
using Kind = Constraint::Kind;

constexpr std::size_t most_constraints = 100'000;
constexpr std::size_t most_focuses = 1'000;
constexpr std::size_t most_basis_parts = 1'000;
constexpr std::size_t most_code_bytes = 256;
constexpr std::int64_t least_growth = -1'000'000;
constexpr std::int64_t most_growth = 1'000'000'000;
constexpr std::int32_t most_weight = 1'000'000'000;

constexpr std::array<std::string_view, 4> kind_members = {"floor_minor", "cap_minor", "fixed_minor",
                                                          "growth_ppm"};

bool is_listed(const Axis& axis, std::string_view code) {
  const auto colon = code.find(':');
  const auto is = [&](std::string_view wanted) {
    return wanted == root_code(axis.code) ||
           std::any_of(axis.tree.nodes.begin(), axis.tree.nodes.end(),
                       [&](const TreeSource::Node& node) { return node.code == wanted; });
  };
  return is(code) || (colon != std::string_view::npos && is(code.substr(colon + 1)));
}

QuotaPlace read_place(const Node& node, const Definition& definition) {
  if (!node.is_object()) throw node.error("not_object", "an object of node codes is wanted here");
  QuotaPlace place;
  for (const auto& member : node.value().get_object()) {
    const std::string axis(member.key());
    const Node code(member.value(), json::child_pointer(node.pointer(), axis), Status::document);
    const std::int32_t index = definition.axis_index(axis);
    if (index < 0) throw code.error("unknown_axis", "the plan has no axis \"" + axis + "\"");
    const Axis& of = definition.axes[static_cast<std::size_t>(index)];
    const std::string text(code.code(most_code_bytes));
    if (of.tree.from == TreeSource::From::nodes && !is_listed(of, text)) {
      throw code.error("unknown_node", "the axis \"" + axis + "\" has no node \"" + text + "\"");
    }
    place.emplace(axis, text);
  }
  return place;
}

/// Finds which unit's period a code is; a code names one period only.
QuotaPeriod unit_of_period(const Node& node, const TimeAxis& time) {
  for (std::size_t i = 0; i < period_words.size(); ++i) {
    if (time.find(static_cast<QuotaPeriod>(i), node.text()) >= 0)
      return static_cast<QuotaPeriod>(i);
  }
  throw node.error("unknown_period", "\"" + std::string(node.code()) +
                                         "\" is no period of the plan's calendar and days");
}

void read_kind(const Members& members, const Node& item, const Definition& definition,
               Constraint& constraint) {
  std::optional<Node> limit;
  for (std::size_t i = 0; i < kind_members.size(); ++i) {
    const auto found = members.find(kind_members[i]);
    if (!found) continue;
    if (limit) {
      throw found->error("contradiction", "a constraint has one limit; write another for a second");
    }
    limit = found;
    constraint.kind = static_cast<Kind>(i);
  }
  if (!limit) {
    throw item.error("missing_field",
                     "one of floor_minor, cap_minor, fixed_minor and growth_ppm "
                     "is wanted here");
  }
  if (constraint.kind == Kind::growth) {
    constraint.growth_ppm = limit->integer(least_growth, most_growth);
    return;
  }
  constraint.amount_minor = limit->integer(0, INT64_MAX);
  if (constraint.kind == Kind::fixed && constraint.amount_minor % definition.round_to_minor != 0) {
    throw limit->error("fixed_between_units", "a fixed amount is a multiple of round_to_minor");
  }
}

Constraint read_constraint(const Node& item, const TimeAxis& time, const Definition& definition) {
  const Members members = item.members(
      {"code", "label", "at", "period", "floor_minor", "cap_minor", "fixed_minor", "growth_ppm"});
  Constraint constraint;
  constraint.pointer = item.pointer();
  constraint.code = members.required("code").code(most_code_bytes);
  if (const auto label = members.find("label")) constraint.label = label->labels();
  if (const auto at = members.find("at")) constraint.at = read_place(*at, definition);
  if (const auto period = members.find("period")) {
    constraint.unit = unit_of_period(*period, time);
    if (constraint.unit != QuotaPeriod::all) constraint.period = period->text();
  }
  read_kind(members, item, definition, constraint);
  return constraint;
}

Focus read_focus(const Node& item, const TimeAxis& time, const Definition& definition) {
  const Members members = item.members({"quarter", "label", "goal", "at", "weight_ppm"});
  Focus focus;
  focus.pointer = item.pointer();
  const Node quarter = members.required("quarter");
  focus.quarter = quarter.code();
  if (time.find(QuotaPeriod::quarter, focus.quarter) < 0) {
    throw quarter.error("unknown_period", "\"" + focus.quarter + "\" is no quarter of the plan");
  }
  if (const auto label = members.find("label")) focus.label = label->labels();
  if (const auto goal = members.find("goal")) focus.goal = goal->code(most_code_bytes);
  if (const auto at = members.find("at")) focus.at = read_place(*at, definition);
  if (const auto weight = members.find("weight_ppm")) {
    focus.weight_ppm = static_cast<std::int32_t>(weight->integer(0, most_weight));
  }
  return focus;
}

}  // namespace

void read_constraints(const Node& node, const TimeAxis& time, Definition& definition) {
  std::set<std::string> codes;
  for (const Node& item : bounded_items(node, most_constraints)) {
    definition.constraints.push_back(read_constraint(item, time, definition));
    if (!codes.insert(definition.constraints.back().code).second) {
      throw Error(Status::document, "duplicate_code",
                  "code \"" + definition.constraints.back().code + "\" occurs twice")
          .at(item.pointer() + "/code");
    }
  }
}

void read_basis(const Node& node, Definition& definition) {
  for (const Node& item : bounded_items(node, most_basis_parts)) {
    const Members members = item.members({"from", "amount_minor", "label"});
    Basis::Part part;
    const Node from = members.required("from");
    from.choice({"existing", "new", "market", "competition"});
    part.from = from.text();
    if (const auto amount = members.find("amount_minor")) {
      part.amount_minor = amount->integer(0, INT64_MAX);
    }
    if (const auto label = members.find("label")) part.label = label->labels();
    definition.basis.parts.push_back(std::move(part));
  }
}

void read_focuses(const Node& node, const TimeAxis& time, Definition& definition) {
  for (const Node& item : bounded_items(node, most_focuses))
    definition.focuses.push_back(read_focus(item, time, definition));
}

}  // namespace sandan::quota
