#include "rules/rule_hunt.hpp"

#include <algorithm>
#include <bit>
#include <iterator>

#include "rules/rule_truth.hpp"

namespace sandan::rules {
namespace {

/// Longer lists are not made.
constexpr std::int64_t most_listed = 16'000'000;
/// Work of finding a bit in a wide look-up.
constexpr std::int64_t work_of_bit = 10;

Reach reach_of(const Plan& plan, std::int32_t decision) {
  Reach reach(plan);
  reach.add_decision(decision);
  return reach;
}

}  // namespace

RuleHunt::RuleHunt(Lint& lint, std::int32_t decision)
    : plan_(*lint.plan()),
      domains_(lint.domains()),
      index_(plan_.decisions[static_cast<std::size_t>(decision)].index),
      table_(plan_.tables[index_]),
      hunt_(lint.plan(), lint.domains(), reach_of(plan_, decision)) {
  for (const TableColumn& column : table_.columns) {
    if (column.is_condition || plan_.slot(column.index).kind != SlotKind::input) {
      is_plain_ = false;
      continue;
    }
    const auto at = std::find(inputs_.begin(), inputs_.end(), column.index);
    if (at == inputs_.end()) {
      inputs_.push_back(column.index);
      columns_.push_back({&column});
    } else {
      columns_[static_cast<std::size_t>(at - inputs_.begin())].push_back(&column);
    }
  }
  list_holding();
}

/// Rules of a word that hold with a code of an input.
std::uint64_t RuleHunt::word_of(std::size_t input, Code code, std::size_t word) const {
  std::uint64_t bits = ~std::uint64_t{0};
  for (const TableColumn* column : columns_[input])
    bits &= table_.yes_row(*column, code)[word];
  return bits;
}

void RuleHunt::list_holding() {
  std::int64_t length = 0;
  std::int64_t candidates = 0;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    Holding holding;
    holding.with_all.assign(table_.words, ~std::uint64_t{0});
    const auto& firsts = domains_.firsts(inputs_[i]);
    const auto& all = domains_.of(inputs_[i]);
    candidates += static_cast<std::int64_t>(firsts.size());
    const auto each_word = [&](auto&& visit) {
      for (const std::int32_t place : firsts) {
        const Code code = all[static_cast<std::size_t>(place)].code;
        for (std::size_t w = 0; w < table_.words; ++w)
          visit(place, w, word_of(i, code, w));
      }
    };
    each_word(
        [&](std::int32_t, std::size_t w, std::uint64_t bits) { holding.with_all[w] &= bits; });
    each_word([&](std::int32_t, std::size_t w, std::uint64_t bits) {
      length += std::popcount(bits & ~holding.with_all[w]);
    });
    if (length > most_listed) {
      holding_.clear();
      work_of_cells_ = candidates * work_of_bit;
      return;
    }
    holding.places.resize(table_.rules);
    each_word([&](std::int32_t place, std::size_t w, std::uint64_t bits) {
      for (std::uint64_t left = bits & ~holding.with_all[w]; left != 0; left &= left - 1) {
        holding.places[w * 64 + static_cast<std::size_t>(std::countr_zero(left))].push_back(place);
      }
    });
    holding_.push_back(std::move(holding));
  }
  const auto rules = static_cast<std::int64_t>(std::max<std::size_t>(table_.rules, 1));
  work_of_cells_ = 10 * static_cast<std::int64_t>(inputs_.size()) + length / rules;
}

RuleHunt::Cells RuleHunt::scanned(std::size_t input, const std::vector<std::size_t>& bits) const {
  const auto& candidates = domains_.of(inputs_[input]);
  const auto& firsts = domains_.firsts(inputs_[input]);
  Cells cells{inputs_[input], {}, false};
  for (const std::int32_t place : firsts) {
    const Code code = candidates[static_cast<std::size_t>(place)].code;
    const bool holds = std::all_of(bits.begin(), bits.end(), [&](std::size_t bit) {
      return (word_of(input, code, bit / 64) >> (bit % 64) & 1) != 0;
    });
    if (holds) cells.places.push_back(place);
  }
  cells.are_all = cells.places.size() == firsts.size();
  return cells;
}

RuleHunt::Cells RuleHunt::listed(std::size_t input, const std::vector<std::size_t>& bits) const {
  const Holding& holding = holding_[input];
  Cells cells{inputs_[input], {}, true};
  for (const std::size_t bit : bits) {
    if (has_bit(holding.with_all, bit)) continue;
    const auto& places = holding.places[bit];
    if (cells.are_all) {
      cells.places = places;
    } else {
      std::vector<std::int32_t> both;
      std::set_intersection(cells.places.begin(), cells.places.end(), places.begin(), places.end(),
                            std::back_inserter(both));
      cells.places = std::move(both);
    }
    cells.are_all = false;
  }
  if (cells.are_all) cells.places = domains_.firsts(inputs_[input]);
  return cells;
}

std::vector<RuleHunt::Cells> RuleHunt::cells(const std::vector<std::size_t>& bits) const {
  std::vector<Cells> found;
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    found.push_back(holding_.empty() ? scanned(i, bits) : listed(i, bits));
  return found;
}

void RuleHunt::restrict_to(const std::vector<Cells>& cells) {
  hunt_.reset();
  for (const Cells& each : cells) {
    if (!each.are_all) hunt_.restrict_to(each.slot, each.places);
  }
}

}  // namespace sandan::rules
