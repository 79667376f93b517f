#include <algorithm>
#include <array>

#include "process/group_keys.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

constexpr std::array<std::string_view, 3> source_codes = {"event", "current_value", "none"};

/// First event of the stay a deal is in: the run of events of its last stage.
std::optional<Day> entered_on(const HistoryData& history, std::int64_t deal) {
  const auto d = static_cast<std::size_t>(deal);
  const std::int64_t first = history.first_event[d];
  std::int64_t event = std::int64_t{history.first_event[d + 1]} - 1;
  if (event < first) return std::nullopt;
  const std::uint8_t* stages = history.stage.get();
  while (event > first && stages[event - 1] == stages[event])
    --event;
  return day_of_moment(history.at.get()[event]);
}

struct MoveTally {
  std::int32_t skips = 0;
  std::int32_t backs = 0;
  std::int32_t reopens = 0;
  std::int32_t illegal = 0;
};

MoveTally tally(const HistoryData& history, std::int64_t deal) {
  MoveTally tally;
  const auto d = static_cast<std::size_t>(deal);
  for (std::int64_t e = history.first_event[d]; e < history.first_event[d + 1]; ++e) {
    const auto move = static_cast<Move>(history.move.get()[e]);
    tally.skips += move == Move::skip ? 1 : 0;
    tally.backs += move == Move::back ? 1 : 0;
    tally.reopens += move == Move::reopened ? 1 : 0;
    tally.illegal += history.is_legal(e) ? 0 : 1;
  }
  return tally;
}

/// Collects the columns of the state table, a call of `add` a deal.
class StateTable {
 public:
  explicit StateTable(const HistoryData& history, const std::vector<Standing>& standings)
      : history_(history), expected_all_(days_named(history, standings, "expected_close_on", "")) {}

  void add(std::int64_t deal, const Standing& standing) {
    const auto d = static_cast<std::size_t>(deal);
    const Day as_of = history_.request.as_of;
    const bool open = standing.outcome == Outcome::open;
    const Stage* stage =
        standing.stage == no_stage ? nullptr : &history_.definition().stages[standing.stage];
    // Time stands still for a deal that is closed, but not for work on an order.
    const Day until = open ? as_of : standing.closed_on();
    const Day stay_until = stage != nullptr && stage->in_line() && stage->phase == Phase::after
                               ? (standing.completed_on != no_day ? standing.completed_on : as_of)
                               : until;
    deals_.push_back(static_cast<std::int32_t>(deal));
    stages_.push_back(standing.stage);
    sources_.push_back(static_cast<std::int32_t>(standing.source));
    modes_.push_back(stage != nullptr && stage->mode ? static_cast<std::int32_t>(*stage->mode)
                                                     : -1);
    phases_.push_back(stage != nullptr && stage->in_line() ? static_cast<std::int32_t>(stage->phase)
                                                           : -1);
    outcomes_.push_back(static_cast<std::int32_t>(standing.outcome));
    const Day created = created_on(history_, deal);
    created_.push_back(created);
    const auto entered = entered_on(history_, deal);
    entered_.push_back(entered.value_or(no_day));
    days_in_stage_.push_back(entered && stay_until != no_day && stay_until >= *entered
                                 ? std::optional(stay_until - *entered)
                                 : std::nullopt);
    ages_.push_back(created != no_day && until != no_day && until >= created
                        ? std::optional(until - created)
                        : std::nullopt);
    closed_.push_back(standing.closed_on());
    won_.push_back(standing.won_on());
    completed_.push_back(standing.completed_on);
    const auto& recorded = history_.recorded;
    amounts_.push_back(!recorded.has_amount.empty() && recorded.has_amount[d] != 0
                           ? std::optional(recorded.amount_minor[d])
                           : std::nullopt);
    currencies_.push_back(recorded.currency.empty() ? -1 : recorded.currency[d]);
    const Day expected = expected_all_[d];
    expected_.push_back(expected);
    overdue_.push_back(open && expected != no_day && expected < as_of
                           ? std::optional(as_of - expected)
                           : std::nullopt);
    const bool stated = history_.slips && history_.slips->latest[d] != no_day;
    slips_.push_back(stated ? std::optional(history_.slips->slips[d]) : std::nullopt);
    slipped_.push_back(stated ? std::optional(history_.slips->days[d]) : std::nullopt);
    moves_.push_back(history_.event_count(deal));
    const MoveTally tallied = tally(history_, deal);
    skips_.push_back(tallied.skips);
    backs_.push_back(tallied.backs);
    reopens_.push_back(tallied.reopens);
    illegal_.push_back(tallied.illegal);
    not_as_of_.push_back(standing.not_as_of ? 1 : 0);
  }

