#include "quota/weights.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

#include "core/text.hpp"
#include "quota/history_window.hpp"
#include "quota/node_values.hpp"
#include "quota/place_history.hpp"
#include "quota/presence.hpp"
#include "quota/shape_prior.hpp"
#include "quota/weighed_rows.hpp"

namespace sandan::quota {
namespace {

constexpr std::size_t most_shown = 60;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

bool is_all_zero(const std::vector<double>& values) noexcept {
  return std::all_of(values.begin(), values.end(), [](double value) { return !(value > 0); });
}

void make_shares(std::vector<double>& values) noexcept {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  if (!(sum > 0)) return;
  for (double& value : values)
    value /= sum;
}

/// Siblings: the children of a split node, all of one axis.
struct Siblings {
  std::int32_t parent;
  std::int32_t axis;
  std::vector<std::int32_t> nodes;
};

class SiblingWeights {
 public:
  explicit SiblingWeights(const WeightInput& input)
      : input_(input), places_(input.split, input.axes), presence_(input) {}

  std::vector<double> compute() {
    std::vector<double> weights(input_.split.nodes.size(), 0);
    weights[0] = 1;
    for (std::size_t axis = 0; axis < input_.axes.size(); ++axis) {
      weigh(input_.definition.axes[axis].weights, static_cast<std::int32_t>(axis), weights);
    }
    return weights;
  }

 private:
  using By = Weights::By;

  /// Writes the weights of all nodes of an axis.
  void weigh(const Weights& weights, std::int32_t axis, std::vector<double>& out) {
    switch (weights.by) {
      case By::equal:
        return each_group(axis, out, [&](const Siblings& siblings) { return equal(siblings); });
      case By::workdays:
        return each_group(axis, out, [&](const Siblings& siblings) { return workdays(siblings); });
      case By::given:
        return weigh_by_values(given_values(input_, at(axis), weights), weights, axis, out);
      case By::potential:
        return weigh_by_values(potential_values(input_, at(axis), weights), weights, axis, out);
      case By::capacity:
        return weigh_by_capacity(axis, out);
      case By::actuals:
      case By::pipeline:
        return weigh_by_history(weights, axis, out);
      case By::blend:
        return weigh_by_blend(weights, axis, out);
    }
  }

  /// Calls `of_group` for the siblings of an axis and keeps what it gives: 0
  /// for nodes without a part in the plan; equal shares where all are 0.
  template <class OfGroup>
  void each_group(std::int32_t axis, std::vector<double>& out, OfGroup&& of_group) {
    const auto& nodes = input_.split.nodes;
    const auto count = static_cast<std::int32_t>(nodes.size());
    Siblings siblings{0, axis, {}};
    for (std::int32_t parent = 0; parent < count; ++parent) {
      const SplitNode& node = nodes[at(parent)];
      if (node.end == parent + 1 || nodes[at(parent + 1)].axis != axis) continue;
      siblings.parent = parent;
      siblings.nodes.clear();
      for_each_child(nodes, parent, [&](std::int32_t child) { siblings.nodes.push_back(child); });
      std::vector<double> weights = of_group(siblings);
      drop_absent(siblings, weights);
      if (is_all_zero(weights)) weights = equal(siblings);
      for (std::size_t i = 0; i < siblings.nodes.size(); ++i)
        out[at(siblings.nodes[i])] = weights[i];
    }
  }

  void drop_absent(const Siblings& siblings, std::vector<double>& weights) const {
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (!presence_.takes_part(siblings.nodes[i])) weights[i] = 0;
    }
  }

  /// Ends of an axis weigh by the days they take part in, upper nodes whole.
  double part_of(const Siblings& siblings, std::int32_t node) const {
    if (!presence_.takes_part(node)) return 0;
    return ends_axis(siblings.axis, node) ? presence_.share(node) : 1;
  }

