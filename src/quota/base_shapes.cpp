#include "quota/base_shapes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "quota/request_members.hpp"
#include "quota/shape_prior.hpp"
#include "quota/time_history.hpp"

namespace sandan::quota {
namespace {

using Shape = std::vector<double>;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

void make_shares(Shape& shape) {
  const double sum = std::accumulate(shape.begin(), shape.end(), 0.0);
  if (!(sum > 0)) return;
  for (double& share : shape)
    share /= sum;
}

Shape shape_of_workdays(const TimeAxis& time) {
  Shape shape(time.is_workday.begin(), time.is_workday.end());
  if (std::find(shape.begin(), shape.end(), 1.0) == shape.end()) {
    std::fill(shape.begin(), shape.end(), 1.0);
  }
  make_shares(shape);
  return shape;
}

BaseShapes one_for_all(const WeightInput& input, Shape shape) {
  make_shares(shape);
  return {{std::move(shape)}, std::vector<std::int32_t>(at(input.split.lines()), 0)};
}

// ---- Given weights of periods.

double given_weight(const Weights& weights, const std::string& code, double value) {
  if (std::isfinite(value) && value >= 0) return value;
  throw Error(Status::data, value < 0 ? "negative_weight" : "not_a_number",
              "the weight of \"" + code + "\" must be a number, 0 or more")
      .at(weights.pointer);
}

/// The unit whose periods the codes name.
QuotaPeriod unit_of(const WeightInput& input, const Weights& weights) {
  for (std::size_t i = 1; i < period_words.size(); ++i) {
    const auto unit = static_cast<QuotaPeriod>(i);
    if (std::any_of(weights.given.begin(), weights.given.end(),
                    [&](const auto& given) { return input.time.find(unit, given.first) >= 0; })) {
      return unit;
    }
  }
  throw Error(Status::data, "unknown_period", "the weights name no period of the plan")
      .at(weights.pointer);
}

Shape shape_of_given(const WeightInput& input, const Weights& weights) {
  const QuotaPeriod unit = unit_of(input, weights);
  for (const auto& [code, value] : weights.given) {
    given_weight(weights, code, value);
    if (input.time.find(unit, code) >= 0) continue;
    throw Error(Status::data, "unknown_period",
                "\"" + code + "\" is no " + std::string(word_of(unit)) + " of the plan")
        .at(weights.pointer);
  }
  Shape shape(at(input.time.days), 0);
  for (const TimeSpan& span : input.time.of(unit)) {
    const auto given = weights.given.find(span.code);
    if (given == weights.given.end()) {
      throw Error(Status::data, "weight_missing",
                  "period " + span.code +
                      " has no weight, but others have; give it one, 0 for no "
                      "share")
          .at(weights.pointer);
    }
    const auto& days = input.time.is_workday;
    const auto worked = std::count(days.begin() + span.from, days.begin() + span.to + 1, 1);
    for (std::int32_t day = span.from; day <= span.to; ++day) {
      const bool counts = worked == 0 || days[at(day)] != 0;
      const auto parts = static_cast<double>(worked == 0 ? span.to - span.from + 1 : worked);
      if (counts) shape[at(day)] = given->second / parts;
    }
  }
  if (std::none_of(shape.begin(), shape.end(), [](double share) { return share > 0; })) {
    throw Error(Status::data, "all_weights_zero", "all periods weigh 0; one must weigh more")
        .at(weights.pointer);
  }
  return shape;
}

// ---- Shapes of the past.

class HistoryShapes {
 public:
  HistoryShapes(const WeightInput& input, const SplitPlaces& places, const Weights& weights)
      : input_(input), weights_(weights), history_(input, places, weights) {}

  BaseShapes make() {
    company_ = history_.of_company();
    shapes_.of_line.resize(at(input_.split.lines()));
    for (std::int32_t line = 0; line < input_.split.lines(); ++line) {
      shapes_.of_line[at(line)] = weights_.of == Weights::Of::own      ? own_shape(line)
                                  : weights_.of == Weights::Of::parent ? parent_shape(line)
                                                                       : company_shape();
    }
    return std::move(shapes_);
  }

 private:
  std::int32_t add(const std::vector<double>& by_unit) {
    expect_shapes(input_, shapes_.shapes.size() + 1);
    shapes_.shapes.push_back(spread(by_unit));
    return static_cast<std::int32_t>(shapes_.shapes.size()) - 1;
  }

  std::int32_t company_shape() {
    if (of_company_ < 0) of_company_ = add(company_);
    return of_company_;
  }

  std::int32_t parent_shape(std::int32_t line) {
    const std::int32_t parent = history_.parent_of(line);
    if (parent == 0) return company_shape();
    const auto [known, is_new] = of_parents_.try_emplace(parent, -1);
    if (is_new) {
      const auto by_unit = history_.of_parent(line);
      known->second = by_unit.empty() ? company_shape() : add(by_unit);
    }
    return known->second;
  }

  std::int32_t own_shape(std::int32_t line) {
    const std::int32_t owner = history_.owner_of(line);
    const std::pair key{owner, weights_.shrink_minor ? history_.parent_of(line) : 0};
    const auto [known, is_new] = of_owners_.try_emplace(key, -1);
    if (!is_new) return known->second;
    std::vector<double> by_unit = history_.of_line(line);
    if (by_unit.empty()) {
      known->second = parent_shape(line);
    } else {
      if (weights_.shrink_minor) shrink(line, by_unit);
      known->second = add(by_unit);
    }
    return known->second;
  }

