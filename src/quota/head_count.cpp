#include <algorithm>
#include <cmath>
#include <map>

#include "core/arrow_column.hpp"
#include "core/parallel.hpp"
#include "core/ratio.hpp"
#include "core/result_texts.hpp"
#include "quota/fault_table.hpp"
#include "quota/hiring.hpp"
#include "quota/plan_orders.hpp"
#include "quota/presence.hpp"
#include "quota/result_tables.hpp"
#include "quota/staff.hpp"

namespace sandan {
namespace quota {
namespace {

constexpr std::int64_t whole_ppm = 1'000'000;

double share_of(std::int64_t ppm) {
  return static_cast<double>(ppm) / static_cast<double>(whole_ppm);
}

/// Heads and productivity by day of the plan.
struct PresentWork {
  std::vector<std::int64_t> heads_ppm;  ///< those likely to be still there
  std::vector<std::int64_t> work_ppm;   ///< on working days: heads × productivity
};

/// Adds over days of the plan [from, to] by differences.
void add_run(std::vector<std::int64_t>& differences, const TimeAxis& time, Day from, Day to,
             std::int64_t value) {
  const Day first = std::max(from, time.first);
  const Day last = std::min(to, time.last());
  if (first > last) return;
  differences[static_cast<std::size_t>(first - time.first)] += value;
  differences[static_cast<std::size_t>(last + 1 - time.first)] -= value;
}

void sum_up(std::vector<std::int64_t>& differences) {
  for (std::size_t i = 1; i < differences.size(); ++i)
    differences[i] += differences[i - 1];
}

class HeadCount {
 public:
  HeadCount(const QuotaData& data, const Tables& tables, const HeadCountRequest& request,
            const Run& run)
      : data_(data),
        time_(data.time),
        calendar_(*data.definition->calendar),
        request_(request),
        staff_(read_staff(tables, sales_tree(data), data.request.values)) {
    ramp_.ppm = request.ramp_ppm.empty() ? data.definition->ramp.ppm : request.ramp_ppm;
    if (tables.find("actuals") != nullptr) {
      PastOrders past = past_orders(data, tables, request.as_of, run);
      actuals_ = std::move(past.actuals);
      told_from_ = past.told_from;
      in_plan_ = orders_in_plan(data, tables, request.as_of, run);
    } else if (request.as_of >= time_.first) {
      throw Error(
          Status::schema, "missing_table",
          "table \"actuals\" is missing: part of the plan has passed by the day asked about")
          .in_table("actuals");
    }
    find_head();
    find_attrition();
    find_targets();
    find_work();
    plan_hires(PartRunner(run));
  }

  results::Table month_table() const;
  results::Table hire_table() const;
  results::Table source_table() const;
  std::vector<results::RowFault> faults() const {
    return actuals_ ? merged_faults(faults_of(*actuals_), in_plan_.faults)
                    : std::vector<results::RowFault>();
  }

 private:
  void find_head();
  void find_attrition();
  void find_targets();
  void find_work();
  PresentWork present_work() const;
  void plan_hires(const PartRunner& runner);
  std::vector<std::int64_t> hired_work() const;
  std::optional<Minor> minor_of(std::int64_t work) const {
    if (!head_.minor || year_ == 0) return std::nullopt;
    return rounded_ratio({*head_.minor, work}, {year_, whole_ppm});
  }

