#include "quota/rep_values.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/cells.hpp"
#include "core/text.hpp"
#include "process/inputs.hpp"
#include "quota/actuals.hpp"
#include "quota/intervals.hpp"

namespace sandan::quota {
namespace {

using process::optional_column;
using process::required_column;
using process::Wanted;

enum class Measure : std::uint8_t { amount, orders, customers, new_customers, own };

Measure measure_of(const std::string& name) {
  if (name == "amount_minor") return Measure::amount;
  if (name == "orders") return Measure::orders;
  if (name == "customers") return Measure::customers;
  return name == "new_customers" ? Measure::new_customers : Measure::own;
}

const arrow::Table& reps_of(const Tables& tables) {
  const arrow::Table* table = tables.find("reps");
  if (table != nullptr) return *table;
  throw Error(Status::schema, "missing_table", "table \"reps\" is missing").in_table("reps");
}

/// The rows of `reps`, without their values.
class RepReader {
 public:
  RepReader(const Tables& tables, const QuartilesRequest& request)
      : table_(reps_of(tables)),
        ids_(required_column(table_, "rep_id", Wanted::id)),
        team_(optional_column(&table_, request.team, Wanted::id)),
        manager_(optional_column(&table_, "manager_id", Wanted::id)),
        role_(optional_column(&table_, "role", Wanted::text)) {
    for (const std::string& name : request.within)
      within_.push_back(&required_column(table_, name, Wanted::id));
  }

  /// `first`: the day by which a rep must be there to be compared; `last`: the
  /// day until which he must stay.
  std::vector<RepValue> read(std::optional<Day> first, std::optional<Day> last) const {
    const std::vector<Day> hired = process::days_or(table_, "hired_on", first_day, true);
    const std::vector<Day> left = process::days_or(table_, "left_on", last_day, true);
    std::unordered_map<std::string, std::int64_t> seen;
    std::vector<RepValue> reps;
    for (std::int64_t row = 0; row < table_.rows(); ++row) {
      auto id = arrow::id_at(ids_, row);
      if (!id)
        throw arrow::cell_error(table_, ids_, row, "missing_id", "a rep without an id", true);
      if (!seen.emplace(*id, row).second) {
        throw arrow::cell_error(table_, ids_, row, "duplicate_id", "a rep stands twice", true);
      }
      const auto at = static_cast<std::size_t>(row);
      if (last && (left[at] < *last || hired[at] > *last)) continue;
      RepValue rep;
      rep.rep = std::move(*id);
      rep.group = group_of(row);
      rep.team = text_of(team_, row);
      rep.manager = text_of(manager_, row);
      rep.is_leader = text_of(role_, row) == "leader";
      rep.whole_window = !first || hired[at] <= *first;
      reps.push_back(std::move(rep));
      rows_.push_back(row);
    }
    return reps;
  }

  const arrow::Table& table() const noexcept { return table_; }
  /// Rows of `reps` of those read last.
  const std::vector<std::int64_t>& rows() const noexcept { return rows_; }

 private:
  static std::optional<std::string> text_of(const arrow::Column* column, std::int64_t row) {
    if (column == nullptr || column->type().kind == arrow::Kind::null) return std::nullopt;
    return arrow::id_at(*column, row);
  }

  std::optional<std::string> group_of(std::int64_t row) const {
    std::string group;
    for (const arrow::Column* column : within_) {
      const auto text = text_of(column, row);
      if (!text) return std::nullopt;
      group += (group.empty() ? "" : " / ") + *text;
    }
    return within_.empty() ? "all" : group;
  }

  const arrow::Table& table_;
  const arrow::Column& ids_;
  const arrow::Column* team_;
  const arrow::Column* manager_;
  const arrow::Column* role_;
  std::vector<const arrow::Column*> within_;
  mutable std::vector<std::int64_t> rows_;
};

void read_own(const RepReader& reader, const std::string& name, std::vector<RepValue>& reps) {
  const arrow::Column* column = arrow::optional_number(&reader.table(), name);
  if (column == nullptr) {
    throw reader.table()
        .error(Status::schema, "missing_column",
               "column \"" + shortened(name, 60) +
                   "\" is missing; the measure is amount_minor, orders, customers, new_customers "
                   "or a column of \"reps\"")
        .at(name);
  }
  for (std::size_t i = 0; i < reps.size(); ++i) {
    const std::int64_t row = reader.rows()[i];
    const auto value = arrow::number_at(*column, row);
    if (value && !std::isfinite(*value)) {
      throw arrow::cell_error(reader.table(), *column, row, "not_a_number", "a value is not finite",
                              true);
    }
    reps[i].value = value;
    reps[i].n = value ? 1 : 0;
  }
}

/// Values of reps from what they brought.
class Summing {
 public:
  Summing(const Actuals& actuals, Measure measure, std::vector<RepValue>& reps)
      : actuals_(actuals), measure_(measure), reps_(reps), sums_(reps.size()) {
    squares_.resize(reps.size());
    std::unordered_map<std::string_view, std::int32_t> by_id;
    for (std::size_t i = 0; i < reps.size(); ++i)
      by_id.emplace(reps[i].rep, static_cast<std::int32_t>(i));
    for (const std::string& text : actuals.rep.texts) {
      const auto found = by_id.find(text);
      rep_of_.push_back(found == by_id.end() ? -1 : found->second);
    }
  }