  std::vector<double> equal(const Siblings& siblings) const {
    std::vector<double> weights;
    for (const std::int32_t node : siblings.nodes)
      weights.push_back(part_of(siblings, node));
    if (!is_all_zero(weights)) return weights;
    for (std::size_t i = 0; i < weights.size(); ++i)  // days off alone
      weights[i] = presence_.takes_part(siblings.nodes[i]) ? 1 : 0;
    return weights;
  }

  std::vector<double> workdays(const Siblings& siblings) const {
    std::vector<double> weights;
    for (const std::int32_t node : siblings.nodes)
      weights.push_back(static_cast<double>(presence_.days(presence_.window(node))));
    return weights;
  }

  bool ends_axis(std::int32_t axis, std::int32_t node) const {
    return input_.axes[at(axis)].is_leaf(input_.split.nodes[at(node)].node);
  }

  // ---- Numbers of nodes.

  void weigh_by_values(const NodeValues& values, const Weights& weights, std::int32_t axis,
                       std::vector<double>& out) {
    const AxisTree& tree = input_.axes[at(axis)];
    const std::vector<bool> divided = leaves_of_one_code(tree);
    each_group(axis, out, [&](const Siblings& siblings) {
      std::vector<double> group;
      std::int32_t missing = -1;
      bool any = false;
      for (const std::int32_t node : siblings.nodes) {
        const std::int32_t of_axis = input_.split.nodes[at(node)].node;
        const auto& value = values[at(of_axis)];
        if (value) any = true;
        if (!value && presence_.takes_part(node) && missing < 0) missing = of_axis;
        // A code that is several leaves divides its number by their days.
        const double part = divided[at(of_axis)] ? presence_.share(node) : 1;
        group.push_back(value.value_or(0) * part);
      }
      if (!any) return equal(siblings);
      if (missing >= 0) refuse_missing(tree, missing, weights);
      drop_absent(siblings, group);
      if (is_all_zero(group) && presence_.takes_part(siblings.parent) &&
          (siblings.parent == 0 || out[at(siblings.parent)] > 0)) {
        refuse_zeros(tree, siblings, weights);
      }
      return group;
    });
  }

  static std::vector<bool> leaves_of_one_code(const AxisTree& tree) {
    std::map<std::string_view, std::int32_t> counts;
    for (const std::int32_t leaf : tree.leaves)
      ++counts[tree.nodes[at(leaf)].code];
    std::vector<bool> several(tree.nodes.size(), false);
    for (const std::int32_t leaf : tree.leaves)
      several[at(leaf)] = counts[tree.nodes[at(leaf)].code] > 1;
    return several;
  }

  std::string named(const AxisTree& tree, std::int32_t node) const {
    if (!input_.values) return "";
    return " \"" + shortened(tree.nodes[at(node)].code, most_shown) + "\"";
  }

  [[noreturn]] void refuse_missing(const AxisTree& tree, std::int32_t node,
                                   const Weights& weights) const {
    throw Error(Status::data, "weight_missing",
                (input_.values ? "node" : "a node") + named(tree, node) + " of axis \"" +
                    tree.axis +
                    "\" has no weight, but a node beside it has; give it one, 0 for no share")
        .at(weights.pointer);
  }

  [[noreturn]] void refuse_zeros(const AxisTree& tree, const Siblings& siblings,
                                 const Weights& weights) const {
    const std::int32_t first = input_.split.nodes[at(siblings.nodes.front())].node;
    const std::int32_t above = tree.nodes[at(first)].parent;
    throw Error(Status::data, "all_weights_zero",
                "all nodes below " + (input_.values ? named(tree, above).substr(1) : "one") +
                    " of axis \"" + tree.axis + "\" weigh 0; one at least must weigh more")
        .at(weights.pointer);
  }

  void weigh_by_capacity(std::int32_t axis, std::vector<double>& out) {
    const NodeValues values = capacity_values(input_, at(axis));
    each_group(axis, out, [&](const Siblings& siblings) {
      std::vector<double> group;
      for (const std::int32_t node : siblings.nodes)
        group.push_back(values[at(input_.split.nodes[at(node)].node)].value_or(0));
      return group;
    });
  }

