#include <algorithm>
#include <cmath>

#include "quota/exact_share.hpp"
#include "quota/result_tables.hpp"
#include "quota/sums.hpp"

namespace sandan::quota {
namespace {

using What = BoundsRow::What;

constexpr std::array<std::string_view, 3> what_codes = {"nodes", "cells", "cross_totals"};

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Of lines rounded over time by themselves: days of a line beside the share of
/// its own amount, and periods of the whole beside the sum of such shares.
class CumulativeBounds {
 public:
  CumulativeBounds(const QuotaData& data, const Layer& layer)
      : data_(data), layer_(layer), unit_(data.definition->round_to_minor), days_(data.time.days) {
    limited_.assign(at(layer.split->lines()), 0);
    for (const PlacedConstraint& placed : data.constraints) {
      if (placed.depth >= 0 || (placed.day_from == 0 && placed.day_to == days_ - 1)) continue;
      for (const std::int32_t line : placed.lines)
        limited_[at(line)] = 1;
    }
  }

  std::vector<BoundsRow> rows() {
    const std::string& first = data_.definition->axes.front().code;
    BoundsRow cells = row(first + " × time", What::cells);
    std::vector<double> ideals(at(days_), 0);
    std::vector<std::int64_t> amounts(at(days_), 0);
    for (std::int32_t line = 0; line < layer_.split->lines(); ++line) {
      if (limited_[at(line)] != 0) {
        cells.constrained += days_;
        continue;
      }
      add_line(line, cells, ideals, amounts);
    }
    BoundsRow totals = row("time", What::cross_totals);
    for (const QuotaPeriod unit : {QuotaPeriod::year, QuotaPeriod::quarter, QuotaPeriod::month,
                                   QuotaPeriod::week, QuotaPeriod::day}) {
      for (const TimeSpan& span : data_.time.of(unit)) {
        double off = 0;
        for (std::int32_t day = span.from; day <= span.to; ++day)
          off += static_cast<double>(amounts[at(day)]) - ideals[at(day)];
        ++totals.n;
        totals.worst_units = std::max(totals.worst_units, std::abs(off));
        totals.beyond_one += std::abs(off) >= 1 ? 1 : 0;
      }
    }
    return {totals, cells};
  }

 private:
  BoundsRow row(std::string hierarchy, What what) const {
    BoundsRow out;
    out.tier = layer_.tier;
    out.hierarchy = std::move(hierarchy);
    out.what = what;
    return out;
  }

  void add_line(std::int32_t line, BoundsRow& cells, std::vector<double>& ideals,
                std::vector<std::int64_t>& amounts) const {
    const auto prefix = layer_.shares->prefix(line);
    const std::int64_t sum = prefix.back();
    const Minor* of_line = layer_.line(line, days_);
    const std::int64_t total =
        (layer_.amounts[at(layer_.split->line_nodes[at(line)])] - remainder_of(line)) / unit_;
    std::int64_t before = 0;
    for (std::int32_t day = 0; day < days_; ++day) {
      const std::int64_t weight = prefix[at(day)] - before;
      before = prefix[at(day)];
      const Share ideal = share_of(total, weight, sum, ratio_of(weight, sum));
      const std::int64_t amount = of_line[day] / unit_;
      const double rest = static_cast<double>(ideal.rest) / static_cast<double>(sum);
      const double off = static_cast<double>(amount - ideal.whole) - rest;
      ++cells.n;
      cells.worst_units = std::max(cells.worst_units, std::abs(off));
      const bool next_to = amount == ideal.whole || (amount == ideal.whole + 1 && ideal.rest > 0);
      cells.beyond_one += next_to ? 0 : 1;
      ideals[at(day)] += static_cast<double>(ideal.whole) + rest;
      amounts[at(day)] += amount;
    }
  }

  Minor remainder_of(std::int32_t line) const noexcept {
    return line == layer_.remainder_line ? layer_.remainder_minor : 0;
  }

  const QuotaData& data_;
  const Layer& layer_;
  Minor unit_;
  std::int32_t days_;
  std::vector<std::uint8_t> limited_;
};

}  // namespace

results::Table bounds_table(const QuotaData& data) {
  std::vector<BoundsRow> rows = data.bounds;
  const bool as_built = data.versions.size() <= 1;
  if (as_built && data.definition->time_rounding == TimeRounding::cumulative) {
    for (std::size_t tier = 0; tier < data.definition->tiers.size(); ++tier) {
      const auto more = CumulativeBounds(data, data.base(static_cast<std::int32_t>(tier))).rows();
      rows.insert(rows.end(), more.begin(), more.end());
    }
  }
  std::vector<std::int32_t> tiers, whats;
  std::vector<std::string> hierarchies;
  std::vector<std::int64_t> n, beyond, constrained;
  std::vector<std::optional<double>> worst;
  std::vector<std::uint8_t> optimal;
  for (const BoundsRow& row : rows) {
    tiers.push_back(row.tier);
    hierarchies.push_back(row.hierarchy);
    whats.push_back(static_cast<std::int32_t>(row.what));
    n.push_back(row.n);
    worst.emplace_back(row.worst_units);
    beyond.push_back(row.beyond_one);
    constrained.push_back(row.constrained);
    optimal.push_back(row.is_optimal ? 1 : 0);
  }
  std::vector<std::string> codes;
  for (const Tier& tier : data.definition->tiers)
    codes.push_back(tier.code);
  results::Table table;
  table.name = "bounds";
  table.add(results::dictionary_column("tier", tiers, results::code_values(codes)));
  table.add(results::text_column("hierarchy", hierarchies));
  table.add(results::dictionary_column("what", whats, results::code_values(what_codes)));
  table.add(results::int64_column("n", std::move(n)));
  auto units = results::float64_column("worst_units", worst);
  units.nullable = false;
  table.add(std::move(units));
  table.add(results::int64_column("beyond_one", std::move(beyond)));
  table.add(results::int64_column("constrained", std::move(constrained)));
  table.add(results::boolean_column("is_optimal", optimal));
  return table;
}

}  // namespace sandan::quota
