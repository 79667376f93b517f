#include <algorithm>
#include <map>
#include <utility>

#include "core/statistics.hpp"
#include "process/gate_facts.hpp"
#include "process/graded_lines.hpp"
#include "process/group_keys.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

/// One row of `gauges`; what cannot be told is empty.
struct Gauge {
  std::string_view code;
  std::optional<std::int64_t> n, of_n, value_minor, unknown;
  std::optional<double> share, low, high;
  std::optional<std::string> currency;
};

/// Deals of one stage and currency that are to be closed.
struct Closing {
  std::int64_t n = 0;
  MinorSum value;
  std::int64_t unknown_amounts = 0;
};

class Gauges {
 public:
  Gauges(const HistoryData& history, const Policy& policy, const Tables& tables,
         const GaugesRequest& request, const Run& run, const PartRunner& runner, Budget& budget)
      : history_(history),
        request_(request),
        standings_(standings_of(history, runner, budget)),
        currencies_(currency_codes(history)),
        lines_(policy, tables, {request.mode, request.max_gap}, history.request.as_of,
               part_of(run, 0.3, 0.8), budget),
        gauges_{close(tables, budget), nurture(tables), find(tables, budget)} {}

  std::vector<results::Table> tables() const {
    std::vector<results::Table> tables;
    tables.push_back(gauge_table());
    tables.push_back(closing_table());
    return tables;
  }

 private:
  Gauge close(const Tables& tables, Budget& budget);
  Gauge nurture(const Tables& tables) const;
  Gauge find(const Tables& tables, Budget& budget) const;
  void add_closing(std::int64_t deal);
  results::Table gauge_table() const;
  results::Table closing_table() const;

  const HistoryData& history_;
  const GaugesRequest& request_;
  std::vector<Standing> standings_;
  KeyCodes currencies_;
  GradedLines lines_;
  std::map<std::pair<int, std::int32_t>, Closing> closing_;  ///< by stage and currency
  std::vector<Gauge> gauges_;
};

void Gauges::add_closing(std::int64_t index) {
  const auto deal = static_cast<std::size_t>(index);
  const std::int32_t currency = history_.recorded.currency.empty() ? -1 : currencies_.codes[deal];
  Closing& closing = closing_[{standings_[deal].stage, currency}];
  ++closing.n;
  if (history_.recorded.has_amount.empty() || history_.recorded.has_amount[deal] == 0) {
    ++closing.unknown_amounts;
  } else {
    closing.value.add(history_.recorded.amount_minor[deal]);
  }
}

Gauge Gauges::close(const Tables& tables, Budget& budget) {
  Gauge gauge{"close", {}, {}, {}, {}, {}, {}, {}, {}};
  const arrow::Table* table = tables.find("opportunities");
  if (table == nullptr) return gauge;
  const auto rows = rows_of_deals(history_, *table, budget);
  const auto modes = lines_.modes_of_deals(*table, budget);
  gauge.n = gauge.unknown = 0;
  for (std::int64_t deal = 0; deal < history_.deals; ++deal) {
    const auto d = static_cast<std::size_t>(deal);
    if (standings_[d].outcome != Outcome::open) continue;
    const LineMode mode =
        rows[d] < 0 ? LineMode::unknown : modes[static_cast<std::size_t>(rows[d])];
    if (mode == LineMode::unknown) ++*gauge.unknown;
    if (mode != LineMode::close) continue;
    ++*gauge.n;
    add_closing(deal);
  }
  // Amounts of several currencies are told by the stages' table alone.
  std::optional<std::int32_t> only;
  MinorSum value;
  for (const auto& [place, closing] : closing_) {
    if (only && *only != place.second) return gauge;
    only = place.second;
    value.add(closing.value);
  }
  gauge.value_minor = value.total();
  if (only && *only >= 0 && *only < currencies_.size - 1) {
    gauge.currency = currencies_.texts[static_cast<std::size_t>(*only)];
  }
  return gauge;
}

