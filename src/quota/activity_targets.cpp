
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/result_texts.hpp"
#include "quota/activity_rates.hpp"
#include "quota/fault_table.hpp"
#include "quota/result_tables.hpp"
#include "quota/rounding.hpp"
#include "quota/spread.hpp"

namespace sandan {
namespace quota {
namespace {

constexpr std::array<std::string_view, chain_steps> count_names = {"wins", "proposals", "visits",
                                                                   "calls"};
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t most_rows_of_a_table = INT32_MAX;

/// Whole parts of a whole number; nothing where there is nothing to divide.
std::vector<std::int64_t> spread(std::int64_t total, std::span<const double> weights,
                                 std::uint32_t phase = half_phase) {
  std::vector<std::int64_t> parts(weights.size(), 0);
  if (total == 0 || weights.empty()) return parts;
  split_cumulative(total, running_sums(whole_weights(weights).weights), parts, phase);
  return parts;
}

/// Whole numbers and their bounds by node and period; the first period is the
/// whole plan.
struct Counts {
  std::vector<std::int64_t> amount;
  std::vector<std::int64_t> unknown;  ///< how many parts are not known
  std::vector<double> low;            ///< NaN: not known
  std::vector<double> high;

  void resize(std::size_t size) {
    amount.assign(size, 0);
    unknown.assign(size, 0);
    low.assign(size, 0);
    high.assign(size, 0);
  }
  void add_up_in(const AxisTree& tree, std::size_t width) {
    add_up(tree, amount, width);
    add_up(tree, unknown, width);
    add_up(tree, low, width);
    add_up(tree, high, width);
  }
  std::optional<std::int64_t> at(std::size_t i) const {
    return unknown[i] > 0 ? std::nullopt : std::optional(amount[i]);
  }
};

std::optional<double> known(double value) {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

/// Nodes at that level of the tree, or above it where the tree ends earlier.
std::vector<std::int32_t> nodes_at(const SalesTree& sales, const std::string& level) {
  std::int32_t depth = INT32_MAX;
  if (!level.empty()) {
    depth = sales.tree.depth_of(level);
    if (depth < 0) {
      std::string names;
      for (const std::string& name : sales.tree.levels)
        names += (names.empty() ? "" : ", ") + name;
      throw Error(Status::invalid_argument, "unknown_level",
                  "the sales axis has no level \"" + level + "\"; there are: " + names)
          .at("/level");
    }
  }
  std::vector<std::int32_t> nodes;
  for (std::size_t at = 0; at < sales.size(); ++at) {
    const auto node = static_cast<std::int32_t>(at);
    const std::int32_t here = sales.node(node).depth;
    if (here == depth || (here < depth && sales.tree.is_leaf(node))) nodes.push_back(node);
  }
  return nodes;
}

class ActivityTargets {
 public:
  ActivityTargets(const QuotaData& data, const Tables& tables,
                  const ActivityTargetsRequest& request, const Run& run)
      : data_(data),
        request_(request),
        run_(run),
        sales_(sales_tree(data)),
        places_(nodes_at(sales_, request.level)),
        history_(read_sales_history(*data.definition, tables, request, run)),
        rates_(sales_, history_, request),
        periods_{{QuotaPeriod::all, 0}} {
    for (const std::int32_t place : places_)
      rates_of_.push_back(rates_.of(place));
    find_amounts();
    check_rows();
    for (Counts& counts : counts_)
      counts.resize(sales_.size() * width());
    for (std::size_t i = 0; i < places_.size(); ++i)
      count_place(static_cast<std::size_t>(places_[i]), rates_of_[i], phase_of(i));
    for (Counts& counts : counts_)
      counts.add_up_in(sales_.tree, width());
  }

  results::Table target_table() const;
  results::Table rate_table() const;
  results::Table lead_table() const;
  results::Table call_table() const;
  const std::vector<results::RowFault>& faults() const noexcept { return history_.faults; }

 private:
  std::size_t width() const noexcept { return periods_.size(); }
  const TimeSpan& span_of(std::size_t period) const {
    return data_.time.of(periods_[period].unit)[static_cast<std::size_t>(periods_[period].span)];
  }

  void find_amounts();
  void check_rows() const;
  void count_place(std::size_t place, const ChainRates& rates, std::uint32_t phase);
  std::vector<double> weights_of(std::size_t node) const;
  std::vector<std::int32_t> shown_nodes() const;
  bool is_insufficient(const ChainRates& rates) const {
    return std::any_of(rates.begin(), rates.end(), [](const Rate& r) { return r.insufficient; });
  }
  void add_places(results::Table& table, const std::vector<std::int32_t>& nodes) const {
    add_axis_columns(table, {sales_.tree}, {nodes});
  }

  const QuotaData& data_;
  const ActivityTargetsRequest& request_;
  const Run& run_;
  SalesTree sales_;
  std::vector<std::int32_t> places_;  ///< nodes whose targets are turned into work
  SalesHistory history_;
  ActivityRates rates_;
  std::vector<ChainRates> rates_of_;  ///< of the places
  std::vector<PeriodAt> periods_;
  std::vector<Minor> amounts_;  ///< by node and period
  std::array<Counts, chain_steps> counts_;
};

void ActivityTargets::find_amounts() {
  const std::vector<Minor> whole = amounts_by_period(data_, sales_, QuotaPeriod::all);
  std::vector<Minor> parts;
  const bool has_parts = request_.period != QuotaPeriod::all;
  const std::size_t n_parts = has_parts ? data_.time.of(request_.period).size() : 0;
  if (has_parts) parts = amounts_by_period(data_, sales_, request_.period);
  for (std::size_t i = 0; i < n_parts; ++i)
    periods_.push_back({request_.period, static_cast<std::int32_t>(i)});
  for (std::size_t node = 0; node < sales_.size(); ++node) {
    amounts_.push_back(whole[node]);
    const auto from = parts.begin() + static_cast<std::ptrdiff_t>(node * n_parts);
    amounts_.insert(amounts_.end(), from, from + static_cast<std::ptrdiff_t>(n_parts));
  }
}

void ActivityTargets::check_rows() const {
  const std::int64_t most = run_.max_rows > 0 ? run_.max_rows : most_rows_of_a_table;
  const auto rows = static_cast<std::int64_t>(shown_nodes().size() * width());
  if (rows > most) {
    throw Error(Status::limit, "too_many_rows",
                "activity_targets would have " + std::to_string(rows) + " rows; " +
                    std::to_string(most) + " are allowed: ask for a higher level or longer periods")
        .in_table("activity_targets");
  }
}

/// Amounts of a node's periods as weights; what was over-assigned before and is
/// taken back asks for no work.
std::vector<double> ActivityTargets::weights_of(std::size_t node) const {
  std::vector<double> weights;
  for (std::size_t period = 1; period < width(); ++period) {
    weights.push_back(static_cast<double>(std::max<Minor>(amounts_[node * width() + period], 0)));
  }
  return weights;
}

void ActivityTargets::count_place(std::size_t place, const ChainRates& rates, std::uint32_t phase) {
  const Minor target = amounts_[place * width()];
  const auto needed = needed_for(target, rates);
  const std::vector<double> weights = weights_of(place);
  double weight_sum = 0;
  for (const double weight : weights)
    weight_sum += weight;
  double ideal = static_cast<double>(std::max<Minor>(target, 0));
  for (std::size_t step = 0; step < chain_steps; ++step) {
    Counts& counts = counts_[step];
    if (needed[step]) ideal /= rates[step].value();
    const auto reach = needed[step] ? reach_of({}, std::span(rates).first(step + 1)) : std::nullopt;
    const double low = reach ? ideal * reach->low : unknown;
    const double high = reach && reach->high ? ideal * *reach->high : unknown;
    const std::vector<std::int64_t> parts = spread(needed[step].value_or(0), weights, phase);
    for (std::size_t period = 0; period < width(); ++period) {
      const std::size_t at = place * width() + period;
      const double share =
          period == 0 ? 1 : (weight_sum > 0 ? weights[period - 1] / weight_sum : 0);
      counts.amount[at] = period == 0 ? needed[step].value_or(0) : parts[period - 1];
      counts.unknown[at] = needed[step] ? 0 : 1;
      counts.low[at] = low * share;
      counts.high[at] = high * share;
    }
  }
}

/// The places and all above them.
std::vector<std::int32_t> ActivityTargets::shown_nodes() const {
  std::vector<bool> is_shown(sales_.size(), false);
  for (std::int32_t place : places_) {
    for (; place >= 0 && !is_shown[static_cast<std::size_t>(place)];
         place = sales_.node(place).parent) {
      is_shown[static_cast<std::size_t>(place)] = true;
    }
  }
  std::vector<std::int32_t> nodes;
  for (std::size_t node = 0; node < sales_.size(); ++node) {
    if (is_shown[node]) nodes.push_back(static_cast<std::int32_t>(node));
  }
  return nodes;
}

results::Table ActivityTargets::target_table() const {
  std::vector<std::int32_t> nodes;
  std::vector<PeriodAt> periods;
  std::vector<std::int64_t> workdays, targets;
  std::vector<std::size_t> cells;
  for (const std::int32_t node : shown_nodes()) {
    for (std::size_t period = 0; period < width(); ++period) {
      const TimeSpan& span = span_of(period);
      nodes.push_back(node);
      periods.push_back(periods_[period]);
      cells.push_back(static_cast<std::size_t>(node) * width() + period);
      workdays.push_back(workdays_of(data_.time, sales_.node(node), span.from, span.to));
      targets.push_back(amounts_[cells.back()]);
    }
  }
  results::Table table;
  table.name = "activity_targets";
  add_places(table, nodes);
  add_period_columns(table, data_.time, periods);
  table.add(results::int64_column("workdays", std::move(workdays)));
  table.add(results::int64_column("target_minor", std::move(targets)));
  for (std::size_t step = 0; step < chain_steps; ++step) {
    std::vector<std::optional<std::int64_t>> counts;
    std::vector<std::optional<double>> low, high;
    for (const std::size_t cell : cells) {
      counts.push_back(counts_[step].at(cell));
      low.push_back(known(counts_[step].low[cell]));
      high.push_back(known(counts_[step].high[cell]));
    }
    const std::string name(count_names[step]);
    table.add(results::int64_column(name, counts));
    table.add(results::float64_column(name + "_low", low));
    table.add(results::float64_column(name + "_high", high));
  }
  table.add(results::constant_column("currency", data_.definition->currency, table.rows));
  return table;
}

results::Table ActivityTargets::rate_table() const {
  std::vector<std::int32_t> nodes;
  std::vector<std::string> steps, sources;
  std::vector<std::int64_t> n, successes, own_n;
  std::vector<std::optional<double>> values, low, high;
  std::vector<std::uint8_t> insufficient;
  const auto add = [&](std::int32_t node, RateStep step, const Rate& rate) {
    const bool is_stated = rate.source == RateSource::request;
    nodes.push_back(node);
    steps.emplace_back(rate_step_words[static_cast<std::size_t>(step)]);
    n.push_back(is_stated ? 0 : rate.n);
    successes.push_back(is_stated ? 0 : rate.successes);
    values.push_back(rate.is_known() ? std::optional(rate.value()) : std::nullopt);
    low.push_back(rate.is_known() && rate.interval ? std::optional(rate.interval->low)
                                                   : std::nullopt);
    high.push_back(rate.is_known() && rate.interval ? std::optional(rate.interval->high)
                                                    : std::nullopt);
    sources.emplace_back(rate_source_words[static_cast<std::size_t>(rate.source)]);
    insufficient.push_back(rate.insufficient ? 1 : 0);
    own_n.push_back(rate.own_n);
  };
  for (std::size_t i = 0; i < places_.size(); ++i) {
    for (std::size_t step = 0; step < chain_steps; ++step)
      add(places_[i], static_cast<RateStep>(step), rates_of_[i][step]);
  }
  add(0, RateStep::marketing_share, rates_.marketing_share());
  add(0, RateStep::win_per_lead, rates_.win_per_lead());
  results::Table table;
  table.name = "activity_rates";
  add_places(table, nodes);
  table.add(results::coded_column("step", steps));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("successes", std::move(successes)));
  table.add(results::float64_column("rate", values));
  table.add(results::float64_column("low", low));
  table.add(results::float64_column("high", high));
  table.add(results::coded_column("source", sources));
  table.add(results::boolean_column("insufficient", insufficient));
  table.add(results::int64_column("own_n", std::move(own_n)));
  return table;
}

results::Table ActivityTargets::lead_table() const {
  const Rate share = rates_.marketing_share();
  const Rate win = rates_.win_per_lead();
  const auto wins = counts_[0].at(0);
  std::optional<std::int64_t> brought, leads;
  std::optional<double> low, high;
  if (wins && share.is_known()) brought = rounded_up(*wins, {share.above}, {share.n});
  if (brought == 0) leads = 0;
  if (brought && *brought > 0 && win.is_known()) {
    leads = rounded_up(*wins, {share.above, win.n}, {share.n, win.above});
    const double ideal = static_cast<double>(*wins) * share.value() / win.value();
    if (const auto reach = reach_of(std::span(&share, 1), std::span(&win, 1))) {
      low = ideal * reach->low;
      if (reach->high) high = ideal * *reach->high;
    }
  }
  std::vector<double> weights;
  double weight_sum = 0;
  for (std::size_t period = 1; period < width(); ++period) {
    weights.push_back(static_cast<double>(counts_[0].amount[period]));
    weight_sum += weights.back();
  }
  const auto parts_of = [&](const std::optional<std::int64_t>& whole) {
    std::vector<std::optional<std::int64_t>> column = {whole};
    for (const std::int64_t part : spread(whole.value_or(0), weights))
      column.push_back(whole ? std::optional(part) : std::nullopt);
    return column;
  };
  const auto shares_of = [&](const std::optional<double>& whole) {
    std::vector<std::optional<double>> column = {whole};
    for (const double weight : weights) {
      const double part = weight_sum > 0 ? weight / weight_sum : 0;
      column.push_back(whole ? std::optional(*whole * part) : std::nullopt);
    }
    return column;
  };
  results::Table table;
  table.name = "lead_targets";
  add_period_columns(table, data_.time, periods_);
  table.add(results::int64_column("wins_from_marketing", parts_of(brought)));
  table.add(results::int64_column("leads", parts_of(leads)));
  table.add(results::float64_column("low", shares_of(low)));
  table.add(results::float64_column("high", shares_of(high)));
  return table;
}

results::Table ActivityTargets::call_table() const {
  const Day begins = std::max(data_.time.first, std::min(request_.as_of, data_.time.last()) + 1);
  const std::int32_t from = begins - data_.time.first;
  std::vector<std::int64_t> calls, workdays;
  std::vector<std::optional<double>> wins, low, high;
  std::vector<std::optional<std::int64_t>> minor;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const ChainRates& rates = rates_of_[i];
    const std::int64_t days =
        workdays_of(data_.time, sales_.node(places_[i]), from, data_.time.days - 1);
    calls.push_back(1);
    workdays.push_back(days);
    wins.emplace_back();
    low.emplace_back();
    high.emplace_back();
    minor.emplace_back();
    if (!std::all_of(rates.begin(), rates.end(), [](const Rate& r) { return r.is_known(); })) {
      continue;
    }
    wins.back() =
        static_cast<double>(days) * rates[3].value() * rates[2].value() * rates[1].value();
    minor.back() = brought_by(days, rates);
    if (const auto reach = reach_of(rates, {})) {
      const double ideal = *wins.back() * rates[0].value();
      low.back() = ideal * reach->low;
      if (reach->high) high.back() = ideal * *reach->high;
    }
  }
  results::Table table;
  table.name = "one_more_call";
  add_places(table, places_);
  table.add(results::int64_column("extra_calls", std::move(calls)));
  table.add(results::int64_column("workdays", std::move(workdays)));
  table.add(results::float64_column("extra_wins", wins));
  table.add(results::int64_column("extra_minor", minor));
  table.add(results::float64_column("low", low));
  table.add(results::float64_column("high", high));
  table.add(results::constant_column("currency", data_.definition->currency, table.rows));
  return table;
}

}  // namespace
}  // namespace quota

Result Quota::activity(const Tables& tables, const ActivityTargetsRequest& request,
                       const Run& run) const {
  using namespace quota;
  const ActivityTargets targets(*data_, tables, request, run);
  Question question{"activity", request_text(request)};
  question.about_persons = true;
  question.as_of = request.as_of;
  std::vector<results::Table> result;
  result.push_back(targets.target_table());
  result.push_back(targets.rate_table());
  result.push_back(targets.lead_table());
  result.push_back(targets.call_table());
  result.push_back(
      results::fault_table("activity_faults", targets.faults(), tables, data_->request.values));
  return make_result(*data_, question, std::move(result));
}

}  // namespace sandan