  void weigh_by_blend(const Weights& weights, std::int32_t axis, std::vector<double>& out) {
    std::vector<double> mixed(out.size(), 0);
    std::vector<double> part = out;
    for (const auto& [ppm, of_part] : weights.blend) {
      weigh(of_part, axis, part);
      each_group(axis, part, [&](const Siblings& siblings) {
        std::vector<double> group;
        for (const std::int32_t node : siblings.nodes)
          group.push_back(part[at(node)]);
        make_shares(group);
        return group;
      });
      for (std::size_t i = 0; i < mixed.size(); ++i) {
        if (i > 0 && input_.split.nodes[i].axis == axis) mixed[i] += ppm / 1e6 * part[i];
      }
    }
    for (std::size_t i = 1; i < mixed.size(); ++i) {
      if (input_.split.nodes[i].axis == axis) out[i] = mixed[i];
    }
  }

  // ---- What was brought in, or is in the pipeline.

  Actuals history_of(const Weights& weights) const {
    const DayWindow year = year_before(input_.definition.from, input_.definition.to);
    const DayWindow window{weights.from.value_or(year.from),
                           std::min(weights.to.value_or(year.to), input_.as_of)};
    Actuals rows = weighed_rows(input_, weights, window);
    if (rows.size() > 0) return rows;
    if (weights.by == By::pipeline) {
      throw Error(Status::data, "no_pipeline",
                  "no deal with an amount is open on " + format_day(input_.as_of) +
                      " to weigh by; give another day or other weights")
          .at(weights.pointer)
          .in_table("opportunities");
    }
    throw Error(Status::data, "no_history",
                "there are no actuals of kind \"" + weights.kind + "\" from " +
                    format_day(window.from) + " to " + format_day(window.to) +
                    " to weigh by; give other days or other weights")
        .at(weights.pointer)
        .in_table("actuals");
  }

  void weigh_by_history(const Weights& weights, std::int32_t axis, std::vector<double>& out) {
    const bool estimates = weights.shrink_minor && *weights.shrink_minor == 0;
    const PlaceHistory history(input_.split, input_.axes, places_, history_of(weights), estimates);
    std::map<std::pair<std::int32_t, std::int32_t>, double> priors;
    each_group(axis, out, [&](const Siblings& siblings) {
      std::vector<double> group = axis == 0 ? of_first_axis(weights, siblings, history)
                                            : of_lower_axis(weights, siblings, history, priors);
      for (std::size_t i = 0; i < group.size(); ++i)
        group[i] *= part_of(siblings, siblings.nodes[i]);
      return group;
    });
  }

  /// Own history, none below 0.
  std::vector<double> own_of(const Siblings& siblings, const PlaceHistory& history) const {
    std::vector<double> own;
    for (const std::int32_t node : siblings.nodes)
      own.push_back(std::max(history.amount(node), 0.0));
    return own;
  }

  double observations_of(const Siblings& siblings, const PlaceHistory& history) const {
    double sum = 0;
    double squares = 0;
    for (const std::int32_t node : siblings.nodes) {
      sum += std::max(history.amount(node), 0.0);
      squares += history.squares(node);
    }
    return effective_number(sum, squares);
  }

  std::vector<double> of_first_axis(const Weights& weights, const Siblings& siblings,
                                    const PlaceHistory& history) const {
    std::vector<double> own = own_of(siblings, history);
    if (!weights.shrink_minor) return own;
    std::vector<double> alike;
    for (const std::int32_t node : siblings.nodes)
      alike.push_back(presence_.takes_part(node) ? 1 : 0);
    make_shares(alike);
    if (*weights.shrink_minor > 0) return moved_by_minor(own, alike, *weights.shrink_minor);
    const double n = observations_of(siblings, history);
    const ShapeSample sample{own, n};
    shrink_towards(alike, n, prior_weight({&sample, 1}, alike, false), own);
    return own;
  }

