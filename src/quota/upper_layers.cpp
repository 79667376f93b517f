#include "quota/upper_layers.hpp"

#include <algorithm>

namespace sandan::quota {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

std::vector<std::int32_t> distinct(std::vector<std::int32_t> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::size_t position_in(const std::vector<std::int32_t>& sorted, std::int32_t value) {
  return at(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

/// The same part of `amount` as `part` is of `whole`; all of it where there is
/// no whole to have a part of.
Minor same_part(Minor amount, Minor part, Minor whole) {
  if (part == whole || whole <= 0) return amount;
  return times({{part}, {whole}}, amount, Rounded::nearest);
}

}  // namespace

UpperFollow::UpperFollow(const QuotaData& before, const Layer& old, const RebuildTier& base_tier,
                         const std::vector<std::int32_t>& lines, std::int32_t first)
    : before_(before),
      old_(old),
      first_(first),
      factor_(factor_of(old.paddings.values())),
      above_(lines_above(*before.base(base_tier.tier).split, *old.split, before.axes.front())) {
  for (const std::int32_t line : lines)
    lines_.push_back(above_[at(line)]);
  lines_ = distinct(std::move(lines_));
  if (!base_tier.past.empty()) set_past(base_tier, lines);
}

/// Of a line only some of whose base lines have another past, the part that
/// these had of it makes room for theirs.
void UpperFollow::set_past(const RebuildTier& base_tier, const std::vector<std::int32_t>& lines) {
  const Layer& base = before_.base(base_tier.tier);
  const std::int32_t days = before_.time.days;
  const std::size_t n = lines_.size() * at(first_);
  std::vector<MinorSum> now(n), were(n), all(n);
  const auto cell = [&](std::int32_t line, std::int32_t day) {
    return position_in(lines_, above_[at(line)]) * at(first_) + at(day);
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Minor* old = base.line(lines[i], days);
    for (std::int32_t day = 0; day < first_; ++day) {
      now[cell(lines[i], day)].add(base_tier.past[i * at(first_) + at(day)]);
      were[cell(lines[i], day)].add(old[day]);
    }
  }
  const bool is_whole = std::ssize(lines) == base.split->lines();
  std::vector<std::uint8_t> in_part(lines_.size(), 0);
  for (std::int32_t line = 0; !is_whole && line < base.split->lines(); ++line) {
    const std::size_t position = position_in(lines_, above_[at(line)]);
    if (position == lines_.size() || lines_[position] != above_[at(line)]) continue;
    if (!std::binary_search(lines.begin(), lines.end(), line)) in_part[position] = 1;
    const Minor* old = base.line(line, days);
    for (std::int32_t day = 0; day < first_; ++day)
      all[cell(line, day)].add(old[day]);
  }
  past_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    MinorSum sum = now[i];
    const std::size_t position = i / at(first_);
    if (in_part[position] != 0) {
      const Minor old = old_.line(lines_[position], days)[i % at(first_)];
      sum.add(old);
      sum.add(-same_part(old, were[i].total(), all[i].total()));
    }
    past_[i] = sum.total();
  }
}

std::vector<std::int32_t> UpperFollow::lines_of(const PlacedConstraint& placed) const {
  std::vector<std::int32_t> lines;
  for (const std::int32_t line : placed.lines)
    lines.push_back(above_[at(line)]);
  return distinct(std::move(lines));
}

Minor UpperFollow::past_of(const PlacedConstraint& placed) const {
  MinorSum sum;
  for (const std::int32_t line : lines_of(placed)) {
    const std::size_t position = position_in(lines_, line);
    const bool is_new = !past_.empty() && position < lines_.size() && lines_[position] == line;
    const Minor* days =
        is_new ? past_.data() + position * at(first_) : old_.line(line, before_.time.days);
    for (std::int32_t day = placed.day_from; day <= std::min(placed.day_to, first_ - 1); ++day)
      sum.add(days[day]);
  }
  return sum.total();
}

std::pair<Minor, Minor> UpperFollow::padded(const PlacedConstraint& placed,
                                            std::pair<Minor, Minor> limits, Minor base_past) const {
  const Minor past = past_of(placed);
  const auto with_padding = [&](Minor limit, Rounded rounded) {
    MinorSum rest;
    rest.add(limit);
    rest.add(-past);
    MinorSum sum;
    sum.add(times(factor_, rest.total(), rounded));
    sum.add(base_past);
    return sum.total();
  };
  if (limits.first != INT64_MIN) limits.first = with_padding(limits.first, Rounded::up);
  if (limits.second != no_cap) limits.second = with_padding(limits.second, Rounded::down);
  return limits;
}

Layer UpperFollow::shaped_by(const Layer& base) const {
  Layer layer = old_;
  layer.shares = shares_below(base, *old_.split, above_, before_.time, first_);
  return layer;
}

/// What the lines get from the day on: what is told, or the base's less the
/// padding. Where that is the total there was, but for rounding, it stays.
Minor UpperFollow::rest_of(Minor base_rest, const RebuildTier& base_tier) const {
  if (old_.depth == base_tier.told_depth) return base_tier.told_rest;
  const Minor rest = times(inverse(factor_), base_rest, Rounded::nearest);
  MinorSum kept;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Minor* days = old_.line(lines_[i], before_.time.days);
    for (std::int32_t day = 0; day < before_.time.days; ++day)
      kept.add(days[day]);
    for (std::int32_t day = 0; day < first_; ++day)
      kept.add(-(past_.empty() ? days[day] : past_[i * at(first_) + at(day)]));
  }
  const Minor unit = before_.definition->round_to_minor;
  const Minor total = kept.total();
  return total >= 0 && rest > total - unit && rest < total + unit ? total : rest;
}

RebuildTier UpperFollow::tier_of(const Layer& base, const RebuildTier& base_tier) const {
  RebuildTier tier;
  tier.tier = old_.tier;
  tier.past = past_;
  std::vector<MinorSum> rests(lines_.size());
  MinorSum all;
  for (std::int32_t line = 0; line < base.split->lines(); ++line) {
    const std::size_t position = position_in(lines_, above_[at(line)]);
    if (position == lines_.size() || lines_[position] != above_[at(line)]) continue;
    const Minor* days = base.line(line, before_.time.days);
    for (std::int32_t day = first_; day < before_.time.days; ++day) {
      rests[position].add(days[day]);
      all.add(days[day]);
    }
  }
  const Minor base_rest = all.total();
  const Minor goal = rest_of(base_rest, base_tier);
  if (base_rest == 0) {
    tier.pooled = goal;
    return tier;
  }
  // Running sums are rounded, so that the lines add up to what all have.
  MinorSum running;
  Minor before = 0;
  for (const MinorSum& rest : rests) {
    running.add(rest);
    const Minor until = times({{goal}, {base_rest}}, running.total(), Rounded::nearest);
    tier.remaining.push_back(until - before);
    before = until;
  }
  return tier;
}

std::vector<UpperFollow> upper_layers(const QuotaData& before, const RebuildTier& base_tier,
                                      const std::vector<std::int32_t>& lines, std::int32_t first) {
  std::vector<UpperFollow> uppers;
  for (const Layer& layer : before.layers) {
    if (layer.tier == base_tier.tier && layer.depth >= 0)
      uppers.emplace_back(before, layer, base_tier, lines, first);
  }
  return uppers;
}

}  // namespace sandan::quota
