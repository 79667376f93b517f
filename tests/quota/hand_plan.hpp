#pragma once

#include <functional>
#include <list>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quota/quota_data.hpp"
#include "sandan/quota.hpp"
#include "support/expect.hpp"
#include "support/metadata.hpp"
#include "support/text_table.hpp"

/// Plans whose atoms are written by hand, so that what follows from them can
/// be checked without the decomposition.
namespace sandan::testing {

/// Tables that live as long as this.
class QuotaTables {
 public:
  QuotaTables& add(std::string_view name, std::string_view text) { return add(name, table(text)); }
  QuotaTables& add(std::string_view name, Column batch) {
    batches_.emplace_back(std::move(batch));
    tables.add(name, batches_.back().schema, batches_.back().array);
    return *this;
  }

  Tables tables;

 private:
  std::list<Exported> batches_;
};

/// Whether the metadata of a result marks it as about persons.
inline bool is_decision_support(const Result& result, std::string_view table) {
  return metadata_at(result, "sandan.use", table) == "decision_support";
}

struct HandNode {
  std::string code;
  std::int32_t parent = -1;  ///< index of the node
  std::string from = {};     ///< empty: from ever
  std::string to = {};
};

inline quota::AxisTree hand_tree(std::string axis, std::vector<std::string> levels,
                                 const std::vector<HandNode>& nodes) {
  quota::AxisTree tree;
  tree.axis = std::move(axis);
  tree.levels = std::move(levels);
  for (const HandNode& node : nodes) {
    quota::AxisNode made;
    made.code = node.code;
    made.parent = node.parent;
    if (!node.from.empty()) made.from = *parse_day(node.from);
    if (!node.to.empty()) made.to = *parse_day(node.to);
    tree.nodes.push_back(std::move(made));
  }
  tree.finish();
  return tree;
}

/// Amount of a line on a day of the plan.
using HandAmount = std::function<Minor(std::int32_t line, std::int32_t day, bool is_workday)>;

struct HandPlan {
  std::string from = "2026-03-02";
  std::string to = "2026-03-27";
  std::string currency = "CNY";
  std::vector<quota::AxisTree> axes;
  std::vector<std::string> tiers = {"target"};
  HandAmount amount = [](std::int32_t, std::int32_t, bool is_workday) {
    return is_workday ? 100 : 0;
  };

  std::shared_ptr<quota::QuotaData> data() const {
    using namespace quota;
    auto definition = std::make_shared<Definition>();
    definition->code = "hand";
    definition->digest = "hand";
    definition->calendar = Calendar::compile(shipped_document("calendar", "weekdays"));
    definition->currency = currency;
    definition->from = *parse_day(from);
    definition->to = *parse_day(to);
    for (const std::string& tier : tiers)
      definition->tiers.push_back({tier, {}, 1'000'000});
    for (const AxisTree& tree : axes) {
      Axis axis;
      axis.code = tree.axis;
      definition->axes.push_back(std::move(axis));
    }
    auto made = std::make_shared<QuotaData>();
    made->time = time_axis(*definition->calendar, definition->from, definition->to);
    const auto split = std::make_shared<const SplitTree>(split_tree(axes, most_lines));
    for (std::size_t tier = 0; tier < tiers.size(); ++tier)
      made->layers.push_back(layer(split, made->time, static_cast<std::int32_t>(tier)));
    definition->total_minor = made->layers.front().total_minor;
    made->axes = axes;
    made->definition = std::move(definition);
    made->versions.emplace_back();
    return made;
  }
  Quota quota() const { return Quota(data()); }

 private:
  quota::Layer layer(const std::shared_ptr<const quota::SplitTree>& split,
                     const quota::TimeAxis& time, std::int32_t tier) const {
    auto cells = std::make_shared<std::vector<Minor>>();
    for (std::int32_t line = 0; line < split->lines(); ++line) {
      for (std::int32_t day = 0; day < time.days; ++day) {
        const bool is_workday = time.is_workday[static_cast<std::size_t>(day)] != 0;
        cells->push_back(amount(line, day, is_workday) * (tier + 1));
      }
    }
    quota::Layer made;
    made.tier = tier;
    made.split = split;
    made.total_minor = std::accumulate(cells->begin(), cells->end(), Minor{0});
    made.cells = std::shared_ptr<const Minor>(cells, cells->data());
    return made;
  }
};

}  // namespace sandan::testing
