#include "quota/line_days.hpp"

#include <algorithm>

#include "quota/allocation.hpp"
#include "quota/decompose.hpp"
#include "quota/spread.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

std::int64_t weight_of(std::span<const std::int64_t> prefix, std::int32_t from, std::int32_t to) {
  return prefix[static_cast<std::size_t>(to)] -
         (from == 0 ? 0 : prefix[static_cast<std::size_t>(from) - 1]);
}

/// Spans of one line as a tree, filled and rounded.
class SegmentTree {
 public:
  SegmentTree(std::int32_t from, std::int32_t to, std::span<const LineLimit> limits,
              std::span<const TimeSpan> steps) {
    spans_.push_back({-1, from, to, 0, no_cap});
    for (const TimeSpan& step : steps) {
      const LineLimit cut{-1, std::max(step.from, from), std::min(step.to, to), 0, no_cap};
      if (cut.from <= cut.to) spans_.push_back(cut);
    }
    for (const LineLimit& limit : limits) {
      LineLimit cut = limit;
      cut.from = std::max(cut.from, from);
      cut.to = std::min(cut.to, to);
      if (cut.from <= cut.to) spans_.push_back(cut);
    }
    std::stable_sort(spans_.begin(), spans_.end(), [](const LineLimit& a, const LineLimit& b) {
      return a.from != b.from ? a.from < b.from : a.to > b.to;
    });
    merge_equal();
    std::size_t next = 0;
    add(next, -1);
  }

  std::vector<Segment> divide(Ideal ideal, std::int64_t amount,
                              std::span<const std::int64_t> prefix, const TimeAxis& time) {
    std::vector<double> weights(nodes_.size());
    weigh(prefix, time, weights);
    std::int32_t at = 0;
    if (!propagate_bounds(nodes_, std::span(bounds_.floors), std::span(bounds_.caps), at)) {
      throw Error(Status::unsupported, "crossing_constraints",
                  "constraints on overlapping places and periods leave no whole amounts when each "
                  "is divided among its lines; loosen one of them by a few rounding units");
    }
    std::vector<Ideal> ideals(nodes_.size());
    std::vector<std::int64_t> amounts(nodes_.size());
    fill_tree(nodes_, ideal, std::span<const double>(weights), bounds_.floors, bounds_.caps,
              std::span(ideals));
    round_tree(nodes_, std::span<const Ideal>(ideals), amount, bounds_.floors, bounds_.caps,
               std::span(amounts));
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].end == static_cast<std::int32_t>(i) + 1)
        segments.push_back({days_[i].first, days_[i].second, ideals[i], amounts[i]});
    }
    return segments;
  }

 private:
  void merge_equal() {
    std::vector<LineLimit> merged;
    for (const LineLimit& span : spans_) {
      if (!merged.empty() && merged.back().from == span.from && merged.back().to == span.to) {
        merged.back().low = std::max(merged.back().low, span.low);
        merged.back().high = std::min(merged.back().high, span.high);
      } else {
        merged.push_back(span);
      }
    }
    spans_ = std::move(merged);
  }

  std::int32_t push(std::int32_t parent, std::int32_t from, std::int32_t to, std::int64_t low,
                    std::int64_t high) {
    SplitNode node;
    node.parent = parent;
    nodes_.push_back(node);
    days_.emplace_back(from, to);
    bounds_.floors.push_back(low);
    bounds_.caps.push_back(high);
    nodes_.back().end = static_cast<std::int32_t>(nodes_.size());
    return static_cast<std::int32_t>(nodes_.size()) - 1;
  }

  /// The span `next` and those within it; days between them are nodes too. No
  /// deeper than there are units of periods.
  void add(std::size_t& next, std::int32_t parent) {
    const LineLimit span = spans_[next++];
    const std::int32_t node = push(parent, span.from, span.to, span.low, span.high);
    std::int32_t day = span.from;
    bool inner = false;
    while (next < spans_.size() && spans_[next].from <= span.to) {
      if (spans_[next].to > span.to) refuse();
      if (spans_[next].from > day) push(node, day, spans_[next].from - 1, 0, no_cap);
      day = spans_[next].to + 1;
      inner = true;
      add(next, node);
    }
    if (inner && day <= span.to) push(node, day, span.to, 0, no_cap);
    nodes_[static_cast<std::size_t>(node)].end = static_cast<std::int32_t>(nodes_.size());
  }

  /// Siblings without any weight get that of their working days, or days.
  void weigh(std::span<const std::int64_t> prefix, const TimeAxis& time,
             std::vector<double>& weights) const {
    std::vector<TimeSpan> children;
    std::vector<std::int64_t> whole;
    std::vector<std::int32_t> at;
    for (std::int32_t node = 0; node < std::ssize(nodes_); ++node) {
      children.clear();
      at.clear();
      for_each_child(nodes_, node, [&](std::int32_t child) {
        const auto [from, to] = days_[static_cast<std::size_t>(child)];
        children.push_back({from, to, {}, 0, 0});
        at.push_back(child);
      });
      if (children.empty()) continue;
      whole.resize(children.size());
      span_weights(prefix, time, children, whole);
      for (std::size_t i = 0; i < at.size(); ++i)
        weights[static_cast<std::size_t>(at[i])] = static_cast<double>(whole[i]);
    }
  }

  [[noreturn]] static void refuse() {
    throw Error(Status::unsupported, "crossing_periods",
                "a place is limited in periods that overlap without one holding the other, such "
                "as weeks and months; limit it in periods of one unit");
  }

  std::vector<LineLimit> spans_;  ///< by first day, the longer first
  std::vector<SplitNode> nodes_;
  std::vector<std::pair<std::int32_t, std::int32_t>> days_;  ///< by node
  NodeBounds bounds_;
};

}  // namespace

