#include <algorithm>

#include "core/buffer.hpp"
#include "core/interner.hpp"
#include "core/json.hpp"
#include "core/parallel.hpp"
#include "core/text.hpp"
#include "quota/result_tables.hpp"
#include "quota/trees.hpp"

namespace sandan {
namespace quota {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// A period asked for, cut to the days asked for.
struct CutSpan {
  std::int32_t span;
  std::int32_t from;
  std::int32_t to;  ///< included
};

class TargetRows {
 public:
  TargetRows(const QuotaData& data, const TargetsRequest& request, const Run& run)
      : data_(data), request_(request), run_(run), budget_(run.max_bytes) {
    for (const auto& [axis, level] : request.levels)
      check_axis(axis, "/levels");
    for (const auto& [axis, code] : request.at)
      check_axis(axis, "/at");
    for (const AxisTree& axis : data.axes)
      wanted_.push_back(wanted_nodes(axis));
    choose_spans();
    choose_tiers();
    check_rows();
  }

  results::Table table() {
    const PartRunner runner(run_);
    double done = 0;
    for (const std::int32_t tier : tiers_) {
      add_tier(tier);
      done += 0.9 / static_cast<double>(tiers_.size());
      runner.report(done);
    }
    return columns();
  }

 private:
  void check_axis(const std::string& axis, const char* member) const {
    if (data_.definition->axis_index(axis) >= 0) return;
    throw Error(Status::invalid_argument, "unknown_axis",
                "the plan has no axis \"" + shortened(axis, 60) + "\"")
        .at(json::child_pointer(member, axis));
  }

  /// Nodes of the level asked for at or below the place asked for; without a
  /// level the place itself, else the whole.
  std::vector<std::int32_t> wanted_nodes(const AxisTree& tree) const {
    std::vector<std::int32_t> tops = {0};
    if (const auto place = request_.at.find(tree.axis); place != request_.at.end()) {
      tops = place_nodes(tree, place->second);
      if (tops.empty()) {
        throw Error(
            Status::invalid_argument, "unknown_node",
            "axis \"" + tree.axis + "\" has no node \"" + shortened(place->second, 60) + "\"")
            .at(json::child_pointer("/at", tree.axis));
      }
    }
    const auto level = request_.levels.find(tree.axis);
    if (level == request_.levels.end()) return tops;
    const std::int32_t depth = level->second == "*" ? -1 : tree.depth_of(level->second);
    if (depth < 0 && level->second != "*") {
      throw Error(
          Status::invalid_argument, "unknown_level",
          "axis \"" + tree.axis + "\" has no level \"" + shortened(level->second, 60) + "\"")
          .at(json::child_pointer("/levels", tree.axis));
    }
    std::vector<std::int32_t> nodes;
    for (const std::int32_t top : tops) {
      for (std::int32_t node = top; node < tree.nodes[at(top)].end; ++node) {
        if (depth < 0 || tree.nodes[at(node)].depth == depth) nodes.push_back(node);
      }
    }
    return nodes;
  }

  void choose_spans() {
    const std::int32_t first = request_.from ? std::max(*request_.from - data_.time.first, 0) : 0;
    const std::int32_t last = request_.to
                                  ? std::min(*request_.to - data_.time.first, data_.time.days - 1)
                                  : data_.time.days - 1;
    const auto& spans = data_.time.of(request_.period);
    for (std::size_t i = 0; i < spans.size(); ++i) {
      const CutSpan cut{static_cast<std::int32_t>(i), std::max(spans[i].from, first),
                        std::min(spans[i].to, last)};
      if (cut.from <= cut.to) spans_.push_back(cut);
    }
  }

  void choose_tiers() {
    const auto& tiers = data_.definition->tiers;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      const bool named = std::find(request_.tiers.begin(), request_.tiers.end(), tiers[i].code) !=
                         request_.tiers.end();
      if (request_.tiers.empty() || named) tiers_.push_back(static_cast<std::int32_t>(i));
    }
    for (std::size_t i = 0; i < request_.tiers.size(); ++i) {
      const bool known = std::any_of(tiers.begin(), tiers.end(), [&](const Tier& tier) {
        return tier.code == request_.tiers[i];
      });
      if (known) continue;
      throw Error(Status::invalid_argument, "unknown_tier",
                  "the plan has no tier \"" + shortened(request_.tiers[i], 60) + "\"")
          .at("/tiers/" + std::to_string(i));
    }
  }

