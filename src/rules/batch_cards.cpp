#include <algorithm>
#include <bit>

#include "rules/batch.hpp"

namespace sandan::rules {

using kernels::batch_rows;

namespace {

void add(const std::uint8_t* codes, std::size_t n, const std::vector<std::int64_t>& points,
         std::vector<std::int64_t>& sums) {
  for (std::size_t i = 0; i < n; ++i)
    sums[i] += points[codes[i]];
}

/// The band of each row's points: how many of `below` they reach.
void put_bands(const std::vector<std::int64_t>& points, std::size_t n,
               const std::vector<std::int64_t>& below, std::uint8_t* bands) {
  const std::int64_t* each = points.data();
  std::fill_n(bands, n, std::uint8_t{0});
  for (const std::int64_t bound : below) {
    for (std::size_t i = 0; i < n; ++i)
      bands[i] = static_cast<std::uint8_t>(bands[i] + (each[i] >= bound ? 1 : 0));
  }
}

}  // namespace

bool Batch::is_unknown(std::int32_t slot, std::size_t row) const noexcept {
  const Scale& scale = plan_.scale(slot);
  const Code code = codes(slot).at(row);
  return plan_.keeps() && (code == scale.unknown() || code == scale.bad());
}

void Batch::decide_card(std::size_t index) {
  const CardPlan& plan = plan_.cards[index];
  CardBatch& out = cards_[index];
  const std::size_t count = plan.criteria.size();
  out.codes.assign(count, nullptr);
  out.own.resize(count);
  out.any_open.assign(count, {});
  bool is_open = false;
  for (std::size_t c = 0; c < count; ++c) {
    const CriterionPlan& criterion = plan.criteria[c];
    if (criterion.by_slot) {
      out.codes[c] = codes_of(criterion.slot).narrow.data();
      is_open = is_open || codes_of(criterion.slot).is_open;
      continue;
    }
    const std::size_t attributes = criterion.conditions.size();
    truths_.resize(std::max(truths_.size(), attributes));
    for (std::size_t a = 0; a < attributes; ++a) {
      const std::uint8_t* told =
          run(plan_.conditions[static_cast<std::size_t>(criterion.conditions[a])]);
      truths_[a].assign(told, told + n_);
    }
    out.own[c].resize(batch_rows);
    std::array<std::uint8_t, kernels::most_codes> of_row{};
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t a = 0; a < attributes; ++a) {
        const std::uint8_t told = truths_[a][i];
        of_row[a] = told == 1 && !plan_.keeps() ? std::uint8_t{0} : told;
        is_open = is_open || of_row[a] == 1;
      }
      Code code = criterion.code_of_truths(of_row.data());
      if (criterion.unknown_input >= 0 && is_unknown(criterion.unknown_input, i)) {
        code = criterion.unknown_code;
        is_open = true;
      }
      out.own[c][i] = static_cast<std::uint8_t>(code);
      if (criterion.is_any_open(code)) {
        out.any_open[c].emplace_back(static_cast<std::uint32_t>(i),
                                     criterion.range_of_truths(of_row.data()));
      }
    }
    out.codes[c] = out.own[c].data();
  }
  sum_card(plan, out, is_open);
  put_band(plan, out, is_open);
  if (plan.card->reasons > 0) {
    const auto reasons = static_cast<std::size_t>(plan.card->reasons);
    out.ranked.resize(reasons * batch_rows);
    kernels_.rank_reasons(out.codes.data(), count, plan.differences.data(), plan.counts.data(), n_,
                          reasons, out.ranked.data());
  }
}

/// Puts the points a row may have in place of those its code stands for.
void Batch::narrow_range(const CardPlan& plan, CardBatch& out, std::size_t c, std::size_t row,
                         Range64 range) {
  const CriterionPlan& criterion = plan.criteria[c];
  const Code code = out.codes[c][row];
  const std::int64_t low = range.low - criterion.low[code];
  const std::int64_t high = range.high - criterion.high[code];
  const auto put = [&](Sums& sums) {
    sums.low[row] += low;
    sums.high[row] += high;
  };
  put(criterion.group >= 0 ? out.groups[static_cast<std::size_t>(criterion.group)] : out.points);
  for (std::uint64_t left = criterion.subsets; left != 0; left &= left - 1)
    put(out.subsets[static_cast<std::size_t>(std::countr_zero(left))]);
}

