#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "core/arrow_column.hpp"
#include "core/buffer.hpp"
#include "core/parallel.hpp"
#include "core/ratio.hpp"
#include "core/text.hpp"
#include "quota/fault_table.hpp"
#include "quota/pace_rows.hpp"
#include "quota/padding.hpp"
#include "quota/rates.hpp"
#include "quota/result_tables.hpp"
#include "quota/team_of_day.hpp"

namespace sandan {
namespace quota {
namespace {

constexpr std::array<std::string_view, 2> measure_codes = {"target", "workdays"};

/// Groups worked on by one part.
constexpr std::int64_t groups_per_part = 64;

struct PaceRow {
  std::int32_t group = 0;
  std::int32_t span = 0;
  PaceFigures figures;
};

std::int32_t tier_named(const Definition& definition, const std::string& code) {
  if (code.empty()) return 0;
  for (std::size_t i = 0; i < definition.tiers.size(); ++i) {
    if (definition.tiers[i].code == code) return static_cast<std::int32_t>(i);
  }
  throw Error(Status::invalid_argument, "unknown_tier",
              "the plan has no tier \"" + shortened(code, 60) + "\"")
      .at("/tier");
}

/// Column of actuals by which rows are put on an axis.
std::string column_of(const AxisTree& tree) { return tree.axis == "sales" ? "rep_id" : tree.axis; }

class Pace {
 public:
  Pace(const QuotaData& data, const Tables& tables, const PaceRequest& request, const Run& run)
      : data_(data),
        request_(request),
        scale_(data.time, request.as_of),
        tier_(tier_named(*data.definition, request.tier)),
        currency_(request.currency.empty() ? data.definition->currency : request.currency),
        keys_(pace_keys(data, tables, request.by)),
        budget_(run.max_bytes) {
    const PartRunner runner(run);
    runner.report(0);
    find_rate(tables);
    actuals_ = read(tables, part_of(run, 0, 0.3));
    groups_ = pace_groups(data, tier_, keys_, actuals_, budget_);
    find_faults();
    if (request.strict) results::refuse_faults(faults_, tables);
    find_measured_from();
    sum_all();
    list_rows();
    measure(runner);
  }

  std::vector<results::Table> tables(const Tables& tables) const {
    std::vector<results::Table> made;
    made.push_back(pace_table());
    made.push_back(results::fault_table("pace_faults", faults_, tables, data_.request.values));
    return made;
  }

  bool is_about_persons() const {
    return std::any_of(keys_.keys.begin(), keys_.keys.end(), [](const PaceKey& key) {
      return key.name == "sales" || key.name == "rep_id" || key.name == "name" ||
             key.name == "manager_id";
    });
  }

 private:
  QuotaPeriod unit() const { return keys_.unit.value_or(request_.period); }
  const std::vector<TimeSpan>& spans() const { return data_.time.of(unit()); }

  Actuals read(const Tables& tables, const Run& run) const {
    ActualsRequest wanted;
    wanted.currency = currency_;
    wanted.own_currency = data_.definition->currency;
    wanted.kind = request_.kind;
    wanted.values = data_.request.values;
    wanted.from = data_.time.first;
    wanted.to = data_.time.first + scale_.today;
    wanted.axes = keys_.trees;
    wanted.columns = keys_.columns;
    Actuals read = read_actuals(tables, wanted, run);
    for (std::size_t axis = 0; axis < keys_.trees.size(); ++axis) {
      if (keys_.trees[axis].axis == "sales") {
        place_by_team(tables, keys_.trees[axis], axis, read);
      }
    }
    return read;
  }

  /// Of the targets, when asked for in another currency: that of the last day.
  void find_rate(const Tables& tables) {
    const std::string& own = data_.definition->currency;
    if (currency_ == own) return;
    rates_.emplace(tables, currency_);
    own_code_ = rates_->code(own);
    if (convert(0)) return;
    throw Error(Status::data, "no_rate",
                "no rate from \"" + shortened(own, 20) + "\" into \"" + shortened(currency_, 20) +
                    "\" on or before " + format_day(request_.as_of))
        .in_table("rates");
  }
  std::optional<Minor> convert(Minor amount) const {
    return rates_->convert(amount, own_code_, data_.time.first + scale_.today);
  }

  void find_faults();
  void find_measured_from();
  std::int32_t measured_from(const PaceGroup& group) const;
  void sum_all();
  void list_rows();
  void measure(const PartRunner& runner);
  PaceCurves curves_of(const PaceGroup& group) const;
  std::vector<Minor> actual_curve(const std::vector<std::int32_t>& finest) const;
  std::vector<Minor> running(std::vector<MinorSum> days) const;
  void set_days_of(const PaceGroup& group, PaceCurves& curves) const;

