#include <algorithm>
#include <string>

#include "core/buffer.hpp"
#include "core/parallel.hpp"
#include "quota/build_layer.hpp"
#include "quota/constraints.hpp"
#include "quota/padding.hpp"
#include "quota/trees.hpp"
#include "quota/weights.hpp"

namespace sandan {
namespace quota {
namespace {

void refuse_too_many_cells(std::int64_t lines, std::int64_t days, std::int64_t layers) {
  if (lines <= most_cells / days / layers) return;
  throw Error(Status::limit, "too_many_cells",
              std::to_string(lines) + " lines × " + std::to_string(days) + " days × " +
                  std::to_string(layers) + " tiers and paddings are more than " +
                  std::to_string(most_cells) + " amounts");
}

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

class Builder {
 public:
  Builder(const QuotaPlan& plan, const Tables& tables, const QuotaBuildRequest& request,
          const Run& run)
      : definition_(plan.definition()),
        tables_(tables),
        run_(forward(run)),
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
    limits_ = place_constraints(
        {definition_, data_->axes, *base, data_->time, tables_, as_of, values, run_});
    double done = 0.05;
    const double step = 0.9 / static_cast<double>(layers);
    const auto shares =
        line_shares({definition_, data_->axes, *base, data_->time, tables_, as_of, values, run_});
    for (std::int32_t tier = 0; tier < tiers; ++tier, done += step)
      add_base(cuts, base, shares, tier, part_of(run_, done, done + step));
    for (auto cut = std::next(cuts.rbegin()); cut != cuts.rend(); ++cut) {
      const auto split = std::make_shared<const SplitTree>(
          split_tree(data_->axes.values(), most_lines, cut->depth));
      const auto above = lines_above(*base, *split, data_->axes.front());
      for (std::int32_t tier = 0; tier < tiers; ++tier, done += step) {
        LayerInput input = layer_input(*cut, split, tier);
        const auto& paddings = cuts.back().paddings;
        input.layer.paddings =
            std::vector<std::int32_t>(paddings.begin() + std::ssize(cut->paddings), paddings.end());
        budget_.take(at(split->lines()) * at(data_->time.days) * sizeof(std::int64_t));
        input.layer.shares = shares_below(data_->base(tier), *split, above, data_->time);
        add_upper(std::move(input), *cut, part_of(run_, done, done + step));
      }
    }
    finish();
    runner.report(1);
    return data_;
  }

 private:
  /// Progress that never goes back by the last place of a share.
  Run forward(const Run& run) {
    Run forward = run;
    if (run.progress) {
      forward.progress = [this, &run](double done) {
        return run.progress(furthest_ = std::max(furthest_, done));
      };
    }
    return forward;
  }

  LayerInput layer_input(const Cut& cut, std::shared_ptr<const SplitTree> split,
                         std::int32_t tier) const {
    LayerInput input{definition_, data_->axes, data_->time, data_->request.values, {}, {}};
    input.layer.tier = tier;
    input.layer.depth = cut.depth;
    input.layer.split = std::move(split);
    const Minor total = definition_.total_of(definition_.tiers[at(tier)]);
    input.layer.total_minor =
        cut.paddings.empty() ? total : padded_total(total, cut, definition_.round_to_minor);
    return input;
  }

  void add(BuiltLayer built) {
    bounds_.insert(bounds_.end(), built.bounds.begin(), built.bounds.end());
    data_->layers.push_back(std::move(built.layer));
    free_units_.push_back(std::move(built.free_units));
  }

  /// The base keeps the limits of all layers, so that upper ones, which are cut
  /// from it, can keep theirs. Where these meet to the unit, they are put on the
  /// base up to a unit only.
  void add_base(const std::vector<Cut>& cuts, std::shared_ptr<const SplitTree> split,
                std::shared_ptr<const LineShares> shares, std::int32_t tier, const Run& run) {
    LayerInput input = layer_input(cuts.back(), std::move(split), tier);
    input.layer.shares = std::move(shares);
    const bool padded = std::any_of(limits_.begin(), limits_.end(), [&](const PlacedLimit& limit) {
      return depth_told(limit) >= 0;
    });
    input.limits = base_limits(cuts, input.layer.total_minor, tier, false);
    if (!padded) {
      add(build_layer(std::move(input), budget_, run));
      return;
    }
    LayerInput loose = input;
    loose.limits = base_limits(cuts, input.layer.total_minor, tier, true);
    try {
      add(build_layer(std::move(input), budget_, run));
      return;
    } catch (const Error& error) {
      if (error.status() != Status::infeasible && error.status() != Status::unsupported) throw;
    }
    add(build_layer(std::move(loose), budget_, run));
  }

