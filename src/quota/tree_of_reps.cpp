#include "quota/tree_of_reps.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/cells.hpp"
#include "process/inputs.hpp"

namespace sandan::quota {
namespace {

using process::Wanted;

constexpr std::int32_t nobody = -1;
constexpr std::string_view no_value = "none";

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Where a rep is on some days: codes of the values asked for.
struct Stay {
  Day from;
  Day to;
  std::vector<std::int32_t> values;  ///< by column asked for; -1: none
  std::int64_t row;                  ///< of rep_assignments; -1: of reps
};

/// Columns of `reps`, dated by `rep_assignments` where it has them too.
class DatedReps {
 public:
  /// Of assignments, those that meet the plan's days alone.
  DatedReps(const Tables& tables, const std::vector<std::string>& columns, const TreeInput& input,
            bool values)
      : plan_from_(input.plan_from),
        plan_to_(input.plan_to),
        reps_(table_of(tables, input.place)),
        assignments_(tables.find("rep_assignments")),
        values_(values),
        ids_(&process::required_column(*reps_, "rep_id", Wanted::id)),
        names_(process::optional_column(reps_, "name", Wanted::text)) {
    hired_ = process::days_or(*reps_, "hired_on", first_day, values);
    left_ = process::days_or(*reps_, "left_on", last_day, values);
    read_ids();
    for (const std::string& name : columns) {
      columns_.push_back(process::optional_column(reps_, name, Wanted::id));
      const auto* dated = process::optional_column(assignments_, name, Wanted::id);
      dated_columns_.push_back(dated);
      if (columns_.back() == nullptr && dated == nullptr) {
        process::required_column(*reps_, name, Wanted::id);
      }
      codes_.push_back(codes_of(columns_.back()));
      dated_codes_.push_back(codes_of(dated));
    }
    if (assignments_ != nullptr) read_assignments();
  }

  std::int64_t rows() const noexcept { return reps_->rows(); }
  const std::string& id(std::int64_t row) const noexcept { return rep_ids_[at(row)]; }
  const arrow::Table& reps() const noexcept { return *reps_; }
  Day hired(std::int64_t row) const noexcept { return hired_[at(row)]; }
  Day left(std::int64_t row) const noexcept { return left_[at(row)]; }
  /// Text of a value's code.
  const std::string& text(std::int32_t code) const { return texts_[at(code)]; }
  /// Row of the rep of that id; -1: none.
  std::int64_t row_of(const std::string& id) const {
    const auto found = rows_by_id_.find(id);
    return found == rows_by_id_.end() ? -1 : found->second;
  }

  Labels label(std::int64_t row) const {
    const auto name = names_ == nullptr ? std::nullopt : names_->text(row);
    if (!name || name->empty()) return {};
    return Labels({{"und", std::string(*name)}});
  }

  /// Where a rep is, in order and without overlap: as the assignments say, on
  /// other days as the rep's own row does, when it names a place at all.
  std::vector<Stay> stays(std::int64_t row) const {
    std::vector<Stay> stays;
    std::vector<std::int32_t> own(columns_.size());
    bool is_placed = rows_of_[at(row)].empty();
    for (std::size_t i = 0; i < own.size(); ++i) {
      own[i] = codes_[i].empty() ? -1 : codes_[i][at(row)];
      is_placed = is_placed || own[i] >= 0;
    }
    Day next = first_day;
    for (const std::int64_t dated : rows_of_[at(row)]) {
      if (is_placed && from_[at(dated)] > next) add(stays, {next, from_[at(dated)] - 1, own, -1});
      Stay stay{from_[at(dated)], to_[at(dated)], own, dated};
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (dated_columns_[i] != nullptr) stay.values[i] = dated_codes_[i][at(dated)];
      }
      next = stay.to + 1;
      add(stays, std::move(stay));
    }
    if (is_placed && next <= last_day) add(stays, {next, last_day, std::move(own), -1});
    return stays;
  }

