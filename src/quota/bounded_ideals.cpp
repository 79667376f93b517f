#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "core/text.hpp"
#include "quota/allocation.hpp"
#include "quota/constraints.hpp"
#include "quota/fit_sums.hpp"

namespace sandan::quota {
namespace {

constexpr std::size_t most_shown = 60;

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// What limits of one place in parts of [from, to] say of the whole: the most
/// that floors of periods apart ask for, and the least that caps of periods
/// side by side allow.
std::pair<std::int64_t, std::int64_t> implied_bounds(std::vector<LineLimit> limits,
                                                     std::int32_t from, std::int32_t to) {
  std::sort(limits.begin(), limits.end(), [](const LineLimit& a, const LineLimit& b) {
    return a.to != b.to ? a.to < b.to : a.from < b.from;
  });
  std::vector<std::int64_t> lows(limits.size());
  std::vector<std::int64_t> highs(limits.size(), no_cap);
  std::int64_t low = 0;
  std::int64_t high = no_cap;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    std::int64_t before = 0;
    std::int64_t beside = limits[i].from == from ? 0 : no_cap;
    for (std::size_t j = 0; j < i; ++j) {
      if (limits[j].to < limits[i].from) before = std::max(before, lows[j]);
      if (limits[j].to + 1 == limits[i].from) beside = std::min(beside, highs[j]);
    }
    lows[i] = before + limits[i].low;
    if (beside != no_cap && limits[i].high != no_cap) highs[i] = beside + limits[i].high;
    low = std::max(low, lows[i]);
    if (limits[i].to == to) high = std::min(high, highs[i]);
  }
  return {low, high};
}

class BoundedIdeals {
 public:
  BoundedIdeals(const BoundedInput& input, std::span<const SumLimit> limits)
      : input_(input), nodes_(input.split.nodes) {
    for (const SumLimit& limit : limits)
      (is_whole(limit) ? whole_ : parts_).push_back(&limit);
  }

  Bounded find() {
    out_.ideals.resize(nodes_.size());
    if (whole_.empty() && parts_.empty()) {
      fill_tree(nodes_, Ideal{input_.total, 0}, std::span<const double>(input_.shares.siblings), {},
                {}, std::span(out_.ideals));
      return std::move(out_);
    }
    out_.bounds = NodeBounds::open(nodes_.size());
    bound_single_nodes();
    fill("conflicting_constraints", Status::infeasible);
    if (divide_sums()) fill("crossing_constraints", Status::unsupported);
    if (!parts_.empty()) {
      divide_periods();
      fill("crossing_constraints", Status::unsupported);
    }
    return std::move(out_);
  }

 private:
  bool is_whole(const SumLimit& limit) const {
    return limit.from <= input_.from && limit.to >= input_.to;
  }

  void bound_single_nodes() {
    for (const SumLimit* limit : whole_) {
      if (limit->nodes.size() == 1)
        out_.bounds.tighten(limit->nodes.front(), limit->low, limit->high);
    }
    std::vector<std::pair<std::int32_t, LineLimit>> parts;
    for (const SumLimit* limit : parts_) {
      if (limit->nodes.size() == 1)
        parts.push_back(
            {limit->nodes.front(), {0, limit->from, limit->to, limit->low, limit->high}});
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < parts.size();) {
      std::vector<LineLimit> same;
      const std::int32_t node = parts[i].first;
      for (; i < parts.size() && parts[i].first == node; ++i)
        same.push_back(parts[i].second);
      const auto [low, high] = implied_bounds(std::move(same), input_.from, input_.to);
      out_.bounds.tighten(node, low, high);
    }
  }

  void fill(const char* detail, Status status) {
    std::int32_t node = 0;
    const bool holds =
        propagate_bounds(nodes_, std::span(out_.bounds.floors), std::span(out_.bounds.caps), node);
    if (!holds || out_.bounds.floors[0] > input_.total || out_.bounds.caps[0] < input_.total) {
      throw Error(status, detail,
                  status == Status::infeasible
                      ? "the constraints exclude each other; loosen one of them"
                      : "constraints on overlapping places leave no whole amounts when each is "
                        "divided among its parts; loosen one of them by a few rounding units");
    }
    fill_tree(nodes_, Ideal{input_.total, 0}, std::span<const double>(input_.shares.siblings),
              out_.bounds.floors, out_.bounds.caps, std::span(out_.ideals));
  }

  Ideal ideal_of_line(std::int32_t line) const {
    return out_.ideals[at(input_.split.line_nodes[at(line)])];
  }

  /// The first node of the axes that no sum divides: what its lines have
  /// together stays.
  std::int32_t row_node(std::int32_t line, std::int32_t axis) const {
    std::int32_t node = input_.split.line_nodes[at(line)];
    while (nodes_[at(node)].axis >= axis && node > 0)
      node = nodes_[at(node)].parent;
    return node;
  }

