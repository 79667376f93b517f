#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "quota/definition.hpp"
#include "quota/rounding.hpp"
#include "quota/split_tree.hpp"
#include "quota/time_axis.hpp"

/// A plan carried out. A re-plan of a few lines shares all it leaves alone
/// with the plan it came from, so that it costs little more than those lines.
namespace sandan::quota {

/// A list that copies share. Reads as a vector; made from one.
template <class T>
class SharedList {
 public:
  SharedList() = default;
  SharedList(std::vector<T> values)  // NOLINT(google-explicit-constructor): a vector by its use
      : values_(std::make_shared<const std::vector<T>>(std::move(values))) {}

  const std::vector<T>& values() const noexcept {
    static const std::vector<T> none;
    return values_ == nullptr ? none : *values_;
  }
  operator const std::vector<T>&() const noexcept {  // NOLINT(google-explicit-constructor)
    return values();
  }
  std::size_t size() const noexcept { return values().size(); }
  bool empty() const noexcept { return values().empty(); }
  const T& operator[](std::size_t i) const noexcept { return values()[i]; }
  const T& front() const noexcept { return values().front(); }
  const T& back() const noexcept { return values().back(); }
  auto begin() const noexcept { return values().begin(); }
  auto end() const noexcept { return values().end(); }

 private:
  std::shared_ptr<const std::vector<T>> values_;
};

/// Values by index that copies share, a few of them changed.
template <class T>
class PatchedList {
 public:
  PatchedList() = default;
  PatchedList(std::vector<T> values)  // NOLINT(google-explicit-constructor): a vector by its use
      : base_(std::move(values)) {}

  std::size_t size() const noexcept { return base_.size(); }
  bool empty() const noexcept { return base_.empty(); }
  T operator[](std::size_t i) const noexcept {
    if (changed_.empty()) return base_[i];
    const auto at = std::lower_bound(changed_.begin(), changed_.end(), i, before);
    return at != changed_.end() && static_cast<std::size_t>(at->first) == i ? at->second : base_[i];
  }
  /// All values in order, a new vector.
  std::vector<T> to_vector() const {
    std::vector<T> values = base_.values();
    for (const auto& [i, value] : changed_)
      values[static_cast<std::size_t>(i)] = value;
    return values;
  }
  /// `values` by growing index replace those there were.
  void change(const std::vector<std::pair<std::int32_t, T>>& values) {
    std::vector<std::pair<std::int32_t, T>> merged;
    merged.reserve(changed_.size() + values.size());
    auto old = changed_.begin();
    for (const auto& value : values) {
      for (; old != changed_.end() && old->first < value.first; ++old)
        merged.push_back(*old);
      if (old != changed_.end() && old->first == value.first) ++old;
      merged.push_back(value);
    }
    merged.insert(merged.end(), old, changed_.end());
    changed_ = std::move(merged);
  }

 private:
  static bool before(const std::pair<std::int32_t, T>& a, std::size_t i) noexcept {
    return static_cast<std::size_t>(a.first) < i;
  }

  SharedList<T> base_;
  std::vector<std::pair<std::int32_t, T>> changed_;  ///< by growing index
};

/// What a total is divided by, kept for re-plans and proofs.
struct LineShares {
  std::vector<double> siblings;  ///< weight of each split node among its siblings
  std::int32_t days = 0;
  /// [shape * days + day]: running sums of whole weights. A shape without any
  /// weight has that of working days.
  std::vector<std::int64_t> prefixes;
  std::vector<std::int32_t> shape_of;  ///< shape of each line

  std::span<const std::int64_t> prefix(std::int32_t line) const noexcept {
    const auto shape = static_cast<std::size_t>(shape_of[static_cast<std::size_t>(line)]);
    const auto n = static_cast<std::size_t>(days);
    return std::span(prefixes).subspan(shape * n, n);
  }
};

/// Lines that a re-plan gave other amounts.
struct ChangedLines {
  std::vector<std::int32_t> lines;  ///< in order
  std::vector<Minor> cells;         ///< [position in lines * days + day]

  const Minor* find(std::int32_t line, std::int32_t days) const noexcept {
    const auto at = std::lower_bound(lines.begin(), lines.end(), line);
    if (at == lines.end() || *at != line) return nullptr;
    return cells.data() + (at - lines.begin()) * days;
  }
};

/// An exact ratio: the product of the ones over that of the others. Both empty: 1.
struct Factor {
  std::vector<std::int64_t> over;
  std::vector<std::int64_t> under;

