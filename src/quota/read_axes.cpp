#include <algorithm>
#include <array>
#include <set>

#include "quota/read_parts.hpp"
#include "quota/read_weights.hpp"
#include "quota/tree_of_reps.hpp"

namespace sandan::quota {
namespace {

using json::Members;
using json::Node;
using From = TreeSource::From;

constexpr std::size_t most_axis_bytes = 32;
constexpr std::size_t most_code_bytes = 256;
constexpr std::size_t most_levels = 30;
constexpr std::int32_t most_padding = 10'000'000;

/// Columns of result tables and columns of the table of constraints: an axis
/// makes columns of its own code beside them.
constexpr std::array<std::string_view, 32> taken_codes = {
    "time",         "total",       "tier",          "level",        "place",       "period",
    "period_unit",  "period_from", "from_on",       "to_on",        "workdays",    "amount_minor",
    "sum_minor",    "currency",    "padding_minor", "code",         "label",       "kind",
    "axis",         "parts",       "floor_minor",   "cap_minor",    "fixed_minor", "growth_ppm",
    "limit_minor",  "slack_minor", "free_minor",    "effect_minor", "binds",       "in",
    "before_minor", "after_minor"};

std::string read_axis_code(const Node& node) {
  const std::string code(node.code(most_axis_bytes));
  const bool plain = std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!plain || code.front() < 'a' || code.front() > 'z') {
    throw node.error("not_a_name",
                     "an axis names columns: small letters, digits and _, a letter first");
  }
  const bool taken = std::find(taken_codes.begin(), taken_codes.end(), code) != taken_codes.end() ||
                     code.ends_with("_level") || code.ends_with("_parent");
  if (taken) throw node.error("reserved_code", "\"" + code + "\" cannot be the code of an axis");
  return code;
}

std::vector<std::string> read_levels(const Node& node) {
  std::vector<std::string> levels;
  const auto items = bounded_items(node, most_levels);
  if (items.empty()) throw node.error("empty", "at least one level is wanted");
  for (const Node& item : items) {
    levels.emplace_back(item.code());
    if (std::find(levels.begin(), levels.end() - 1, levels.back()) != levels.end() - 1) {
      throw item.error("duplicate_code", "the level is listed twice");
    }
  }
  return levels;
}

TreeSource::Node read_node(const Node& item) {
  const Members members = item.members({"code", "label", "parent", "from", "to"});
  TreeSource::Node node;
  node.pointer = item.pointer();
  node.code = members.required("code").code(most_code_bytes);
  if (const auto label = members.find("label")) node.label = label->labels();
  if (const auto parent = members.find("parent")) node.parent = parent->code(most_code_bytes);
  if (const auto from = members.find("from")) node.from = from->day();
  if (const auto to = members.find("to")) {
    node.to = to->day();
    if (node.from && *node.to < *node.from) {
      throw to->error("ends_before_it_starts", "to is before from");
    }
  }
  return node;
}

TreeSource read_tree_from(const Node& node, std::string_view axis) {
  const Members members = node.members({"from", "levels", "unplaced"});
  TreeSource tree;
  const Node from = members.required("from");
  tree.from = static_cast<From>(from.choice({"levels", "managers", "table"}) + 1);
  if (tree.from != From::table && axis != "sales") {
    throw from.error("sales_only", "only the axis \"sales\" takes its nodes from table reps");
  }
  const auto levels = members.find("levels");
  if (tree.from == From::levels) {
    const Node columns = members.required("levels");
    tree.levels = read_levels(columns);
    for (const Node& column : columns.items()) {
      if (column.text() != "rep_id" && column.text() != root_code(axis)) continue;
      throw column.error("reserved_code", "the whole and the rep are levels of every such tree");
    }
  } else if (levels) {
    tree.level_names = read_levels(*levels);
  }
  if (const auto unplaced = members.find("unplaced")) {
    if (tree.from != From::levels) {
      throw unplaced->error("unknown_field", "only a tree from levels has \"unplaced\"");
    }
    tree.unplaced =
        static_cast<TreeSource::Unplaced>(unplaced->choice({"refuse", "keep", "leave_out"}));
  }
  return tree;
}

TreeSource read_tree(const Node& node, std::string_view axis) {
  const Members members = node.members({"nodes", "levels", "from", "unplaced"});
  if (members.find("from")) {
    if (const auto nodes = members.find("nodes")) {
      throw nodes->error("contradiction", "a tree has its nodes from here or from a table");
    }
    return read_tree_from(node, axis);
  }
  node.members({"nodes", "levels"});
  TreeSource tree;
  const Node nodes = members.required("nodes");
  for (const Node& item : nodes.items())
    tree.nodes.push_back(read_node(item));
  if (tree.nodes.empty()) throw nodes.error("empty", "an axis has one node at least");
  if (const auto levels = members.find("levels")) tree.level_names = read_levels(*levels);
  return tree;
}

/// Levels that the document itself knows; empty: the tables will tell.
std::vector<std::string> known_levels(const Axis& axis) {
  if (axis.tree.from != From::levels) return axis.tree.level_names;
  std::vector<std::string> levels = {std::string(root_code(axis.code))};
  levels.insert(levels.end(), axis.tree.levels.begin(), axis.tree.levels.end());
  levels.emplace_back("rep_id");
  return levels;
}

void read_padding(const Node& node, bool is_first, Axis& axis) {
  if (axis.code != "sales" || !is_first) {
    throw node.error("sales_only", "only the axis \"sales\", as the first, has padding");
  }
  const auto levels = known_levels(axis);
  for (const Node& item : bounded_items(node, most_levels)) {
    const Members members = item.members({"level", "ppm"});
    const Node level = members.required("level");
    Padding padding;
    padding.level = level.code();
    padding.ppm = static_cast<std::int32_t>(members.required("ppm").integer(0, most_padding));
    const auto at = std::find(levels.begin(), levels.end(), padding.level);
    if (!levels.empty() && (at == levels.end() || at == levels.begin())) {
      throw level.error("unknown_level", "no level of the tree below its root has this name");
    }
    for (const Padding& before : axis.padding) {
      if (before.level == padding.level) {
        throw level.error("duplicate_code", "the level is padded twice");
      }
    }
    axis.padding.push_back(std::move(padding));
  }
}

void check_weights(const Axis& axis) {
  const auto check = [&](const Weights& weights) {
    if (weights.by == Weights::By::capacity && axis.code != "sales") {
      throw Error(Status::document, "sales_only", "only reps have a capacity")
          .at(weights.pointer + "/by");
    }
    if (weights.by == Weights::By::given && weights.given.empty() &&
        axis.tree.from == From::nodes) {
      throw Error(Status::document, "missing_field", "field \"nodes\" is missing")
          .at(weights.pointer);
    }
  };
  check(axis.weights);
  for (const auto& [ppm, part] : axis.weights.blend)
    check(part);
  if (axis.tree.from == From::nodes) check_given_nodes(axis.weights, axis);
}

void check_levels(const Axis& axis, const AxisTree& tree) {
  if (axis.tree.level_names.empty()) return;
  const std::size_t deepest = tree.levels.size();
  if (axis.tree.level_names.size() >= deepest) return;
  throw Error(Status::document, "missing_level",
              "the tree is " + std::to_string(deepest) +
                  " levels deep, the whole among them, but " +
                  std::to_string(axis.tree.level_names.size()) + " are named")
      .at(axis.pointer + "/tree/levels");
}

Axis read_axis(const Node& item, const Definition& definition) {
  const Members members = item.members({"code", "label", "tree", "weights", "padding"});
  Axis axis;
  axis.pointer = item.pointer();
  axis.code = read_axis_code(members.required("code"));
  if (const auto label = members.find("label")) axis.label = label->labels();
  if (definition.axis_index(axis.code) >= 0) {
    throw members.required("code").error("duplicate_code",
                                         "code \"" + axis.code + "\" occurs twice");
  }
  axis.tree = read_tree(members.required("tree"), axis.code);
  // What the document lists is checked with it, not with the first tables.
  if (axis.tree.from == From::nodes) check_levels(axis, tree_of_nodes(definition, axis));
  if (const auto weights = members.find("weights")) axis.weights = read_axis_weights(*weights);
  axis.weights.pointer = item.pointer() + "/weights";
  if (const auto padding = members.find("padding"))
    read_padding(*padding, definition.axes.empty(), axis);
  check_weights(axis);
  return axis;
}

}  // namespace

void read_axes(const Node& node, Definition& definition) {
  const auto items = node.items();
  if (items.empty()) throw node.error("empty", "a plan has one axis at least");
  if (items.size() > most_axes) {
    throw Error(Status::limit, "too_many_axes",
                "a plan has " + std::to_string(most_axes) + " axes at most")
        .at(node.pointer());
  }
  for (const Node& item : items)
    definition.axes.push_back(read_axis(item, definition));
}

}  // namespace sandan::quota
