#include "process/grouping.hpp"

#include <algorithm>
#include <map>

#include "process/group_keys.hpp"
#include "process/result_tables.hpp"

namespace sandan::process {
namespace {

/// Up to this many combinations a table of them is cheaper than sorting.
constexpr std::int64_t most_in_table = std::int64_t{1} << 22;

/// Replaces sparse numbers by their ranks; returns the distinct ones sorted.
std::vector<std::int64_t> rank_by_table(const std::vector<std::int64_t>& numbers, std::int64_t size,
                                        std::vector<std::int32_t>& ranks) {
  std::vector<std::int32_t> rank(static_cast<std::size_t>(size), -1);
  for (const std::int64_t number : numbers) {
    if (number >= 0) rank[static_cast<std::size_t>(number)] = 0;
  }
  std::vector<std::int64_t> distinct;
  for (std::size_t number = 0; number < rank.size(); ++number) {
    if (rank[number] < 0) continue;
    rank[number] = static_cast<std::int32_t>(distinct.size());
    distinct.push_back(static_cast<std::int64_t>(number));
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    ranks[i] = numbers[i] < 0 ? -1 : rank[static_cast<std::size_t>(numbers[i])];
  }
  return distinct;
}

std::vector<std::int64_t> rank_by_sorting(const std::vector<std::int64_t>& numbers,
                                          std::vector<std::int32_t>& ranks) {
  std::vector<std::int64_t> distinct;
  std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(distinct),
               [](std::int64_t number) { return number >= 0; });
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] < 0) {
      ranks[i] = -1;
      continue;
    }
    const auto found = std::lower_bound(distinct.begin(), distinct.end(), numbers[i]);
    ranks[i] = static_cast<std::int32_t>(found - distinct.begin());
  }
  return distinct;
}

[[noreturn]] void refuse_groups(std::int64_t most) {
  throw Error(Status::limit, "too_many_groups",
              "the keys make more than max_groups = " + std::to_string(most) +
                  " groups; leave a key out or raise it")
      .at("/by");
}

}  // namespace

Groups::Groups(std::string_view table, const HistoryData& history,
               const std::vector<Standing>& standings, const Grouping& grouping,
               const std::vector<bool>& counted, Adds adds) {
  has_currency_ = history.recorded.has_currency && adds == Adds::amounts;
  for (std::size_t i = 0; i < grouping.by.size(); ++i) {
    const Key& key = grouping.by[i];
    if (has_currency_ && key.column == "currency" && !key.period) continue;  // a key anyway
    keys_.push_back(key_codes(history, standings, key, "/by/" + std::to_string(i)));
  }
  check_key_names(table, keys_, "/by");
  if (has_currency_) keys_.push_back(currency_codes(history));
  find_finest(counted, history.deals);
  if (finest_ > grouping.max_groups) refuse_groups(grouping.max_groups);
  roll_up(grouping);
}

void Groups::find_finest(const std::vector<bool>& counted, std::int64_t deals) {
  const auto count = static_cast<std::size_t>(deals);
  of_deals_.assign(count, 0);
  if (!counted.empty()) {
    for (std::size_t deal = 0; deal < count; ++deal)
      of_deals_[deal] = counted[deal] ? 0 : -1;
  }
  // Groups so far, each with its codes; a group without keys is there even
  // for no deals, so that a total is always told.
  groups_.assign(1, Group{0, {}});
  for (const KeyCodes& key : keys_) {
    std::vector<std::int64_t> combined(count);
    for (std::size_t deal = 0; deal < count; ++deal) {
      combined[deal] =
          of_deals_[deal] < 0 ? -1 : std::int64_t{of_deals_[deal]} * key.size + key.codes[deal];
    }
    const std::int64_t size = static_cast<std::int64_t>(groups_.size()) * key.size;
    const auto distinct = size <= most_in_table ? rank_by_table(combined, size, of_deals_)
                                                : rank_by_sorting(combined, of_deals_);
    std::vector<Group> finer;
    finer.reserve(distinct.size());
    for (const std::int64_t number : distinct) {
      Group group = groups_[static_cast<std::size_t>(number / key.size)];
      group.codes.push_back(static_cast<std::int32_t>(number % key.size));
      finer.push_back(std::move(group));
    }
    groups_ = std::move(finer);
  }
  const auto level = static_cast<std::int32_t>(keys_.size() - (has_currency_ ? 1 : 0));
  for (Group& group : groups_)
    group.level = level;
  finest_ = static_cast<std::int64_t>(groups_.size());
}