  const QuotaData& data_;
  const TimeAxis& time_;
  const Calendar& calendar_;
  const HeadCountRequest& request_;
  Staff staff_;
  Ramp ramp_;
  std::optional<Actuals> actuals_;  ///< of the past, who tell what a head brings
  Day told_from_ = last_day;        ///< first day that orders tell of
  PlanOrders in_plan_;
  std::int64_t year_ = 0;  ///< working days of the plan's first year
  Productivity head_;
  std::optional<std::int64_t> attrition_ppm_;
  // Running sums by day of the plan, up to and with it.
  std::vector<Minor> target_;
  std::vector<Minor> brought_;
  std::vector<std::int64_t> work_;  ///< of those present, after the day asked about
  std::vector<std::int64_t> heads_ppm_;
  std::vector<std::int64_t> work_ppm_;
  std::vector<std::int64_t> hired_;
  Hiring hiring_;
};

void HeadCount::find_head() {
  year_ = workdays_of_year_from(calendar_, time_.first);
  if (request_.per_head_minor) {
    head_.minor = request_.per_head_minor;
  } else if (actuals_) {
    head_ = own_productivity(calendar_, staff_, *actuals_, told_from_, ramp_, request_.as_of,
                             request_.quantile);
    if (head_.minor && *head_.minor <= 0) head_.minor.reset();
  }
}

void HeadCount::find_attrition() {
  if (request_.attrition) {
    attrition_ppm_ = std::llround(*request_.attrition * static_cast<double>(whole_ppm));
  } else {
    attrition_ppm_ = own_attrition_ppm(staff_, request_.as_of);
  }
}

void HeadCount::find_targets() {
  const auto days = static_cast<std::size_t>(time_.days);
  target_.assign(days, 0);
  brought_.assign(days, 0);
  const Layer& layer = data_.base();
  for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
    const Minor* cells = layer.line(line, time_.days);
    for (std::size_t day = 0; day < days; ++day)
      target_[day] += cells[day];
  }
  std::vector<MinorSum> by_day(days);
  for (std::size_t i = 0; i < in_plan_.day.size(); ++i)
    by_day[static_cast<std::size_t>(in_plan_.day[i] - time_.first)].add(in_plan_.amount_minor[i]);
  for (std::size_t day = 0; day < days; ++day)
    brought_[day] = by_day[day].total();
  sum_up(target_);
  sum_up(brought_);
}

/// Those whose last day is not known leave as others have left.
PresentWork HeadCount::present_work() const {
  const auto size = static_cast<std::size_t>(time_.days) + 1;
  PresentWork leaving{std::vector<std::int64_t>(size), std::vector<std::int64_t>(size)};
  PresentWork staying = leaving;
  for (const Person& person : staff_.people) {
    if (!person.in_plan || person.last() < time_.first || person.first() > time_.last()) continue;
    PresentWork& of = person.left_on ? leaving : staying;
    add_run(of.heads_ppm, time_, person.first(), person.last(), whole_ppm);
    const DayWindow window{std::max(person.first(), time_.first),
                           std::min(person.last(), time_.last())};
    for_each_ramp_run(ramp_, person.hired_on, window, [&](Day from, Day to, std::int32_t ppm) {
      add_run(of.work_ppm, time_, from, to, ppm);
    });
  }
  for (PresentWork* of : {&leaving, &staying}) {
    sum_up(of->heads_ppm);
    sum_up(of->work_ppm);
  }
  for (std::size_t day = 0; day + 1 < size; ++day) {
    const std::int64_t passed = time_.first + static_cast<Day>(day) - request_.as_of;
    const std::int64_t left =
        staying_ppm(attrition_ppm_.value_or(0), std::max<std::int64_t>(passed, 0));
    staying.heads_ppm[day] =
        leaving.heads_ppm[day] + rounded_ratio({staying.heads_ppm[day], left}, {whole_ppm});
    staying.work_ppm[day] =
        leaving.work_ppm[day] + rounded_ratio({staying.work_ppm[day], left}, {whole_ppm});
  }
  return staying;
}

void HeadCount::find_work() {
  PresentWork present = present_work();
  heads_ppm_ = std::move(present.heads_ppm);
  work_ppm_ = std::move(present.work_ppm);
  const auto days = static_cast<std::size_t>(time_.days);
  work_.assign(days, 0);
  for (std::size_t day = 0; day < days; ++day) {
    const bool is_worked = time_.is_workday[day] != 0;
    if (!is_worked) work_ppm_[day] = 0;
    if (time_.first + static_cast<Day>(day) > request_.as_of) work_[day] = work_ppm_[day];
  }
  sum_up(work_);
}

void HeadCount::plan_hires(const PartRunner& runner) {
  hired_.assign(static_cast<std::size_t>(time_.days), 0);
  if (!head_.minor || year_ == 0) return;
  std::vector<std::int64_t> missing;
  for (const TimeSpan& quarter : time_.of(QuotaPeriod::quarter)) {
    const auto end = static_cast<std::size_t>(quarter.to);
    const Minor open = target_[end] - brought_[end];
    missing.push_back(rounded_ratio({open, year_, whole_ppm}, {*head_.minor}) - work_[end]);
  }
  const std::int64_t experienced =
      std::llround(request_.experienced_share * static_cast<double>(whole_ppm));
  hiring_ =
      plan_hiring({calendar_, time_, ramp_, request_.as_of, request_.lead_workdays, experienced,
                   missing, [&](double done) { runner.report(0.5 + 0.4 * done); }});
  hired_ = hired_work();
}

/// Work of the hires, up to and with each day.
std::vector<std::int64_t> HeadCount::hired_work() const {
  Ramp steady;
  steady.ppm = {ramp_.ppm.back()};
  std::vector<std::int64_t> work(static_cast<std::size_t>(time_.days) + 1, 0);
  for (const Hires& hires : hiring_.hires) {
    const DayWindow window{std::max(hires.start_on, time_.first), time_.last()};
    const Ramp& ramp = hires.experienced ? steady : ramp_;
    for_each_ramp_run(ramp, hires.start_on, window, [&](Day from, Day to, std::int32_t ppm) {
      add_run(work, time_, from, to, hires.count * ppm);
    });
  }
  sum_up(work);
  work.pop_back();
  for (std::size_t day = 0; day < work.size(); ++day) {
    if (time_.is_workday[day] == 0) work[day] = 0;
  }
  sum_up(work);
  return work;
}

results::Table HeadCount::month_table() const {
  const auto& months = time_.of(QuotaPeriod::month);
  std::vector<std::optional<std::int64_t>> capacity, gap, needed, hired, total_gap;
  std::vector<std::int64_t> targets;
  std::vector<std::optional<double>> heads, effective;
  std::vector<std::optional<bool>> feasible;
  const auto upto = [](const std::vector<std::int64_t>& sums, std::int32_t day) {
    return day < 0 ? 0 : sums[static_cast<std::size_t>(day)];
  };
  const auto capacity_to = [&](std::int32_t day) -> std::optional<Minor> {
    const auto to_come = minor_of(upto(work_, day));
    return to_come ? std::optional(upto(brought_, day) + *to_come) : std::nullopt;
  };
  for (const TimeSpan& month : months) {
    const Minor target = upto(target_, month.to) - upto(target_, month.from - 1);
    targets.push_back(target);
    const auto before = capacity_to(month.from - 1);
    const auto after = capacity_to(month.to);
    capacity.push_back(after ? std::optional(*after - *before) : std::nullopt);
    gap.push_back(after ? std::optional(*capacity.back() - target) : std::nullopt);
    const auto hired_to = minor_of(upto(hired_, month.to));
    const auto hired_before = minor_of(upto(hired_, month.from - 1));
    hired.push_back(hired_to ? std::optional(*hired_to - *hired_before) : std::nullopt);
    total_gap.push_back(after ? std::optional(*after + *hired_to - upto(target_, month.to))
                              : std::nullopt);
    std::int64_t starts = 0;
    for (const Hires& hires : hiring_.hires) {
      const Day offset = std::max(hires.start_on - time_.first, 0);
      if (offset >= month.from && offset <= month.to) starts += hires.count;
    }
    needed.push_back(head_.minor ? std::optional(starts) : std::nullopt);
    heads.emplace_back(share_of(upto(heads_ppm_, month.to)));
    std::int64_t work = 0;
    for (std::int32_t day = month.from; day <= month.to; ++day)
      work += work_ppm_[static_cast<std::size_t>(day)];
    const std::int64_t workdays = workdays_in(time_, month.from, month.to);
    effective.push_back(workdays == 0
                            ? std::nullopt
                            : std::optional(share_of(work) / static_cast<double>(workdays)));
    const std::int32_t quarter = time_.holding(QuotaPeriod::quarter, time_.first + month.to);
    const auto q = static_cast<std::size_t>(quarter);
    feasible.push_back(quarter < 0 || q >= hiring_.is_feasible.size()
                           ? std::nullopt
                           : std::optional<bool>(hiring_.is_feasible[q]));
  }
  results::Table table;
  table.name = "head_count";
  std::vector<std::string> codes;
  codes.reserve(months.size());
  for (const TimeSpan& month : months)
    codes.push_back(month.code);
  table.add(results::coded_column("month", codes));
  table.add(results::int64_column("capacity_minor", capacity));
  table.add(results::int64_column("target_minor", std::move(targets)));
  table.add(results::float64_column("heads", heads));
  table.columns.back().nullable = false;
  table.add(results::float64_column("effective_heads", effective));
  table.add(results::int64_column("gap_minor", gap));
  table.add(results::int64_column("needed_hires", needed));
  table.add(results::int64_column("hired_minor", hired));
  table.add(results::int64_column("gap_to_date_minor", total_gap));
  table.add(results::boolean_column("feasible", feasible));
  const std::size_t rows = months.size();
  table.add(results::int64_column("per_head_minor", std::vector(rows, head_.minor)));
  table.add(results::int64_column("per_head_n", std::vector(rows, head_.n)));
  const auto attrition = attrition_ppm_ ? std::optional(share_of(*attrition_ppm_)) : std::nullopt;
  table.add(results::float64_column("attrition", std::vector(rows, attrition)));
  table.add(results::constant_column("currency", data_.definition->currency, table.rows));
  return table;
}

results::Table HeadCount::hire_table() const {
  std::vector<std::optional<Day>> starts, opens;
  std::vector<std::int64_t> counts;
  std::vector<std::optional<std::int64_t>> covers;
  std::vector<std::string> modes, quarters;
  for (const Hires& hires : hiring_.hires) {
    starts.emplace_back(hires.start_on);
    opens.emplace_back(hires.open_by_on);
    counts.push_back(hires.count);
    modes.emplace_back(hires.experienced ? "experienced" : "new");
    covers.push_back(minor_of(hires.work));
    const auto q = static_cast<std::size_t>(hires.quarter);
    quarters.push_back(hires.quarter < 0 ? "" : time_.of(QuotaPeriod::quarter)[q].code);
  }
  results::Table table;
  table.name = "hires";
  table.add(results::day_column("start_on", starts));
  table.columns.back().nullable = false;
  table.add(results::day_column("open_by_on", opens));
  table.columns.back().nullable = false;
  table.add(results::int64_column("count", std::move(counts)));
  table.add(results::coded_column("mode", modes));
  table.add(results::int64_column("covers_minor", covers));
  table.add(results::coded_column("quarter", quarters, true));
  table.add(results::constant_column("currency", data_.definition->currency, table.rows));
  return table;
}

/// Which trades last year's revenue came from, the largest first.
results::Table HeadCount::source_table() const {
  std::map<std::string, MinorSum> by_industry;
  MinorSum total;
  const CodedColumn* industries = actuals_ ? actuals_->column("industry") : nullptr;
  const Day from = request_.as_of - 364;
  for (std::size_t i = 0; industries != nullptr && i < actuals_->day.size(); ++i) {
    if (actuals_->day[i] < from) continue;
    const std::int32_t code = industries->codes[i];
    const auto& name = code < 0 ? std::string() : industries->texts[static_cast<std::size_t>(code)];
    by_industry[name].add(actuals_->amount_minor[i]);
    total.add(actuals_->amount_minor[i]);
  }
  std::vector<std::pair<std::string, Minor>> sorted;
  sorted.reserve(by_industry.size());
  for (const auto& [name, sum] : by_industry)
    sorted.emplace_back(name, sum.total());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> names;
  std::vector<std::int64_t> amounts;
  std::vector<std::optional<double>> shares;
  const bool has_total = total.total() != 0;
  for (const auto& [name, amount] : sorted) {
    names.push_back(name);
    amounts.push_back(amount);
    shares.push_back(has_total ? std::optional(ratio(amount, total)) : std::nullopt);
  }
  results::Table table;
  table.name = "revenue_sources";
  table.add(results::coded_column("industry", names, true));
  table.add(results::int64_column("amount_minor", std::move(amounts)));
  table.add(results::float64_column("share", shares));
  table.add(results::constant_column("currency", data_.definition->currency, table.rows));
  return table;
}

}  // namespace
}  // namespace quota

Result Quota::head_count(const Tables& tables, const HeadCountRequest& request,
                         const Run& run) const {
  using namespace quota;
  const HeadCount heads(*data_, tables, request, run);
  Question question{"head_count", request_text(request)};
  question.as_of = request.as_of;
  std::vector<results::Table> result;
  result.push_back(heads.month_table());
  result.push_back(heads.hire_table());
  result.push_back(heads.source_table());
  result.push_back(
      results::fault_table("head_count_faults", heads.faults(), tables, data_->request.values));
  return make_result(*data_, question, std::move(result));
}

}  // namespace sandan
