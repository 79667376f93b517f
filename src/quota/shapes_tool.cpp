#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "core/buffer.hpp"
#include "quota/actuals.hpp"
#include "quota/back_test.hpp"
#include "quota/place_history.hpp"
#include "quota/request_texts.hpp"
#include "quota/result_tables.hpp"
#include "quota/season.hpp"
#include "quota/tools.hpp"
#include "sandan/core/document.hpp"
#include "sandan/quota.hpp"

namespace sandan {
namespace quota {
namespace {

using results::ColumnSpec;
using results::Described;
using Type = results::ColumnType;

constexpr std::array shapes_columns = {
    ColumnSpec{"candidate", Type::dictionary, false, "", "way of spreading a year"},
    ColumnSpec{"periods", Type::int64, false, "periods", "compared in the years held out"},
    ColumnSpec{"error", Type::float64, true, "share",
               "weighted absolute percentage error: of the years' own totals so spread"},
    ColumnSpec{"bias", Type::float64, true, "share",
               "of the year asked for too early, on average over its periods"},
    ColumnSpec{"rank", Type::int32, true, "", "1 fits best; alike by the order asked for"},
    ColumnSpec{"best", Type::boolean, false, "", "the candidate of rank 1"},
    ColumnSpec{"last_year_share", Type::float64, true, "share",
               "of a blend: how much is last year's shape, the rest equal shares"}};

constexpr std::array best_columns = {
    ColumnSpec{"best", Type::dictionary, true, "", "candidate that fits best"},
    ColumnSpec{"error", Type::float64, true, "share", "its error"},
    ColumnSpec{"equal_error", Type::float64, true, "share", "error of equal shares"},
    ColumnSpec{"better_by", Type::float64, true, "share", "equal_error less error"},
    ColumnSpec{"n_years", Type::int32, false, "years", "whole years of the series"},
    ColumnSpec{"insufficient", Type::boolean, false, "", "no two whole years in a row"},
    ColumnSpec{"held_out", Type::int32, false, "years", "years compared"}};

constexpr std::array own_tables = {Described{"shapes", shapes_columns},
                                   Described{"best_shapes", best_columns}};

/// Errors that differ by less fit alike.
constexpr double least_difference = 1e-9;

std::vector<ShapeCandidate> candidates_of(const ShapesRequest& request) {
  std::vector<ShapeCandidate> candidates;
  for (std::size_t i = 0; i < request.candidates.size(); ++i) {
    const auto found =
        std::find(candidate_words.begin(), candidate_words.end(), request.candidates[i]);
    const auto candidate = static_cast<ShapeCandidate>(found - candidate_words.begin());
    if (found != candidate_words.end() &&
        std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
      candidates.push_back(candidate);
      continue;
    }
    throw Error(Status::invalid_argument,
                found == candidate_words.end() ? "unknown_candidate" : "duplicate_candidate",
                "\"" + request.candidates[i] +
                    "\": each of equal, workdays, last_year, mean and blend may be asked for once")
        .at("/candidates/" + std::to_string(i));
  }
  if (!candidates.empty()) return candidates;
  throw Error(Status::invalid_argument, "empty", "at least one candidate is wanted")
      .at("/candidates");
}

void check_keys(const std::vector<std::string>& by) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < by.size(); ++i) {
    const auto is_column = [&](const ColumnSpec& column) { return column.name == by[i]; };
    const bool taken = std::any_of(shapes_columns.begin(), shapes_columns.end(), is_column) ||
                       std::any_of(best_columns.begin(), best_columns.end(), is_column);
    const bool again = !seen.insert(by[i]).second;
    if (!taken && !again) continue;
    throw Error(Status::invalid_argument, again ? "duplicate_key" : "key_is_a_column",
                "\"" + by[i] + "\" " +
                    (again ? "stands twice" : "is a column of the result; rename the key"))
        .at("/by/" + std::to_string(i));
  }
}

/// Rows of one series.
struct Series {
  std::vector<std::int32_t> key;  ///< codes by column of `by`
  std::vector<MinorSum> amounts;  ///< by season
  std::vector<Day> days;          ///< of its rows, in order once all are read
};

/// The longest time from one of the days within [from, to] to the next.
Day longest_silence(const std::vector<Day>& days, Day from, Day to) {
  const auto begin = std::lower_bound(days.begin(), days.end(), from);
  const auto end = std::upper_bound(begin, days.end(), to);
  Day longest = 0;
  for (auto day = begin; day != end && std::next(day) != end; ++day)
    longest = std::max(longest, *std::next(day) - *day);
  return longest;
}

struct Judged {
  std::int32_t n_years = 0;
  BackTest test;
  std::vector<std::int32_t> order;  ///< of candidates, best first
};

class ShapeJudge {
 public:
  ShapeJudge(const Tables& tables, const ShapesRequest& request, const Calendar* calendar,
             const Run& run)
      : request_(request),
        calendar_(calendar),
        candidates_(candidates_of(request)),
        actuals_(read(tables, request, run)),
        budget_(run.max_bytes) {
    if (actuals_.day.empty()) return;
    days_ = actuals_.day;
    std::sort(days_.begin(), days_.end());
    seasons_.emplace(calendar->definition().fiscal, request.period, days_.front(), days_.back());
    collect();
  }

