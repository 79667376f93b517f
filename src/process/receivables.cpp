#include <algorithm>

#include "process/figures.hpp"
#include "process/group_keys.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

constexpr std::array<std::string_view, 5> step_codes = {"won", "planned", "due", "collected",
                                                        "completed"};

/// One receivable as of the day.
struct Item {
  std::int64_t amount;
  std::int64_t collected;
  Day due_on;
  Day as_of;

  bool is_due() const noexcept { return due_on <= as_of; }
  /// No more than the amount is counted as collected of it.
  std::int64_t paid() const noexcept { return std::min(amount, collected); }
  std::int64_t overpaid() const noexcept { return collected - paid(); }
  std::int64_t outstanding() const noexcept { return amount - paid(); }
  bool is_overdue() const noexcept { return due_on < as_of && outstanding() > 0; }
  Day overdue_days() const noexcept { return as_of - due_on; }
};

/// Sums of one group, or of one deal.
struct Owed {
  std::int64_t n = 0;
  std::int64_t n_due = 0;
  std::int64_t n_overdue = 0;
  MinorSum amount, due, collected, collected_of_due, overdue, outstanding, overpaid;
  Day oldest_overdue = no_day;  ///< day it was due
  std::int64_t not_as_of = 0;

  void add(const Item& item, bool mark) {
    ++n;
    amount.add(item.amount);
    collected.add(item.paid());
    overpaid.add(item.overpaid());
    outstanding.add(item.outstanding());
    not_as_of += mark ? 1 : 0;
    if (item.is_due()) {
      ++n_due;
      due.add(item.amount);
      collected_of_due.add(item.paid());
    }
    if (item.is_overdue()) {
      ++n_overdue;
      overdue.add(item.outstanding());
      note_oldest(item.due_on);
    }
  }
  void add(const Owed& other) {
    n += other.n;
    n_due += other.n_due;
    n_overdue += other.n_overdue;
    not_as_of += other.not_as_of;
    for (auto sum : {&Owed::amount, &Owed::due, &Owed::collected, &Owed::collected_of_due,
                     &Owed::overdue, &Owed::outstanding, &Owed::overpaid})
      (this->*sum).add(other.*sum);
    if (other.oldest_overdue != no_day) note_oldest(other.oldest_overdue);
  }

 private:
  void note_oldest(Day due_on) {
    if (oldest_overdue == no_day || due_on < oldest_overdue) oldest_overdue = due_on;
  }
};

/// Overdue receivables of one group within one band of days.
struct Band {
  std::int64_t n = 0;
  MinorSum amount;
};

/// Deals of one group that came to a step after the order.
struct Step {
  std::int64_t n = 0;
  MinorSum value;
  std::int64_t unknown = 0;

  void add(const Step& other) {
    n += other.n;
    value.add(other.value);
    unknown += other.unknown;
  }
};

class Receivables {
 public:
  Receivables(const HistoryData& history, const ReceivablesRequest& request,
              const PartRunner& runner, Budget& budget)
      : history_(history),
        request_(request),
        standings_(standings_of(history, runner, budget)),
        groups_("receivables", history, standings_, request.grouping, {}),
        keys_("uncollected", history, standings_, request.keys) {
    constexpr std::size_t row_bytes = 64;  // of a result, about
    const std::size_t groups = groups_.all().size();
    budget.take(static_cast<std::size_t>(history.deals) * sizeof(Owed) +
                groups * (sizeof(Owed) + 2 * row_bytes) +
                groups * band_count() * (sizeof(Band) + row_bytes) +
                groups * step_codes.size() * (sizeof(Step) + row_bytes));
    of_deals_.resize(static_cast<std::size_t>(history.deals));
    owed_.resize(groups);
    bands_.resize(groups * band_count());
    steps_.resize(groups * step_codes.size());
    read_items(runner);
    for (std::int64_t deal = 0; deal < history.deals; ++deal) {
      if (deal % rows_per_part == 0) runner.report(share_done(0.7, 1.0, deal, history.deals));
      step_through(deal);
    }
  }

  std::vector<results::Table> tables() const {
    std::vector<results::Table> tables;
    tables.push_back(sum_table());
    tables.push_back(band_table());
    tables.push_back(step_table());
    tables.push_back(uncollected_table());
    return tables;
  }

 private:
  std::size_t band_count() const noexcept { return request_.ages.size() + 1; }

  std::size_t band_of(Day overdue_days) const {
    const auto& ages = request_.ages;
    return static_cast<std::size_t>(std::lower_bound(ages.begin(), ages.end(), overdue_days) -
                                    ages.begin());
  }

  const std::vector<std::int32_t>& targets_of(std::size_t deal) const {
    return groups_.adds_to()[static_cast<std::size_t>(groups_.of_deals()[deal])];
  }

