#include "quota/sums.hpp"

#include <algorithm>
#include <string>

#include "core/interner.hpp"
#include "core/parallel.hpp"
#include "quota/result_tables.hpp"
#include "quota/trees.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

constexpr std::array units_in_order = {QuotaPeriod::all,   QuotaPeriod::year, QuotaPeriod::quarter,
                                       QuotaPeriod::month, QuotaPeriod::week, QuotaPeriod::day};

/// Periods whose sums are listed: all units down to the finest asked for.
std::vector<PeriodAt> periods_down_to(const TimeAxis& time, QuotaPeriod finest) {
  std::vector<PeriodAt> periods;
  for (const QuotaPeriod unit : units_in_order) {
    if (unit > finest) break;
    for (std::int32_t span = 0; span < std::ssize(time.of(unit)); ++span)
      periods.push_back({unit, span});
  }
  return periods;
}

class SumsTable {
 public:
  SumsTable(const QuotaData& data, const ProofRequest& request, const Run& run)
      : data_(data),
        only_broken_(request.only_broken),
        most_rows_(run.max_rows > 0 ? run.max_rows : std::int64_t{INT32_MAX}),
        periods_(periods_down_to(data.time, request.period)),
        budget_(run.max_bytes) {}

  CheckedSums add_tier(std::int32_t tier) {
    counts_ = {};
    tier_ = tier;
    const Layer& layer = data_.base(tier);
    const SplitTree& split = *layer.split;
    const std::size_t bytes = split.nodes.size() * periods_.size() * sizeof(Minor);
    budget_.take(bytes);
    amounts_.assign(split.nodes.size() * periods_.size(), 0);
    add_lines(layer);
    for (std::int32_t node = 0; node < std::ssize(split.nodes); ++node)
      check_children(layer, node);
    check_time(layer);
    for (std::size_t axis = 1; axis < data_.axes.size(); ++axis)
      check_cross_totals(split, axis);
    budget_.give_back(bytes);
    return counts_;
  }

  results::Table table() {
    std::vector<std::string> tiers, axes;
    for (const Tier& tier : data_.definition->tiers)
      tiers.push_back(tier.code);
    for (const AxisTree& axis : data_.axes)
      axes.push_back(axis.axis);
    axes.emplace_back("time");
    results::Table table;
    table.name = "sums";
    table.add(results::dictionary_column("tier", tier_of_, results::code_values(tiers)));
    table.add(results::dictionary_column("axis", axis_of_, results::code_values(axes)));
    table.add(
        results::dictionary_column("place", place_of_, results::code_values(places_.texts())));
    add_period_columns(table, data_.time, period_of_, false);
    std::vector<std::int64_t> differences(sums_.size());
    std::transform(amount_of_.begin(), amount_of_.end(), sums_.begin(), differences.begin(),
                   [](Minor amount, Minor sum) { return amount - sum; });
    table.add(results::int64_column("parts", std::move(parts_)));
    table.add(results::int64_column("amount_minor", std::move(amount_of_)));
    table.add(results::int64_column("sum_minor", std::move(sums_)));
    table.add(results::int64_column("difference_minor", std::move(differences)));
    return table;
  }

 private:
  Minor& amount(std::int32_t node, std::size_t period) {
    return amounts_[at(node) * periods_.size() + period];
  }