  results::Table pace_table() const;
  void add_keys(results::Table& table) const;

  const QuotaData& data_;
  const PaceRequest& request_;
  PaceScale scale_;
  std::int32_t tier_;
  std::string currency_;
  PaceKeys keys_;
  Budget budget_;
  Actuals actuals_;
  std::optional<Rates> rates_;
  std::int32_t own_code_ = -1;
  PaceGroups groups_;
  std::vector<results::RowFault> faults_;
  /// By layer and its lines: first day whose targets are not what was brought.
  std::map<const Layer*, std::vector<std::int32_t>> measured_from_;
  std::vector<Minor> all_;  ///< curve of all actuals placed
  std::vector<PaceRow> rows_;
  std::vector<std::pair<std::size_t, std::size_t>> rows_of_;  ///< range by group
};

void Pace::find_faults() {
  std::set<std::pair<std::int64_t, std::string>> told;
  faults_ = faults_of(actuals_);
  for (const ActualFaultRow& fault : actuals_.faults) {
    if (!fault.in_credits) told.emplace(fault.row, fault.column);
  }
  for (const std::int64_t part : groups_.unplaced) {
    const auto at = static_cast<std::size_t>(part);
    for (std::size_t tree = 0; tree < keys_.trees.size(); ++tree) {
      const std::int32_t node = actuals_.nodes[tree][at];
      if (node >= 0 && keys_.trees[tree].is_leaf(node)) continue;
      const std::string column = column_of(keys_.trees[tree]);
      if (!told.emplace(actuals_.row[at], column).second) continue;
      faults_.push_back(
          {"actuals", actuals_.row[at], column, node < 0 ? "no_place" : "not_a_leaf", false});
    }
  }
  std::stable_sort(faults_.begin(), faults_.end(),
                   [](const results::RowFault& a, const results::RowFault& b) {
                     return std::tie(a.table, a.row) < std::tie(b.table, b.row);
                   });
}

void Pace::find_measured_from() {
  const SplitTree& base = *data_.base().split;
  std::vector<std::int32_t> of_base(static_cast<std::size_t>(base.lines()), 0);
  bool any = false;
  for (const Version& version : data_.versions) {
    if (!version.past_is_actuals) continue;
    any = true;
    const std::int32_t from = version.from - data_.time.first;
    if (version.replanned.empty()) std::fill(of_base.begin(), of_base.end(), from);
    for (const std::int32_t line : version.replanned)
      of_base[static_cast<std::size_t>(line)] = from;
  }
  if (!any) return;
  for (const PaceGroup& group : groups_.groups) {
    if (group.layer == nullptr) continue;
    const auto [found, added] = measured_from_.try_emplace(group.layer);
    if (!added) continue;
    if (group.layer->depth < 0) {
      found->second = of_base;
      continue;
    }
    const SplitTree& upper = *group.layer->split;
    const auto above = lines_above(base, upper, data_.axes.front());
    found->second.assign(static_cast<std::size_t>(upper.lines()), 0);
    for (std::size_t line = 0; line < above.size(); ++line) {
      std::int32_t& from = found->second[static_cast<std::size_t>(above[line])];
      from = std::max(from, of_base[line]);
    }
  }
}

/// Days whose targets are what was brought, of any of its lines, say nothing
/// of a group's pace.
std::int32_t Pace::measured_from(const PaceGroup& group) const {
  const auto found = measured_from_.find(group.layer);
  if (found == measured_from_.end()) return 0;
  std::int32_t from = 0;
  for (const std::int32_t line : group.lines)
    from = std::max(from, found->second[static_cast<std::size_t>(line)]);
  return from;
}

std::vector<Minor> Pace::running(std::vector<MinorSum> days) const {
  std::vector<Minor> curve(days.size() + 1, 0);
  MinorSum sum;
  for (std::size_t day = 0; day < days.size(); ++day) {
    sum.add(days[day]);
    curve[day + 1] = sum.total();
  }
  return curve;
}

std::vector<Minor> Pace::actual_curve(const std::vector<std::int32_t>& finest) const {
  std::vector<MinorSum> days(static_cast<std::size_t>(data_.time.days));
  for (const std::int32_t place : finest) {
    for (const std::int64_t part : groups_.finest[static_cast<std::size_t>(place)].parts) {
      const auto at = static_cast<std::size_t>(part);
      days[static_cast<std::size_t>(actuals_.day[at] - data_.time.first)].add(
          actuals_.amount_minor[at]);
    }
  }
  return running(std::move(days));
}

void Pace::sum_all() {
  std::vector<std::int32_t> placed;
  for (std::size_t i = 0; i < groups_.finest.size(); ++i) {
    if (groups_.finest[i].placed) placed.push_back(static_cast<std::int32_t>(i));
  }
  all_ = actual_curve(placed);
}

void Pace::set_days_of(const PaceGroup& group, PaceCurves& curves) const {
  curves.first = 0;
  curves.last = data_.time.days - 1;
  for (std::size_t i = 0; i < keys_.keys.size(); ++i) {
    const PaceKey& key = keys_.keys[i];
    if (key.axis < 0) continue;
    const AxisNode& node = data_.axes[static_cast<std::size_t>(key.axis)]
                               .nodes[static_cast<std::size_t>(group.codes[i])];
    curves.first = std::max(curves.first, node.from - data_.time.first);
    curves.last = std::min(curves.last, node.to - data_.time.first);
  }
}

PaceCurves Pace::curves_of(const PaceGroup& group) const {
  PaceCurves curves;
  set_days_of(group, curves);
  curves.actual = actual_curve(group.placed);
  curves.unplaced = actual_curve(group.unplaced);
  curves.has_target = group.layer != nullptr;
  if (!curves.has_target) return curves;
  std::vector<MinorSum> days(static_cast<std::size_t>(data_.time.days));
  for (const std::int32_t line : group.lines) {
    const Minor* cells = group.layer->line(line, data_.time.days);
    for (std::size_t day = 0; day < days.size(); ++day)
      days[day].add(cells[day]);
  }
  curves.target = running(std::move(days));
  if (rates_) {
    for (Minor& amount : curves.target)
      amount = *convert(amount);
  }
  return curves;
}

/// A row per group and period that has begun, in which the group takes part.
void Pace::list_rows() {
  const Day today = data_.time.first + scale_.today;
  const auto now = data_.time.holding(request_.period, today);
  const TimeSpan& whole = data_.time.of(request_.period)[static_cast<std::size_t>(now)];
  std::vector<std::int32_t> told;
  for (std::size_t i = 0; i < spans().size(); ++i) {
    const TimeSpan& span = spans()[i];
    if (span.from >= whole.from && span.to <= whole.to && span.from <= scale_.today) {
      told.push_back(static_cast<std::int32_t>(i));
    }
  }
  budget_.take(groups_.groups.size() * told.size() * sizeof(PaceRow));
  for (std::size_t group = 0; group < groups_.groups.size(); ++group) {
    const std::size_t first = rows_.size();
    PaceCurves days;
    set_days_of(groups_.groups[group], days);
    for (const std::int32_t span : told) {
      const TimeSpan& at = spans()[static_cast<std::size_t>(span)];
      const bool away = keys_.unit && (days.first > at.to || days.last < at.from);
      if (!away) rows_.push_back({static_cast<std::int32_t>(group), span, {}});
    }
    rows_of_.emplace_back(first, rows_.size());
  }
}

void Pace::measure(const PartRunner& runner) {
  const auto groups = static_cast<std::int64_t>(groups_.groups.size());
  const std::int64_t parts = (groups + groups_per_part - 1) / groups_per_part;
  runner(parts, 0.4, 1, [&](std::int64_t part) {
    const std::int64_t end = std::min(groups, (part + 1) * groups_per_part);
    for (std::int64_t i = part * groups_per_part; i < end; ++i) {
      const auto group = static_cast<std::size_t>(i);
      const PaceCurves curves = curves_of(groups_.groups[group]);
      const std::int32_t from = measured_from(groups_.groups[group]);
      for (std::size_t row = rows_of_[group].first; row < rows_of_[group].second; ++row) {
        const TimeSpan& span = spans()[static_cast<std::size_t>(rows_[row].span)];
        rows_[row].figures = pace_figures(
            scale_, curves, {span.from, span.to, from, request_.confidence, request_.min_n});
      }
    }
  });
}

void Pace::add_keys(results::Table& table) const {
  for (std::size_t i = 0; i < keys_.keys.size(); ++i) {
    const PaceKey& key = keys_.keys[i];
    std::vector<std::int32_t> codes;
    codes.reserve(rows_.size());
    for (const PaceRow& row : rows_)
      codes.push_back(groups_.groups[static_cast<std::size_t>(row.group)].codes[i]);
    if (key.axis >= 0) {
      add_axis_columns(table, {data_.axes[static_cast<std::size_t>(key.axis)]}, {codes});
      continue;
    }
    std::vector<std::string> texts = actuals_.columns[static_cast<std::size_t>(key.read)].texts;
    std::sort(texts.begin(), texts.end());
    table.add(results::dictionary_column(key.name, codes, results::code_values(texts)));
    table.columns.back().nullable = true;
  }
}

results::Table Pace::pace_table() const {
  const std::size_t n = rows_.size();
  std::vector<PeriodAt> periods;
  std::vector<std::optional<Minor>> target, to_date, gap, required, so_far, landing, low, high;
  std::vector<std::int64_t> actual, unplaced, weeks;
  std::vector<std::optional<double>> attainment, of_period, ahead, landing_share, share;
  std::vector<std::int32_t> elapsed, remaining, measured_by;
  std::vector<std::uint8_t> insufficient;
  for (const PaceRow& row : rows_) {
    const PaceFigures& of = row.figures;
    const TimeSpan& span = spans()[static_cast<std::size_t>(row.span)];
    periods.push_back({unit(), row.span});
    target.push_back(of.target);
    to_date.push_back(of.target_to_date);
    actual.push_back(of.actual);
    attainment.push_back(of.attainment);
    of_period.push_back(of.attainment_of_period);
    gap.push_back(of.gap);
    ahead.push_back(of.days_ahead);
    elapsed.push_back(of.elapsed);
    remaining.push_back(of.remaining);
    required.push_back(of.required);
    so_far.push_back(of.so_far);
    landing.push_back(of.landing.expected);
    low.push_back(of.landing.low);
    high.push_back(of.landing.high);
    landing_share.push_back(of.landing_share);
    weeks.push_back(of.landing.n_weeks);
    insufficient.push_back(of.landing.insufficient ? 1 : 0);
    unplaced.push_back(of.unplaced);
    measured_by.push_back(of.lands_by_workdays ? 1 : 0);
    MinorSum all;
    all.add(all_[static_cast<std::size_t>(std::min(span.to, scale_.today)) + 1]);
    const Minor before = all_[static_cast<std::size_t>(span.from)];
    all.add(before == INT64_MIN ? INT64_MAX : -before);
    const Minor whole = all.total();
    share.push_back(whole == 0 ? std::nullopt : std::optional(ratio(Wide(of.actual), Wide(whole))));
  }
  results::Table table;
  table.name = "pace";
  add_keys(table);
  table.add(results::constant_column("currency", currency_, static_cast<std::int64_t>(n)));
  add_period_columns(table, data_.time, periods);
  table.add(results::int64_column("target_minor", target));
  table.add(results::int64_column("target_to_date_minor", to_date));
  table.add(results::int64_column("actual_minor", std::move(actual)));
  table.add(results::float64_column("attainment", attainment));
  table.add(results::float64_column("attainment_of_period", of_period));
  table.add(results::int64_column("gap_minor", gap));
  table.add(results::float64_column("days_ahead_workdays", ahead));
  table.add(results::int32_column("elapsed_workdays", std::move(elapsed)));
  table.add(results::int32_column("remaining_workdays", std::move(remaining)));
  table.add(results::int64_column("required_per_workday_minor", required));
  table.add(results::int64_column("so_far_per_workday_minor", so_far));
  table.add(results::int64_column("landing_minor", landing));
  table.add(results::int64_column("landing_low_minor", low));
  table.add(results::int64_column("landing_high_minor", high));
  table.add(results::float64_column("landing_share", landing_share));
  table.add(results::int64_column("n_weeks", std::move(weeks)));
  table.add(results::boolean_column("insufficient", insufficient));
  table.add(results::int64_column("unplaced_minor", std::move(unplaced)));
  table.add(results::float64_column("share_of_actual", share));
  table.add(results::dictionary_column("landing_measure", measured_by,
                                       results::code_values(measure_codes)));
  table.add(results::constant_column("tier",
                                     data_.definition->tiers[static_cast<std::size_t>(tier_)].code,
                                     static_cast<std::int64_t>(n)));
  return table;
}

}  // namespace
}  // namespace quota

Result Quota::pace(const Tables& tables, const PaceRequest& request, const Run& run) const {
  using namespace quota;
  if (request.as_of < data_->time.first) {
    throw Error(Status::invalid_argument, "as_of_before_plan",
                format_day(request.as_of) + " is before the plan's first day, " +
                    format_day(data_->time.first))
        .at("/as_of");
  }
  const Pace pace(*data_, tables, request, run);
  Question question{"pace", request_text(request)};
  question.about_persons = pace.is_about_persons();
  question.as_of = request.as_of;
  return make_result(*data_, question, pace.tables(tables));
}

}  // namespace sandan