  /// A refusal of a stay: its row of rep_assignments, or that of the rep.
  Error refuse(std::size_t column, std::int64_t rep, std::int64_t assignment,
               std::string_view detail, const std::string& message) const {
    const bool dated = assignment >= 0 && dated_columns_[column] != nullptr;
    const auto* of =
        dated || columns_[column] == nullptr ? dated_columns_[column] : columns_[column];
    const bool in_assignments = of == dated_columns_[column];
    if (in_assignments && assignment < 0) {
      return arrow::cell_error(*reps_, *ids_, rep, detail, message, values_);
    }
    return arrow::cell_error(in_assignments ? *assignments_ : *reps_, *of,
                             in_assignments ? assignment : rep, detail, message, values_);
  }

 private:
  static const arrow::Table* table_of(const Tables& tables, const std::string& place) {
    if (const auto* table = tables.find("reps")) return table;
    throw Error(Status::schema, "missing_table", "the axis takes its nodes from table reps")
        .in_table("reps")
        .at(place);
  }

  static void add(std::vector<Stay>& stays, Stay stay) {
    if (!stays.empty() && stays.back().to + 1 == stay.from && stays.back().values == stay.values) {
      stays.back().to = stay.to;
      return;
    }
    stays.push_back(std::move(stay));
  }

  void read_ids() {
    rep_ids_.reserve(at(rows()));
    for (std::int64_t row = 0; row < rows(); ++row) {
      auto id = arrow::id_at(*ids_, row);
      if (!id) throw refuse_id(row, "missing_id", "every rep has an id");
      if (!rows_by_id_.try_emplace(*id, row).second) {
        throw refuse_id(row, "duplicate_id", "an earlier row has the same id");
      }
      if (left_[at(row)] < hired_[at(row)]) {
        const auto* column = reps_->find("left_on");
        throw arrow::cell_error(*reps_, *column, row, "ends_before_it_starts",
                                "left_on is before hired_on", values_);
      }
      rep_ids_.push_back(std::move(*id));
    }
    rows_of_.resize(at(rows()));
  }

  Error refuse_id(std::int64_t row, std::string_view detail, const std::string& message) const {
    return arrow::cell_error(*reps_, *ids_, row, detail, message, values_);
  }

  std::vector<std::int32_t> codes_of(const arrow::Column* column) {
    if (column == nullptr) return {};
    auto codes = arrow::id_codes(*column, interner_);
    for (auto code = static_cast<std::int32_t>(texts_.size()); code < interner_.size(); ++code)
      texts_.emplace_back(interner_.text(code));
    return codes;
  }

  void read_assignments() {
    const arrow::Table& table = *assignments_;
    const auto& ids = process::required_column(table, "rep_id", Wanted::id);
    process::required_column(table, "from_on", Wanted::day);
    from_ = process::days_or(table, "from_on", process::no_day, values_);
    to_ = process::days_or(table, "to_on", last_day, values_);
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      if (to_[at(row)] < from_[at(row)]) {
        throw arrow::cell_error(table, *table.find("to_on"), row, "ends_before_it_starts",
                                "to_on is before from_on", values_);
      }
      if (from_[at(row)] == process::no_day && to_[at(row)] >= plan_from_) {
        throw arrow::cell_error(table, *table.find("from_on"), row, "missing_date",
                                "an assignment begins on a day", values_);
      }
      if (from_[at(row)] > plan_to_ || to_[at(row)] < plan_from_) continue;
      const auto id = arrow::id_at(ids, row);
      if (!id)
        throw arrow::cell_error(table, ids, row, "missing_id", "an assignment is of a rep",
                                values_);
      const auto rep = rows_by_id_.find(*id);
      if (rep == rows_by_id_.end()) {
        throw arrow::cell_error(table, ids, row, "unknown_rep", "no row of reps has this rep_id",
                                values_);
      }
      rows_of_[at(rep->second)].push_back(row);
    }
    for (auto& rows : rows_of_)
      sort_assignments(rows);
  }

