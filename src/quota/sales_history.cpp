#include "quota/sales_history.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/builtin.hpp"
#include "core/id_index.hpp"
#include "core/parallel.hpp"
#include "process/deals.hpp"
#include "process/definition.hpp"
#include "quota/inputs.hpp"
#include "quota/rates.hpp"

namespace sandan::quota {
namespace {

using process::no_day;
using process::optional_column;
using process::required_column;
using process::Wanted;

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

/// Stages of funnel layer quoted, by process: of the shipped ones only.
class QuotedStages {
 public:
  /// False: no such shipped process.
  bool knows(std::string_view process) { return stages_of(process) != nullptr; }
  bool has(std::string_view process, std::string_view stage) {
    const auto* stages = stages_of(process);
    return stages != nullptr && stages->contains(stage);
  }

 private:
  using Stages = std::set<std::string, std::less<>>;

  const Stages* stages_of(std::string_view process) {
    auto found = by_process_.find(process);
    if (found == by_process_.end()) found = by_process_.emplace(process, read(process)).first;
    return found->second ? &*found->second : nullptr;
  }
  static std::optional<Stages> read(std::string_view process) {
    for (const auto& document : builtin::documents()) {
      if (document.kind != "process" || document.name != process) continue;
      const Process compiled = Process::compile(document.text);
      Stages stages;
      for (const process::Stage& stage : compiled.definition().stages) {
        if (stage.layer == process::Layer::quoted) stages.insert(stage.item.code);
      }
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
      : request_(request),
        tables_(tables),
        budget_(run.max_bytes),
        deals_table_(required_table(tables)),
        ids_(required_column(deals_table_, "opportunity_id", Wanted::id)),
        is_seen_(static_cast<std::size_t>(deals_table_.rows()), true),
        index_(deals_table_, ids_, budget_, [&](std::int32_t first, std::int32_t again) {
          const bool keeps_first = process::compare_rows(deals_table_, first, again) <= 0;
          set_aside(keeps_first ? again : first);
          return keeps_first ? first : again;
        }) {
    constexpr std::size_t row_bytes = 96;  // of a deal, about
    budget_.take(static_cast<std::size_t>(deals_table_.rows()) * row_bytes);
    read_deals(definition);
  }

  SalesHistory read() {
    if (const auto* events = tables_.find("stage_events")) read_events(*events);
    if (const auto* activities = tables_.find("activities")) read_activities(*activities);
    for (std::size_t row = 0; row < all_.size(); ++row) {
      if (is_seen_[row]) history_.deals.push_back(all_[row]);
    }
    return std::move(history_);
  }

 private:
  static const arrow::Table& required_table(const Tables& tables) {
    if (const auto* table = tables.find("opportunities")) return *table;
    throw Error(Status::schema, "missing_table", "table \"opportunities\" is missing")
        .in_table("opportunities");
  }

  void read_deals(const Definition& definition);
  PastDeal::End end_of(std::optional<std::string> outcome, Day won_on, Day closed_on);
  std::vector<Day> days_of(const arrow::Table& table, std::string_view name);
  void set_aside(std::int32_t row) {
    is_seen_[static_cast<std::size_t>(row)] = false;
    ++history_.set_aside;
  }
  void read_events(const arrow::Table& events);
  void read_activities(const arrow::Table& activities);
  void read_proposals(const arrow::Table& activities, const arrow::Column& kinds,
                      const std::vector<Day>& done);
  std::vector<std::int32_t> rows_of(const arrow::Table& table, const arrow::Column& ids) const;
  void propose(std::int32_t row, Day day) {
    if (row < 0 || day == no_day || day > request_.as_of) return;
    auto& first = all_[static_cast<std::size_t>(row)].proposal_on;
    first = std::min(first.value_or(day), day);
  }

  const ActivityTargetsRequest& request_;
  const Tables& tables_;
  Budget budget_;
  const arrow::Table& deals_table_;
  const arrow::Column& ids_;
  SalesHistory history_;
  std::vector<bool> is_seen_;  ///< by row of opportunities
  IdIndex index_;
  std::vector<PastDeal> all_;  ///< by row of opportunities
  QuotedStages quoted_;
  bool events_told_ = false;  ///< some deal's process says what a proposal is
};

std::vector<Day> HistoryReader::days_of(const arrow::Table& table, std::string_view name) {
  const auto* column = optional_column(&table, name, Wanted::day);
  if (column == nullptr) return std::vector<Day>(static_cast<std::size_t>(table.rows()), no_day);
  return process::read_days(*column, [&](std::int64_t) { ++history_.set_aside; });
}

/// A recorded end later than the day has not come yet; one without a day is
/// taken as it stands.
PastDeal::End HistoryReader::end_of(std::optional<std::string> outcome, Day won_on, Day closed_on) {
  if (outcome && !is_one_of(process::outcome_codes, *outcome)) {
    outcome.reset();
    ++history_.set_aside;
  }
  const bool is_won = outcome ? *outcome == "won" : won_on != no_day;
  if (outcome ? *outcome == "open" : !is_won) return PastDeal::End::open;
  const Day day = is_won && won_on != no_day ? won_on : closed_on;
  if (day != no_day && day > request_.as_of) return PastDeal::End::open;
  return is_won ? PastDeal::End::won : PastDeal::End::lost;
}

void HistoryReader::read_deals(const Definition& definition) {
  const arrow::Table& table = deals_table_;
  const auto* outcomes = optional_column(&table, "outcome", Wanted::text);
  const auto* amounts = optional_column(&table, "amount_minor", Wanted::integer);
  const auto* currencies = optional_column(&table, "currency", Wanted::text);
  const auto* campaigns = optional_column(&table, "campaign_id", Wanted::id);
  const auto* sources = optional_column(&table, "source", Wanted::text);
  const auto* owners = optional_column(&table, "owner_id", Wanted::id);
  const std::vector<Day> created = days_of(table, "created_on");
  const std::vector<Day> closed = days_of(table, "closed_on");
  const std::vector<Day> won = days_of(table, "won_on");
  const Rates rates(tables_, definition.currency);
  std::vector<std::int32_t> owner_codes(created.size(), -1);
  if (owners != nullptr) owner_codes = id_codes(*owners, history_.reps);
  all_.resize(created.size());
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    PastDeal& deal = all_[at];
    if (ids_.is_null(row)) set_aside(static_cast<std::int32_t>(row));
    if (created[at] != no_day && created[at] > request_.as_of) is_seen_[at] = false;
    deal.owner = owner_codes[at];
    deal.end = end_of(text_at(outcomes, row), won[at], closed[at]);
    const Day ended = deal.end == PastDeal::End::won && won[at] != no_day ? won[at] : closed[at];
    const bool has_ended = deal.end != PastDeal::End::open && ended != no_day;
    deal.day = has_ended ? ended : (created[at] != no_day ? created[at] : request_.as_of);
    const auto amount = amounts == nullptr ? std::nullopt : amounts->integer(row);
    const auto currency = text_at(currencies, row);
    if (amount && (currencies == nullptr || currency)) {
      deal.amount = currency ? rates.convert(*amount, *currency, deal.day) : amount;
    }
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

/// Rows of `opportunities` of the deals in another table.
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
  if (deals_table_.rows() > 0) index_.find(ids, 0, table.rows(), rows.data());
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
    if (rows[i] < 0 || at[i] == process::MomentReader::missing ||
        at[i] == process::MomentReader::impossible) {
      continue;
    }
    const auto stage = text_at(&stages, event);
    if (!stage) continue;
    bool is_proposal = *stage == request_.proposal_stage;
    if (request_.proposal_stage.empty()) {
      auto process = text_at(of_events, event);
      if (!process) process = text_at(of_deals, rows[i]);
      if (!process || !quoted_.knows(*process)) continue;
      events_told_ = true;
      is_proposal = quoted_.has(*process, *stage);
    }
    if (is_proposal) propose(rows[i], day_of_moment(at[i]));
  }
}

void HistoryReader::read_activities(const arrow::Table& activities) {
  const arrow::Column& kinds = required_column(activities, "kind", Wanted::text);
  const auto* reps = optional_column(&activities, "rep_id", Wanted::id);
  const std::vector<Day> done = days_of(activities, "done_on");
  std::vector<std::int32_t> codes(done.size(), -1);
  if (reps != nullptr) codes = id_codes(*reps, history_.reps);
  for (std::int64_t row = 0; row < activities.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    if (done[at] == no_day || done[at] > request_.as_of) continue;
    const auto kind = kinds.text(row);
    if (!kind) continue;
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
    const auto kind = kinds.text(row);
    if (kind && is_one_of(proposal_kinds, *kind)) {
      propose(rows[static_cast<std::size_t>(row)], done[static_cast<std::size_t>(row)]);
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