  /// Sums of several nodes over all days, divided among the nodes.
  bool divide_sums() {
    std::int32_t axis = -1;
    for (const SumLimit* limit : whole_) {
      if (limit->nodes.size() < 2) continue;
      for (const std::int32_t node : limit->nodes)
        axis = axis < 0 ? nodes_[at(node)].axis : std::min(axis, nodes_[at(node)].axis);
    }
    if (axis < 0) return false;
    SumFit fit;
    const std::int32_t lines = input_.split.lines();
    for (std::int32_t line = 0; line < lines; ++line) {
      const std::int32_t row = axis == 0 ? 0 : row_node(line, axis);
      if (line == 0 || fit.last_row != row) fit.start_row(row, to_double(out_.ideals[at(row)]));
      fit.add_cell(to_double(ideal_of_line(line)));
    }
    for (const SumLimit* limit : whole_) {
      auto& set = fit.add_set(static_cast<double>(limit->low),
                              limit->high == no_cap ? INFINITY : static_cast<double>(limit->high));
      for (const std::int32_t node : limit->nodes) {
        for (std::int32_t line = nodes_[at(node)].line_from; line < nodes_[at(node)].line_to;
             ++line)
          set.push_back(line);
      }
    }
    fit.solve();
    for (const SumLimit* limit : whole_) {
      if (limit->nodes.size() < 2) continue;
      std::vector<double> sums;
      for (const std::int32_t node : limit->nodes)
        sums.push_back(fit.sum(nodes_[at(node)].line_from, nodes_[at(node)].line_to));
      const auto lows = divided(limit->low, sums);
      const auto highs = divided(limit->high, sums);
      for (std::size_t i = 0; i < sums.size(); ++i)
        out_.bounds.tighten(limit->nodes[i], lows[i], highs[i]);
    }
    return true;
  }

  /// Limits in periods, divided among the lines.
  void divide_periods() {
    const std::vector<std::int32_t> cuts = day_cuts();
    const std::vector<std::int32_t> lines = touched_lines();
    const std::size_t columns = cuts.size() - 1;
    SumFit fit;
    for (const std::int32_t line : lines) {
      const double ideal = to_double(ideal_of_line(line));
      fit.start_row(line, ideal);
      const std::vector<std::int64_t> weights = column_weights(line, cuts);
      const auto sum =
          static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}));
      for (const std::int64_t weight : weights)
        fit.add_cell(ideal * static_cast<double>(weight) / sum);
    }
    const auto row_of = [&](std::int32_t line) {
      return static_cast<std::size_t>(std::lower_bound(lines.begin(), lines.end(), line) -
                                      lines.begin());
    };
    const auto column_at = [&](std::int32_t day) {
      return static_cast<std::size_t>(std::lower_bound(cuts.begin(), cuts.end(), day) -
                                      cuts.begin());
    };
    const auto for_each_row = [&](const SumLimit& limit, auto&& visit) {
      for (const std::int32_t node : limit.nodes) {
        for (std::int32_t line = nodes_[at(node)].line_from; line < nodes_[at(node)].line_to;
             ++line)
          visit(row_of(line) * columns + column_at(std::max(limit.from, input_.from)),
                row_of(line) * columns + column_at(std::min(limit.to, input_.to) + 1), line);
      }
    };
    for (const SumLimit* limit : parts_) {
      auto& set = fit.add_set(static_cast<double>(limit->low),
                              limit->high == no_cap ? INFINITY : static_cast<double>(limit->high));
      for_each_row(*limit, [&](std::size_t from, std::size_t to, std::int32_t) {
        for (std::size_t cell = from; cell < to; ++cell)
          set.push_back(static_cast<std::int32_t>(cell));
      });
    }
    fit.solve();
    for (const SumLimit* limit : parts_) {
      std::vector<double> sums;
      std::vector<std::int32_t> of;
      for_each_row(*limit, [&](std::size_t from, std::size_t to, std::int32_t line) {
        sums.push_back(fit.sum(from, to));
        of.push_back(line);
      });
      const auto lows = divided(limit->low, sums);
      const auto highs = divided(limit->high, sums);
      for (std::size_t i = 0; i < of.size(); ++i) {
        out_.lines.push_back({of[i], std::max(limit->from, input_.from),
                              std::min(limit->to, input_.to), lows[i], highs[i]});
      }
    }
    std::stable_sort(out_.lines.begin(), out_.lines.end(),
                     [](const LineLimit& a, const LineLimit& b) { return a.line < b.line; });
    for (std::size_t i = 0; i < out_.lines.size();) {
      std::vector<LineLimit> same;
      const std::int32_t line = out_.lines[i].line;
      for (; i < out_.lines.size() && out_.lines[i].line == line; ++i)
        same.push_back(out_.lines[i]);
      const auto [low, high] = implied_bounds(std::move(same), input_.from, input_.to);
      out_.bounds.tighten(input_.split.line_nodes[at(line)], low, high);
    }
  }

  /// Days at which limits begin, and after which they end.
  std::vector<std::int32_t> day_cuts() const {
    std::vector<std::int32_t> cuts = {input_.from, input_.to + 1};
    for (const SumLimit* limit : parts_) {
      cuts.push_back(std::max(limit->from, input_.from));
      cuts.push_back(std::min(limit->to, input_.to) + 1);
    }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    return cuts;
  }

  std::vector<std::int32_t> touched_lines() const {
    std::vector<std::uint8_t> is_touched(at(input_.split.lines()), 0);
    for (const SumLimit* limit : parts_) {
      for (const std::int32_t node : limit->nodes)
        std::fill(is_touched.begin() + nodes_[at(node)].line_from,
                  is_touched.begin() + nodes_[at(node)].line_to, 1);
    }
    std::vector<std::int32_t> lines;
    for (std::int32_t line = 0; line < input_.split.lines(); ++line) {
      if (is_touched[at(line)] != 0) lines.push_back(line);
    }
    return lines;
  }

  std::vector<std::int64_t> column_weights(std::int32_t line,
                                           const std::vector<std::int32_t>& cuts) const {
    std::vector<TimeSpan> spans;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
      spans.push_back({cuts[i], cuts[i + 1] - 1, {}, 0, 0});
    std::vector<std::int64_t> weights(spans.size());
    span_weights(input_.shares.prefix(line), input_.time, spans, weights);
    return weights;
  }

  /// A whole limit in proportion to sums; no limit stays none.
  static std::vector<std::int64_t> divided(std::int64_t limit, const std::vector<double>& sums) {
    std::vector<std::int64_t> parts(sums.size(), limit == no_cap ? no_cap : 0);
    if (limit == no_cap || limit == 0) return parts;
    const bool any =
        std::any_of(sums.begin(), sums.end(), [](double sum) { return sum > 0; }) &&
        std::all_of(sums.begin(), sums.end(), [](double sum) { return std::isfinite(sum); });
    const std::vector<std::int64_t> weights =
        any ? whole_weights(sums).weights : std::vector<std::int64_t>(sums.size(), 1);
    split_largest_remainder(limit, weights, parts);
    return parts;
  }

  const BoundedInput& input_;
  const std::vector<SplitNode>& nodes_;
  std::vector<const SumLimit*> whole_;  ///< over all days
  std::vector<const SumLimit*> parts_;
  Bounded out_;
};

