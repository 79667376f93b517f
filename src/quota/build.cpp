#include <algorithm>
#include <string>

#include "core/buffer.hpp"
#include "core/parallel.hpp"
#include "core/ratio.hpp"
#include "quota/build_layer.hpp"
#include "quota/constraints.hpp"
#include "quota/trees.hpp"
#include "quota/weights.hpp"

namespace sandan {
namespace quota {
namespace {

/// Depths of the first axis at which layers are cut, and what each is given
/// beside the plan's total; the base last, with depth -1.
struct Cut {
  std::int32_t depth;
  std::vector<std::int32_t> paddings;  ///< ppm, one after the other
};

std::vector<Cut> cuts_of(const Definition& definition, const AxisTree& tree) {
  for (std::size_t i = 1; i < definition.axes.size(); ++i) {
    if (definition.axes[i].padding.empty()) continue;
    throw Error(Status::unsupported, "padding_below_first_axis",
                "levels are padded on the first axis alone; put this one first")
        .at(definition.axes[i].pointer + "/padding");
  }
  const Axis& axis = definition.axes.front();
  std::vector<std::pair<std::int32_t, std::int32_t>> padded;  // depth, ppm
  for (std::size_t i = 0; i < axis.padding.size(); ++i) {
    const std::int32_t depth = tree.depth_of(axis.padding[i].level);
    if (depth < 1) {
      throw Error(Status::document, "unknown_level",
                  "no level below the whole is called \"" + axis.padding[i].level + "\"")
          .at(axis.pointer + "/padding/" + std::to_string(i) + "/level");
    }
    if (axis.padding[i].ppm != 0) padded.emplace_back(depth, axis.padding[i].ppm);
  }
  std::sort(padded.begin(), padded.end());
  std::vector<Cut> cuts;
  std::vector<std::int32_t> factors;
  for (const auto& [depth, ppm] : padded) {
    if (cuts.empty() || cuts.back().depth != depth - 1) cuts.push_back({depth - 1, factors});
    factors.push_back(ppm);
  }
  cuts.push_back({-1, factors});
  return cuts;
}

Minor padded_total(Minor total, const Cut& cut, Minor unit) {
  for (const std::int32_t ppm : cut.paddings)
    total = rounded_ratio({total, std::int64_t{1'000'000} + ppm, std::int64_t{1}},
                          {std::int64_t{1'000'000}, unit}) *
            unit;
  return total;
}

void refuse_too_many_cells(std::int64_t lines, std::int64_t days, std::int64_t layers) {
  if (lines <= most_cells / days / layers) return;
  throw Error(Status::limit, "too_many_cells",
              std::to_string(lines) + " lines × " + std::to_string(days) + " days × " +
                  std::to_string(layers) + " tiers and paddings are more than " +
                  std::to_string(most_cells) + " amounts");
}

class Builder {
 public:
  Builder(const QuotaPlan& plan, const Tables& tables, const QuotaBuildRequest& request,
          const Run& run)
      : definition_(plan.definition()),
        tables_(tables),
        run_(run),
        budget_(run.max_bytes),
        data_(std::make_shared<QuotaData>()) {
    data_->definition = plan.shared();
    data_->request = request;
    if (!data_->request.as_of) data_->request.as_of = definition_.from - 1;
    data_->frozen_before = first_day;
  }

  std::shared_ptr<const QuotaData> build() {
    const PartRunner runner(run_);
    runner.report(0);
    const Day as_of = *data_->request.as_of;
    const bool values = data_->request.values;
    data_->axes = axis_trees(definition_, tables_, as_of, values);
    data_->time = time_axis(*definition_.calendar, definition_.from, definition_.to);
    const std::vector<Cut> cuts = cuts_of(definition_, data_->axes.front());
    const auto base =
        std::make_shared<const SplitTree>(split_tree(data_->axes.values(), most_lines));
    const auto tiers = static_cast<std::int64_t>(definition_.tiers.size());
    const auto layers = tiers * static_cast<std::int64_t>(cuts.size());
    refuse_too_many_cells(base->lines(), data_->time.days, layers);
    limits_ =
        place_constraints({definition_, data_->axes, *base, data_->time, tables_, values, run_});
    double done = 0.05;
    const double step = 0.9 / static_cast<double>(layers);
    for (auto cut = cuts.rbegin(); cut != cuts.rend(); ++cut) {
      const auto split = cut->depth < 0 ? base
                                        : std::make_shared<const SplitTree>(split_tree(
                                              data_->axes.values(), most_lines, cut->depth));
      const auto shares = line_shares(
          {definition_, data_->axes, *split, data_->time, tables_, as_of, values, run_});
      for (std::int32_t tier = 0; tier < tiers; ++tier) {
        add_layer(*cut, split, shares, tier, part_of(run_, done, done + step));
        done += step;
      }
    }
    finish();
    runner.report(1);
    return data_;
  }