  static std::vector<double> moved_by_minor(std::vector<double> own,
                                            const std::vector<double>& shape, Minor shrink) {
    for (std::size_t i = 0; i < own.size(); ++i)
      own[i] += static_cast<double>(shrink) * shape[i];
    return own;
  }

  /// Mix of the siblings in the node above on the first axis, or in all.
  std::vector<double> upper_of(const Siblings& siblings, const PlaceHistory& history,
                               bool company) const {
    const std::int32_t end = places_.end_above(siblings.parent);
    std::vector<double> upper;
    for (const std::int32_t node : siblings.nodes) {
      const double amount =
          company ? history.company_amount(node - end) : history.parent_amount(end, node - end);
      upper.push_back(std::max(amount, 0.0));
    }
    return upper;
  }

  /// The first of the mixes that says anything, as shares; else equal ones.
  std::vector<double> upper_shape(const Siblings& siblings, const PlaceHistory& history,
                                  bool company) const {
    std::vector<double> shape = upper_of(siblings, history, company);
    if (is_all_zero(shape)) shape = upper_of(siblings, history, true);
    if (is_all_zero(shape)) shape.assign(shape.size(), 1);
    make_shares(shape);
    return shape;
  }

  std::vector<double> of_lower_axis(
      const Weights& weights, const Siblings& siblings, const PlaceHistory& history,
      std::map<std::pair<std::int32_t, std::int32_t>, double>& priors) const {
    const bool company = weights.of == Weights::Of::company;
    if (weights.of != Weights::Of::own) return upper_shape(siblings, history, company);
    std::vector<double> own = own_of(siblings, history);
    const std::vector<double> shape = upper_shape(siblings, history, false);
    if (!weights.shrink_minor) return is_all_zero(own) ? shape : own;
    if (*weights.shrink_minor > 0) return moved_by_minor(own, shape, *weights.shrink_minor);
    const std::int32_t end = places_.end_above(siblings.parent);
    const std::int32_t above = input_.split.nodes[at(end)].parent;
    const auto [known, is_new] = priors.try_emplace({above, siblings.parent - end}, 0.0);
    if (is_new) known->second = prior_of(siblings, above, history, shape);
    shrink_towards(shape, observations_of(siblings, history), known->second, own);
    return own;
  }

  /// What the shape of the node above is worth, from how the ends below it
  /// differ.
  double prior_of(const Siblings& siblings, std::int32_t above, const PlaceHistory& history,
                  const std::vector<double>& shape) const {
    const std::int32_t end = places_.end_above(siblings.parent);
    std::vector<Siblings> members;
    if (above < 0) members.push_back(siblings);
    for_each_child(input_.split.nodes, std::max(above, 0), [&](std::int32_t other) {
      if (above < 0 || !places_.is_end(other)) return;
      Siblings member{siblings.parent - end + other, siblings.axis, {}};
      for (const std::int32_t node : siblings.nodes)
        member.nodes.push_back(node - end + other);
      members.push_back(std::move(member));
    });
    std::vector<std::vector<double>> amounts;
    std::vector<ShapeSample> samples;
    for (const Siblings& member : members) {
      std::vector<double> own;
      for (const std::int32_t node : member.nodes)
        own.push_back(std::max(history.amount(node), 0.0));
      amounts.push_back(std::move(own));
    }
    for (std::size_t i = 0; i < members.size(); ++i)
      samples.push_back({amounts[i], observations_of(members[i], history)});
    return prior_weight(samples, shape, true);
  }

  const WeightInput& input_;
  SplitPlaces places_;
  Presence presence_;
};

}  // namespace

std::vector<double> sibling_weights(const WeightInput& input) {
  return SiblingWeights(input).compute();
}

}  // namespace sandan::quota
