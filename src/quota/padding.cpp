#include "quota/padding.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <string>

#include "core/ratio.hpp"
#include "quota/line_days.hpp"

namespace sandan::quota {
namespace {

using boost::multiprecision::cpp_int;

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

cpp_int product(const std::vector<std::int64_t>& factors) {
  cpp_int result = 1;
  for (const std::int64_t factor : factors)
    result *= factor;
  return result;
}

}  // namespace

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
  for (const std::int32_t ppm : cut.paddings) {
    const std::int64_t units =
        rounded_ratio({total, std::int64_t{1'000'000} + ppm}, {std::int64_t{1'000'000}, unit});
    total = rounded_ratio({units, unit}, {std::int64_t{1}});
  }
  return total;
}

Factor factor_of(std::span<const std::int32_t> paddings) {
  Factor factor;
  for (const std::int32_t ppm : paddings) {
    factor.over.push_back(std::int64_t{1'000'000} + ppm);
    factor.under.push_back(1'000'000);
  }
  return factor;
}

Factor inverse(const Factor& factor) { return {factor.under, factor.over}; }

std::int64_t times(const Factor& factor, std::int64_t amount, Rounded rounded) {
  const cpp_int above = product(factor.over) * amount;
  const cpp_int below = product(factor.under);
  cpp_int whole = above / below;
  cpp_int rest = above % below;
  if (rest < 0) {
    rest += below;
    --whole;
  }
  const cpp_int twice = rest * 2;
  const bool nearest_up = twice > below || (twice == below && (whole & 1) != 0);
  if (rounded == Rounded::up ? rest != 0 : rounded == Rounded::nearest && nearest_up) ++whole;
  if (whole > INT64_MAX || whole < INT64_MIN)
    throw Error(Status::overflow, "sum_too_large", "an amount does not fit 64 bits");
  return static_cast<std::int64_t>(whole);
}

PlacedLimit padded_limit(const PlacedLimit& limit, const Factor& factor, bool is_loose) {
  PlacedLimit padded = limit;
  padded.factor = factor;
  const bool is_fixed = limit.placed.constraint.kind == Constraint::Kind::fixed;
  const bool outward = is_loose || is_fixed;
  padded.low = times(factor, limit.low, outward ? Rounded::down : Rounded::up);
  if (limit.high == no_cap) return padded;
  padded.high = times(factor, limit.high, outward ? Rounded::up : Rounded::down);
  return padded;
}

std::vector<std::int32_t> lines_above(const SplitTree& base, const SplitTree& upper,
                                      const AxisTree& first_axis) {
  // Below each leaf of the first axis stand the same lines of the others.
  const auto& leaves = upper.line_leaves.front();
  std::int32_t block = 1;
  while (block < upper.lines() && leaves[at(block)] == leaves.front())
    ++block;
  std::vector<std::int32_t> above(at(base.lines()));
  std::int32_t from = 0;
  for (std::int32_t line = 0; line < base.lines(); ++line) {
    const std::int32_t leaf = base.line_leaves.front()[at(line)];
    while (leaf >= first_axis.nodes[at(leaves[at(from)])].end)
      from += block;
    above[at(line)] = from + line % block;
  }
  return above;
}

std::shared_ptr<const LineShares> shares_below(const Layer& base, const SplitTree& upper,
                                               std::span<const std::int32_t> lines_above,
                                               const TimeAxis& time, std::int32_t first) {
  const auto lines = at(upper.lines());
  std::vector<double> weights(lines * at(time.days), 0);
  for (std::int32_t line = 0; line < base.split->lines(); ++line) {
    const Minor* cells = base.line(line, time.days);
    double* out = weights.data() + at(lines_above[at(line)]) * at(time.days);
    for (std::int32_t day = first; day < time.days; ++day)
      out[day] += static_cast<double>(cells[day]);
  }
  auto shares = std::make_shared<LineShares>();
  shares->days = time.days;
  shares->siblings.assign(upper.nodes.size(), 0);
  for (std::size_t line = 0; line < lines; ++line) {
    const auto from = weights.begin() + static_cast<std::ptrdiff_t>(line * at(time.days));
    std::vector<double> days(from, from + time.days);
    for (double& day : days) {
      day = std::max(day, 0.0);  // a return that was brought
      shares->siblings[at(upper.line_nodes[line])] += day;
    }
    const std::vector<std::int64_t> prefix = whole_shape(days, time);
    shares->prefixes.insert(shares->prefixes.end(), prefix.begin(), prefix.end());
    shares->shape_of.push_back(static_cast<std::int32_t>(line));
  }
  for (std::size_t node = upper.nodes.size(); node-- > 1;)
    shares->siblings[at(upper.nodes[node].parent)] += shares->siblings[node];
  return shares;
}

}  // namespace sandan::quota
