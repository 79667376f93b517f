#include <algorithm>
#include <map>
#include <tuple>

#include "quota/base_shapes.hpp"
#include "quota/presence.hpp"
#include "quota/trees.hpp"
#include "quota/weights.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

/// A focus that weighs: its days, and the leaves it lies on.
struct PlacedFocus {
  std::int32_t from;
  std::int32_t to;
  double weight;
  std::vector<std::vector<std::uint8_t>> holds;  ///< by axis and node; empty: all of it
};

[[noreturn]] void refuse_place(const Focus& focus, std::string_view detail,
                               const std::string& message) {
  throw Error(Status::data, detail, message).at(focus.pointer);
}

PlacedFocus place(const WeightInput& input, const Focus& focus) {
  const std::int32_t quarter = input.time.find(QuotaPeriod::quarter, focus.quarter);
  if (quarter < 0) {
    refuse_place(focus, "unknown_period", "\"" + focus.quarter + "\" is no quarter of the plan");
  }
  const TimeSpan& span = input.time.of(QuotaPeriod::quarter)[at(quarter)];
  PlacedFocus placed{span.from, span.to, focus.weight_ppm / 1e6, {}};
  placed.holds.resize(input.axes.size());
  for (const auto& [axis, code] : focus.at) {
    const std::int32_t index = input.definition.axis_index(axis);
    if (index < 0) refuse_place(focus, "unknown_axis", "the plan has no axis \"" + axis + "\"");
    const AxisTree& tree = input.axes[at(index)];
    const auto nodes = place_nodes(tree, code);
    if (nodes.empty()) {
      refuse_place(focus, "unknown_node", "axis \"" + axis + "\" has no node \"" + code + "\"");
    }
    auto& holds = placed.holds[at(index)];
    holds.assign(tree.nodes.size(), 0);
    for (const std::int32_t node : nodes) {
      std::fill(holds.begin() + node, holds.begin() + tree.nodes[at(node)].end, 1);
    }
  }
  return placed;
}

class ShapeMaker {
 public:
  explicit ShapeMaker(const WeightInput& input)
      : input_(input),
        places_(input.split, input.axes),
        presence_(input),
        bases_(base_shapes(input, places_, input.definition.time)) {
    for (const Focus& focus : input.definition.focuses) {
      if (focus.weight_ppm != 1'000'000) focuses_.push_back(place(input, focus));
    }
    const auto& ramp = input.definition.ramp.ppm;
    const bool ramps = ramp.size() > 1 || ramp.front() != ramp.back();
    sales_ = ramps ? input.definition.axis_index("sales") : -1;
    if (sales_ >= 0) reps_ = read_reps(input, input.axes[at(sales_)]);
  }

  DayShapes make() {
    DayShapes made;
    std::map<Key, std::int32_t> known;
    for (std::int32_t line = 0; line < input_.split.lines(); ++line) {
      Key key = key_of(line);
      const auto [found, is_new] =
          known.try_emplace(std::move(key), static_cast<std::int32_t>(made.weights.size()));
      made.of_line.push_back(found->second);
      if (!is_new) continue;
      expect_shapes(input_, made.weights.size() + 1);
      made.weights.push_back(shape_of(found->first));
    }
    return made;
  }

 private:
  /// All that makes the shape of a line.
  struct Key {
    std::int32_t base;
    Day from;
    Day to;
    Day hired_on;  ///< first_day - 1: without ramp-up
    std::vector<std::int32_t> focuses;

    friend bool operator<(const Key& a, const Key& b) {
      return std::tie(a.base, a.from, a.to, a.hired_on, a.focuses) <
             std::tie(b.base, b.from, b.to, b.hired_on, b.focuses);
    }
  };

  Key key_of(std::int32_t line) const {
    const DayWindow window = presence_.window(input_.split.line_nodes[at(line)]);
    Key key{bases_.of_line[at(line)], window.from, window.to, first_day - 1, {}};
    if (window.from > window.to) return {key.base, 1, 0, first_day - 1, {}};
    if (sales_ >= 0) {
      const auto hired = reps_.hired_on[at(input_.split.line_leaves[at(sales_)][at(line)])];
      const auto steps = static_cast<int>(input_.definition.ramp.ppm.size());
      if (hired && months_reached(*hired, steps - 1) > input_.time.first) key.hired_on = *hired;
    }
    for (std::size_t i = 0; i < focuses_.size(); ++i) {
      if (lies_in(focuses_[i], line)) key.focuses.push_back(static_cast<std::int32_t>(i));
    }
    return key;
  }

  bool lies_in(const PlacedFocus& focus, std::int32_t line) const {
    for (std::size_t axis = 0; axis < focus.holds.size(); ++axis) {
      const auto& holds = focus.holds[axis];
      if (!holds.empty() && holds[at(input_.split.line_leaves[axis][at(line)])] == 0) return false;
    }
    return true;
  }

  std::vector<double> shape_of(const Key& key) const {
    std::vector<double> shape(at(input_.time.days), 0);
    if (key.from > key.to) return shape;
    const auto& base = bases_.shapes[at(key.base)];
    const std::size_t from = at(key.from - input_.time.first);
    const std::size_t to = at(key.to - input_.time.first);
    std::copy(base.begin() + static_cast<std::ptrdiff_t>(from),
              base.begin() + static_cast<std::ptrdiff_t>(to) + 1,
              shape.begin() + static_cast<std::ptrdiff_t>(from));
    for (const std::int32_t i : key.focuses) {
      const PlacedFocus& focus = focuses_[at(i)];
      for (std::int32_t day = focus.from; day <= focus.to; ++day)
        shape[at(day)] *= focus.weight;
    }
    const std::vector<double> before_ramp = shape;
    if (key.hired_on >= first_day) {
      for_each_ramp_run(input_.definition.ramp, key.hired_on, {key.from, key.to},
                        [&](Day first, Day last, std::int32_t ppm) {
                          for (Day day = first; day <= last; ++day)
                            shape[at(day - input_.time.first)] *= ppm / 1e6;
                        });
    }
    // Amounts of a line that takes part have to go somewhere.
    if (!has_weight(shape)) shape = before_ramp;
    if (!has_weight(shape)) {
      for (std::size_t day = from; day <= to; ++day)
        shape[day] = presence_.days({key.from, key.to}) == 0 ? 1 : input_.time.is_workday[day];
    }
    if (!has_weight(shape)) {
      for (std::size_t day = from; day <= to; ++day)
        shape[day] = 1;
    }
    return shape;
  }

  static bool has_weight(const std::vector<double>& shape) noexcept {
    return std::any_of(shape.begin(), shape.end(), [](double share) { return share > 0; });
  }

  const WeightInput& input_;
  SplitPlaces places_;
  Presence presence_;
  BaseShapes bases_;
  std::vector<PlacedFocus> focuses_;
  std::int32_t sales_ = -1;
  RepFacts reps_;
};

}  // namespace

DayShapes day_shapes(const WeightInput& input) { return ShapeMaker(input).make(); }

}  // namespace sandan::quota
