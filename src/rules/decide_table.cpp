#include <algorithm>
#include <bit>

#include "rules/record.hpp"

namespace sandan::rules {
namespace {

struct Words {
  std::uint64_t yes;
  std::uint64_t possible;
};

Words words_at(const TablePlan& plan, const std::uint64_t* const* yes,
               const std::uint64_t* const* possible, bool open, std::size_t word) {
  Words words{~std::uint64_t{0}, ~std::uint64_t{0}};
  const std::size_t columns = plan.columns.size();
  for (std::size_t c = 0; c < columns; ++c)
    words.yes &= yes[c][word];
  if (!open) return {words.yes, words.yes};
  for (std::size_t c = 0; c < columns; ++c)
    words.possible &= possible[c][word];
  return words;
}

/// The rules that may decide, and what they agree on.
class Candidates {
 public:
  Candidates(const TablePlan& plan, TableAnswer& answer) : plan_(plan), answer_(answer) {
    answer.rule = -1;
  }

  void add(std::uint32_t bit) {
    take([bit](const OutputPlan& output) { return output.of_rule[bit]; });
    answer_.rule = count_ == 1 ? static_cast<std::int32_t>(bit) : -1;
  }
  void add_default() {
    take([](const OutputPlan& output) { return output.otherwise; });
    answer_.rule = -1;
    if (count_ == 1) is_default_ = true;
  }
  void fault() {
    for (std::int32_t& output : answer_.outputs)
      output = -1;
    answer_.rule = -1;
    answer_.answered = Answered::fault;
  }
  void finish() {
    bool agreed = true;
    for (const std::int32_t output : answer_.outputs)
      agreed = agreed && output >= 0;
    answer_.answered = !agreed                      ? Answered::undetermined
                       : is_default_ && count_ == 1 ? Answered::otherwise
                                                    : Answered::decided;
  }
  std::size_t count() const noexcept { return count_; }

 private:
  template <class ValueOf>
  void take(ValueOf&& value_of) {
    ++count_;
    for (std::size_t o = 0; o < plan_.outputs.size(); ++o) {
      const std::int32_t value = value_of(plan_.outputs[o]);
      std::int32_t& agreed = answer_.outputs[o];
      agreed = count_ == 1 || agreed == value ? value : -1;
    }
  }

  const TablePlan& plan_;
  TableAnswer& answer_;
  std::size_t count_ = 0;
  bool is_default_ = false;
};

/// The first rule that fires, or may before one does.
void decide_first(const TablePlan& plan, const std::uint64_t* const* yes,
                  const std::uint64_t* const* possible, bool open, TableAnswer& answer) {
  Candidates candidates(plan, answer);
  bool found = false;
  for (std::size_t w = 0; w < plan.words && !found; ++w) {
    Words words = words_at(plan, yes, possible, open, w);
    if (words.yes != 0) {
      found = true;
      // Up to and with the lowest that fires.
      words.possible &= words.yes ^ (words.yes - 1);
    }
    for (std::uint64_t left = words.possible; left != 0; left &= left - 1)
      candidates.add(static_cast<std::uint32_t>(w * 64) +
                     static_cast<std::uint32_t>(std::countr_zero(left)));
  }
  if (!found) candidates.add_default();
  candidates.finish();
}

/// All that fire must be one (unique), or say the same (any).
void decide_only(const TablePlan& plan, const std::uint64_t* const* yes,
                 const std::uint64_t* const* possible, bool open, TableAnswer& answer) {
  Candidates candidates(plan, answer);
  const bool is_any = plan.table->hit == HitPolicy::any;
  std::size_t fired = 0;
  std::int32_t outcome = -1;
  bool at_odds = false;
  std::int32_t seen = -1;  // outcome of the rule that may fire met last
  bool differ = false;
  std::int32_t first = -1;
  for (std::size_t w = 0; w < plan.words; ++w) {
    const Words words = words_at(plan, yes, possible, open, w);
    for (std::uint64_t left = words.possible; left != 0; left &= left - 1) {
      const auto place = static_cast<std::uint32_t>(std::countr_zero(left));
      const auto bit = static_cast<std::uint32_t>(w * 64) + place;
      candidates.add(bit);
      differ = differ || (seen >= 0 && (!is_any || seen != plan.outcome[bit]));
      seen = plan.outcome[bit];
      if ((words.yes >> place & 1) == 0) continue;
      ++fired;
      if (first < 0) first = static_cast<std::int32_t>(bit);
      at_odds = at_odds || (outcome >= 0 && outcome != plan.outcome[bit]);
      outcome = plan.outcome[bit];
    }
  }
  answer.may_fault = differ;
  if (is_any ? at_odds : fired > 1) return candidates.fault();
  if (fired == 0) candidates.add_default();
  candidates.finish();
  // Rules that all fire and agree: the first speaks for them.
  if (is_any && candidates.count() == fired) answer.rule = first;
}

class Aggregation {
 public:
  Aggregation(const TablePlan& plan, TableAnswer& answer) : plan_(plan), answer_(answer) {}