/// Leaves out one limit after the other that the refusal does not need.
[[noreturn]] void refuse_irreducible(const BoundedInput& input, std::vector<SumLimit> limits,
                                     std::vector<const Constraint*> constraints,
                                     const Error& error) {
  for (std::size_t i = limits.size(); i-- > 0;) {
    std::vector<SumLimit> fewer = limits;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    try {
      ideals_within(input, fewer);
    } catch (const Error&) {
      limits = std::move(fewer);
      constraints.erase(constraints.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  std::string codes;
  for (const Constraint* constraint : constraints)
    codes += (codes.empty() ? "\"" : ", \"") + shortened(constraint->code, most_shown) + "\"";
  Error told(error.status(), error.detail(), std::string(error.what()) + ": " + codes);
  if (constraints.empty()) throw error;
  const Constraint& first = *constraints.front();
  if (first.row >= 0) throw std::move(told).in_table("quota_constraints").in_row(first.row);
  throw std::move(told).at(first.pointer);
}

}  // namespace

std::vector<std::int32_t> cover(const SplitTree& split, std::span<const std::int32_t> lines) {
  std::vector<std::int32_t> nodes;
  const auto holds_all = [&](std::int32_t node, std::size_t from) {
    const SplitNode& here = split.nodes[at(node)];
    const std::size_t n = at(here.line_to - here.line_from);
    return here.line_from == lines[from] && from + n <= lines.size() &&
           lines[from + n - 1] == here.line_to - 1;
  };
  for (std::size_t i = 0; i < lines.size();) {
    std::int32_t node = split.line_nodes[at(lines[i])];
    while (node > 0 && holds_all(split.nodes[at(node)].parent, i))
      node = split.nodes[at(node)].parent;
    nodes.push_back(node);
    i += at(split.nodes[at(node)].line_to - split.nodes[at(node)].line_from);
  }
  return nodes;
}

Bounded ideals_within(const BoundedInput& input, std::span<const SumLimit> limits) {
  return BoundedIdeals(input, limits).find();
}

Bounded ideals_within(const BoundedInput& input, std::span<const SumLimit> limits,
                      std::span<const Constraint* const> constraints) {
  try {
    return ideals_within(input, limits);
  } catch (const Error& error) {
    refuse_irreducible(input, {limits.begin(), limits.end()},
                       {constraints.begin(), constraints.end()}, error);
  }
}

}  // namespace sandan::quota
