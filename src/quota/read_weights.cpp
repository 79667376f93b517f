#include "quota/read_weights.hpp"

#include <algorithm>
#include <set>

#include "quota/request_members.hpp"

namespace sandan::quota {
namespace {

using json::Members;
using json::Node;
using By = Weights::By;

constexpr double most_weight = 1e15;
constexpr std::int32_t whole_ppm = 1'000'000;
constexpr std::size_t most_parts = 20;

bool is_weighing(const std::map<std::string, double, std::less<>>& given) {
  return std::any_of(given.begin(), given.end(),
                     [](const auto& entry) { return entry.second > 0; });
}

std::map<std::string, double, std::less<>> read_given(const Node& node) {
  if (!node.is_object()) throw node.error("not_object", "an object of weights is wanted here");
  std::map<std::string, double, std::less<>> given;
  for (const auto& member : node.value().get_object()) {
    const std::string code(member.key());
    const Node weight(member.value(), json::child_pointer(node.pointer(), code), Status::document);
    given.emplace(code, weight.number(0, most_weight));
  }
  if (given.empty()) throw node.error("empty", "at least one weight is wanted here");
  if (!is_weighing(given)) throw node.error("all_weights_zero", "all weights are 0");
  return given;
}

void read_actuals(const Members& members, Weights& weights) {
  const auto from = members.find("from");
  const auto to = members.find("to");
  if (from) weights.from = from->day();
  if (to) weights.to = to->day();
  if (from.has_value() != to.has_value()) {
    throw(from ? *from : *to).error("incomplete", "from and to are given together or not at all");
  }
  if (to && *weights.to < *weights.from) {
    throw to->error("ends_before_it_starts", "to is before from");
  }
  if (const auto kind = members.find("kind")) {
    kind->choice({"order", "collection"});
    weights.kind = kind->text();
  }
  if (const auto of = members.find("of")) {
    weights.of = static_cast<Weights::Of>(of->choice({"own", "parent", "company"}));
  }
  if (const auto shrink = members.find("shrink_minor")) {
    weights.shrink_minor = shrink->integer(0, INT64_MAX);
  }
  if (const auto unit = members.find("unit")) {
    unit->choice({"day", "week", "month", "quarter"});
    weights.unit = period_of(*unit);
  }
}

/// Which members go with which way of weighing; those of a blend's part have
/// their ppm too.
void expect_members(const Node& node, By by, std::string_view given) {
  switch (by) {
    case By::equal:
    case By::pipeline:
    case By::capacity:
    case By::workdays:
      node.members({"by", "ppm"});
      break;
    case By::given:
      node.members({"by", "ppm", given});
      break;
    case By::actuals:
      node.members({"by", "ppm", "from", "to", "kind", "of", "shrink_minor", "unit"});
      break;
    case By::potential:
      node.members({"by", "ppm", "column"});
      break;
    case By::blend:
      node.members({"by", "parts"});
      break;
  }
}

class WeightsReader {
 public:
  /// `time` null: weights of nodes.
  explicit WeightsReader(const TimeAxis* time) : time_(time) {}

  Weights read(const Node& node, bool is_part) const {
    const Members members = node.members({"by", "ppm", "nodes", "periods", "from", "to", "kind",
                                          "of", "shrink_minor", "unit", "column", "parts"});
    Weights weights;
    weights.pointer = node.pointer();
    const Node by = members.required("by");
    weights.by = static_cast<By>(by.choice(
        {"equal", "given", "actuals", "pipeline", "potential", "capacity", "workdays", "blend"}));
    check_use(by, weights.by, is_part);
    expect_members(node, weights.by, time_ == nullptr ? "nodes" : "periods");
    if (!is_part) {
      if (const auto ppm = members.find("ppm")) {
        throw ppm->error("unknown_field", "only parts of a blend have their ppm");
      }
    }
    switch (weights.by) {
      case By::given:
        read_given_weights(members, weights);
        break;
      case By::actuals:
        read_actuals(members, weights);
        break;
      case By::potential:
        if (const auto column = members.find("column")) weights.column = column->code();
        break;
      case By::blend:
        read_blend(members, weights);
        break;
      default:
        break;
    }
    return weights;
  }

