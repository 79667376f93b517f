#include <bit>

#include "process/figures.hpp"
#include "process/grouping.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

/// What became of the deals of one group that reached one stage.
struct Passage {
  std::int64_t reached = 0;
  std::int64_t advanced = 0;
  std::int64_t lost = 0;
  std::int64_t cancelled = 0;
  ValueSum value;
  std::int64_t not_as_of = 0;

  void add(const Passage& other) noexcept {
    reached += other.reached;
    advanced += other.advanced;
    lost += other.lost;
    cancelled += other.cancelled;
    value.add(other.value);
    not_as_of += other.not_as_of;
  }
};

bool is_listed(const Stage& stage, FunnelRequest::Part part) {
  if (!stage.in_line()) return false;
  if (part == FunnelRequest::Part::all) return true;
  return (part == FunnelRequest::Part::after) == (stage.phase == Phase::after);
}

/// A deal that came to a stage has passed all stages before it.
Progress passed(const Progress& entered, std::uint64_t line, bool won) {
  if (entered.reached == 0) return {};
  const int highest = 63 - std::countl_zero(entered.reached);
  const std::uint64_t top = std::uint64_t{1} << highest;
  const std::uint64_t reached = line & (top | (top - 1));
  return {reached, won ? reached : reached & ~top};
}

class Funnel {
 public:
  Funnel(const HistoryData& history, const FunnelRequest& request, const PartRunner& runner,
         Budget& budget)
      : history_(history),
        request_(request),
        standings_(standings_of(history, runner, budget)),
        groups_("funnel", history, standings_, request.grouping,
                in_cohort(history, standings_, request.cohort)) {
    for (const std::uint8_t stage : history.definition().line) {
      line_ |= std::uint64_t{1} << stage;
      if (is_listed(history.definition().stages[stage], request.phase)) stages_.push_back(stage);
    }
    place_.assign(max_stages, -1);
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      listed_ |= std::uint64_t{1} << stages_[i];
      place_[stages_[i]] = static_cast<int>(i);
    }
    budget.take(groups_.all().size() * stages_.size() * sizeof(Passage));
    cells_.resize(groups_.all().size() * stages_.size());
  }

  void count(const PartRunner& runner) {
    for (std::int64_t deal = 0; deal < history_.deals; ++deal) {
      if (deal % rows_per_part == 0) runner.report(share_done(0.4, 0.8, deal, history_.deals));
      const std::int32_t group = groups_.of_deals()[static_cast<std::size_t>(deal)];
      if (group >= 0) count_deal(deal, cells_.data() + cells_of(group));
    }
    for (std::int64_t g = 0; g < groups_.finest(); ++g) {
      const auto& targets = groups_.adds_to()[static_cast<std::size_t>(g)];
      for (std::size_t t = 1; t < targets.size(); ++t) {
        for (std::size_t i = 0; i < stages_.size(); ++i) {
          cells_[cells_of(targets[t]) + i].add(cells_[cells_of(g) + i]);
        }
      }
    }
  }

  results::Table table() const {
    std::vector<std::int32_t> rows;
    std::vector<std::uint8_t> stages;
    std::vector<std::int64_t> reached, advanced, lost, cancelled, pending, values, unknown, marks;
    ShareColumns conversion("conversion", request_.sampling);
    for (std::size_t c = 0; c < cells_.size(); ++c) {
      const Passage& cell = cells_[c];
      rows.push_back(static_cast<std::int32_t>(c / stages_.size()));
      stages.push_back(stages_[c % stages_.size()]);
      reached.push_back(cell.reached);
      advanced.push_back(cell.advanced);
      lost.push_back(cell.lost);
      cancelled.push_back(cell.cancelled);
      pending.push_back(cell.reached - cell.advanced - cell.lost - cell.cancelled);
      values.push_back(cell.value.sum.total());
      unknown.push_back(cell.value.unknown);
      marks.push_back(cell.not_as_of);
      conversion.add(cell.advanced, cell.reached);
    }
    results::Table table;
    table.name = "funnel";
    groups_.add_columns(table, rows);
    table.add(stage_column("stage", history_.definition(), stages));
    table.columns.back().nullable = false;
    table.add(layer_column(history_.definition(), stages));
    table.add(results::int64_column("reached", std::move(reached)));
    table.add(results::int64_column("advanced", std::move(advanced)));
    table.add(results::int64_column("lost", std::move(lost)));
    table.add(results::int64_column("cancelled", std::move(cancelled)));
    table.add(results::int64_column("pending", std::move(pending)));
    table.add(results::int64_column("value_minor", std::move(values)));
    table.add(results::int64_column("unknown_amounts", std::move(unknown)));
    std::move(conversion).move_to(table);
    table.add(results::int64_column("not_as_of", std::move(marks)));
    return table;
  }

 private:
  std::size_t cells_of(std::int64_t group) const noexcept {
    return static_cast<std::size_t>(group) * stages_.size();
  }

  void count_deal(std::int64_t deal, Passage* cells) const {
    const Standing& standing = standings_[static_cast<std::size_t>(deal)];
    Progress progress = progress_of(history_, deal, standing);
    if (request_.reached == FunnelRequest::Reached::passed) {
      progress = passed(progress, line_, standing.outcome == Outcome::won);
    }
    for (std::uint64_t left = progress.reached & listed_; left != 0; left &= left - 1) {
      const int stage = std::countr_zero(left);
      Passage& cell = cells[place_[static_cast<std::size_t>(stage)]];
      ++cell.reached;
      if ((progress.advanced >> stage & 1) != 0) {
        ++cell.advanced;
      } else if (standing.outcome == Outcome::lost) {
        ++cell.lost;
      } else if (standing.outcome == Outcome::cancelled) {
        ++cell.cancelled;
      }
      cell.value.add(history_, deal);
      cell.not_as_of += standing.not_as_of ? 1 : 0;
    }
  }

  const HistoryData& history_;
  const FunnelRequest& request_;
  std::vector<Standing> standings_;
  Groups groups_;
  std::uint64_t line_ = 0;
  std::uint64_t listed_ = 0;
  std::vector<std::uint8_t> stages_;
  std::vector<int> place_;  ///< of a stage among those listed
  std::vector<Passage> cells_;
};

}  // namespace
}  // namespace process

Result History::funnel(const FunnelRequest& request, const Run& run) const {
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  process::Funnel funnel(*data_, request, runner, budget);
  funnel.count(runner);
  results::Table table = funnel.table();
  runner.report(1);
  return process::make_result(*data_, {"funnel", process::request_text(request)},
                              {std::move(table)});
}

}  // namespace sandan