  std::vector<results::Table> judge() {
    std::vector<Judged> judged;
    for (const Series* series : sorted())
      judged.push_back(judge_one(*series));
    return {shapes_table(judged), best_table(judged)};
  }

 private:
  static Actuals read(const Tables& tables, const ShapesRequest& request, const Run& run) {
    ActualsRequest asked;
    asked.kind = request.kind;
    asked.columns = request.by;
    asked.any_currency =
        std::find(request.by.begin(), request.by.end(), "currency") != request.by.end();
    return read_actuals(tables, asked, run);
  }

  void collect() {
    std::map<std::vector<std::int32_t>, std::size_t> known;
    budget_.take(actuals_.day.size() * 2 * sizeof(Day));
    for (std::size_t row = 0; row < actuals_.day.size(); ++row) {
      std::vector<std::int32_t> key;
      for (const CodedColumn& column : actuals_.columns)
        key.push_back(column.codes[row]);
      const auto [found, is_new] = known.try_emplace(key, series_.size());
      if (is_new) {
        budget_.take(sizeof(Series) + seasons_->all().size() * sizeof(MinorSum));
        series_.push_back({key, std::vector<MinorSum>(seasons_->all().size()), {}});
      }
      Series& series = series_[found->second];
      const std::size_t season = seasons_->holding(actuals_.day[row]);
      if (season < series.amounts.size()) series.amounts[season].add(actuals_.amount_minor[row]);
      series.days.push_back(actuals_.day[row]);
    }
    for (Series& series : series_)
      std::sort(series.days.begin(), series.days.end());
  }

  /// Series by the texts of their keys, unknown ones last.
  const std::vector<const Series*>& sorted() {
    sorted_.clear();
    for (const Series& series : series_)
      sorted_.push_back(&series);
    std::sort(sorted_.begin(), sorted_.end(), [&](const Series* a, const Series* b) {
      for (std::size_t i = 0; i < a->key.size(); ++i) {
        if (a->key[i] == b->key[i]) continue;
        if (a->key[i] < 0 || b->key[i] < 0) return b->key[i] < 0;
        return text_of(i, a->key[i]) < text_of(i, b->key[i]);
      }
      return false;
    });
    return sorted_;
  }

  const std::string& text_of(std::size_t column, std::int32_t code) const {
    return actuals_.columns[column].texts[static_cast<std::size_t>(code)];
  }