std::vector<std::int64_t> whole_shape(const std::vector<double>& weights, const TimeAxis& time) {
  const bool any = std::any_of(weights.begin(), weights.end(), [](double w) { return w != 0; });
  if (any) return running_sums(whole_weights(weights).weights);
  std::vector<std::int64_t> days(time.is_workday.begin(), time.is_workday.end());
  if (std::count(days.begin(), days.end(), 0) == std::ssize(days))
    std::fill(days.begin(), days.end(), 1);
  return running_sums(days);
}

std::shared_ptr<const LineShares> line_shares(const WeightInput& input) {
  auto shares = std::make_shared<LineShares>();
  shares->siblings = sibling_weights(input);
  DayShapes shapes = day_shapes(input);
  shares->days = input.time.days;
  shares->shape_of = std::move(shapes.of_line);
  for (std::vector<double>& weights : shapes.weights) {
    const std::vector<std::int64_t> prefix = whole_shape(weights, input.time);
    shares->prefixes.insert(shares->prefixes.end(), prefix.begin(), prefix.end());
    weights = {};
  }
  return shares;
}

void span_weights(std::span<const std::int64_t> prefix, const TimeAxis& time,
                  std::span<const TimeSpan> spans, std::span<std::int64_t> weights) {
  bool any = false;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    weights[i] = weight_of(prefix, spans[i].from, spans[i].to);
    any |= weights[i] != 0;
  }
  if (any) return;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    weights[i] = std::count(time.is_workday.begin() + spans[i].from,
                            time.is_workday.begin() + spans[i].to + 1, 1);
    any |= weights[i] != 0;
  }
  if (any) return;
  for (std::size_t i = 0; i < spans.size(); ++i)
    weights[i] = spans[i].to - spans[i].from + 1;
}

std::vector<Segment> line_segments(Ideal ideal, std::int64_t amount, std::int32_t from,
                                   std::int32_t to, std::span<const std::int64_t> prefix,
                                   const TimeAxis& time, std::span<const LineLimit> limits,
                                   std::span<const TimeSpan> steps) {
  return SegmentTree(from, to, limits, steps).divide(ideal, amount, prefix, time);
}

void spread_days(std::int64_t amount, std::int32_t from, std::int32_t to,
                 std::span<const std::int64_t> prefix, const TimeAxis& time,
                 std::int64_t unit_minor, Minor* out) {
  const std::size_t n = static_cast<std::size_t>(to - from) + 1;
  if (amount == 0) {
    std::fill_n(out + from, n, 0);
    return;
  }
  std::vector<std::int64_t> sums(n);
  const std::int64_t before = from == 0 ? 0 : prefix[static_cast<std::size_t>(from) - 1];
  if (prefix[static_cast<std::size_t>(to)] > before) {
    for (std::size_t i = 0; i < n; ++i)
      sums[i] = prefix[static_cast<std::size_t>(from) + i] - before;
  } else {
    const bool work =
        std::count(time.is_workday.begin() + from, time.is_workday.begin() + to + 1, 1) > 0;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < n; ++i)
      sums[i] = sum += work ? time.is_workday[static_cast<std::size_t>(from) + i] : 1;
  }
  split_cumulative(amount, sums, std::span(out + from, n));
  if (unit_minor == 1) return;
  for (std::size_t i = 0; i < n; ++i)
    out[from + static_cast<std::int32_t>(i)] *= unit_minor;
}

}  // namespace sandan::quota
