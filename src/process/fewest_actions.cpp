#include "process/fewest_actions.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <set>

namespace sandan::process {
namespace {

/// An action that satisfies wanted marks; of those that satisfy the same, the first.
struct Candidate {
  std::uint64_t marks;
  std::size_t place;
};

std::vector<Candidate> candidates_of(std::uint64_t wanted,
                                     const std::vector<std::uint64_t>& actions) {
  std::vector<Candidate> candidates;
  std::set<std::uint64_t> seen;
  for (std::size_t place = 0; place < actions.size(); ++place) {
    const std::uint64_t marks = actions[place] & wanted;
    if (marks != 0 && seen.insert(marks).second) candidates.push_back({marks, place});
  }
  return candidates;
}

/// Looks for lists of a given length in their order, the earliest first.
class Search {
 public:
  Search(const std::vector<Candidate>& candidates, std::int64_t steps)
      : candidates_(candidates), steps_(steps) {
    most_after_.assign(candidates.size() + 1, 0);
    for (std::size_t i = candidates.size(); i-- > 0;) {
      const std::uint64_t marks = candidates[i].marks;
      most_after_[i] = std::max(most_after_[i + 1], std::popcount(marks));
      for (std::uint64_t left = marks; left != 0; left &= left - 1) {
        const auto mark = static_cast<std::size_t>(std::countr_zero(left));
        beside_[mark] |= marks;
        last_[mark] = std::max(last_[mark], i);
      }
    }
  }

  bool ran_out() const noexcept { return steps_ < 0; }
  const std::vector<std::size_t>& chosen() const noexcept { return chosen_; }

  /// Marks no two of which one action satisfies: no list is shorter.
  std::size_t least(std::uint64_t left) const {
    std::size_t apart = 0;
    while (left != 0) {
      std::uint64_t fewest = left;
      for (std::uint64_t rest = left; rest != 0; rest &= rest - 1) {
        const std::uint64_t beside = beside_[static_cast<std::size_t>(std::countr_zero(rest))];
        if (std::popcount(beside & left) < std::popcount(fewest)) fewest = beside & left;
      }
      left &= ~fewest;
      ++apart;
    }
    return apart;
  }

  bool find(std::uint64_t left, std::size_t from, std::size_t length) {
    if (left == 0) return true;
    const auto reach = static_cast<std::size_t>(most_after_[from]) * length;
    if (static_cast<std::size_t>(std::popcount(left)) > reach || least(left) > length) return false;
    // Some mark is left to no action after this one.
    std::size_t end = candidates_.size();
    for (std::uint64_t rest = left; rest != 0; rest &= rest - 1)
      end = std::min(end, last_[static_cast<std::size_t>(std::countr_zero(rest))] + 1);
    for (std::size_t i = from; i < end; ++i) {
      if (--steps_ < 0) return false;
      if ((candidates_[i].marks & left) == 0) continue;
      chosen_.push_back(candidates_[i].place);
      if (find(left & ~candidates_[i].marks, i + 1, length - 1)) return true;
      chosen_.pop_back();
      if (ran_out()) return false;
    }
    return false;
  }

 private:
  const std::vector<Candidate>& candidates_;
  std::int64_t steps_;
  std::vector<int> most_after_;             ///< marks of one action from here on
  std::array<std::uint64_t, 64> beside_{};  ///< by mark: what satisfies it satisfies too
  std::array<std::size_t, 64> last_{};      ///< by mark: last candidate that satisfies it
  std::vector<std::size_t> chosen_;
};

std::vector<std::size_t> greedy(std::uint64_t left, const std::vector<Candidate>& candidates) {
  std::vector<std::size_t> places;
  while (left != 0) {
    const auto best = std::max_element(
        candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
          return std::popcount(a.marks & left) < std::popcount(b.marks & left);
        });
    places.push_back(best->place);
    left &= ~best->marks;
  }
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace

ChosenActions fewest_actions(std::uint64_t wanted, const std::vector<std::uint64_t>& actions,
                             std::int64_t steps) {
  const auto candidates = candidates_of(wanted, actions);
  Search search(candidates, steps);
  for (std::size_t length = search.least(wanted); !search.ran_out(); ++length) {
    if (search.find(wanted, 0, length)) return {search.chosen(), true};
  }
  return {greedy(wanted, candidates), false};
}

}  // namespace sandan::process