  results::Table finish() && {
    const Definition& definition = history_.definition();
    results::Table table;
    table.name = "state";
    table.add(ids_of(history_, deals_));
    table.add(stage_column("stage", definition, stages_));
    table.add(
        results::dictionary_column("stage_source", sources_, results::code_values(source_codes)));
    table.add(layer_column(definition, stages_));
    table.add(
        nullable(results::dictionary_column("mode", modes_, results::code_values(mode_codes))));
    table.add(
        nullable(results::dictionary_column("phase", phases_, results::code_values(phase_codes))));
    table.add(
        results::dictionary_column("outcome", outcomes_, results::code_values(outcome_codes)));
    table.add(days_column("created_on", created_));
    table.add(days_column("entered_on", entered_));
    table.add(results::int32_column("days_in_stage", days_in_stage_));
    table.add(results::int32_column("age_days", ages_));
    table.add(days_column("closed_on", closed_));
    table.add(days_column("won_on", won_));
    table.add(days_column("completed_on", completed_));
    table.add(results::int64_column("amount_minor", amounts_));
    table.add(nullable(
        results::dictionary_column("currency", currencies_,
                                   std::make_shared<const results::Column>(
                                       results::text_column("", history_.recorded.currencies)))));
    table.add(days_column("expected_close_on", expected_));
    table.add(results::int32_column("overdue_days", overdue_));
    table.add(results::int32_column("slips", slips_));
    table.add(results::int32_column("slipped_days", slipped_));
    table.add(results::int32_column("moves", std::move(moves_)));
    table.add(results::int32_column("skips", std::move(skips_)));
    table.add(results::int32_column("backs", std::move(backs_)));
    table.add(results::int32_column("reopens", std::move(reopens_)));
    table.add(results::int32_column("illegal_moves", std::move(illegal_)));
    table.add(results::boolean_column("not_as_of", not_as_of_));
    return table;
  }

 private:
  static results::Column nullable(results::Column column) {
    column.nullable = true;
    return column;
  }

  const HistoryData& history_;
  std::vector<Day> expected_all_;
  std::vector<std::int32_t> deals_;
  std::vector<std::uint8_t> stages_;
  std::vector<std::int32_t> sources_;
  std::vector<std::int32_t> modes_;
  std::vector<std::int32_t> phases_;
  std::vector<std::int32_t> outcomes_;
  std::vector<Day> created_;
  std::vector<Day> entered_;
  std::vector<std::optional<std::int32_t>> days_in_stage_;
  std::vector<std::optional<std::int32_t>> ages_;
  std::vector<Day> closed_;
  std::vector<Day> won_;
  std::vector<Day> completed_;
  std::vector<std::optional<std::int64_t>> amounts_;
  std::vector<std::int32_t> currencies_;
  std::vector<Day> expected_;
  std::vector<std::optional<std::int32_t>> overdue_;
  std::vector<std::optional<std::int32_t>> slips_;
  std::vector<std::optional<std::int32_t>> slipped_;
  std::vector<std::int32_t> moves_;
  std::vector<std::int32_t> skips_;
  std::vector<std::int32_t> backs_;
  std::vector<std::int32_t> reopens_;
  std::vector<std::int32_t> illegal_;
  std::vector<std::uint8_t> not_as_of_;
};

}  // namespace
}  // namespace process

Result History::state(const StateRequest& request, const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  const std::vector<Standing> standings = standings_of(*data_, runner, budget);
  StateTable table(*data_, standings);
  for (std::int64_t deal = 0; deal < data_->deals; ++deal) {
    if (deal % rows_per_part == 0) runner.report(share_done(0.3, 1.0, deal, data_->deals));
    const Standing& standing = standings[static_cast<std::size_t>(deal)];
    const bool wanted =
        request.outcomes.empty() || std::find(request.outcomes.begin(), request.outcomes.end(),
                                              standing.outcome) != request.outcomes.end();
    if (wanted) table.add(deal, standing);
  }
  runner.report(1);
  return make_result(*data_, {"state", request_text(request)}, {std::move(table).finish()});
}

}  // namespace sandan
