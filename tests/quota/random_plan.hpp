#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "quota/quota_data.hpp"
#include "quota/time_stages.hpp"
#include "sandan/quota.hpp"

/// Plans drawn at random, and what must hold of every plan.
namespace sandan::testing {

/// The same draws with every standard library.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  std::int64_t whole(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t n) { return whole(1, n) == 1; }
  template <class T>
  const T& of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(whole(0, std::ssize(values) - 1))];
  }

 private:
  std::mt19937_64 engine_;
};

struct RandomPlan {
  std::string text;
  std::vector<std::vector<std::string>> codes;  ///< of nodes, by axis
  std::int64_t total = 0;
  std::int64_t unit = 1;
};

inline std::string number(double value) {
  std::string text = std::to_string(value);
  return text;
}

/// A weight: mostly small, at times 0, at times far from the others.
inline double random_weight(Draw& draw) {
  if (draw.one_in(10)) return 0;
  if (draw.one_in(10)) return static_cast<double>(draw.whole(1, 1'000'000'000));
  return static_cast<double>(draw.whole(1, 1'000)) / static_cast<double>(draw.whole(1, 97));
}

/// At times, the days a node takes part in.
inline std::string random_days(Draw& draw, bool may_have, Day from, Day to) {
  if (!may_have || !draw.one_in(3)) return "";
  const Day first = from + static_cast<Day>(draw.whole(0, to - from));
  const Day last = first + static_cast<Day>(draw.whole(0, to - first));
  return ",\"from\":\"" + format_day(first) + "\",\"to\":\"" + format_day(last) + "\"";
}

inline std::string random_axis(Draw& draw, const std::string& code, std::int64_t depth,
                               std::int64_t most_children, std::vector<std::string>& codes,
                               Day from, Day to) {
  std::string nodes, weights;
  std::vector<std::string> level = {""};
  for (std::int64_t at = 0; at < depth; ++at) {
    std::vector<std::string> next;
    for (const std::string& parent : level) {
      const std::int64_t n = draw.whole(1, most_children);
      for (std::int64_t i = 0; i < n; ++i) {
        const std::string own = code.substr(0, 1) + std::to_string(codes.size());
        codes.push_back(own);
        next.push_back(own);
        nodes += (nodes.empty() ? "" : ",") + std::string("{\"code\":\"") + own + "\"" +
                 (parent.empty() ? "" : ",\"parent\":\"" + parent + "\"") +
                 random_days(draw, at + 1 == depth && code == "sales" && i > 0, from, to) + "}";
        weights += (weights.empty() ? "" : ",") + std::string("\"") + own +
                   "\":" + number(i == 0 ? random_weight(draw) + 0.5 : random_weight(draw));
      }
    }
    level = next;
  }
  return "{\"code\":\"" + code + "\",\"tree\":{\"nodes\":[" + nodes +
         "]},\"weights\":{\"by\":\"given\",\"nodes\":{" + weights + "}}}";
}

/// A plan of up to three axes on the calendar of weekdays. `more` is put into
/// the document after a comma.
inline RandomPlan random_plan(std::uint64_t seed, const std::string& rounding,
                              const std::string& more = "", std::int64_t most_children = 4,
                              std::int64_t most_total = 1'000'000'000'000'000) {
  Draw draw(seed);
  RandomPlan plan;
  plan.unit = draw.of(std::vector<std::int64_t>{1, 1, 100, 1'000, 12'345});
  plan.total = draw.one_in(4) ? draw.whole(0, 5'000) : draw.whole(0, most_total);
  if (draw.one_in(5)) plan.total = draw.whole(0, most_total / 1'000'000);
  const Day from = 20'454 + static_cast<Day>(draw.whole(0, 700));
  const Day to = from + static_cast<Day>(draw.whole(6, 420));
  const std::int64_t axes = draw.whole(1, 3);
  const std::vector<std::string> names = {"sales", "product", "customer_class"};
  std::string texts;
  for (std::int64_t axis = 0; axis < axes; ++axis) {
    plan.codes.emplace_back();
    texts += (axis == 0 ? "" : ",") + random_axis(draw, names[static_cast<std::size_t>(axis)],
                                                  axis == 0 ? draw.whole(1, 3) : draw.whole(1, 2),
                                                  axis == 0 ? most_children : 3, plan.codes.back(),
                                                  from, to);
  }
  const std::vector<std::string> times = {"equal", "workdays"};
  plan.text = "{\"sandan\":\"plan/1\",\"code\":\"p\",\"currency\":\"CNY\",\"total_minor\":" +
              std::to_string(plan.total) + ",\"round_to_minor\":" + std::to_string(plan.unit) +
              ",\"period\":{\"from\":\"" + format_day(from) + "\",\"to\":\"" + format_day(to) +
              "\"},\"axes\":[" + texts + "],\"time\":{\"by\":\"" + draw.of(times) +
              "\"},\"time_rounding\":\"" + rounding + "\"" + more + "}";
  return plan;
}

/// The first way in which sums of a layer fail; empty when all hold.
inline std::string broken_sum(const quota::QuotaData& data, const quota::Layer& layer) {
  using namespace quota;
  const SplitTree& split = *layer.split;
  const Minor unit = data.definition->round_to_minor;
  for (std::int32_t line = 0; line < split.lines(); ++line) {
    Minor sum = 0;
    for (std::int32_t day = 0; day < data.time.days; ++day) {
      const Minor cell = layer.line(line, data.time.days)[day];
      const bool has_remainder = line == layer.remainder_line && day == layer.remainder_day;
      const Minor own = cell - (has_remainder ? layer.remainder_minor : 0);
      if (own < 0 || own % unit != 0) return "atom of line " + std::to_string(line);
      sum += cell;
    }
    const std::int32_t node = split.line_nodes[static_cast<std::size_t>(line)];
    if (sum != layer.amounts[static_cast<std::size_t>(node)])
      return "days of line " + std::to_string(line);
  }
  for (std::int32_t node = 0; node < std::ssize(split.nodes); ++node) {
    Minor sum = 0;
    for_each_child(split.nodes, node, [&](std::int32_t child) {
      sum += layer.amounts[static_cast<std::size_t>(child)];
    });
    if (!split.is_line(node) && sum != layer.amounts[static_cast<std::size_t>(node)])
      return "parts of node " + std::to_string(node);
  }
  if (layer.amounts[0] != layer.total_minor) return "the whole";
  return "";
}

}  // namespace sandan::testing