  void sort_assignments(std::vector<std::int64_t>& rows) const {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::int64_t a, std::int64_t b) { return from_[at(a)] < from_[at(b)]; });
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (from_[at(rows[i])] > to_[at(rows[i - 1])]) continue;
      const std::int64_t row = std::max(rows[i - 1], rows[i]);
      throw arrow::cell_error(
          *assignments_, *assignments_->find("from_on"), row, "overlapping_assignments",
          "another row of the rep, row " + std::to_string(std::min(rows[i - 1], rows[i])) +
              ", holds some of the same days",
          values_);
    }
  }

  Day plan_from_;
  Day plan_to_;
  const arrow::Table* reps_;
  const arrow::Table* assignments_;
  bool values_;
  const arrow::Column* ids_;
  const arrow::Column* names_;
  std::vector<Day> hired_;
  std::vector<Day> left_;
  std::vector<std::string> rep_ids_;
  std::unordered_map<std::string, std::int64_t> rows_by_id_;
  std::vector<const arrow::Column*> columns_;
  std::vector<const arrow::Column*> dated_columns_;
  Interner interner_;
  std::vector<std::string> texts_;
  std::vector<std::vector<std::int32_t>> codes_;
  std::vector<std::vector<std::int32_t>> dated_codes_;
  std::vector<Day> from_;
  std::vector<Day> to_;
  std::vector<std::vector<std::int64_t>> rows_of_;  ///< of rep_assignments, by rep, by day
};

/// Levels as a tree: a node per value below another.
class LevelTree {
 public:
  LevelTree(TreeInput& input, const Axis& axis, const DatedReps& reps)
      : input_(&input), axis_(&axis), reps_(&reps) {}

  void add_reps() {
    for (std::int64_t row = 0; row < reps_->rows(); ++row) {
      for (const Stay& stay : reps_->stays(row)) {
        const Day from = std::max(stay.from, reps_->hired(row));
        const Day to = std::min(stay.to, reps_->left(row));
        if (std::max(from, input_->plan_from) > std::min(to, input_->plan_to)) continue;
        const std::int32_t above = node_above(row, stay);
        if (above == left_out) continue;
        InputNode leaf;
        leaf.code = reps_->id(row);
        leaf.label = reps_->label(row);
        input_->links.push_back({add(std::move(leaf)), above, from, to, row});
      }
    }
  }

 private:
  static constexpr std::int32_t left_out = -2;

  std::int32_t add(InputNode node) {
    if (input_->nodes.size() >= most_nodes) {
      throw Error(Status::limit, "too_many_nodes",
                  "an axis has " + std::to_string(most_nodes) + " nodes at most")
          .at(input_->place);
    }
    input_->nodes.push_back(std::move(node));
    return static_cast<std::int32_t>(input_->nodes.size()) - 1;
  }

  std::int32_t node_above(std::int64_t row, const Stay& stay) {
    const auto missing = std::find(stay.values.begin(), stay.values.end(), nobody);
    if (missing != stay.values.end() && axis_->tree.unplaced != TreeSource::Unplaced::keep) {
      if (axis_->tree.unplaced == TreeSource::Unplaced::leave_out) return left_out;
      throw reps_->refuse(static_cast<std::size_t>(missing - stay.values.begin()), row, stay.row,
                          "unplaced_rep",
                          "a rep of the plan has no value here; give one, or say in the tree's "
                          "\"unplaced\" to keep or to leave_out such reps");
    }
    std::int32_t above = -1;
    for (const std::int32_t value : stay.values)
      above = child_of(above, value);
    return above;
  }