 private:
  void check_use(const Node& node, By by, bool is_part) const {
    if (is_part && by == By::blend) {
      throw node.error("nested_blend", "a part of a blend is no blend");
    }
    if (time_ == nullptr) return;
    if (by != By::pipeline && by != By::potential && by != By::capacity) return;
    throw node.error("not_of_time",
                     "days are weighed by equal, given, actuals, workdays or a blend of them");
  }

  void read_given_weights(const Members& members, Weights& weights) const {
    if (time_ != nullptr) {
      const Node periods = members.required("periods");
      weights.given = read_given(periods);
      weights.unit = unit_of(periods, weights);
      return;
    }
    // Without nodes of its own the weights are those of table quota_nodes.
    if (const auto nodes = members.find("nodes")) weights.given = read_given(*nodes);
  }

  /// The unit all periods are of. A period that is not named would get nothing
  /// without anybody having said so.
  QuotaPeriod unit_of(const Node& periods, const Weights& weights) const {
    const std::string& first = weights.given.begin()->first;
    auto unit = QuotaPeriod::all;
    for (std::size_t i = 1; i < period_words.size(); ++i) {
      if (time_->find(static_cast<QuotaPeriod>(i), first) >= 0) unit = static_cast<QuotaPeriod>(i);
    }
    for (const auto& [code, weight] : weights.given) {
      if (unit != QuotaPeriod::all && time_->find(unit, code) >= 0) continue;
      throw Error(Status::document, "unknown_period",
                  "\"" + code + "\" is no period of the plan like the others are")
          .at(json::child_pointer(periods.pointer(), code));
    }
    for (const TimeSpan& span : time_->of(unit)) {
      if (weights.given.contains(span.code)) continue;
      throw periods.error("missing_period", "period \"" + span.code + "\" has no weight");
    }
    return unit;
  }

  void read_blend(const Members& members, Weights& weights) const {
    const Node parts = members.required("parts");
    const auto items = parts.items();
    if (items.empty() || items.size() > most_parts) {
      throw parts.error("out_of_range", "a blend has 1 to 20 parts");
    }
    std::int64_t sum = 0;
    for (const Node& item : items) {
      Weights part = read(item, true);
      const Node ppm = json::Members(item).required("ppm");
      weights.blend.push_back(
          {static_cast<std::int32_t>(ppm.integer(0, whole_ppm)), std::move(part)});
      sum += weights.blend.back().ppm;
    }
    if (sum != whole_ppm) {
      throw parts.error("not_whole",
                        "the parts' ppm add up to " + std::to_string(sum) + ", not to 1000000");
    }
  }

  const TimeAxis* time_;
};

}  // namespace

Weights read_axis_weights(const Node& node) { return WeightsReader(nullptr).read(node, false); }

Weights read_time_weights(const Node& node, const TimeAxis& time) {
  return WeightsReader(&time).read(node, false);
}

void check_given_nodes(const Weights& weights, const Axis& axis) {
  std::set<std::string_view> codes;
  for (const TreeSource::Node& node : axis.tree.nodes)
    codes.insert(node.code);
  const auto check = [&](const Weights& part) {
    for (const auto& [code, weight] : part.given) {
      if (codes.contains(code)) continue;
      throw Error(Status::document, "unknown_node",
                  "the axis \"" + axis.code + "\" has no node \"" + code + "\"")
          .at(json::child_pointer(part.pointer + "/nodes", code));
    }
  };
  check(weights);
  for (const auto& [ppm, part] : weights.blend)
    check(part);
}

}  // namespace sandan::quota
