#include "process/passages.hpp"

#include <bit>

namespace sandan::process {
namespace {

/// A deal that came to a stage has passed all stages before it.
Progress passed(const Progress& entered, std::uint64_t line, bool won) {
  if (entered.reached == 0) return {};
  const int highest = 63 - std::countl_zero(entered.reached);
  const std::uint64_t top = std::uint64_t{1} << highest;
  const std::uint64_t reached = line & (top | (top - 1));
  return {reached, won ? reached : reached & ~top};
}

}  // namespace

Passages::Passages(const HistoryData& history, const std::vector<Standing>& standings,
                   const Groups& groups, FunnelRequest::Reached reached, FunnelRequest::Part phase,
                   const PartRunner& runner, Budget& budget)
    : reached_(reached) {
  for (const std::uint8_t stage : history.definition().line) {
    line_ |= std::uint64_t{1} << stage;
    if (is_listed(history.definition().stages[stage], phase)) stages_.push_back(stage);
  }
  place_.assign(max_stages, -1);
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    listed_ |= std::uint64_t{1} << stages_[i];
    place_[stages_[i]] = static_cast<int>(i);
  }
  const std::size_t width = stages_.size();
  budget.take(groups.all().size() * width * sizeof(Passage));
  cells_.resize(groups.all().size() * width);
  for (std::int64_t deal = 0; deal < history.deals; ++deal) {
    if (deal % rows_per_part == 0) runner.report(share_done(0.4, 0.8, deal, history.deals));
    const auto d = static_cast<std::size_t>(deal);
    const std::int32_t group = groups.of_deals()[d];
    if (group < 0) continue;
    count_deal(history, deal, standings[d],
               cells_.data() + static_cast<std::size_t>(group) * width);
  }
  for (std::size_t g = 0; g < static_cast<std::size_t>(groups.finest()); ++g) {
    const auto& targets = groups.adds_to()[g];
    for (std::size_t t = 1; t < targets.size(); ++t) {
      for (std::size_t i = 0; i < width; ++i)
        cells_[static_cast<std::size_t>(targets[t]) * width + i].add(cells_[g * width + i]);
    }
  }
}

void Passages::count_deal(const HistoryData& history, std::int64_t deal, const Standing& standing,
                          Passage* cells) const {
  Progress progress = progress_of(history, deal, standing);
  if (reached_ == FunnelRequest::Reached::passed) {
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
    cell.value.add(history, deal);
    cell.not_as_of += standing.not_as_of ? 1 : 0;
  }
}

}  // namespace sandan::process
