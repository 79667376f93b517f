#include "quota/trees.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/cells.hpp"
#include "process/inputs.hpp"
#include "quota/tree_builder.hpp"
#include "quota/tree_of_reps.hpp"

namespace sandan::quota {
namespace {

using process::Wanted;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

std::string reserved_message(std::string_view code) {
  return "\"" + std::string(code) + "\" is the code of the whole, which is implied; leave it out";
}

/// Nodes as their codes appear, with a code per text.
class NodeCodes {
 public:
  explicit NodeCodes(TreeInput& input) : input_(&input) {}

  std::int32_t add(const std::string& code, Labels label) {
    const auto [found, is_new] =
        codes_.try_emplace(code, static_cast<std::int32_t>(input_->nodes.size()));
    if (is_new) {
      InputNode node;
      node.code = code;
      node.alone = false;
      input_->nodes.push_back(std::move(node));
    }
    if (!label.empty()) input_->nodes[at(found->second)].label = std::move(label);
    return found->second;
  }

  /// -1: there is none.
  std::int32_t find(const std::string& code) const {
    const auto found = codes_.find(code);
    return found == codes_.end() ? -1 : found->second;
  }

 private:
  TreeInput* input_;
  std::unordered_map<std::string, std::int32_t> codes_;
};

/// A table of nodes, restricted to the rows of one axis.
class NodeRows {
 public:
  NodeRows(const arrow::Table& table, const Axis& axis, bool values)
      : table_(&table),
        values_(values),
        ids_(&process::required_column(table, "node_id", Wanted::id)),
        parents_(process::optional_column(&table, "parent_id", Wanted::id)),
        levels_(process::optional_column(&table, "level", Wanted::text)),
        labels_(process::optional_column(&table, "label", Wanted::text)),
        from_(process::days_or(table, "from_on", first_day, values)),
        to_(process::days_or(table, "to_on", last_day, values)) {
    const auto* axes = process::optional_column(&table, "axis", Wanted::text);
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      // Without a column of axes, or in a cell without one, the axis is sales.
      const auto of = axes == nullptr ? std::nullopt : axes->text(row);
      if (of.value_or("sales") == axis.code) rows_.push_back(row);
    }
  }

  void read_into(TreeInput& input) const {
    NodeCodes codes(input);
    std::vector<std::int32_t> nodes;
    for (const std::int64_t row : rows_) {
      const auto id = arrow::id_at(*ids_, row);
      if (!id) throw refuse(*ids_, row, "missing_id", "every node has an id");
      if (*id == root_code(input.axis)) {
        throw refuse(*ids_, row, "reserved_code", reserved_message(*id));
      }
      nodes.push_back(codes.add(*id, label_of(row)));
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::int64_t row = rows_[i];
      const Day from = from_[static_cast<std::size_t>(row)];
      const Day to = to_[static_cast<std::size_t>(row)];
      if (to < from) {
        const auto* column = table_->find("to_on");
        throw refuse(*column, row, "ends_before_it_starts", "to_on is before from_on");
      }
      input.links.push_back({nodes[i], parent_of(input, codes, row), from, to, row});
    }
  }

  /// Names of the levels by depth, as the rows of the tree's nodes say them.
  void name_levels(const AxisTree& tree, std::vector<std::string>& names) const {
    if (levels_ == nullptr) return;
    std::unordered_map<std::string, std::int32_t> depths;
    for (const AxisNode& node : tree.nodes)
      depths.emplace(node.code, node.depth);
    std::vector<std::string> found(tree.levels.size());
    for (const std::int64_t row : rows_) {
      const auto level = levels_->text(row);
      const auto node = level ? depths.find(*arrow::id_at(*ids_, row)) : depths.end();
      if (node == depths.end() || level->empty()) continue;
      std::string& name = found[at(node->second)];
      if (name.empty()) name = *level;
      if (name == *level) continue;
      throw refuse(*levels_, row, "level_of_depth",
                   "nodes as deep in the tree have another level" +
                       (values_ ? ": \"" + name + "\"" : std::string()));
    }
    for (std::size_t depth = 1; depth < found.size(); ++depth) {
      const bool is_new = std::find(names.begin(), names.end(), found[depth]) == names.end();
      if (!found[depth].empty() && is_new) names[depth] = found[depth];
    }
  }

 private:
  Labels label_of(std::int64_t row) const {
    const auto label = labels_ == nullptr ? std::nullopt : labels_->text(row);
    if (!label || label->empty()) return {};
    return Labels({{"und", std::string(*label)}});
  }

  std::int32_t parent_of(const TreeInput& input, const NodeCodes& codes, std::int64_t row) const {
    const auto parent = parents_ == nullptr ? std::nullopt : arrow::id_at(*parents_, row);
    if (!parent || *parent == root_code(input.axis)) return -1;
    const std::int32_t found = codes.find(*parent);
    if (found < 0) throw refuse(*parents_, row, "unknown_parent", "no row has this node_id");
    return found;
  }

  Error refuse(const arrow::Column& column, std::int64_t row, std::string_view detail,
               const std::string& message) const {
    return arrow::cell_error(*table_, column, row, detail, message, values_);
  }