  void check_rows() {
    std::int64_t most = request_.max_rows;
    if (run_.max_rows > 0) most = std::min(most, run_.max_rows);
    for (const auto& nodes : wanted_)
      refuse_beyond(places_ *= std::ssize(nodes), most);
    refuse_beyond(places_ * std::ssize(spans_), most);
    refuse_beyond(places_ * std::ssize(spans_) * std::ssize(tiers_), most);
  }

  static void refuse_beyond(std::int64_t rows, std::int64_t most) {
    if (rows <= most) return;
    throw Error(Status::limit, "max_rows",
                "the answer has " + std::to_string(rows) + " rows or more; max_rows is " +
                    std::to_string(most) + "; ask for a coarser level or period, or a place");
  }

  /// Sums of a layer by place and span, into `sums` where `depth_told` holds
  /// for the depth of the place on the first axis.
  template <class Told>
  void tally(const Layer& layer, Told&& told, std::vector<Minor>& sums) const {
    std::vector<std::vector<std::vector<std::int32_t>>> above(wanted_.size());
    for (std::size_t axis = 0; axis < wanted_.size(); ++axis)
      above[axis] =
          positions_above(axis, [&](std::int32_t depth) { return axis != 0 || told(depth); });
    std::vector<Minor> of_line(spans_.size());
    std::vector<const std::vector<std::int32_t>*> lists(wanted_.size());
    for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
      bool any = true;
      for (std::size_t axis = 0; any && axis < wanted_.size(); ++axis) {
        lists[axis] = &above[axis][at(layer.split->line_leaves[axis][at(line)])];
        any = !lists[axis]->empty();
      }
      if (!any) continue;
      const Minor* cells = layer.line(line, data_.time.days);
      for (std::size_t i = 0; i < spans_.size(); ++i) {
        Minor sum = 0;
        for (std::int32_t day = spans_[i].from; day <= spans_[i].to; ++day)
          sum += cells[day];
        of_line[i] = sum;
      }
      add_line(lists, 0, 0, of_line, sums);
    }
  }

  /// By node of an axis: positions of wanted nodes at or above it.
  template <class Told>
  std::vector<std::vector<std::int32_t>> positions_above(std::size_t axis, Told&& told) const {
    const AxisTree& tree = data_.axes[axis];
    std::vector<std::vector<std::int32_t>> above(tree.nodes.size());
    std::vector<std::int32_t> own(tree.nodes.size(), -1);
    for (std::size_t i = 0; i < wanted_[axis].size(); ++i)
      own[at(wanted_[axis][i])] = static_cast<std::int32_t>(i);
    for (std::size_t node = 0; node < above.size(); ++node) {
      if (tree.nodes[node].parent >= 0) above[node] = above[at(tree.nodes[node].parent)];
      if (own[node] >= 0 && told(tree.nodes[node].depth)) above[node].push_back(own[node]);
    }
    return above;
  }

  void add_line(const std::vector<const std::vector<std::int32_t>*>& lists, std::size_t axis,
                std::int64_t place, const std::vector<Minor>& of_line,
                std::vector<Minor>& sums) const {
    if (axis == lists.size()) {
      Minor* out = sums.data() + place * std::ssize(spans_);
      for (std::size_t i = 0; i < of_line.size(); ++i)
        out[i] += of_line[i];
      return;
    }
    for (const std::int32_t position : *lists[axis])
      add_line(lists, axis + 1, place * std::ssize(wanted_[axis]) + position, of_line, sums);
  }

  void add_tier(std::int32_t tier) {
    const std::size_t cells = at(places_) * spans_.size();
    const bool padded = std::any_of(data_.layers.begin(), data_.layers.end(),
                                    [](const Layer& layer) { return layer.depth >= 0; });
    budget_.take(cells * sizeof(Minor) * (padded ? 2 : 1));
    std::vector<Minor> sums(cells, 0);
    tally(
        data_.base(tier), [](std::int32_t) { return true; }, sums);
    if (!padded) {
      add_rows(tier, sums, sums);
      return;
    }
    std::vector<Minor> amounts(cells, 0);
    for (const Layer& layer : data_.layers) {
      if (layer.tier != tier) continue;
      tally(
          layer, [&](std::int32_t depth) { return &data_.layer(tier, depth) == &layer; }, amounts);
    }
    add_rows(tier, amounts, sums);
  }