  /// Gives the number of rows that belong to none of the reps.
  std::int64_t operator()(double confidence) {
    std::int64_t others = 0;
    for (std::int64_t i = 0; i < actuals_.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      const std::int32_t code = actuals_.rep.codes[at];
      const std::int32_t rep = code < 0 ? -1 : rep_of_[static_cast<std::size_t>(code)];
      if (rep < 0) {
        ++others;
      } else if (counts(at)) {
        add(at, static_cast<std::size_t>(rep));
      }
    }
    std::sort(accounts_.begin(), accounts_.end());
    accounts_.erase(std::unique(accounts_.begin(), accounts_.end()), accounts_.end());
    for (const auto& [rep, account] : accounts_)
      sums_[static_cast<std::size_t>(rep)].add(1);
    for (std::size_t rep = 0; rep < reps_.size(); ++rep)
      finish(rep, confidence);
    return others;
  }

 private:
  bool counts(std::size_t at) const {
    if (measure_ == Measure::amount) return true;
    if (actuals_.amount_minor[at] <= 0) return false;
    if (measure_ != Measure::new_customers) return true;
    const CodedColumn& classes = *actuals_.column("customer_class");
    const std::int32_t code = classes.codes[at];
    return code >= 0 && classes.texts[static_cast<std::size_t>(code)] == "new";
  }

  void add(std::size_t at, std::size_t rep) {
    ++reps_[rep].n;
    if (measure_ == Measure::amount) {
      sums_[rep].add(actuals_.amount_minor[at]);
      const auto amount = static_cast<double>(actuals_.amount_minor[at]);
      squares_[rep] += amount * amount;
    } else if (measure_ == Measure::orders) {
      sums_[rep].add(1);
    } else {
      const std::int32_t account = actuals_.column("account_id")->codes[at];
      if (account >= 0) accounts_.emplace_back(static_cast<std::int32_t>(rep), account);
    }
  }

  void finish(std::size_t rep, double confidence) {
    const std::int64_t sum = sums_[rep].total();
    const auto value = static_cast<double>(sum);
    reps_[rep].value = value;
    if (measure_ == Measure::amount) {
      if (reps_[rep].n < 2) return;
      const double half = normal_quantile_two_sided(confidence) * std::sqrt(squares_[rep]);
      reps_[rep].interval = Interval{value - half, value + half};
    } else {
      reps_[rep].interval = poisson_interval(sum, confidence);
    }
  }

  const Actuals& actuals_;
  Measure measure_;
  std::vector<RepValue>& reps_;
  std::vector<std::int32_t> rep_of_;  ///< by code of the actuals' reps
  std::vector<MinorSum> sums_;
  std::vector<double> squares_;
  std::vector<std::pair<std::int32_t, std::int32_t>> accounts_;
};

Actuals actuals_for(const Tables& tables, const QuartilesRequest& request, Measure measure,
                    const Run& run) {
  ActualsRequest wanted;
  wanted.kind = request.kind;
  wanted.from = request.from;
  wanted.to = request.to;
  if (measure == Measure::customers || measure == Measure::new_customers) {
    wanted.columns.emplace_back("account_id");
  }
  if (measure == Measure::new_customers) wanted.columns.emplace_back("customer_class");
  return read_actuals(tables, wanted, run);
}

}  // namespace

RepValues rep_values(const Tables& tables, const QuartilesRequest& request, const Run& run) {
  const Measure measure = measure_of(request.measure);
  const RepReader reader(tables, request);
  RepValues values;
  if (measure == Measure::own) {
    values.reps = reader.read(request.from, request.to);
    read_own(reader, request.measure, values.reps);
    return values;
  }
  const Actuals actuals = actuals_for(tables, request, measure, run);
  std::optional<Day> first = request.from;
  std::optional<Day> last = request.to;
  if (actuals.size() > 0) {
    const auto [least, most] = std::minmax_element(actuals.day.begin(), actuals.day.end());
    if (!first) first = *least;
    if (!last) last = *most;
  }
  values.reps = reader.read(first, last);
  values.others = Summing(actuals, measure, values.reps)(request.confidence);
  values.faults = static_cast<std::int64_t>(actuals.faults.size());
  if (measure == Measure::amount) values.currency = actuals.currency;
  return values;
}

}  // namespace sandan::quota