  /// Where a limit of an upper layer has moved the base to it, that layer is at
  /// it to the unit; if its whole amounts cannot, it keeps the limit as any.
  void add_upper(LayerInput input, const Cut& cut, const Run& run) {
    input.limits = limits_of(cut.depth);
    LayerInput held = input;
    const Layer& base = data_->base(input.layer.tier);
    const Factor factor = base_factor(cut, base.total_minor, input.layer.tier);
    bool any = false;
    for (PlacedLimit& limit : held.limits) {
      const PlacedLimit padded = padded_limit(limit, factor, false);
      const PlacedConstraint& placed = limit.placed;
      const auto& lines = placed.lines.values();
      const std::int64_t units =
          amount_of(base, data_->time.days, lines, placed.day_from, placed.day_to) /
          definition_.round_to_minor;
      const std::int64_t free = free_units(base, free_units_[at(input.layer.tier)], lines, placed);
      // Each line may be rounded away from its part of the limit.
      const std::int64_t off = std::ssize(lines);
      const bool at_cap = limit.high != no_cap && free >= padded.high && units >= padded.high - off;
      const bool at_floor = limit.low > 0 && free <= padded.low && units <= padded.low + off;
      if (at_cap) limit.low = limit.high;
      if (at_floor && !at_cap) limit.high = limit.low;
      any = any || at_cap || at_floor;
    }
    if (any) {
      try {
        add(build_layer(std::move(held), budget_, run));
        return;
      } catch (const Error& error) {
        if (error.status() != Status::infeasible && error.status() != Status::unsupported) throw;
      }
    }
    add(build_layer(std::move(input), budget_, run));
  }

  std::vector<PlacedLimit> base_limits(const std::vector<Cut>& cuts, Minor base_total,
                                       std::int32_t tier, bool is_loose) const {
    std::vector<PlacedLimit> limits;
    for (const PlacedLimit& limit : limits_) {
      const std::int32_t depth = depth_told(limit);
      if (depth < 0) {
        limits.push_back(limit);
        continue;
      }
      const auto cut = std::find_if(cuts.begin(), cuts.end(),
                                    [&](const Cut& one) { return one.depth == depth; });
      limits.push_back(padded_limit(limit, base_factor(*cut, base_total, tier), is_loose));
    }
    return limits;
  }

  /// What the base is given more than an upper layer, totals rounded.
  Factor base_factor(const Cut& cut, Minor base_total, std::int32_t tier) const {
    const Minor unit = definition_.round_to_minor;
    const Minor total = padded_total(definition_.total_of(definition_.tiers[at(tier)]), cut, unit);
    if (total / unit == 0) return {{1}, {1}};
    return {{base_total / unit}, {total / unit}};
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
    version.total_minor = data_->layer(0, 0).total_minor;
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
    const std::int64_t free =
        free_units(data_->base(), free_units_.front(), limit.placed.lines, limit.placed);
    limit.placed.free_minor = times(inverse(factor_of(layer.paddings)), free, Rounded::nearest) *
                              definition_.round_to_minor;
    limit.placed.binds = is_bound(limit.placed, definition_.round_to_minor);
  }

  /// What the lines of a place would get in its period without constraints,
  /// each rounded by itself.
  std::int64_t free_units(const Layer& layer, const std::vector<std::int64_t>& units,
                          std::span<const std::int32_t> lines,
                          const PlacedConstraint& placed) const {
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
    return sum;
  }

  const Definition& definition_;
  const Tables& tables_;
  double furthest_ = 0;
  Run run_;
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