void Groups::roll_up(const Grouping& grouping) {
  adds_to_.resize(static_cast<std::size_t>(finest_));
  for (std::size_t i = 0; i < adds_to_.size(); ++i) {
    adds_to_[i].push_back(static_cast<std::int32_t>(i));
  }
  if (!grouping.rollup) return;
  const std::size_t keys = keys_.size() - (has_currency_ ? 1 : 0);
  for (std::size_t kept = keys; kept-- > 0;) {
    std::map<std::vector<std::int32_t>, std::int32_t> coarser;
    const auto codes_of = [&](std::size_t i) {
      const auto& codes = groups_[i].codes;
      std::vector<std::int32_t> prefix(codes.begin(),
                                       codes.begin() + static_cast<std::ptrdiff_t>(kept));
      if (has_currency_) prefix.push_back(codes.back());
      return prefix;
    };
    for (std::size_t i = 0; i < adds_to_.size(); ++i)
      coarser.try_emplace(codes_of(i), 0);
    for (auto& [codes, index] : coarser) {
      index = static_cast<std::int32_t>(groups_.size());
      groups_.push_back(Group{static_cast<std::int32_t>(kept), codes});
    }
    for (std::size_t i = 0; i < adds_to_.size(); ++i) {
      adds_to_[i].push_back(coarser.at(codes_of(i)));
    }
    if (static_cast<std::int64_t>(groups_.size()) > grouping.max_groups) {
      refuse_groups(grouping.max_groups);
    }
  }
}

bool Groups::is_known(std::int64_t group) const noexcept {
  const auto& codes = groups_[static_cast<std::size_t>(group)].codes;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    if (codes[key] == keys_[key].size - 1) return false;
  }
  return true;
}

results::Column Groups::key_of(std::size_t key, std::string name,
                               const std::vector<std::int32_t>& rows) const {
  std::vector<std::int32_t> codes;
  for (const std::int32_t row : rows)
    codes.push_back(groups_[static_cast<std::size_t>(row)].codes[key]);
  results::Column column = key_column(keys_[key], std::move(codes));
  column.name = std::move(name);
  return column;
}

void Groups::add_columns(results::Table& table, const std::vector<std::int32_t>& rows) const {
  std::vector<std::int32_t> levels;
  for (const std::int32_t row : rows) {
    levels.push_back(groups_[static_cast<std::size_t>(row)].level);
  }
  table.add(results::int32_column("level", std::move(levels)));
  for (std::size_t k = 0; k < keys_.size(); ++k) {
    const bool currency = has_currency_ && k + 1 == keys_.size();
    std::vector<std::int32_t> codes;
    for (const std::int32_t row : rows) {
      const Group& group = groups_[static_cast<std::size_t>(row)];
      const bool kept = currency || k < static_cast<std::size_t>(group.level);
      codes.push_back(currency ? group.codes.back() : (kept ? group.codes[k] : -1));
    }
    table.add(key_column(keys_[k], std::move(codes)));
  }
}

std::vector<bool> in_cohort(const HistoryData& history, const std::vector<Standing>& standings,
                            const std::optional<Cohort>& cohort) {
  std::vector<bool> counted;
  if (!cohort) return counted;
  const auto days = days_named(history, standings, cohort->of, "/cohort/of");
  counted.reserve(days.size());
  for (const Day day : days) {
    counted.push_back(day != no_day && (!cohort->from || day >= *cohort->from) &&
                      (!cohort->to || day <= *cohort->to));
  }
  return counted;
}

}  // namespace sandan::process