  /// Every line is added to each node above it by itself, so that a node's
  /// amount does not come from its parts' amounts.
  void add_lines(const Layer& layer) {
    std::vector<Minor> of_line(periods_.size());
    for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
      const Minor* cells = layer.line(line, data_.time.days);
      for (std::size_t i = 0; i < periods_.size(); ++i) {
        const TimeSpan& span = data_.time.of(periods_[i].unit)[at(periods_[i].span)];
        Minor sum = 0;
        for (std::int32_t day = span.from; day <= span.to; ++day)
          sum += cells[day];
        of_line[i] = sum;
      }
      for (std::int32_t node = layer.split->line_nodes[at(line)]; node >= 0;
           node = layer.split->nodes[at(node)].parent) {
        for (std::size_t i = 0; i < of_line.size(); ++i)
          amount(node, i) += of_line[i];
      }
    }
  }

  /// The amount kept of a node beside its parts, and in each period.
  void check_children(const Layer& layer, std::int32_t node) {
    const SplitTree& split = *layer.split;
    if (split.is_line(node)) {
      const Minor kept = layer.amounts[at(node)];
      add(data_.axes.size(), node, 0, data_.time.days, kept, amount(node, 0));
      return;
    }
    std::int32_t axis = 0;
    std::int64_t parts = 0;
    for_each_child(split.nodes, node, [&](std::int32_t child) {
      axis = split.nodes[at(child)].axis;
      ++parts;
    });
    for (std::size_t i = 0; i < periods_.size(); ++i) {
      Minor sum = 0;
      for_each_child(split.nodes, node, [&](std::int32_t child) { sum += amount(child, i); });
      const Minor own = i == 0 ? layer.amounts[at(node)] : amount(node, i);
      add(at(axis), node, i, parts, own, sum);
    }
  }

  /// Of the whole: periods beside the next finer ones, months and weeks beside
  /// days.
  void check_time(const Layer& layer) {
    std::vector<Minor> days(at(data_.time.days), 0);
    for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
      const Minor* cells = layer.line(line, data_.time.days);
      for (std::size_t day = 0; day < days.size(); ++day)
        days[day] += cells[day];
    }
    for (std::size_t i = 0; i < periods_.size(); ++i) {
      if (periods_[i].unit == QuotaPeriod::day) break;
      const TimeSpan& span = data_.time.of(periods_[i].unit)[at(periods_[i].span)];
      const bool of_days =
          periods_[i].unit == QuotaPeriod::month || periods_[i].unit == QuotaPeriod::week;
      std::int64_t parts = 0;
      Minor sum = 0;
      for (std::size_t j = 0; !of_days && j < periods_.size(); ++j) {
        const TimeSpan& part = data_.time.of(periods_[j].unit)[at(periods_[j].span)];
        if (periods_[j].unit != next(periods_[i].unit)) continue;
        if (part.from < span.from || part.to > span.to) continue;
        ++parts;
        sum += amount(0, j);
      }
      if (parts == 0) {
        parts = span.to - span.from + 1;
        for (std::int32_t day = span.from; day <= span.to; ++day)
          sum += days[at(day)];
      }
      add(data_.axes.size(), 0, i, parts, amount(0, i), sum);
    }
  }

  static QuotaPeriod next(QuotaPeriod unit) noexcept {
    return static_cast<QuotaPeriod>(static_cast<int>(unit) + 1);
  }

  /// What a node of a later axis has below all lines above it.
  void check_cross_totals(const SplitTree& split, std::size_t axis) {
    const AxisTree& tree = data_.axes[axis];
    std::vector<Minor> totals(tree.nodes.size() * periods_.size(), 0);
    const auto total = [&](std::int32_t node, std::size_t period) -> Minor& {
      return totals[at(node) * periods_.size() + period];
    };
    for (std::size_t node = 0; node < split.nodes.size(); ++node) {
      if (split.nodes[node].axis != static_cast<std::int32_t>(axis)) continue;
      for (std::size_t i = 0; i < periods_.size(); ++i)
        total(split.nodes[node].node, i) += amount(static_cast<std::int32_t>(node), i);
    }
    for (std::size_t i = 0; i < periods_.size(); ++i)
      total(0, i) = amount(0, i);
    for (std::int32_t node = 0; node < std::ssize(tree.nodes); ++node) {
      if (tree.is_leaf(node)) continue;
      for (std::size_t i = 0; i < periods_.size(); ++i) {
        std::int64_t parts = 0;
        Minor sum = 0;
        for_each_child(tree.nodes, node, [&](std::int32_t child) {
          ++parts;
          sum += total(child, i);
        });
        std::vector<std::int32_t> nodes(data_.axes.size(), 0);
        nodes[axis] = node;
        add_row(axis, nodes, i, parts, total(node, i), sum);
      }
    }
  }

  void add(std::size_t axis, std::int32_t node, std::size_t period, std::int64_t parts,
           Minor amount, Minor sum) {
    add_row(axis, {}, period, parts, amount, sum, node);
  }

  void add_row(std::size_t axis, const std::vector<std::int32_t>& nodes, std::size_t period,
               std::int64_t parts, Minor amount, Minor sum, std::int32_t node = -1) {
    ++counts_.checked;
    counts_.broken += amount != sum ? 1 : 0;
    if (only_broken_ && amount == sum) return;
    if (std::ssize(sums_) == most_rows_) {
      throw Error(Status::limit, "max_rows",
                  "there are more than " + std::to_string(most_rows_) +
                      " sums; ask for a coarser period or for broken ones only");
    }
    tier_of_.push_back(tier_);
    axis_of_.push_back(static_cast<std::int32_t>(axis));
    place_of_.push_back(place_code(nodes, node));
    period_of_.push_back(periods_[period]);
    parts_.push_back(parts);
    amount_of_.push_back(amount);
    sums_.push_back(sum);
  }

  /// Rows of one node stand together, so that its path is made once.
  std::int32_t place_code(const std::vector<std::int32_t>& nodes, std::int32_t node) {
    if (node >= 0 && node == last_node_) return last_place_;
    const SplitTree& split = *data_.base(tier_).split;
    last_node_ = node;
    const std::string path =
        place_path(data_.axes, node < 0 ? nodes : axis_nodes_of(split, data_.axes.size(), node));
    const std::int32_t known = places_.size();
    last_place_ = places_.code(path);
    if (places_.size() > known) budget_.take(2 * path.size());  // here and in the answer
    return last_place_;
  }

  const QuotaData& data_;
  bool only_broken_;
  std::int64_t most_rows_;
  std::vector<PeriodAt> periods_;
  Budget budget_;
  std::int32_t tier_ = 0;
  CheckedSums counts_;
  std::vector<Minor> amounts_;  ///< [split node * periods + period]
  Interner places_;
  std::int32_t last_node_ = -1;
  std::int32_t last_place_ = 0;
  std::vector<std::int32_t> tier_of_, axis_of_, place_of_;
  std::vector<PeriodAt> period_of_;
  std::vector<std::int64_t> parts_;
  std::vector<Minor> amount_of_, sums_;
};

}  // namespace

std::vector<std::int32_t> axis_nodes_of(const SplitTree& split, std::size_t axes,
                                        std::int32_t node) {
  std::vector<std::int32_t> nodes(axes, 0);
  for (; node > 0; node = split.nodes[at(node)].parent) {
    std::int32_t& own = nodes[at(split.nodes[at(node)].axis)];
    if (own == 0) own = split.nodes[at(node)].node;
  }
  return nodes;
}

results::Table sums_table(const QuotaData& data, const ProofRequest& request, const Run& run,
                          std::vector<CheckedSums>& checked) {
  const PartRunner runner(run);
  SumsTable sums(data, request, run);
  const auto tiers = static_cast<std::int32_t>(data.definition->tiers.size());
  for (std::int32_t tier = 0; tier < tiers; ++tier) {
    runner.report(0.5 * tier / tiers);
    checked.push_back(sums.add_tier(tier));
  }
  return sums.table();
}

}  // namespace sandan::quota
