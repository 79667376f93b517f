#include "quota/rebuild.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/buffer.hpp"
#include "core/parallel.hpp"
#include "quota/tier_rebuild.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

bool touches(const QuotaData& before, const RebuildInput& input) {
  const std::int32_t first = input.from - before.time.first;
  return std::any_of(
      before.constraints.begin(), before.constraints.end(), [&](const PlacedConstraint& placed) {
        if (placed.day_to < first) return false;
        return input.lines.empty() ||
               std::any_of(input.lines.begin(), input.lines.end(), [&](std::int32_t line) {
                 return std::binary_search(placed.lines.begin(), placed.lines.end(), line);
               });
      });
}

void check(const RebuildTier& tier, const std::vector<std::int32_t>& lines, std::int32_t first,
           std::int32_t all_lines) {
  const std::size_t n = lines.size();
  const bool past = tier.past.empty() || tier.past.size() == n * at(first);
  const bool rest = tier.remaining.empty() || tier.remaining.size() == n;
  const bool known = std::is_sorted(lines.begin(), lines.end()) && n > 0 && lines.front() >= 0 &&
                     lines.back() < all_lines;
  if (past && rest && known) return;
  throw Error(Status::invalid_argument, "wrong_length",
              "lines, what stands for their past and what remains do not fit together");
}

/// Versions whose atoms are not shared with the new plan keep their digest
/// alone, so that old plans do not stay in memory.
void let_go(QuotaData& data, const Minor* kept) {
  for (Version& version : data.versions) {
    if (version.base == nullptr || version.base->cells.get() == kept) continue;
    version.cells_digest = digest_of(*version.base, data.time.days);
    version.base = nullptr;
  }
}

}  // namespace

std::shared_ptr<const QuotaData> rebuild(const QuotaData& before, const RebuildInput& input,
                                         const Run& run) {
  if (!before.time.holds(input.from)) {
    throw Error(Status::invalid_argument, "outside_plan",
                "the first day that may change, " + format_day(input.from) +
                    ", is not one of the plan's days");
  }
  const PartRunner runner(run);
  runner.report(0);
  Budget budget(run.max_bytes);
  auto data = std::make_shared<QuotaData>(before);
  const bool touched = touches(before, input);
  std::vector<PlacedConstraint> constraints;
  if (touched) constraints = before.constraints.values();
  const std::int32_t first = input.from - before.time.first;
  std::vector<std::int32_t> lines = input.lines;
  if (lines.empty()) {
    lines.resize(at(before.base().split->lines()));
    std::iota(lines.begin(), lines.end(), 0);
  }
  for (const RebuildTier& tier : input.tiers) {
    check(tier, lines, first, before.base().split->lines());
    const std::vector<UpperFollow> uppers = upper_layers(before, tier, lines, first);
    const Layer& base = data->layers[at(tier.tier)] = rebuild_tier(
        {before, before.base(tier.tier), lines, first, tier, constraints, budget, uppers});
    for (const UpperFollow& upper : uppers) {
      const Layer old = upper.shaped_by(base);
      const RebuildTier rest = upper.tier_of(base, tier);
      data->layers[at(&upper.old() - before.layers.data())] =
          rebuild_tier({before, old, upper.lines(), first, rest, constraints, budget, {}, &upper});
    }
    runner.report(0.9 * static_cast<double>(&tier - input.tiers.data() + 1) /
                  static_cast<double>(input.tiers.size()));
  }
  if (touched) data->constraints = std::move(constraints);
  // What was counted while building says nothing of the new amounts.
  if (!input.tiers.empty()) data->bounds = {};
  data->frozen_before = input.from;
  let_go(*data, data->base().cells.get());
  Version version;
  version.number = before.versions.empty() ? 1 : before.versions.back().number + 1;
  version.reason = input.reason;
  version.from = input.from;
  version.total_minor = data->layer(0, 0).total_minor;
  version.base = std::make_shared<const Layer>(data->base());
  data->versions.push_back(std::move(version));
  runner.report(1);
  return data;
}

}  // namespace sandan::quota