void Batch::sum_card(const CardPlan& plan, CardBatch& out, bool is_open) {
  const auto start = [&](Sums& sums, std::int64_t initial) {
    sums.low.assign(batch_rows, initial);
    sums.high.assign(batch_rows, initial);
  };
  start(out.points, plan.initial);
  out.groups.resize(plan.groups.size());
  out.subsets.resize(plan.card->subsets.size());
  for (Sums& sums : out.groups)
    start(sums, 0);
  for (Sums& sums : out.subsets)
    start(sums, 0);
  out.open.assign(batch_rows, 0);
  std::fill(sums_.begin(), sums_.end(), 0);
  std::fill(spreads_.begin(), spreads_.end(), 0);
  for (std::size_t c = 0; c < plan.criteria.size(); ++c) {
    const CriterionPlan& criterion = plan.criteria[c];
    const std::uint8_t* codes = out.codes[c];
    const bool may_be_open = is_open && (!criterion.by_slot || codes_of(criterion.slot).is_open);
    const auto add_to = [&](Sums& sums) {
      add(codes, n_, criterion.low, sums.low);
      if (is_open) add(codes, n_, criterion.high, sums.high);
    };
    if (criterion.group >= 0) {
      add_to(out.groups[static_cast<std::size_t>(criterion.group)]);
    } else if (!plan.narrow_points[c].empty()) {
      kernels_.add_points(codes, n_, plan.narrow_points[c].data(), criterion.total, sums_.data());
      if (may_be_open) {
        kernels_.add_points(codes, n_, plan.narrow_spreads[c].data(), criterion.total,
                            spreads_.data());
      }
    } else {
      add_to(out.points);
    }
    for (std::uint64_t left = criterion.subsets; left != 0; left &= left - 1)
      add_to(out.subsets[static_cast<std::size_t>(std::countr_zero(left))]);
    for (const auto& [row, range] : out.any_open[c])
      narrow_range(plan, out, c, row, range);
    if (may_be_open) {
      kernels_.add_points(codes, n_, plan.opens[c].data(), criterion.total, out.open.data());
    }
  }
  for (std::size_t i = 0; i < n_; ++i)
    out.points.low[i] += sums_[i];
  for (std::size_t i = 0; is_open && i < n_; ++i)
    out.points.high[i] += sums_[i] + spreads_[i];
  for (std::size_t g = 0; g < plan.groups.size(); ++g) {
    const Limits64& limits = plan.groups[g];
    Sums& sums = out.groups[g];
    for (std::size_t i = 0; i < n_; ++i) {
      sums.low[i] = std::clamp(sums.low[i], limits.low, limits.high);
      sums.high[i] = is_open ? std::clamp(sums.high[i], limits.low, limits.high) : sums.low[i];
      out.points.low[i] += sums.low[i];
      out.points.high[i] += sums.high[i];
    }
    put_sums(plan.card->groups[g].slot, sums, plan.digits);
  }
  if (!is_open) out.points.high = out.points.low;
  for (std::size_t s = 0; s < out.subsets.size(); ++s) {
    if (!is_open) out.subsets[s].high = out.subsets[s].low;
    put_sums(plan.card->subsets[s].slot, out.subsets[s], plan.digits);
  }
  put_sums(plan.card->points_slot, out.points, plan.digits);
}

void Batch::put_sums(std::int32_t slot, const Sums& sums, int digits) {
  const auto at = static_cast<std::size_t>(slot);
  if (plan_.is_read[at] == 0 && values_[at].empty()) return;
  prepare_codes(slot);
  const Scale& scale = plan_.scale(slot);
  for (std::size_t i = 0; i < n_; ++i) {
    const Value low = scaled_value(sums.low[i], digits);
    const bool is_one = sums.low[i] == sums.high[i];
    const Code code = scale.code_of(low);
    put_code(slot, i,
             is_one ? code
                    : scale.code_of_range(code, scale.code_of(scaled_value(sums.high[i], digits))));
    if (!values_[at].empty()) {
      values_[at][i] = is_one ? low : Value::unknown(feel::Type::number);
    }
  }
  finish_slot(slot);
}

void Batch::put_band(const CardPlan& plan, CardBatch& out, bool is_open) {
  out.answered.resize(batch_rows);
  out.bands.resize(batch_rows);
  const bool has_bands = plan.card->band_slot >= 0;
  const std::size_t n = n_;
  std::uint8_t* bands = out.bands.data();
  std::uint8_t* answered = out.answered.data();
  put_bands(out.points.low, n, plan.below, bands);
  std::fill_n(answered, n, static_cast<std::uint8_t>(Answered::decided));
  if (is_open) {
    std::array<std::uint8_t, batch_rows> ends;
    if (has_bands) {
      put_bands(out.points.high, n, plan.below, ends.data());
    } else {
      for (std::size_t i = 0; i < n; ++i)
        ends[i] = out.points.low[i] == out.points.high[i] ? bands[i] : Places::open;
    }
    constexpr auto undetermined = static_cast<std::uint8_t>(Answered::undetermined);
    for (std::size_t i = 0; i < n; ++i)
      answered[i] = bands[i] != ends[i] ? undetermined : answered[i];
    for (std::size_t i = 0; i < n; ++i)
      bands[i] = bands[i] != ends[i] ? Places::open : bands[i];
  }
  if (!has_bands) return;
  const std::int32_t slot = plan.card->band_slot;
  const auto at = static_cast<std::size_t>(slot);
  if (plan_.is_read[at] == 0 && values_[at].empty()) return;
  prepare_codes(slot);
  for (std::size_t i = 0; i < n_; ++i) {
    const bool is_undecided = out.bands[i] == Places::open;
    put_code(slot, i, is_undecided ? plan_.scale(slot).unknown() : plan.band_codes[out.bands[i]]);
    if (!values_[at].empty()) {
      values_[at][i] =
          is_undecided ? Value::unknown(feel::Type::text) : plan.band_values[out.bands[i]];
    }
  }
  finish_slot(slot);
}

}  // namespace sandan::rules
