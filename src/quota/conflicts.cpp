#include <algorithm>
#include <optional>
#include <string>

#include "core/text.hpp"
#include "quota/bounds_flow.hpp"
#include "quota/constraints.hpp"
#include "quota/padding.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// A limit as a box of a matrix; `limit` -1: the plan's total.
struct NamedBox {
  std::int32_t limit;
  Box box;
};

/// Places between which no box ends stand for one row or column.
class Merged {
 public:
  void add(std::int32_t from, std::int32_t to) {
    cuts_.push_back(from);
    cuts_.push_back(to);
  }
  void close() {
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  }
  std::int32_t at(std::int32_t place) const {
    return static_cast<std::int32_t>(std::lower_bound(cuts_.begin(), cuts_.end(), place) -
                                     cuts_.begin());
  }
  std::int32_t size() const noexcept { return static_cast<std::int32_t>(cuts_.size()) - 1; }

 private:
  std::vector<std::int32_t> cuts_;
};

class ConflictSearch {
 public:
  ConflictSearch(const LimitNames& names, const SplitTree& split, const std::vector<AxisTree>& axes,
                 const TimeAxis& time, std::int64_t total)
      : names_(names), split_(split), axes_(axes), time_(time), total_(total) {}

  void search() const {
    look_at(lines_by_days(), split_.lines(), time_.days);
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      if (i > 0) look_at(axis_by_days(i), leaves_of(i), time_.days);
      for (std::size_t j = i + 1; j < axes_.size(); ++j)
        look_at(axis_by_axis(i, j), leaves_of(i), leaves_of(j));
    }
  }

 private:
  std::int32_t leaves_of(std::size_t axis) const {
    return static_cast<std::int32_t>(axes_[axis].leaves.size());
  }
  bool is_whole(const PlacedLimit& limit, std::size_t axis) const {
    return limit.nodes[axis].size() == 1 && limit.nodes[axis].front() == 0;
  }
  bool is_all_days(const PlacedLimit& limit) const {
    return limit.placed.day_from == 0 && limit.placed.day_to == time_.days - 1;
  }

  static NamedBox named(std::size_t i, const PlacedLimit& limit, std::pair<int, int> rows,
                        std::pair<int, int> columns) {
    return {static_cast<std::int32_t>(i),
            {rows.first, rows.second, columns.first, columns.second, limit.low, limit.high}};
  }

  /// Places whose lines stand side by side.
  std::vector<NamedBox> lines_by_days() const {
    std::vector<NamedBox> boxes;
    for (std::size_t i = 0; i < names_.limits.size(); ++i) {
      const PlacedLimit& limit = names_.limits[i];
      const std::vector<std::int32_t> lines = lines_below(split_, axes_, limit.nodes);
      const bool beside = !lines.empty() && lines.back() - lines.front() + 1 == std::ssize(lines);
      if (!beside) continue;
      boxes.push_back(named(i, limit, {lines.front(), lines.back() + 1},
                            {limit.placed.day_from, limit.placed.day_to + 1}));
    }
    return boxes;
  }

  std::optional<std::pair<int, int>> leaves_at(const PlacedLimit& limit, std::size_t axis) const {
    if (limit.nodes[axis].size() != 1) return std::nullopt;
    const AxisNode& node = axes_[axis].nodes[at(limit.nodes[axis].front())];
    return std::pair(node.leaf_from, node.leaf_to);
  }

  bool is_of(const PlacedLimit& limit, std::size_t one, std::size_t other) const {
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
      if (axis != one && axis != other && !is_whole(limit, axis)) return false;
    }
    return true;
  }

  std::vector<NamedBox> axis_by_days(std::size_t axis) const {
    std::vector<NamedBox> boxes;
    for (std::size_t i = 0; i < names_.limits.size(); ++i) {
      const PlacedLimit& limit = names_.limits[i];
      const auto rows = leaves_at(limit, axis);
      if (!rows || !is_of(limit, axis, axis)) continue;
      boxes.push_back(named(i, limit, *rows, {limit.placed.day_from, limit.placed.day_to + 1}));
    }
    return boxes;
  }

  std::vector<NamedBox> axis_by_axis(std::size_t one, std::size_t other) const {
    std::vector<NamedBox> boxes;
    for (std::size_t i = 0; i < names_.limits.size(); ++i) {
      const PlacedLimit& limit = names_.limits[i];
      const auto rows = leaves_at(limit, one);
      const auto columns = leaves_at(limit, other);
      if (!rows || !columns || !is_of(limit, one, other)) continue;
      // A floor of a period is one of the whole; a cap says nothing of it.
      NamedBox box = named(i, limit, *rows, *columns);
      if (!is_all_days(limit)) box.box.high = no_cap;
      boxes.push_back(box);
    }
    return boxes;
  }

  /// All boxes together; where some of them cross in a way that is not decided
  /// exactly, those of one unit of periods after the other.
  void look_at(const std::vector<NamedBox>& boxes, std::int32_t rows, std::int32_t columns) const {
    if (boxes.empty()) return;
    if (decide(boxes, rows, columns)) return;
    for (std::size_t unit = 0; unit < time_.spans.size(); ++unit) {
      std::vector<NamedBox> some;
      for (const NamedBox& box : boxes) {
        const QuotaPeriod of = names_.limits[at(box.limit)].placed.constraint.unit;
        if (of == static_cast<QuotaPeriod>(unit) || of == QuotaPeriod::all) some.push_back(box);
      }
      if (!some.empty()) decide(some, rows, columns);
    }
  }

  /// False when the boxes cross.
  bool decide(std::vector<NamedBox> named, std::int32_t rows, std::int32_t columns) const {
    named.push_back({-1, {0, rows, 0, columns, total_, total_}});
    Merged by_row, by_column;
    for (const NamedBox& box : named) {
      by_row.add(box.box.row_from, box.box.row_to);
      by_column.add(box.box.column_from, box.box.column_to);
    }
    by_row.close();
    by_column.close();
    std::vector<Box> boxes;
    boxes.reserve(named.size());
    for (const NamedBox& box : named) {
      boxes.push_back({by_row.at(box.box.row_from), by_row.at(box.box.row_to),
                       by_column.at(box.box.column_from), by_column.at(box.box.column_to),
                       box.box.low, box.box.high});
    }
    Conflict conflict;
    try {
      conflict = find_conflict(by_row.size(), by_column.size(), boxes, nullptr, names_.most_work);
    } catch (const Error& error) {
      if (error.status() != Status::unsupported) throw;
      return false;
    }
    if (!conflict.boxes.empty()) refuse(named, conflict);
    return true;
  }

  std::string shown(std::int64_t units) const {
    return names_.values ? std::to_string(units * names_.unit_minor) : std::string("…");
  }

  [[noreturn]] void refuse(const std::vector<NamedBox>& named, const Conflict& conflict) const {
    std::string codes, ways;
    const PlacedLimit* first = nullptr;
    for (std::size_t i = 0; i < conflict.boxes.size(); ++i) {
      const std::int32_t index = named[at(conflict.boxes[i])].limit;
      const PlacedLimit* limit = index < 0 ? nullptr : &names_.limits[at(index)];
      const std::string name = limit == nullptr
                                   ? total_name()
                                   : "\"" + shortened(limit->placed.constraint.code, 60) + "\"";
      codes += (codes.empty() ? "" : ", ") + name;
      ways += (ways.empty() ? "" : "; ") + name + " " + shown(own_units(limit, way_of(limit)));
      if (conflict.is_irreducible) ways += " by " + shown(own_units(limit, conflict.give_way[i]));
      if (first == nullptr) first = limit;
    }
    Error error(Status::infeasible, "conflicting_constraints",
                "these cannot hold together: " + codes + "; " +
                    (conflict.is_irreducible
                         ? "one of them has to give way"
                         : "not shown to be irreducible: a part of them may conflict already") +
                    " (minor units): " + ways);
    if (first == nullptr) throw error;
    const Constraint& constraint = first->placed.constraint;
    if (constraint.row >= 0)
      throw std::move(error).in_table("quota_constraints").in_row(constraint.row);
    throw std::move(error).at(constraint.pointer);
  }

  std::string total_name() const {
    const bool padded =
        std::any_of(names_.limits.begin(), names_.limits.end(),
                    [](const PlacedLimit& limit) { return !limit.factor.is_one(); });
    return padded ? "the plan's total, padding included," : "the plan's total";
  }

  /// Units of the layer that a limit is told for, of those of the padded base.
  static std::int64_t own_units(const PlacedLimit* limit, std::int64_t units) {
    if (limit == nullptr || limit->factor.is_one()) return units;
    return times(inverse(limit->factor), units, Rounded::up);
  }

  std::int64_t way_of(const PlacedLimit* limit) const {
    if (limit == nullptr) return total_;
    return limit->placed.constraint.kind == Constraint::Kind::cap ? limit->high : limit->low;
  }

  const LimitNames& names_;
  const SplitTree& split_;
  const std::vector<AxisTree>& axes_;
  const TimeAxis& time_;
  std::int64_t total_;
};

}  // namespace

void refuse_conflicts(const LimitNames& names, const SplitTree& split,
                      const std::vector<AxisTree>& axes, const TimeAxis& time, std::int64_t total) {
  ConflictSearch(names, split, axes, time, total).search();
}

}  // namespace sandan::quota