 private:
  void add_layer(const Cut& cut, std::shared_ptr<const SplitTree> split,
                 std::shared_ptr<const LineShares> shares, std::int32_t tier, const Run& run) {
    const Minor unit = definition_.round_to_minor;
    LayerInput input{definition_, data_->axes, data_->time, data_->request.values, {}, {}};
    input.layer.tier = tier;
    input.layer.depth = cut.depth;
    input.layer.split = std::move(split);
    input.layer.shares = std::move(shares);
    const Minor total = definition_.total_of(definition_.tiers[static_cast<std::size_t>(tier)]);
    input.layer.total_minor = cut.paddings.empty() ? total : padded_total(total, cut, unit);
    input.limits = limits_of(cut.depth);
    BuiltLayer built = build_layer(std::move(input), budget_, run);
    bounds_.insert(bounds_.end(), built.bounds.begin(), built.bounds.end());
    data_->layers.push_back(std::move(built.layer));
    free_units_.push_back(std::move(built.free_units));
  }

  /// Limits apply to the layer that tells the amounts of their place's level.
  std::vector<PlacedLimit> limits_of(std::int32_t depth) const {
    std::vector<PlacedLimit> chosen;
    for (const PlacedLimit& limit : limits_) {
      if (depth_told(limit) == depth) chosen.push_back(limit);
    }
    return chosen;
  }

  std::int32_t depth_told(const PlacedLimit& limit) const {
    const AxisTree& tree = data_->axes.front();
    std::int32_t place = 0;
    for (const std::int32_t node : limit.nodes.front())
      place = std::max(place, tree.nodes[static_cast<std::size_t>(node)].depth);
    for (const Cut& cut : cuts_of(definition_, tree)) {
      if (cut.depth >= place) return cut.depth;
    }
    return -1;
  }

  void finish() {
    std::vector<PlacedConstraint> placed;
    for (PlacedLimit& limit : limits_) {
      limit.placed.depth = depth_told(limit);
      settle(limit);
      placed.push_back(std::move(limit.placed));
    }
    data_->constraints = std::move(placed);
    data_->bounds = std::move(bounds_);
    Version version;
    version.reason = data_->request.reason;
    version.from = definition_.from;
    version.total_minor = data_->base().total_minor;
    version.base = std::make_shared<const Layer>(data_->base());
    data_->versions.push_back(std::move(version));
  }

  void settle(PlacedLimit& limit) const {
    const std::int32_t depth = limit.placed.depth;
    const auto found =
        std::find_if(data_->layers.begin(), data_->layers.end(),
                     [&](const Layer& layer) { return layer.tier == 0 && layer.depth == depth; });
    const Layer& layer = *found;
    const auto lines = layer.depth < 0 ? limit.placed.lines.values()
                                       : lines_below(*layer.split, data_->axes, limit.nodes);
    limit.placed.amount_minor =
        amount_of(layer, data_->time.days, lines, limit.placed.day_from, limit.placed.day_to);
    const auto& units = free_units_[static_cast<std::size_t>(found - data_->layers.begin())];
    limit.placed.free_minor = free_amount(layer, units, lines, limit.placed);
    limit.placed.binds = is_bound(limit.placed, definition_.round_to_minor);
  }

  /// What the lines of a place would get in its period without constraints,
  /// each rounded by itself.
  Minor free_amount(const Layer& layer, const std::vector<std::int64_t>& units,
                    std::span<const std::int32_t> lines, const PlacedConstraint& placed) const {
    std::int64_t sum = 0;
    std::vector<std::int64_t> out(static_cast<std::size_t>(data_->time.days));
    const bool whole = placed.day_from == 0 && placed.day_to == data_->time.days - 1;
    for (const std::int32_t line : lines) {
      const std::int64_t amount = units[static_cast<std::size_t>(line)];
      if (whole) {
        sum += amount;
        continue;
      }
      spread_days(amount, 0, data_->time.days - 1, layer.shares->prefix(line), data_->time, 1,
                  out.data());
      for (std::int32_t day = placed.day_from; day <= placed.day_to; ++day)
        sum += out[static_cast<std::size_t>(day)];
    }
    return sum * definition_.round_to_minor;
  }

  const Definition& definition_;
  const Tables& tables_;
  const Run& run_;
  Budget budget_;
  std::shared_ptr<QuotaData> data_;
  std::vector<PlacedLimit> limits_;
  std::vector<BoundsRow> bounds_;
  std::vector<std::vector<std::int64_t>> free_units_;  ///< by layer
};

}  // namespace
}  // namespace quota

Quota Quota::build(const QuotaPlan& plan, const Tables& tables, const QuotaBuildRequest& request,
                   const Run& run) {
  return Quota(quota::Builder(plan, tables, request, run).build());
}

}  // namespace sandan