  /// Whether days begin, and end, in a year's first and last period, with no
  /// more days missing than they are silent for within the year.
  static bool begins_in_time(const std::vector<Day>& days, const Season& first,
                             const Season& last) {
    const Day missing = days.front() - first.from;
    return days.front() <= first.to &&
           (missing <= 0 || missing <= longest_silence(days, first.from, last.to));
  }
  static bool ends_in_time(const std::vector<Day>& days, const Season& first, const Season& last) {
    const Day missing = last.to - days.back();
    return days.back() >= last.from &&
           (missing <= 0 || missing <= longest_silence(days, first.from, last.to));
  }

  /// Years that the table tells of from their beginning to their end, from the
  /// first that the series begins in time for.
  std::vector<PastYear> whole_years(const Series& series) const {
    constexpr Day shortest_year = 360;
    std::vector<PastYear> years;
    for (const int year : seasons_->years()) {
      const auto [begin, end] = seasons_->of_year(year);
      const Season& first = seasons_->all()[begin];
      const Season& last = seasons_->all()[end - 1];
      if (last.to - first.from + 1 < shortest_year) continue;
      if (!begins_in_time(days_, first, last) || !begins_in_time(series.days, first, last) ||
          !ends_in_time(days_, first, last)) {
        continue;
      }
      PastYear past{year, {}, {}, {}};
      for (std::size_t i = begin; i < end; ++i) {
        const Season& season = seasons_->all()[i];
        past.numbers.push_back(season.number);
        past.workdays.push_back(
            static_cast<double>(calendar_->count(season.from, season.to).workdays));
        past.amounts.push_back(PlaceHistory::to_double(series.amounts[i]));
      }
      const double total = std::accumulate(past.amounts.begin(), past.amounts.end(), 0.0);
      if (total > 0) years.push_back(std::move(past));
    }
    return years;
  }

  Judged judge_one(const Series& series) const {
    Judged judged;
    const std::vector<PastYear> years = whole_years(series);
    judged.n_years = static_cast<std::int32_t>(years.size());
    judged.test = back_test(years, request_.test_years);
    judged.order.resize(candidates_.size());
    std::iota(judged.order.begin(), judged.order.end(), 0);
    const auto step_of = [&](std::int32_t i) {
      return std::llround(fit_of(judged, i).error / least_difference);
    };
    std::stable_sort(judged.order.begin(), judged.order.end(),
                     [&](std::int32_t a, std::int32_t b) { return step_of(a) < step_of(b); });
    return judged;
  }

  const CandidateFit& fit_of(const Judged& judged, std::int32_t candidate) const {
    return judged.test
        .fits[static_cast<std::size_t>(candidates_[static_cast<std::size_t>(candidate)])];
  }

  void add_keys(results::Table& table, std::size_t times) const {
    for (std::size_t i = 0; i < actuals_.columns.size(); ++i) {
      std::vector<std::int32_t> codes;
      for (const Series* series : sorted_)
        codes.insert(codes.end(), times, series->key[i]);
      table.add(results::dictionary_column(request_.by[i], codes,
                                           results::code_values(actuals_.columns[i].texts)));
      table.columns.back().nullable = true;
    }
  }

  results::Table shapes_table(const std::vector<Judged>& judged) const {
    const std::size_t count = candidates_.size();
    std::vector<std::int32_t> codes;
    std::vector<std::int64_t> periods;
    std::vector<std::optional<double>> error;
    std::vector<std::optional<double>> bias;
    std::vector<std::optional<std::int32_t>> rank;
    std::vector<std::uint8_t> best;
    std::vector<std::optional<double>> last_year;
    for (const Judged& one : judged) {
      const bool known = one.test.held_out > 0;
      std::vector<std::int32_t> rank_of(count);
      for (std::size_t i = 0; i < count; ++i)
        rank_of[static_cast<std::size_t>(one.order[i])] = static_cast<std::int32_t>(i) + 1;
      for (std::size_t i = 0; i < count; ++i) {
        const CandidateFit& fit = fit_of(one, static_cast<std::int32_t>(i));
        codes.push_back(static_cast<std::int32_t>(candidates_[i]));
        periods.push_back(one.test.periods);
        error.push_back(known ? std::optional(fit.error) : std::nullopt);
        bias.push_back(known ? std::optional(fit.bias) : std::nullopt);
        rank.push_back(known ? std::optional(rank_of[i]) : std::nullopt);
        best.push_back(known && rank_of[i] == 1 ? 1 : 0);
        const bool is_blend = candidates_[i] == ShapeCandidate::blend;
        last_year.push_back(known && is_blend ? std::optional(one.test.last_year_share)
                                              : std::nullopt);
      }
    }
    results::Table table;
    table.name = "shapes";
    table.rows = static_cast<std::int64_t>(codes.size());
    add_keys(table, count);
    table.add(
        results::dictionary_column("candidate", codes, results::code_values(candidate_words)));
    table.add(results::int64_column("periods", std::move(periods)));
    table.add(results::float64_column("error", error));
    table.add(results::float64_column("bias", bias));
    table.add(results::int32_column("rank", rank));
    table.add(results::boolean_column("best", best));
    table.add(results::float64_column("last_year_share", last_year));
    return table;
  }