  void read_items(const PartRunner& runner) {
    const ReceivableColumns& columns = *history_.receivables;
    const auto rows = static_cast<std::int64_t>(columns.deal.size());
    for (std::size_t i = 0; i < columns.deal.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      if (row % rows_per_part == 0) runner.report(share_done(0.3, 0.7, row, rows));
      const Item item{columns.amount_minor[i], columns.collected_minor[i], columns.due_on[i],
                      history_.request.as_of};
      const auto deal = static_cast<std::size_t>(columns.deal[i]);
      of_deals_[deal].add(item, columns.not_as_of[i] != 0);
      if (!item.is_overdue()) continue;
      for (const std::int32_t group : targets_of(deal)) {
        Band& band =
            bands_[static_cast<std::size_t>(group) * band_count() + band_of(item.overdue_days())];
        ++band.n;
        band.amount.add(item.outstanding());
      }
    }
  }

  /// Adds a deal to its groups, and to the steps it came to.
  void step_through(std::int64_t deal) {
    const auto d = static_cast<std::size_t>(deal);
    const Owed& owed = of_deals_[d];
    const Standing& standing = standings_[d];
    const bool won = standing.outcome == Outcome::won;
    const bool planned = won && owed.n > 0;
    std::array<bool, step_codes.size()> came = {won, planned, planned && owed.n_due > 0,
                                                planned && owed.outstanding.total() == 0,
                                                won && standing.completed_on != no_day};
    for (const std::int32_t target : targets_of(d)) {
      const auto group = static_cast<std::size_t>(target);
      owed_[group].add(owed);
      for (std::size_t step = 0; step < came.size(); ++step) {
        if (came[step]) add_step(steps_[group * step_codes.size() + step], step, d);
      }
    }
  }

  /// A step's value: the order's, what is planned, due or collected of it.
  void add_step(Step& step, std::size_t code, std::size_t deal) const {
    const Owed& owed = of_deals_[deal];
    ++step.n;
    if (code >= 1 && code <= 3) {
      step.value.add(code == 1 ? owed.amount : (code == 2 ? owed.due : owed.collected));
      return;
    }
    const DealColumns& recorded = history_.recorded;
    if (recorded.has_amount.empty() || recorded.has_amount[deal] == 0) {
      ++step.unknown;
    } else {
      step.value.add(recorded.amount_minor[deal]);
    }
  }

  results::Table sum_table() const;
  results::Table band_table() const;
  results::Table step_table() const;
  results::Table uncollected_table() const;

  const HistoryData& history_;
  const ReceivablesRequest& request_;
  std::vector<Standing> standings_;
  Groups groups_;
  DealKeys keys_;
  std::vector<Owed> of_deals_;
  std::vector<Owed> owed_;
  std::vector<Band> bands_;
  std::vector<Step> steps_;
};

std::optional<std::int32_t> days_since(Day due_on, Day as_of) {
  return due_on == no_day ? std::nullopt : std::optional(as_of - due_on);
}

results::Table Receivables::sum_table() const {
  std::vector<std::int32_t> rows;
  std::vector<std::int64_t> n, amount, n_due, due, of_due, n_overdue, overdue, collected,
      outstanding, overpaid, marks;
  std::vector<std::optional<double>> rate;
  std::vector<std::optional<std::int32_t>> oldest;
  for (std::size_t g = 0; g < owed_.size(); ++g) {
    const Owed& owed = owed_[g];
    rows.push_back(static_cast<std::int32_t>(g));
    n.push_back(owed.n);
    amount.push_back(owed.amount.total());
    n_due.push_back(owed.n_due);
    due.push_back(owed.due.total());
    of_due.push_back(owed.collected_of_due.total());
    rate.push_back(due.back() == 0 ? std::nullopt
                                   : std::optional(static_cast<double>(of_due.back()) /
                                                   static_cast<double>(due.back())));
    n_overdue.push_back(owed.n_overdue);
    overdue.push_back(owed.overdue.total());
    oldest.push_back(days_since(owed.oldest_overdue, history_.request.as_of));
    collected.push_back(owed.collected.total());
    outstanding.push_back(owed.outstanding.total());
    overpaid.push_back(owed.overpaid.total());
    marks.push_back(owed.not_as_of);
  }
  results::Table table;
  table.name = "receivables";
  groups_.add_columns(table, rows);
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("amount_minor", std::move(amount)));
  table.add(results::int64_column("n_due", std::move(n_due)));
  table.add(results::int64_column("due_minor", std::move(due)));
  table.add(results::int64_column("collected_of_due_minor", std::move(of_due)));
  table.add(results::float64_column("collection_rate", rate));
  table.add(results::int64_column("n_overdue", std::move(n_overdue)));
  table.add(results::int64_column("overdue_minor", std::move(overdue)));
  table.add(results::int32_column("oldest_overdue_days", oldest));
  table.add(results::int64_column("collected_minor", std::move(collected)));
  table.add(results::int64_column("outstanding_minor", std::move(outstanding)));
  table.add(results::int64_column("overpaid_minor", std::move(overpaid)));
  table.add(results::int64_column("not_as_of", std::move(marks)));
  return table;
}