  std::vector<double> upper_shares(std::int32_t line) const {
    std::vector<double> shape = history_.of_parent(line);
    if (shape.empty()) shape = company_;
    if (shape.empty()) shape.assign(history_.units().size(), 1);
    make_shares(shape);
    return shape;
  }

  void shrink(std::int32_t line, std::vector<double>& by_unit) {
    const std::vector<double> shape = upper_shares(line);
    if (*weights_.shrink_minor > 0) {
      for (std::size_t i = 0; i < shape.size(); ++i)
        by_unit[i] += static_cast<double>(*weights_.shrink_minor) * shape[i];
      return;
    }
    const std::int32_t parent = history_.parent_of(line);
    const auto [known, is_new] = priors_.try_emplace(parent, 0.0);
    if (is_new) known->second = prior_of(parent, shape);
    shrink_towards(shape, history_.observations(line), known->second, by_unit);
  }

  /// What the shape of a node is worth, from how the lines below it differ.
  double prior_of(std::int32_t parent, const std::vector<double>& shape) const {
    std::vector<std::vector<double>> amounts;
    std::vector<double> observations;
    const SplitNode& node = input_.split.nodes[at(parent)];
    for (std::int32_t line = node.line_from; line < node.line_to; ++line) {
      if (history_.parent_of(line) != parent) continue;
      auto by_unit = history_.of_line(line);
      if (by_unit.empty()) continue;
      amounts.push_back(std::move(by_unit));
      observations.push_back(history_.observations(line));
    }
    std::vector<ShapeSample> samples;
    for (std::size_t i = 0; i < amounts.size(); ++i)
      samples.push_back({amounts[i], observations[i]});
    return prior_weight(samples, shape, true);
  }

  /// What units weigh, over their working days. A unit the plan cuts keeps the
  /// part of its working days that the plan holds.
  Shape spread(const std::vector<double>& by_unit) const {
    if (by_unit.empty()) return shape_of_workdays(input_.time);
    Shape shape(at(input_.time.days), 0);
    for (std::size_t i = 0; i < by_unit.size(); ++i) {
      const Season& unit = history_.units()[i];
      const auto worked = input_.definition.calendar->count(unit.from, unit.to).workdays;
      const auto parts = static_cast<double>(worked == 0 ? unit.to - unit.from + 1 : worked);
      const Day from = std::max(unit.from, input_.time.first);
      const Day to = std::min(unit.to, input_.time.last());
      for (Day day = from; day <= to; ++day) {
        const std::int32_t offset = day - input_.time.first;
        if (worked == 0 || input_.time.is_workday[at(offset)] != 0) {
          shape[at(offset)] = by_unit[i] / parts;
        }
      }
    }
    make_shares(shape);
    return shape;
  }

  const WeightInput& input_;
  const Weights& weights_;
  TimeHistory history_;
  std::vector<double> company_;
  BaseShapes shapes_;
  std::int32_t of_company_ = -1;
  std::map<std::int32_t, std::int32_t> of_parents_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> of_owners_;
  std::map<std::int32_t, double> priors_;
};

// ---- Blends.

BaseShapes blend_of(const WeightInput& input, const SplitPlaces& places, const Weights& weights) {
  std::vector<BaseShapes> parts;
  for (const auto& [ppm, part] : weights.blend)
    parts.push_back(base_shapes(input, places, part));
  BaseShapes mixed;
  std::map<std::vector<std::int32_t>, std::int32_t> known;
  for (std::size_t line = 0; line < at(input.split.lines()); ++line) {
    std::vector<std::int32_t> key;
    key.reserve(parts.size());
    for (const BaseShapes& part : parts)
      key.push_back(part.of_line[line]);
    const auto [found, is_new] =
        known.try_emplace(key, static_cast<std::int32_t>(mixed.shapes.size()));
    mixed.of_line.push_back(found->second);
    if (!is_new) continue;
    expect_shapes(input, mixed.shapes.size() + 1);
    Shape shape(at(input.time.days), 0);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Shape& of_part = parts[i].shapes[at(key[i])];
      for (std::size_t day = 0; day < shape.size(); ++day)
        shape[day] += weights.blend[i].ppm / 1e6 * of_part[day];
    }
    mixed.shapes.push_back(std::move(shape));
  }
  return mixed;
}

}  // namespace

BaseShapes base_shapes(const WeightInput& input, const SplitPlaces& places,
                       const Weights& weights) {
  switch (weights.by) {
    case Weights::By::equal:
      return one_for_all(input, Shape(at(input.time.days), 1));
    case Weights::By::given:
      return one_for_all(input, shape_of_given(input, weights));
    case Weights::By::actuals:
    case Weights::By::pipeline:
      return HistoryShapes(input, places, weights).make();
    case Weights::By::blend:
      return blend_of(input, places, weights);
    case Weights::By::potential:
      throw Error(Status::document, "weights_not_of_time",
                  "a potential is one of places, not of time; use other weights of time")
          .at(weights.pointer);
    case Weights::By::capacity:  // lines keep to the days they take part in anyway
    case Weights::By::workdays:
      break;
  }
  return one_for_all(input, shape_of_workdays(input.time));
}

void expect_shapes(const WeightInput& input, std::size_t shapes) {
  const auto cells = static_cast<std::int64_t>(shapes) * input.time.days;
  const auto bytes = cells * static_cast<std::int64_t>(sizeof(double));
  const bool over_budget = input.run.max_bytes > 0 && bytes > input.run.max_bytes;
  if (cells <= most_shape_days && !over_budget) return;
  throw Error(Status::limit, "too_many_shapes",
              "the lines have too many shapes of their own over time; take the parent's or the "
              "company's")
      .at(input.definition.time.pointer);
}

}  // namespace sandan::quota