  std::int32_t child_of(std::int32_t parent, std::int32_t value) {
    const std::uint64_t key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(parent)) << 32 |
                              static_cast<std::uint32_t>(value);
    const auto [found, is_new] = children_.try_emplace(key, 0);
    if (is_new) {
      InputNode node;
      node.code = value == nobody ? std::string(no_value) : reps_->text(value);
      found->second = add(std::move(node));
      input_->links.push_back({found->second, parent, first_day, last_day, -1});
    }
    return found->second;
  }

  TreeInput* input_;
  const Axis* axis_;
  const DatedReps* reps_;
  std::unordered_map<std::uint64_t, std::int32_t> children_;
};

/// Reps who brought something up to a day.
std::vector<bool> with_actuals(const DatedReps& reps, const Tables& tables, Day as_of,
                               bool values) {
  std::vector<bool> sold(at(reps.rows()), false);
  const arrow::Table* actuals = tables.find("actuals");
  const auto* ids = process::optional_column(actuals, "rep_id", Wanted::id);
  if (ids == nullptr) return sold;
  const auto days = process::days_or(*actuals, "date", last_day, values);
  Interner interner;
  const auto codes = arrow::id_codes(*ids, interner);
  std::vector<std::int64_t> rows(at(interner.size()));
  for (std::int32_t code = 0; code < interner.size(); ++code)
    rows[at(code)] = reps.row_of(std::string(interner.text(code)));
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] < 0 || days[i] > as_of || rows[at(codes[i])] < 0) continue;
    sold[at(rows[at(codes[i])])] = true;
  }
  return sold;
}

void add_managers(TreeInput& input, const DatedReps& reps, const Tables& tables, Day as_of,
                  bool values) {
  const auto* capacity = arrow::optional_number(&reps.reps(), "capacity");
  const auto sold = with_actuals(reps, tables, as_of, values);
  for (std::int64_t row = 0; row < reps.rows(); ++row) {
    InputNode node;
    node.code = reps.id(row);
    node.label = reps.label(row);
    node.from = reps.hired(row);
    node.to = reps.left(row);
    const auto known = capacity == nullptr ? std::nullopt : arrow::number_at(*capacity, row);
    node.sells = known ? *known > 0 : sold[at(row)];
    input.nodes.push_back(std::move(node));
    for (const Stay& stay : reps.stays(row)) {
      std::int32_t above = -1;
      if (stay.values[0] != nobody) {
        const std::int64_t manager = reps.row_of(reps.text(stay.values[0]));
        const bool in_plan = stay.from <= input.plan_to && stay.to >= input.plan_from &&
                             node.from <= input.plan_to && node.to >= input.plan_from;
        if (manager < 0 && in_plan) {
          throw reps.refuse(0, row, stay.row, "unknown_parent",
                            "no row of reps has this manager's rep_id");
        }
        above = static_cast<std::int32_t>(manager);
      }
      input.links.push_back({static_cast<std::int32_t>(row), above, stay.from, stay.to, row});
    }
  }
}

}  // namespace

AxisTree tree_of_reps(TreeInput input, const Axis& axis, const Tables& tables, Day as_of,
                      bool values) {
  const bool by_levels = axis.tree.from == TreeSource::From::levels;
  const std::vector<std::string> columns =
      by_levels ? axis.tree.levels : std::vector<std::string>{"manager_id"};
  const DatedReps reps(tables, columns, input, values);
  if (by_levels) {
    input.levels = {std::string(root_code(axis.code))};
    input.levels.insert(input.levels.end(), columns.begin(), columns.end());
    input.levels.emplace_back("rep_id");
    LevelTree(input, axis, reps).add_reps();
  } else {
    if (reps.rows() > static_cast<std::int64_t>(most_nodes)) {
      throw Error(Status::limit, "too_many_nodes",
                  "an axis has " + std::to_string(most_nodes) + " nodes at most")
          .at(input.place);
    }
    add_managers(input, reps, tables, as_of, values);
  }
  input.refuse = [&](std::string_view detail, const std::string& message, std::int64_t row) {
    return reps.refuse(0, row, -1, detail, message);
  };
  AxisTree tree = build_tree(std::move(input));
  tree.codes_by_level = by_levels;
  return tree;
}

}  // namespace sandan::quota
