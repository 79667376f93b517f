#include "quota/sales_history.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "core/builtin.hpp"
#include "core/cells.hpp"
#include "core/id_index.hpp"
#include "core/parallel.hpp"
#include "process/deals.hpp"
#include "process/definition.hpp"
#include "process/inputs.hpp"
#include "quota/rates.hpp"

namespace sandan::quota {
namespace {

using process::no_day;
using process::optional_column;
using process::required_column;
using process::Wanted;

constexpr std::string_view deals_name = "opportunities";
constexpr std::string_view events_name = "stage_events";
constexpr std::string_view activities_name = "activities";
constexpr std::array<std::string_view, 5> marketing_sources = {"campaign", "event", "exhibition",
                                                               "marketing", "website"};
constexpr std::array<std::string_view, 3> proposal_kinds = {"proposal", "quote", "quotation"};

std::optional<std::string> text_at(const arrow::Column* column, std::int64_t row) {
  if (column == nullptr) return std::nullopt;
  const auto text = column->text(row);
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

bool is_one_of(const auto& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Stages of the shipped processes: whether each is of funnel layer quoted.
class ShippedStages {
 public:
  using Stages = std::map<std::string, bool, std::less<>>;

  /// Null: no such shipped process.
  const Stages* stages_of(std::string_view process) {
    auto found = by_process_.find(process);
    if (found == by_process_.end()) found = by_process_.emplace(process, read(process)).first;
    return found->second ? &*found->second : nullptr;
  }

 private:
  static std::optional<Stages> read(std::string_view process) {
    for (const auto& document : builtin::documents()) {
      if (document.kind != "process" || document.name != process) continue;
      const Process compiled = Process::compile(document.text);
      Stages stages;
      for (const process::Stage& stage : compiled.definition().stages)
        stages.emplace(stage.item.code, stage.layer == process::Layer::quoted);
      return stages;
    }
    return std::nullopt;
  }

  std::map<std::string, std::optional<Stages>, std::less<>> by_process_;
};

class HistoryReader {
 public:
  HistoryReader(const Definition& definition, const Tables& tables,
                const ActivityTargetsRequest& request, const Run& run)
      : definition_(definition),
        request_(request),
        tables_(tables),
        budget_(run.max_bytes),
        deals_table_(required_table(tables)),
        ids_(required_column(deals_table_, "opportunity_id", Wanted::id)),
        is_seen_(static_cast<std::size_t>(deals_table_.rows()), true),
        index_(deals_table_, ids_, budget_, [&](std::int32_t first, std::int32_t again) {
          const bool keeps_first = process::compare_rows(deals_table_, first, again) <= 0;
          set_deal_aside(keeps_first ? again : first, "duplicate_opportunity");
          return keeps_first ? first : again;
        }) {
    constexpr std::size_t row_bytes = 96;  // of a deal, about
    budget_.take(static_cast<std::size_t>(deals_table_.rows()) * row_bytes);
    read_deals();
    read_amounts();
    read_sources();
  }

  SalesHistory read() {
    if (const auto* events = tables_.find(events_name)) read_events(*events);
    if (const auto* activities = tables_.find(activities_name)) read_activities(*activities);
    std::stable_sort(history_.faults.begin(), history_.faults.end(),
                     [](const results::RowFault& a, const results::RowFault& b) {
                       return std::make_pair(rank(a.table), a.row) <
                              std::make_pair(rank(b.table), b.row);
                     });
    if (request_.strict) results::refuse_faults(history_.faults, tables_);
    for (std::size_t row = 0; row < all_.size(); ++row) {
      if (is_seen_[row]) history_.deals.push_back(all_[row]);
    }
    return std::move(history_);
  }

 private:
  static const arrow::Table& required_table(const Tables& tables) {
    if (const auto* table = tables.find(deals_name)) return *table;
    throw Error(Status::schema, "missing_table", "table \"opportunities\" is missing")
        .in_table(deals_name);
  }
  static int rank(std::string_view table) noexcept {
    return table == deals_name ? 0 : table == events_name ? 1 : 2;
  }

  void tell(std::string_view table, std::int64_t row, std::string_view column,
            std::string_view fault, bool set_aside) {
    history_.faults.push_back({table, row, std::string(column), fault, set_aside});
  }
  void set_deal_aside(std::int32_t row, std::string_view fault) {
    is_seen_[static_cast<std::size_t>(row)] = false;
    tell(deals_name, row, "opportunity_id", fault, true);
  }
  /// Of rows that are no deals no values are told.
  void tell_value(std::int64_t row, std::string_view column, std::string_view fault) {
    if (is_seen_[static_cast<std::size_t>(row)]) tell(deals_name, row, column, fault, false);
  }

  void read_deals();
  void read_amounts();
  void read_sources();
  std::vector<Day> days_of_deals(std::string_view name);
  PastDeal::End end_of(std::int64_t row, std::optional<std::string> outcome, Day won_on,
                       Day closed_on);
  void read_events(const arrow::Table& events);
  bool is_proposal(std::int64_t event, const std::string& stage,
                   const std::optional<std::string>& process);
  void read_activities(const arrow::Table& activities);
  void read_proposals(const arrow::Table& activities, const arrow::Column& kinds,
                      const std::vector<Day>& done);
  std::vector<std::int32_t> rows_of(const arrow::Table& table, const arrow::Column& ids) const;
  bool is_done(Day day) const noexcept { return day != no_day && day <= request_.as_of; }
  void propose(std::int32_t row, Day day) {
    if (!is_done(day)) return;
    auto& first = all_[static_cast<std::size_t>(row)].proposal_on;
    first = std::min(first.value_or(day), day);
  }

  const Definition& definition_;
  const ActivityTargetsRequest& request_;
  const Tables& tables_;
  Budget budget_;
  const arrow::Table& deals_table_;
  const arrow::Column& ids_;
  SalesHistory history_;
  std::vector<bool> is_seen_;  ///< by row of opportunities
  IdIndex index_;
  std::vector<PastDeal> all_;  ///< by row of opportunities
  ShippedStages shipped_;
  bool events_told_ = false;  ///< some deal's process says what a proposal is
};

std::vector<Day> HistoryReader::days_of_deals(std::string_view name) {
  const auto* column = optional_column(&deals_table_, name, Wanted::day);
  if (column == nullptr) return std::vector<Day>(is_seen_.size(), no_day);
  return process::read_days(*column,
                            [&](std::int64_t row) { tell_value(row, name, "impossible_date"); });
}

/// A recorded end later than the day has not come yet; one without a day is
/// taken as it stands.
PastDeal::End HistoryReader::end_of(std::int64_t row, std::optional<std::string> outcome,
                                    Day won_on, Day closed_on) {
  if (outcome && !is_one_of(process::outcome_codes, *outcome)) {
    outcome.reset();
    tell_value(row, "outcome", "unknown_outcome");
  }
  const bool is_won = outcome ? *outcome == "won" : won_on != no_day;
  if (outcome ? *outcome == "open" : !is_won) return PastDeal::End::open;
  const Day day = is_won && won_on != no_day ? won_on : closed_on;
  if (day != no_day && day > request_.as_of) return PastDeal::End::open;
  return is_won ? PastDeal::End::won : PastDeal::End::lost;
}

void HistoryReader::read_deals() {
  const arrow::Table& table = deals_table_;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (ids_.is_null(row)) set_deal_aside(static_cast<std::int32_t>(row), "missing_id");
  }
  const std::vector<Day> created = days_of_deals("created_on");
  for (std::size_t row = 0; row < created.size(); ++row) {
    if (created[row] != no_day && created[row] > request_.as_of) is_seen_[row] = false;
  }
  const std::vector<Day> closed = days_of_deals("closed_on");
  const std::vector<Day> won = days_of_deals("won_on");
  const auto* outcomes = optional_column(&table, "outcome", Wanted::text);
  const auto* owners = optional_column(&table, "owner_id", Wanted::id);
  std::vector<std::int32_t> owner_codes(created.size(), -1);
  if (owners != nullptr) owner_codes = arrow::id_codes(*owners, history_.reps);
  all_.resize(created.size());
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    PastDeal& deal = all_[at];
    deal.owner = owner_codes[at];
    deal.end = end_of(row, text_at(outcomes, row), won[at], closed[at]);
    const Day ended = deal.end == PastDeal::End::won && won[at] != no_day ? won[at] : closed[at];
    const bool has_ended = deal.end != PastDeal::End::open && ended != no_day;
    deal.day = has_ended ? ended : (created[at] != no_day ? created[at] : request_.as_of);
  }
}

/// Of deals won: no others are asked about.
void HistoryReader::read_amounts() {
  const auto* amounts = optional_column(&deals_table_, "amount_minor", Wanted::integer);
  const auto* currencies = optional_column(&deals_table_, "currency", Wanted::text);
  const Rates rates(tables_, definition_.currency);
  if (amounts == nullptr) return;
  for (std::int64_t row = 0; row < deals_table_.rows(); ++row) {
    PastDeal& deal = all_[static_cast<std::size_t>(row)];
    if (deal.end != PastDeal::End::won) continue;
    deal.amount = amounts->integer(row);
    if (!deal.amount) {
      tell_value(row, "amount_minor", "missing_amount");
    } else if (currencies != nullptr) {
      const auto currency = text_at(currencies, row);
      deal.amount = currency ? rates.convert(*deal.amount, *currency, deal.day) : std::nullopt;
      if (!deal.amount) tell_value(row, "currency", currency ? "no_rate" : "missing_currency");
    }
  }
}

void HistoryReader::read_sources() {
  const auto* campaigns = optional_column(&deals_table_, "campaign_id", Wanted::id);
  const auto* sources = optional_column(&deals_table_, "source", Wanted::text);
  for (std::int64_t row = 0; row < deals_table_.rows(); ++row) {
    PastDeal& deal = all_[static_cast<std::size_t>(row)];
    const auto source = text_at(sources, row);
    if (campaigns != nullptr && !campaigns->is_null(row)) {
      deal.from_marketing = true;
    } else if (source) {
      deal.from_marketing = is_marketing_source(*source);
    } else if (campaigns != nullptr && sources == nullptr) {
      deal.from_marketing = false;
    }
  }
}

/// Rows of `opportunities` of the deals in another table, or why there is none.
std::vector<std::int32_t> HistoryReader::rows_of(const arrow::Table& table,
                                                 const arrow::Column& ids) const {
  std::vector<std::int32_t> rows(static_cast<std::size_t>(table.rows()), IdIndex::null);
  if (ids.type().kind == arrow::Kind::null || table.rows() == 0) return rows;
  if (ids_.type().kind != arrow::Kind::null && deals_table_.rows() > 0 &&
      id_kind(table, ids) != index_.kind()) {
    throw table
        .error(Status::schema, "id_types_differ",
               "column \"opportunity_id\" is " + type_name(ids.type()) + " here and " +
                   type_name(ids_.type()) +
                   " in \"opportunities\"; both must be text or both whole numbers")
        .at("opportunity_id")
        .in_column(ids.position());
  }
  if (deals_table_.rows() > 0) {
    index_.find(ids, 0, table.rows(), rows.data());
  } else {
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      if (!ids.is_null(row)) rows[static_cast<std::size_t>(row)] = IdIndex::unknown;
    }
  }
  return rows;
}

void HistoryReader::read_events(const arrow::Table& events) {
  const arrow::Column& ids = required_column(events, "opportunity_id", Wanted::id);
  const arrow::Column& stages = required_column(events, "stage", Wanted::text);
  const arrow::Column& entered = required_column(events, "entered_at", Wanted::moment);
  const auto* of_events = optional_column(&events, "process", Wanted::text);
  const auto* of_deals = optional_column(&deals_table_, "process", Wanted::text);
  std::vector<ZoneTransition> utc;
  if (!entered.type().zone.empty()) utc.push_back({INT64_MIN, 0});
  const process::MomentReader moments(events, entered, utc);
  std::vector<CivilMicros> at(static_cast<std::size_t>(events.rows()));
  moments.read(0, events.rows(), at.data());
  const std::vector<std::int32_t> rows = rows_of(events, ids);
  for (std::int64_t event = 0; event < events.rows(); ++event) {
    const auto i = static_cast<std::size_t>(event);
    const auto stage = text_at(&stages, event);
    if (rows[i] < 0) {
      const bool is_null = rows[i] == IdIndex::null;
      tell(events_name, event, "opportunity_id", is_null ? "missing_id" : "unknown_opportunity",
           true);
    } else if (at[i] == process::MomentReader::missing) {
      tell(events_name, event, "entered_at", "missing_date", true);
    } else if (at[i] == process::MomentReader::impossible) {
      tell(events_name, event, "entered_at", "impossible_date", true);
    } else if (!stage) {
      tell(events_name, event, "stage", "missing_stage", true);
    } else {
      auto process = text_at(of_events, event);
      if (!process) process = text_at(of_deals, rows[i]);
      if (is_proposal(event, *stage, process)) propose(rows[i], day_of_moment(at[i]));
    }
  }
}

bool HistoryReader::is_proposal(std::int64_t event, const std::string& stage,
                                const std::optional<std::string>& process) {
  if (!request_.proposal_stage.empty()) return stage == request_.proposal_stage;
  const auto* stages = process ? shipped_.stages_of(*process) : nullptr;
  if (stages == nullptr) return false;
  events_told_ = true;
  const auto found = stages->find(stage);
  if (found == stages->end()) tell(events_name, event, "stage", "unknown_stage", true);
  return found != stages->end() && found->second;
}

void HistoryReader::read_activities(const arrow::Table& activities) {
  const arrow::Column& kinds = required_column(activities, "kind", Wanted::text);
  const auto* reps = optional_column(&activities, "rep_id", Wanted::id);
  const auto* days = optional_column(&activities, "done_on", Wanted::day);
  std::vector<Day> done(static_cast<std::size_t>(activities.rows()), no_day);
  if (days != nullptr) {
    done = process::read_days(*days, [&](std::int64_t row) {
      tell(activities_name, row, "done_on", "impossible_date", true);
    });
  }
  std::vector<std::int32_t> codes(done.size(), -1);
  if (reps != nullptr) codes = arrow::id_codes(*reps, history_.reps);
  for (std::int64_t row = 0; row < activities.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    if (!is_done(done[at])) continue;
    const auto kind = kinds.text(row);
    if (!kind) {
      tell(activities_name, row, "kind", "missing_kind", true);
      continue;
    }
    if (is_one_of(request_.visit_kinds, *kind)) history_.visits.push_back({codes[at], done[at]});
    if (is_one_of(request_.call_kinds, *kind)) history_.calls.push_back({codes[at], done[at]});
  }
  if (request_.proposal_stage.empty() && !events_told_) read_proposals(activities, kinds, done);
}

void HistoryReader::read_proposals(const arrow::Table& activities, const arrow::Column& kinds,
                                   const std::vector<Day>& done) {
  const auto* ids = optional_column(&activities, "opportunity_id", Wanted::id);
  if (ids == nullptr) return;
  const std::vector<std::int32_t> rows = rows_of(activities, *ids);
  for (std::int64_t row = 0; row < activities.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    const auto kind = kinds.text(row);
    if (!kind || !is_one_of(proposal_kinds, *kind) || !is_done(done[at])) continue;
    if (rows[at] >= 0) {
      propose(rows[at], done[at]);
    } else {
      const bool counts_otherwise =
          is_one_of(request_.visit_kinds, *kind) || is_one_of(request_.call_kinds, *kind);
      tell(activities_name, row, "opportunity_id",
           rows[at] == IdIndex::null ? "missing_id" : "unknown_opportunity", !counts_otherwise);
    }
  }
}

}  // namespace

bool is_marketing_source(std::string_view source) noexcept {
  return is_one_of(marketing_sources, source);
}

SalesHistory read_sales_history(const Definition& definition, const Tables& tables,
                                const ActivityTargetsRequest& request, const Run& run) {
  return HistoryReader(definition, tables, request, run).read();
}

}  // namespace sandan::quota