  const arrow::Table* table_;
  bool values_;
  const arrow::Column* ids_;
  const arrow::Column* parents_;
  const arrow::Column* levels_;
  const arrow::Column* labels_;
  std::vector<Day> from_;
  std::vector<Day> to_;
  std::vector<std::int64_t> rows_;
};

TreeInput input_of(const Definition& definition, const Axis& axis, bool values) {
  TreeInput input;
  input.axis = axis.code;
  input.levels = axis.tree.level_names;
  input.plan_from = definition.from;
  input.plan_to = definition.to;
  input.place = axis.pointer + "/tree";
  input.values = values;
  return input;
}

AxisTree tree_of_table(const Definition& definition, const Axis& axis, const Tables& tables,
                       bool values) {
  const arrow::Table* table = tables.find("quota_nodes");
  if (table == nullptr) {
    throw Error(Status::schema, "missing_table",
                "the axis \"" + axis.code + "\" takes its nodes from table quota_nodes")
        .in_table("quota_nodes")
        .at(axis.pointer + "/tree");
  }
  TreeInput input = input_of(definition, axis, values);
  const NodeRows rows(*table, axis, values);
  rows.read_into(input);
  input.refuse = [&](std::string_view detail, const std::string& message, std::int64_t row) {
    const auto* parents = table->find("parent_id");
    const auto& column =
        detail == "parent_cycle" && parents != nullptr ? *parents : *table->find("node_id");
    return arrow::cell_error(*table, column, row, detail, message, values);
  };
  const bool named = !input.levels.empty();
  AxisTree tree = build_tree(std::move(input));
  if (!named) rows.name_levels(tree, tree.levels);
  return tree;
}

}  // namespace

AxisTree tree_of_nodes(const Definition& definition, const Axis& axis) {
  TreeInput input = input_of(definition, axis, true);
  NodeCodes codes(input);
  const auto& nodes = axis.tree.nodes;
  const std::string_view root = root_code(axis.code);
  for (const TreeSource::Node& node : nodes) {
    if (node.code == root) {
      throw Error(Status::document, "reserved_code", reserved_message(node.code))
          .at(node.pointer + "/code");
    }
    if (codes.find(node.code) >= 0) {
      throw Error(Status::document, "duplicate_code", "code \"" + node.code + "\" occurs twice")
          .at(node.pointer + "/code");
    }
    codes.add(node.code, node.label);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    std::int32_t parent = -1;
    if (!nodes[i].parent.empty() && nodes[i].parent != root) {
      parent = codes.find(nodes[i].parent);
      if (parent < 0) {
        throw Error(Status::document, "unknown_parent", "no node \"" + nodes[i].parent + "\"")
            .at(nodes[i].pointer + "/parent");
      }
    }
    input.links.push_back({static_cast<std::int32_t>(i), parent, nodes[i].from.value_or(first_day),
                           nodes[i].to.value_or(last_day), static_cast<std::int64_t>(i)});
  }
  input.refuse = [&](std::string_view detail, const std::string& message, std::int64_t row) {
    return Error(Status::document, detail, message)
        .at(nodes[static_cast<std::size_t>(row)].pointer + "/parent");
  };
  return build_tree(std::move(input));
}

std::vector<AxisTree> axis_trees(const Definition& definition, const Tables& tables, Day as_of,
                                 bool values) {
  std::vector<AxisTree> trees;
  for (const Axis& axis : definition.axes) {
    switch (axis.tree.from) {
      case TreeSource::From::nodes:
        trees.push_back(tree_of_nodes(definition, axis));
        break;
      case TreeSource::From::table:
        trees.push_back(tree_of_table(definition, axis, tables, values));
        break;
      case TreeSource::From::levels:
      case TreeSource::From::managers:
        trees.push_back(
            tree_of_reps(input_of(definition, axis, values), axis, tables, as_of, values));
        break;
    }
  }
  return trees;
}

std::vector<std::int32_t> place_nodes(const AxisTree& tree, std::string_view code) {
  std::vector<std::int32_t> found = tree.find(code);
  if (found.empty()) {
    const auto colon = code.find(':');
    if (colon == std::string_view::npos) return {};
    const std::int32_t depth = tree.depth_of(code.substr(0, colon));
    found = tree.find(code.substr(colon + 1));
    std::erase_if(found, [&](std::int32_t node) { return tree.nodes[at(node)].depth != depth; });
  }
  std::sort(found.begin(), found.end());
  std::vector<std::int32_t> topmost;
  for (const std::int32_t node : found) {
    if (topmost.empty() || node >= tree.nodes[at(topmost.back())].end) topmost.push_back(node);
  }
  for (const std::int32_t node : topmost) {
    if (!tree.codes_by_level || tree.nodes[at(node)].depth == tree.nodes[at(topmost.front())].depth)
      continue;
    throw Error(Status::data, "ambiguous_node",
                "several levels of the axis \"" + tree.axis +
                    "\" have nodes of this code; write \"" +
                    tree.levels[at(tree.nodes[at(topmost.front())].depth)] + ":" +
                    std::string(code) + "\" or another level before it");
  }
  return topmost;
}

std::string path_of(const AxisTree& tree, std::int32_t node) {
  std::vector<std::int32_t> above;
  for (; node >= 0; node = tree.nodes[at(node)].parent)
    above.push_back(node);
  std::string path;
  for (auto step = above.rbegin(); step != above.rend(); ++step) {
    if (!path.empty()) path += '/';
    path += tree.nodes[at(*step)].code;
  }
  return path;
}

}  // namespace sandan::quota