Gauge Gauges::nurture(const Tables& tables) const {
  Gauge gauge{"nurture", {}, {}, {}, {}, {}, {}, {}, {}};
  const arrow::Table* table = tables.find("activities");
  if (table == nullptr) return gauge;
  const Contacted contacted = lines_.contacted(*table);
  gauge.n = contacted.on_time;
  gauge.of_n = contacted.n;
  gauge.unknown = contacted.unknown;
  if (contacted.n == 0 || contacted.n < request_.sampling.min_n) return gauge;
  const double z = normal_quantile_two_sided(request_.sampling.confidence);
  const Interval interval = wilson_interval(contacted.on_time, contacted.n, z);
  gauge.share = static_cast<double>(contacted.on_time) / static_cast<double>(contacted.n);
  gauge.low = interval.low;
  gauge.high = interval.high;
  return gauge;
}

Gauge Gauges::find(const Tables& tables, Budget& budget) const {
  Gauge gauge{"find", {}, {}, {}, {}, {}, {}, {}, {}};
  const arrow::Table* accounts = tables.find("accounts");
  const arrow::Table* universe = tables.find("universe");
  if (accounts == nullptr || universe == nullptr) return gauge;
  const Listed listed = listed_of(*accounts, *universe, budget);
  gauge.n = listed.listed;
  gauge.of_n = listed.known;
  gauge.unknown = listed.beyond;
  if (listed.known > 0) {
    gauge.share = static_cast<double>(listed.listed) / static_cast<double>(listed.known);
  }
  return gauge;
}

results::Table Gauges::gauge_table() const {
  std::vector<std::string> codes;
  std::vector<std::optional<std::int64_t>> n, of_n, value, unknown;
  std::vector<std::optional<double>> share, low, high;
  std::vector<std::optional<std::string>> currency;
  for (const Gauge& gauge : gauges_) {
    codes.emplace_back(gauge.code);
    n.push_back(gauge.n);
    of_n.push_back(gauge.of_n);
    share.push_back(gauge.share);
    low.push_back(gauge.low);
    high.push_back(gauge.high);
    value.push_back(gauge.value_minor);
    currency.push_back(gauge.currency);
    unknown.push_back(gauge.unknown);
  }
  results::Table table;
  table.name = "gauges";
  table.add(results::text_column("gauge", codes));
  table.add(results::int64_column("n", n));
  table.add(results::int64_column("of_n", of_n));
  table.add(results::float64_column("share", share));
  table.add(results::float64_column("low", low));
  table.add(results::float64_column("high", high));
  table.add(results::int64_column("value_minor", value));
  table.add(results::text_column("currency", currency));
  table.add(results::int64_column("unknown", unknown));
  return table;
}

results::Table Gauges::closing_table() const {
  std::vector<std::uint8_t> stages;
  std::vector<std::int32_t> currencies;
  std::vector<std::int64_t> n, value, unknown;
  for (const auto& [place, closing] : closing_) {
    stages.push_back(static_cast<std::uint8_t>(place.first));
    currencies.push_back(place.second);
    n.push_back(closing.n);
    value.push_back(closing.value.total());
    unknown.push_back(closing.unknown_amounts);
  }
  results::Table table;
  table.name = "gauge_close";
  if (history_.recorded.has_currency) table.add(key_column(currencies_, currencies));
  table.add(stage_column("stage", history_.definition(), stages));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("value_minor", std::move(value)));
  table.add(results::int64_column("unknown_amounts", std::move(unknown)));
  return table;
}

}  // namespace
}  // namespace process

Result History::gauges(const Policy& policy, const Tables& tables, const GaugesRequest& request,
                       const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  const Gauges gauges(*data_, policy, tables, request, run, runner, budget);
  runner.report(1);
  Question question{"gauges", request_text(request)};
  question.policy = policy.digest();
  return make_result(*data_, question, gauges.tables());
}

}  // namespace sandan