  results::Table best_table(const std::vector<Judged>& judged) const {
    std::vector<std::int32_t> best;
    std::vector<std::optional<double>> error;
    std::vector<std::optional<double>> equal_error;
    std::vector<std::optional<double>> better_by;
    std::vector<std::int32_t> n_years;
    std::vector<std::uint8_t> insufficient;
    std::vector<std::int32_t> held_out;
    for (const Judged& one : judged) {
      const bool known = one.test.held_out > 0;
      const std::int32_t first = one.order.front();
      const double of_best = fit_of(one, first).error;
      const double of_equal = one.test.fits.front().error;
      best.push_back(known ? static_cast<std::int32_t>(candidates_[static_cast<std::size_t>(first)])
                           : -1);
      error.push_back(known ? std::optional(of_best) : std::nullopt);
      equal_error.push_back(known ? std::optional(of_equal) : std::nullopt);
      better_by.push_back(known ? std::optional(of_equal - of_best) : std::nullopt);
      n_years.push_back(one.n_years);
      insufficient.push_back(known ? 0 : 1);
      held_out.push_back(one.test.held_out);
    }
    results::Table table;
    table.name = "best_shapes";
    table.rows = static_cast<std::int64_t>(best.size());
    add_keys(table, 1);
    table.add(results::dictionary_column("best", best, results::code_values(candidate_words)));
    table.columns.back().nullable = true;
    table.add(results::float64_column("error", error));
    table.add(results::float64_column("equal_error", equal_error));
    table.add(results::float64_column("better_by", better_by));
    table.add(results::int32_column("n_years", std::move(n_years)));
    table.add(results::boolean_column("insufficient", insufficient));
    table.add(results::int32_column("held_out", std::move(held_out)));
    return table;
  }

  const ShapesRequest& request_;
  const Calendar* calendar_;
  std::vector<ShapeCandidate> candidates_;
  Actuals actuals_;
  Budget budget_;
  std::vector<Day> days_;  ///< of all rows, in order
  std::optional<Seasons> seasons_;
  std::vector<Series> series_;
  std::vector<const Series*> sorted_;
};

}  // namespace

std::span<const results::Described> described_shapes() { return own_tables; }

}  // namespace quota

Result quota_shapes(const Tables& tables, const ShapesRequest& request, const Calendar* calendar,
                    const Run& run) {
  if (request.period == QuotaPeriod::all || request.period == QuotaPeriod::year) {
    throw Error(Status::invalid_argument, "period_too_long",
                "a shape divides a year into quarters, months, weeks or days")
        .at("/period");
  }
  quota::check_keys(request.by);
  const Calendar counting =
      calendar != nullptr ? *calendar : Calendar::compile(shipped_document("calendar", "weekdays"));
  quota::ShapeJudge judge(tables, request, &counting, run);
  return quota::make_result(quota::Question{"shapes", quota::request_text(request)}, judge.judge(),
                            &counting);
}

}  // namespace sandan