  bool is_one() const noexcept { return over.empty(); }
};

/// The amounts of one tier at one padding: atoms by line and day.
struct Layer {
  std::int32_t tier = 0;
  /// Depth of the first axis at which it is cut; -1: its leaves (the base).
  std::int32_t depth = -1;
  /// What the base is given more than this layer, ppm of one padded level after
  /// the other; empty for the base.
  SharedList<std::int32_t> paddings;
  std::shared_ptr<const SplitTree> split;
  std::shared_ptr<const LineShares> shares;
  Minor total_minor = 0;      ///< assigned at this layer, padding included
  Minor remainder_minor = 0;  ///< part below the rounding unit, in the atom told
  std::int32_t remainder_line = -1;
  std::int32_t remainder_day = -1;
  /// [line * days + day], but for lines in `changed`: read through line().
  std::shared_ptr<const Minor> cells;
  std::shared_ptr<const ChangedLines> changed;  ///< may be null
  PatchedList<Minor> amounts;                   ///< of the split nodes: sums of cells
  PatchedList<double> ideals_minor;             ///< of the split nodes, before rounding

  /// Amounts of a line by day of the plan.
  const Minor* line(std::int32_t line, std::int32_t days) const noexcept {
    if (changed != nullptr) {
      const Minor* found = changed->find(line, days);
      if (found != nullptr) return found;
    }
    return cells.get() + std::int64_t{line} * days;
  }
};

/// A constraint put on nodes and days.
struct PlacedConstraint {
  Constraint constraint;
  SharedList<std::int32_t> lines;  ///< of the base layer, in order
  std::int32_t depth = -1;         ///< of the layers it limits
  std::int32_t day_from = 0;
  std::int32_t day_to = 0;  ///< included
  Minor limit_minor = 0;    ///< in whole rounding units
  Minor amount_minor = 0;   ///< reached in the first tier
  Minor free_minor = 0;     ///< what the place would have got without constraints
  bool binds = false;       ///< less than a rounding unit between amount and limit
};

/// How far amounts lie from their ideals, counted while they were made.
struct BoundsRow {
  enum class What : std::uint8_t { nodes, cells, cross_totals };

  std::int32_t tier = 0;
  std::string hierarchy;  ///< code of an axis, "time", or both of cells
  What what = What::nodes;
  std::int64_t n = 0;
  double worst_units = 0;        ///< greatest |amount - ideal|
  std::int64_t beyond_one = 0;   ///< a unit or more from their ideals
  std::int64_t constrained = 0;  ///< those whose ideal a constraint moved
  bool is_optimal = false;       ///< the least sum of deviations of cells there is
};

/// A version of the plan.
struct Version {
  std::int32_t number = 1;
  std::string reason;
  Day from = 0;           ///< first day it could change
  Minor total_minor = 0;  ///< of the first tier, without padding
  /// Its base layer of the first tier, whose atoms versions() digests; null
  /// where `cells_digest` is known.
  std::shared_ptr<const Layer> base;
  std::string cells_digest;  ///< SHA-256 of these atoms; empty: see `base`
  /// Its days before `from` hold what was brought, not what was to be.
  bool past_is_actuals = false;
  /// Lines of the base layer whose days these are, in order; empty: all.
  SharedList<std::int32_t> replanned;
};

struct QuotaData {
  std::shared_ptr<const Definition> definition;
  SharedList<AxisTree> axes;  ///< in the order of splitting
  TimeAxis time;
  /// The base layers first, one per tier; then those of upper levels that are
  /// given less than the padded levels below.
  std::vector<Layer> layers;
  SharedList<PlacedConstraint> constraints;
  SharedList<BoundsRow> bounds;
  std::vector<Version> versions;  ///< oldest first, this one last
  Day frozen_before = 0;          ///< days before it do not change; first: none
  QuotaBuildRequest request;

  const Layer& base(std::int32_t tier = 0) const noexcept {
    return layers[static_cast<std::size_t>(tier)];
  }
  /// The layer that tells the amounts of a depth of the first axis in a tier:
  /// the one cut at that depth, else at the next depth below that has one,
  /// else the base.
  const Layer& layer(std::int32_t tier, std::int32_t depth) const noexcept;
};

/// SHA-256 of a layer's atoms as 64-bit integers, little endian, line by line
/// and within a line day by day.
std::string digest_of(const Layer& layer, std::int32_t days);

}  // namespace sandan::quota