  void run() {
    answer_.has_low = answer_.has_high = answer_.may_be_none = false;
    answer_.low = answer_.high = 0;
    for (const Hit& hit : answer_.hits) {
      certain_ += hit.certain ? 1 : 0;
    }
    switch (plan_.table->aggregate) {
      case Aggregate::count:
        put(static_cast<std::int64_t>(certain_), static_cast<std::int64_t>(answer_.hits.size()));
        break;
      case Aggregate::sum:
        add_up();
        break;
      default:
        extreme(plan_.table->aggregate == Aggregate::min);
    }
    if (plan_.table->aggregate != Aggregate::count) answer_.may_be_none = certain_ == 0;
    finish();
  }

 private:
  std::int64_t number(const Hit& hit) const { return plan_.outputs[0].scaled[hit.bit]; }

  void put(std::int64_t low, std::int64_t high) {
    answer_.low = low;
    answer_.high = high;
    answer_.has_low = answer_.has_high = true;
  }

  void add_up() {
    if (answer_.hits.empty()) return;
    std::int64_t low = 0;
    std::int64_t high = 0;
    for (const Hit& hit : answer_.hits) {
      const std::int64_t each = number(hit);
      low += hit.certain || each < 0 ? each : 0;
      high += hit.certain || each > 0 ? each : 0;
    }
    put(low, high);
  }

  /// Of all that may fire one end, of those that do the other.
  void extreme(bool is_least) {
    bool has_certain = false;
    std::int64_t certain = 0;
    std::int64_t any = 0;
    std::int64_t opposite = 0;
    for (std::size_t i = 0; i < answer_.hits.size(); ++i) {
      const std::int64_t each = number(answer_.hits[i]);
      any = i == 0 ? each : is_least ? std::min(any, each) : std::max(any, each);
      opposite = i == 0 ? each : is_least ? std::max(opposite, each) : std::min(opposite, each);
      if (!answer_.hits[i].certain) continue;
      certain = !has_certain ? each : is_least ? std::min(certain, each) : std::max(certain, each);
      has_certain = true;
    }
    if (answer_.hits.empty()) return;
    const std::int64_t other = has_certain ? certain : opposite;
    is_least ? put(any, other) : put(other, any);
  }

  void finish() {
    const bool is_open = answer_.hits.size() != certain_;
    answer_.outputs[0] = -1;
    answer_.rule = -1;
    if (answer_.hits.empty() && plan_.table->aggregate != Aggregate::count) {
      answer_.answered = Answered::otherwise;
    } else if (answer_.low == answer_.high && !(is_open && answer_.may_be_none)) {
      answer_.answered = Answered::decided;
    } else {
      answer_.answered = Answered::undetermined;
    }
  }

  const TablePlan& plan_;
  TableAnswer& answer_;
  std::size_t certain_ = 0;
};

void collect(const TablePlan& plan, const std::uint64_t* const* yes,
             const std::uint64_t* const* possible, bool open, TableAnswer& answer) {
  answer.hits.clear();
  bool is_open = false;
  for (std::size_t w = 0; w < plan.words; ++w) {
    const Words words = words_at(plan, yes, possible, open, w);
    for (std::uint64_t left = words.possible; left != 0; left &= left - 1) {
      const auto place = static_cast<std::uint32_t>(std::countr_zero(left));
      const bool certain = (words.yes >> place & 1) != 0;
      is_open = is_open || !certain;
      answer.hits.push_back({static_cast<std::uint32_t>(w * 64) + place, certain});
    }
  }
  answer.rule = -1;
  if (plan.table->is_aggregate()) {
    Aggregation(plan, answer).run();
  } else {
    answer.answered = is_open               ? Answered::undetermined
                      : answer.hits.empty() ? Answered::otherwise
                                            : Answered::decided;
  }
}

}  // namespace

TableAnswer empty_answer(const TablePlan& plan) {
  TableAnswer answer;
  answer.outputs.assign(plan.outputs.size(), -1);
  if (plan.table->is_list() || plan.table->is_aggregate()) answer.hits.reserve(plan.rules);
  return answer;
}

void decide_table(const TablePlan& plan, const std::uint64_t* const* yes,
                  const std::uint64_t* const* possible, bool open, TableAnswer& answer) {
  switch (plan.table->hit) {
    case HitPolicy::first:
    case HitPolicy::priority:
      return decide_first(plan, yes, possible, open, answer);
    case HitPolicy::unique:
    case HitPolicy::any:
      return decide_only(plan, yes, possible, open, answer);
    default:
      return collect(plan, yes, possible, open, answer);
  }
}

}  // namespace sandan::rules