  void add_rows(std::int32_t tier, const std::vector<Minor>& amounts,
                const std::vector<Minor>& sums) {
    if (nodes_.empty()) nodes_.resize(wanted_.size());
    for (std::int64_t place = 0; place < places_; ++place) {
      for (std::size_t i = 0; i < spans_.size(); ++i) {
        const std::size_t cell = at(place) * spans_.size() + i;
        if (!request_.zeros && amounts[cell] == 0 && sums[cell] == 0) continue;
        std::int64_t rest = place;
        for (std::size_t axis = wanted_.size(); axis-- > 0;) {
          const std::int64_t n = std::ssize(wanted_[axis]);
          nodes_[axis].push_back(wanted_[axis][at(rest % n)]);
          rest /= n;
        }
        tier_of_.push_back(tier);
        span_of_.push_back(static_cast<std::int32_t>(i));
        amounts_.push_back(amounts[cell]);
        sums_.push_back(sums[cell]);
      }
    }
  }

  results::Table columns() {
    const Definition& definition = *data_.definition;
    const auto rows = std::ssize(amounts_);
    nodes_.resize(wanted_.size());
    std::vector<std::string> tiers;
    for (const Tier& tier : definition.tiers)
      tiers.push_back(tier.code);
    results::Table table;
    table.name = "targets";
    table.add(results::dictionary_column("tier", tier_of_, results::code_values(tiers)));
    add_axis_columns(table, data_.axes, nodes_);
    add_span_columns(table);
    std::vector<std::int64_t> padding(amounts_.size());
    std::transform(sums_.begin(), sums_.end(), amounts_.begin(), padding.begin(),
                   [](Minor sum, Minor amount) { return sum - amount; });
    table.add(results::int64_column("amount_minor", std::move(amounts_)));
    table.add(results::int64_column("sum_minor", std::move(sums_)));
    table.add(results::int64_column("padding_minor", std::move(padding)));
    table.add(results::constant_column("currency", definition.currency, rows));
    add_labels(table);
    return table;
  }

  void add_span_columns(results::Table& table) const {
    std::vector<std::string> names;
    std::vector<std::int32_t> workdays_of, workdays;
    for (const CutSpan& span : spans_) {
      names.push_back(data_.time.of(request_.period)[at(span.span)].code);
      workdays_of.push_back(static_cast<std::int32_t>(workdays_in(data_.time, span.from, span.to)));
    }
    std::vector<Day> from, to;
    for (const std::int32_t span : span_of_) {
      from.push_back(data_.time.first + spans_[at(span)].from);
      to.push_back(data_.time.first + spans_[at(span)].to);
      workdays.push_back(workdays_of[at(span)]);
    }
    table.add(
        results::constant_column("period_unit", word_of(request_.period), std::ssize(span_of_)));
    table.add(results::dictionary_column("period", span_of_, results::code_values(names)));
    table.add(results::number_column("from_on", results::ColumnType::day, std::move(from)));
    table.add(results::number_column("to_on", results::ColumnType::day, std::move(to)));
    table.add(results::int32_column("workdays", std::move(workdays)));
  }

  void add_labels(results::Table& table) const {
    for (std::size_t axis = 0; axis < wanted_.size(); ++axis) {
      const AxisTree& tree = data_.axes[axis];
      Interner labels;
      std::vector<std::int32_t> of_node;
      for (const AxisNode& node : tree.nodes) {
        const std::string_view label = node.label.in(request_.language);
        of_node.push_back(label.empty() ? -1 : labels.code(label));
      }
      std::vector<std::int32_t> codes(nodes_[axis].size());
      std::transform(nodes_[axis].begin(), nodes_[axis].end(), codes.begin(),
                     [&](std::int32_t node) { return of_node[at(node)]; });
      auto column = results::dictionary_column(tree.axis + "_label", codes,
                                               results::code_values(labels.texts()));
      column.nullable = true;
      table.add(std::move(column));
    }
  }

  const QuotaData& data_;
  const TargetsRequest& request_;
  const Run& run_;
  Budget budget_;
  std::vector<std::vector<std::int32_t>> wanted_;  ///< by axis
  std::vector<CutSpan> spans_;
  std::vector<std::int32_t> tiers_;
  std::int64_t places_ = 1;
  std::vector<std::int32_t> tier_of_;
  std::vector<std::vector<std::int32_t>> nodes_;  ///< by axis and row
  std::vector<std::int32_t> span_of_;
  std::vector<Minor> amounts_;
  std::vector<Minor> sums_;
};

}  // namespace
}  // namespace quota

Result Quota::targets(const TargetsRequest& request, const Run& run) const {
  using namespace quota;
  return make_result(*data_, {"targets", request_text(request)},
                     {TargetRows(*data_, request, run).table()});
}

}  // namespace sandan