results::Table Receivables::band_table() const {
  std::vector<std::int32_t> rows, from;
  std::vector<std::optional<std::int32_t>> to;
  std::vector<std::int64_t> n, amount;
  for (std::size_t i = 0; i < bands_.size(); ++i) {
    const std::size_t band = i % band_count();
    rows.push_back(static_cast<std::int32_t>(i / band_count()));
    from.push_back(band == 0 ? 1 : request_.ages[band - 1] + 1);
    to.push_back(band < request_.ages.size() ? std::optional(request_.ages[band]) : std::nullopt);
    n.push_back(bands_[i].n);
    amount.push_back(bands_[i].amount.total());
  }
  results::Table table;
  table.name = "overdue";
  groups_.add_columns(table, rows);
  table.add(results::int32_column("from_days", std::move(from)));
  table.add(results::int32_column("to_days", to));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("overdue_minor", std::move(amount)));
  return table;
}

results::Table Receivables::step_table() const {
  std::vector<std::int32_t> rows, codes;
  std::vector<std::int64_t> n, value, unknown;
  std::vector<std::optional<double>> share;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const std::size_t code = i % step_codes.size();
    const std::int64_t won = steps_[i - code].n;
    rows.push_back(static_cast<std::int32_t>(i / step_codes.size()));
    codes.push_back(static_cast<std::int32_t>(code));
    n.push_back(steps_[i].n);
    share.push_back(
        won == 0 ? std::nullopt
                 : std::optional(static_cast<double>(steps_[i].n) / static_cast<double>(won)));
    value.push_back(steps_[i].value.total());
    unknown.push_back(steps_[i].unknown);
  }
  results::Table table;
  table.name = "after_order";
  groups_.add_columns(table, rows);
  table.add(results::dictionary_column("step", codes, results::code_values(step_codes)));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::float64_column("share_of_won", share));
  table.add(results::int64_column("value_minor", std::move(value)));
  table.add(results::int64_column("unknown_amounts", std::move(unknown)));
  return table;
}

results::Table Receivables::uncollected_table() const {
  std::vector<std::int32_t> deals, currencies;
  std::vector<Day> won;
  std::vector<std::int64_t> amount, collected, outstanding, overpaid, overdue;
  std::vector<std::optional<std::int32_t>> oldest;
  for (std::size_t deal = 0; deal < of_deals_.size(); ++deal) {
    const Owed& owed = of_deals_[deal];
    if (standings_[deal].outcome != Outcome::won || owed.outstanding.total() == 0) continue;
    deals.push_back(static_cast<std::int32_t>(deal));
    won.push_back(standings_[deal].won_on());
    amount.push_back(owed.amount.total());
    collected.push_back(owed.collected.total());
    outstanding.push_back(owed.outstanding.total());
    overpaid.push_back(owed.overpaid.total());
    overdue.push_back(owed.overdue.total());
    oldest.push_back(days_since(owed.oldest_overdue, history_.request.as_of));
    const auto& codes = history_.recorded.currency;
    currencies.push_back(codes.empty() ? -1 : codes[deal]);
  }
  results::Table table;
  table.name = "uncollected";
  table.add(ids_of(history_, deals));
  keys_.add_columns(table, deals);
  table.add(days_column("won_on", won));
  table.add(results::int64_column("amount_minor", std::move(amount)));
  table.add(results::int64_column("collected_minor", std::move(collected)));
  table.add(results::int64_column("outstanding_minor", std::move(outstanding)));
  table.add(results::int64_column("overpaid_minor", std::move(overpaid)));
  table.add(results::int64_column("overdue_minor", std::move(overdue)));
  table.add(results::int32_column("overdue_days", oldest));
  table.add(results::dictionary_column("currency", currencies,
                                       std::make_shared<const results::Column>(results::text_column(
                                           "", history_.recorded.currencies))));
  table.columns.back().nullable = true;
  return table;
}

}  // namespace
}  // namespace process

Result History::receivables(const ReceivablesRequest& request, const Run& run) const {
  using namespace process;
  if (!data_->receivables) {
    throw Error(Status::schema, "missing_table",
                "the history was built without table \"receivables\"")
        .in_table("receivables");
  }
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  const Receivables receivables(*data_, request, runner, budget);
  runner.report(1);
  return make_result(*data_, {"receivables", request_text(request)}, receivables.tables());
}

}  // namespace sandan
