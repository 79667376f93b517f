#include "quota/pace_keys.hpp"

#include <algorithm>
#include <numeric>

#include "core/arrow_column.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "quota/request_members.hpp"
#include "quota/schemas.hpp"

namespace sandan::quota {
namespace {

constexpr std::size_t most_groups = 20'000'000;

Error bad_key(std::size_t position, std::string_view detail, std::string message) {
  return Error(Status::invalid_argument, detail, std::move(message))
      .at("/by/" + std::to_string(position));
}

std::optional<QuotaPeriod> period_named(std::string_view name) {
  const auto found = std::find(period_words.begin() + 1, period_words.end(), name);
  if (found == period_words.end()) return std::nullopt;
  return static_cast<QuotaPeriod>(found - period_words.begin());
}

/// An axis, or one level of it.
std::optional<PaceKey> axis_key(const QuotaData& data, const std::string& name,
                                std::size_t position) {
  for (std::size_t i = 0; i < data.axes.size(); ++i) {
    const AxisTree& tree = data.axes[i];
    if (name == tree.axis) return PaceKey{tree.axis, static_cast<std::int32_t>(i)};
    if (!name.starts_with(tree.axis + ".")) continue;
    const std::string_view level = std::string_view(name).substr(tree.axis.size() + 1);
    const std::int32_t depth = tree.depth_of(level);
    if (depth < 0) {
      throw bad_key(position, "unknown_level",
                    "axis \"" + tree.axis + "\" has no level \"" + shortened(level, 60) + "\"");
    }
    return PaceKey{tree.axis, static_cast<std::int32_t>(i), depth};
  }
  return std::nullopt;
}

void check_column_name(const std::string& name, std::size_t position) {
  for (const results::Described& described : described_life()) {
    if (described.table != "pace") continue;
    for (const auto& column : described.columns) {
      if (column.name != name) continue;
      throw bad_key(position, "key_is_a_column",
                    "\"" + shortened(name, 60) +
                        "\" is a column of table pace already; leave the key out, or rename the "
                        "fact");
    }
  }
}

void check_told(const Tables& tables, const AxisTree& tree, std::size_t position) {
  if (tables.find("actuals") == nullptr || is_told(tables, tree)) return;
  const std::string column = tree.axis == "sales" ? "rep_id" : tree.axis;
  throw bad_key(position, "untold_axis",
                "actuals say nothing of axis \"" + tree.axis + "\": column \"" + column +
                    "\" is neither there nor in a table they refer to");
}

std::int32_t place_of(std::vector<AxisTree>& trees, const AxisTree& tree) {
  const auto found = std::find_if(trees.begin(), trees.end(),
                                  [&](const AxisTree& other) { return other.axis == tree.axis; });
  const auto place = static_cast<std::int32_t>(found - trees.begin());
  if (found == trees.end()) trees.push_back(tree);
  return place;
}

/// Sorts texts, and gives the place of each code among them.
std::vector<std::int32_t> ranks_of(const CodedColumn& column) {
  std::vector<std::int32_t> order(column.texts.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return column.texts[static_cast<std::size_t>(a)] < column.texts[static_cast<std::size_t>(b)];
  });
  std::vector<std::int32_t> ranks(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    ranks[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
  return ranks;
}

/// Finds or makes the groups that a finest place adds to.
class Grouper {
 public:
  Grouper(const QuotaData& data, const PaceKeys& keys, Budget& budget)
      : data_(data), keys_(keys), budget_(budget) {}

  /// Calls `add(group)` for every combination of a node at or above those of
  /// the axes, `codes` by key. `first_depths` restricts the plan's first axis.
  template <class Add>
  void for_each_group(const std::vector<std::int32_t>& codes,
                      const std::vector<std::uint8_t>* first_depths, Add&& add) {
    choices_.resize(keys_.keys.size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
      choices_[i].clear();
      const PaceKey& key = keys_.keys[i];
      if (key.axis < 0) {
        choices_[i].push_back(codes[i]);
        continue;
      }
      const AxisTree& tree = data_.axes[static_cast<std::size_t>(key.axis)];
      for (std::int32_t node = codes[i]; node >= 0;) {
        const AxisNode& at = tree.nodes[static_cast<std::size_t>(node)];
        const bool wanted = key.depth < 0 || key.depth == at.depth;
        const bool in_layer = key.axis != 0 || first_depths == nullptr ||
                              (*first_depths)[static_cast<std::size_t>(at.depth)] != 0;
        if (wanted && in_layer) choices_[i].push_back(node);
        node = at.parent;
      }
      if (choices_[i].empty()) return;
    }
    combine(0, add);
  }

  /// The groups in the order of their keys.
  std::vector<PaceGroup> sorted() && {
    std::vector<PaceGroup> sorted;
    sorted.reserve(groups_.size());
    for (auto& [codes, group] : index_) {
      PaceGroup& made = groups_[static_cast<std::size_t>(group)];
      made.codes = codes;
      for (std::int32_t& code : made.codes)
        code = code == unknown_last ? -1 : code;
      sorted.push_back(std::move(made));
    }
    return sorted;
  }

  static constexpr std::int32_t unknown_last = INT32_MAX;

 private:
  static constexpr std::size_t bytes_per_entry = 2 * sizeof(std::int32_t);
  static constexpr std::size_t bytes_per_key = 64;  ///< with its place in the index

  template <class Add>
  void combine(std::size_t at, Add&& add) {
    key_.resize(keys_.keys.size());
    if (at == choices_.size()) {
      budget_.take(bytes_per_entry);
      add(group_of_key());
      return;
    }
    for (const std::int32_t choice : choices_[at]) {
      key_[at] = choice;
      combine(at + 1, add);
    }
  }

  PaceGroup& group_of_key() {
    const auto next = static_cast<std::int32_t>(groups_.size());
    const auto [found, added] = index_.try_emplace(key_, next);
    if (added) {
      if (groups_.size() == most_groups) {
        throw Error(Status::limit, "too_many_rows",
                    "more than 20,000,000 rows; ask by fewer keys, or by one level of an axis")
            .at("/by");
      }
      budget_.take(sizeof(PaceGroup) + bytes_per_key * (key_.size() + 1));
      groups_.emplace_back();
    }
    return groups_[static_cast<std::size_t>(found->second)];
  }

  const QuotaData& data_;
  const PaceKeys& keys_;
  Budget& budget_;
  std::vector<std::vector<std::int32_t>> choices_;
  std::vector<std::int32_t> key_;
  std::map<std::vector<std::int32_t>, std::int32_t> index_;
  std::vector<PaceGroup> groups_;
};

/// Gives the lines of a layer to the groups whose targets it tells.
void add_lines(const PaceKeys& keys, const Layer& layer, const std::vector<std::uint8_t>& depths,
               Grouper& grouper) {
  std::vector<std::int32_t> codes(keys.keys.size());
  for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
    for (std::size_t i = 0; i < codes.size(); ++i) {
      codes[i] = layer.split->line_leaves[static_cast<std::size_t>(keys.keys[i].axis)]
                                         [static_cast<std::size_t>(line)];
    }
    grouper.for_each_group(codes, &depths, [&](PaceGroup& group) {
      group.layer = &layer;
      group.lines.push_back(line);
    });
  }
}

void add_targets(const QuotaData& data, std::int32_t tier, const PaceKeys& keys, Grouper& grouper) {
  const bool by_first = std::any_of(keys.keys.begin(), keys.keys.end(),
                                    [](const PaceKey& key) { return key.axis == 0; });
  const std::size_t depths = by_first ? data.axes.front().levels.size() : 1;
  std::map<const Layer*, std::vector<std::uint8_t>> told_by;
  std::vector<const Layer*> order;
  for (std::size_t depth = 0; depth < depths; ++depth) {
    const Layer* layer = &data.layer(tier, static_cast<std::int32_t>(depth));
    auto& told = told_by[layer];
    if (told.empty()) order.push_back(layer);
    told.resize(data.axes.front().levels.size());
    told[depth] = 1;
  }
  for (const Layer* layer : order)
    add_lines(keys, *layer, told_by[layer], grouper);
}

}  // namespace

bool is_told(const Tables& tables, const AxisTree& tree) {
  if (tree.nodes.size() == 1) return true;
  const arrow::Table* actuals = tables.find("actuals");
  const auto has = [](const arrow::Table* table, std::string_view column) {
    return table != nullptr && table->has(column);
  };
  if (tree.axis == "sales") return has(actuals, "rep_id") || tables.find("credits") != nullptr;
  return has(actuals, tree.axis) ||
         (has(actuals, "account_id") && has(tables.find("accounts"), tree.axis)) ||
         (has(actuals, "rep_id") &&
          (has(tables.find("reps"), tree.axis) || has(tables.find("rep_assignments"), tree.axis)));
}

PaceKeys pace_keys(const QuotaData& data, const Tables& tables,
                   const std::vector<std::string>& by) {
  PaceKeys read;
  if (is_told(tables, data.axes.front())) read.trees.push_back(data.axes.front());
  for (std::size_t i = 0; i < by.size(); ++i) {
    if (by[i] == "total") continue;
    if (const auto unit = period_named(by[i])) {
      if (read.unit) throw bad_key(i, "duplicate_key", "two periods are asked for");
      read.unit = unit;
      continue;
    }
    std::optional<PaceKey> key = axis_key(data, by[i], i);
    if (key) {
      check_told(tables, data.axes[static_cast<std::size_t>(key->axis)], i);
      key->read = place_of(read.trees, data.axes[static_cast<std::size_t>(key->axis)]);
    } else {
      check_column_name(by[i], i);
      key = PaceKey{by[i]};
      key->read = static_cast<std::int32_t>(read.columns.size());
      read.columns.push_back(by[i]);
    }
    for (const PaceKey& other : read.keys) {
      if (other.name != key->name) continue;
      throw bad_key(i, "duplicate_key",
                    "key \"" + shortened(key->name, 60) + "\" is asked for twice");
    }
    read.keys.push_back(*key);
  }
  return read;
}

PaceGroups pace_groups(const QuotaData& data, std::int32_t tier, const PaceKeys& keys,
                       const Actuals& actuals, Budget& budget) {
  budget.take(static_cast<std::size_t>(actuals.size()) * 2 * sizeof(std::int64_t));
  Grouper grouper(data, keys, budget);
  if (keys.has_targets()) add_targets(data, tier, keys, grouper);

  std::vector<std::vector<std::int32_t>> ranks;
  for (const CodedColumn& column : actuals.columns)
    ranks.push_back(ranks_of(column));
  PaceGroups made;
  std::map<std::pair<std::vector<std::int32_t>, bool>, std::size_t> seen;
  std::vector<std::int32_t> codes(keys.keys.size());
  for (std::int64_t part = 0; part < actuals.size(); ++part) {
    const auto at = static_cast<std::size_t>(part);
    bool placed = true;
    for (std::size_t tree = 0; tree < keys.trees.size(); ++tree) {
      const std::int32_t node = actuals.nodes[tree][at];
      placed = placed && node >= 0 && keys.trees[tree].is_leaf(node);
    }
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const PaceKey& key = keys.keys[i];
      const auto read = static_cast<std::size_t>(key.read);
      if (key.axis >= 0) {
        codes[i] = std::max(0, actuals.nodes[read][at]);  // of no node: the whole's
        continue;
      }
      const std::int32_t code = actuals.columns[read].codes[at];
      codes[i] = code < 0 ? Grouper::unknown_last : ranks[read][static_cast<std::size_t>(code)];
    }
    const auto [found, added] = seen.try_emplace({codes, placed}, made.finest.size());
    if (added) made.finest.push_back({{}, placed});
    made.finest[found->second].parts.push_back(part);
    if (!placed) made.unplaced.push_back(part);
  }
  for (const auto& one : seen) {
    const auto& [codes_of, placed] = one.first;
    const auto finest = static_cast<std::int32_t>(one.second);
    auto PaceGroup::*list = placed ? &PaceGroup::placed : &PaceGroup::unplaced;
    grouper.for_each_group(codes_of, nullptr,
                           [list, finest](PaceGroup& group) { (group.*list).push_back(finest); });
  }
  if (keys.keys.empty() && made.finest.empty()) {
    grouper.for_each_group({}, nullptr, [](PaceGroup&) {});  // the whole, of nothing
  }
  made.groups = std::move(grouper).sorted();
  return made;
}

}  // namespace sandan::quota
