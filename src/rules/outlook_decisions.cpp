#include <algorithm>
#include <bit>

#include "rules/outlook.hpp"
#include "rules/record.hpp"

namespace sandan::rules {
namespace {

/// More values of an output are not told apart.
constexpr std::size_t most_listed = 96;

bool has(const std::vector<std::uint64_t>& bits) {
  return std::any_of(bits.begin(), bits.end(), [](std::uint64_t word) { return word != 0; });
}

template <class Visit>
void each_bit(const std::vector<std::uint64_t>& bits, Visit&& visit) {
  for (std::size_t w = 0; w < bits.size(); ++w) {
    for (std::uint64_t left = bits[w]; left != 0; left &= left - 1)
      visit(w * 64 + static_cast<std::size_t>(std::countr_zero(left)));
  }
}

std::int32_t first_bit(const std::vector<std::uint64_t>& bits) {
  for (std::size_t w = 0; w < bits.size(); ++w) {
    if (bits[w] != 0) return static_cast<std::int32_t>(w * 64) + std::countr_zero(bits[w]);
  }
  return -1;
}

/// Two rules at least, and for hit policy any such that differ.
bool collide(const TablePlan& plan, const std::vector<std::uint64_t>& rules) {
  const bool is_any = plan.table->hit == HitPolicy::any;
  std::int32_t outcome = -1;
  std::size_t fired = 0;
  bool differ = false;
  each_bit(rules, [&](std::size_t bit) {
    ++fired;
    differ = differ || (outcome >= 0 && plan.outcome[bit] != outcome);
    outcome = plan.outcome[bit];
  });
  return is_any ? differ : fired > 1;
}

}  // namespace

void Outlook::fill_words(const TablePlan& table, const TableColumn& column, ColumnWords& out) {
  const std::size_t words = table.words;
  out.any_yes.assign(words, 0);
  out.any_possible.assign(words, 0);
  out.wavering.assign(words, 0);
  out.all_yes.assign(words, ~std::uint64_t{0});
  out.all_possible.assign(words, ~std::uint64_t{0});
  const auto take = [&](Code code) {
    const std::uint64_t* yes = table.yes_row(column, code);
    const std::uint64_t* possible = table.possible_row(column, code);
    for (std::size_t w = 0; w < words; ++w) {
      out.any_yes[w] |= yes[w];
      out.all_yes[w] &= yes[w];
      out.any_possible[w] |= possible[w];
      out.all_possible[w] &= possible[w];
      out.wavering[w] |= possible[w] & ~yes[w];
    }
    work_ += 4 * static_cast<std::int64_t>(words);
  };
  if (!column.is_condition) return each_code(column.index, take);
  const std::uint8_t mask = truths(column.index);
  for (Code truth = 0; truth < 3; ++truth) {
    if ((mask >> truth & 1) != 0) take(truth);
  }
}

bool Outlook::is_split(std::size_t table, std::size_t column, std::size_t bit) const {
  const TablePlan& plan = plan_->tables[table];
  const TableColumn& own = plan.columns[column];
  if (own.is_condition) return true;
  bool any = false;
  bool all = true;
  each_code(own.index, [&](Code code) {
    const bool yes = (plan.yes_row(own, code)[bit / 64] >> (bit % 64) & 1) != 0;
    any = any || yes;
    all = all && yes;
  });
  return any && !all;
}

bool Outlook::one_must_fire(std::size_t table, std::size_t end, bool perhaps) const {
  const TablePlan& plan = plan_->tables[table];
  const std::size_t words = std::min(plan.words, (end + 63) / 64);
  const bool may_hold = perhaps && plan_->keeps();
  std::vector<std::uint64_t> others(words);
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    const TableColumn& own = plan.columns[c];
    if (own.is_condition || plan_->slot(own.index).kind == SlotKind::input) continue;
    std::fill(others.begin(), others.end(), ~std::uint64_t{0});
    if (end % 64 != 0 && words * 64 > end) others[words - 1] = (std::uint64_t{1} << (end % 64)) - 1;
    for (std::size_t d = 0; d < plan.columns.size(); ++d) {
      const ColumnWords& told = words_[table][d];
      for (std::size_t w = 0; w < words && d != c; ++w)
        others[w] &= may_hold ? told.all_possible[w] : told.all_yes[w];
    }
    if (!has(others)) continue;
    bool always = true;
    each_code(own.index, [&](Code code) {
      if (!always) return;
      const std::uint64_t* row = may_hold ? plan.possible_row(own, code) : plan.yes_row(own, code);
      always = false;
      for (std::size_t w = 0; w < words && !always; ++w)
        always = (row[w] & others[w]) != 0;
    });
    if (always) return true;
  }
  return false;
}

void Outlook::decide_table(std::size_t index, bool with_outputs) {
  const TablePlan& plan = plan_->tables[index];
  TableOutlook& out = tables_[index];
  const std::size_t words = plan.words;
  for (auto* bits : {&out.can_fire, &out.must_fire, &out.can_hold, &out.must_hold})
    std::fill(bits->begin(), bits->end(), ~std::uint64_t{0});
  std::fill(out.can_waver.begin(), out.can_waver.end(), std::uint64_t{0});
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    const TableColumn& column = plan.columns[c];
    ColumnWords* told = &words_[index][c];
    if (!column.is_condition && codes_[static_cast<std::size_t>(column.index)].is_all) {
      ColumnWords& all = all_words_[index][c];
      if (!all.is_ready) fill_words(plan, column, all);
      all.is_ready = true;
      *told = all;
    } else {
      fill_words(plan, column, *told);
    }
    for (std::size_t w = 0; w < words; ++w) {
      out.can_fire[w] &= told->any_yes[w];
      out.must_fire[w] &= told->all_yes[w];
      out.can_hold[w] &= told->any_possible[w];
      out.must_hold[w] &= told->all_possible[w];
      out.can_waver[w] |= told->wavering[w];
    }
    work_ += 3 * static_cast<std::int64_t>(words);
  }
  if (!plan_->keeps()) {
    out.can_hold = out.can_fire;
    out.must_hold = out.must_fire;
  }
  for (std::size_t w = 0; w < words; ++w)
    out.can_waver[w] = plan_->keeps() ? out.can_waver[w] & out.can_hold[w] : 0;
  if (!with_outputs || plan.table->is_list()) return;
  if (plan.table->is_aggregate()) return put_aggregate(plan, out);
  put_places(plan, out);
}

void Outlook::put_places(const TablePlan& plan, TableOutlook& out) {
  for (auto& places : out.places)
    std::fill(places.begin(), places.end(), std::uint64_t{0});
  const auto take = [&](auto&& value_of) {
    for (std::size_t o = 0; o < plan.outputs.size(); ++o) {
      const auto place = static_cast<std::size_t>(value_of(plan.outputs[o]));
      out.places[o][place / 64] |= std::uint64_t{1} << (place % 64);
    }
    work_ += static_cast<std::int64_t>(plan.outputs.size());
  };
  const auto take_rule = [&](std::size_t bit) {
    take([bit](const OutputPlan& output) { return output.of_rule[bit]; });
  };
  const auto take_default = [&] {
    take([](const OutputPlan& output) { return output.otherwise; });
  };
  const bool is_first =
      plan.table->hit == HitPolicy::first || plan.table->hit == HitPolicy::priority;
  const std::int32_t certain = first_bit(out.must_fire);
  out.can_be_fault = !is_first && collide(plan, out.can_fire);
  out.can_be_open = false;
  if (is_first) {
    each_bit(out.can_hold, [&](std::size_t bit) {
      if (certain >= 0 && static_cast<std::int32_t>(bit) > certain) return;
      take_rule(bit);
      out.can_be_open = out.can_be_open || (out.can_waver[bit / 64] >> (bit % 64) & 1) != 0;
    });
    if (certain < 0) take_default();
  } else if (!collide(plan, out.must_fire)) {
    out.can_be_open = has(out.can_waver);
    if (certain >= 0) {
      take_rule(static_cast<std::size_t>(certain));
    } else {
      each_bit(out.can_hold, take_rule);
      take_default();
    }
  }
  for (std::size_t o = 0; o < plan.outputs.size(); ++o) {
    const std::int32_t slot = plan.table->outputs[o].slot;
    const OutputPlan& output = plan.outputs[o];
    clear(slot);
    ValueSet& values = values_[static_cast<std::size_t>(slot)];
    each_bit(out.places[o], [&](std::size_t place) {
      put(slot, output.codes[place]);
      values.any = values.any || values.values.size() >= most_listed;
      if (!values.any) values.values.push_back(output.values[place]);
      work_ += 4;
    });
    const Scale& scale = plan_->scale(slot);
    if (out.can_be_open || (out.can_be_fault && plan_->keeps())) {
      put_value(slot, scale.unknown(), Value::unknown(plan_->slot(slot).type));
    }
    if (out.can_be_fault && !plan_->keeps()) put_value(slot, scale.absent(), Value::absent());
  }
}

void Outlook::put_aggregate(const TablePlan& plan, const TableOutlook& out) {
  const OutputPlan& output = plan.outputs[0];
  const std::int32_t slot = plan.table->outputs[0].slot;
  const Scale& scale = plan_->scale(slot);
  clear(slot);
  const bool wavers = has(out.can_waver);
  const Aggregate aggregate = plan.table->aggregate;
  if (aggregate == Aggregate::count) {
    std::int64_t least = 0;
    std::int64_t most = 0;
    each_bit(out.must_fire, [&](std::size_t) { ++least; });
    each_bit(out.can_hold, [&](std::size_t) { ++most; });
    return put_span(slot, least, most, output.digits, wavers);
  }
  bool any = false;
  std::int64_t low = 0;
  std::int64_t high = 0;
  each_bit(out.can_hold, [&](std::size_t bit) {
    const std::int64_t each = output.scaled[bit];
    const bool must = (out.must_fire[bit / 64] >> (bit % 64) & 1) != 0;
    if (aggregate == Aggregate::sum) {
      low += must || each < 0 ? each : 0;
      high += must || each > 0 ? each : 0;
    } else {
      low = any ? std::min(low, each) : each;
      high = any ? std::max(high, each) : each;
    }
    any = true;
    ++work_;
  });
  if (any) put_span(slot, low, high, output.digits, wavers);
  if (wavers) put_value(slot, scale.unknown(), Value::unknown(feel::Type::number));
  if (!has(out.must_hold)) {
    const Value& otherwise = plan.table->outputs[0].otherwise;
    put_value(slot, scale.code_of(otherwise), otherwise);
  }
}

void Outlook::Sum::add(const Sum& other) {
  low += other.low;
  high += other.high;
  is_range = is_range || other.is_range;
}

/// The first attribute that holds decides; one that may hold leaves it open with
/// those after it.
Outlook::Sum Outlook::points_of_unpacked(const CriterionPlan& criterion) const {
  const auto none = static_cast<Code>(criterion.conditions.size());
  Sum sum{INT64_MAX, INT64_MIN, false};
  const auto take = [&](Code code) {
    sum.low = std::min(sum.low, criterion.low[code]);
    sum.high = std::max(sum.high, criterion.high[code]);
  };
  const bool has_own = criterion.low[none + 1] == criterion.high[none + 1];
  bool may_be_open = false;
  bool goes_on = true;  // past attributes that do not hold, or may not
  for (Code a = 0; a < none && goes_on; ++a) {
    const std::uint8_t mask = masks_[a];
    if ((mask & 2) != 0) {
      may_be_open = true;
      if (has_own) take(none + 1);
    }
    if ((mask & 4) != 0 || ((mask & 2) != 0 && !has_own)) take(a);
    goes_on = (mask & 3) != 0;
  }
  if (goes_on) take(none);
  sum.is_range = may_be_open && !has_own && sum.low != sum.high;
  return sum;
}

Outlook::Sum Outlook::points_of(const CriterionPlan& criterion) {
  Sum sum{INT64_MAX, INT64_MIN, false};
  const auto take = [&](Code code) {
    sum.low = std::min(sum.low, criterion.low[code]);
    sum.high = std::max(sum.high, criterion.high[code]);
    sum.is_range = sum.is_range || criterion.low[code] != criterion.high[code];
    ++work_;
  };
  if (criterion.by_slot) {
    criterion.slot >= 0 ? each_code(criterion.slot, take) : take(0);
    return sum;
  }
  const std::size_t count = criterion.conditions.size();
  masks_.resize(count);
  for (std::size_t a = 0; a < count; ++a) {
    std::uint8_t mask = truths(criterion.conditions[a]);
    if (!plan_->keeps() && (mask & 2) != 0) mask = static_cast<std::uint8_t>((mask & 5) | 1);
    masks_[a] = mask;
  }
  bool can_be_unknown = false;
  if (criterion.unknown_input >= 0) {
    const Scale& scale = plan_->scale(criterion.unknown_input);
    each_code(criterion.unknown_input, [&](Code code) {
      can_be_unknown = can_be_unknown || code == scale.unknown() || code == scale.bad();
    });
  }
  if (!criterion.is_packed) {
    sum = points_of_unpacked(criterion);
    if (can_be_unknown) take(criterion.unknown_code);
    return sum;
  }
  if (can_be_unknown) take(criterion.unknown_code);
  std::array<std::uint8_t, 8> digits{};
  const auto go = [&](auto&& self, std::size_t at) -> void {
    if (at == count) return take(criterion.code_of_truths(digits.data()));
    for (std::uint8_t truth = 0; truth < 3; ++truth) {
      if ((masks_[at] >> truth & 1) == 0) continue;
      digits[at] = truth;
      self(self, at + 1);
    }
  };
  go(go, 0);
  return sum;
}

void Outlook::put_sum(std::int32_t slot, const Sum& sum, int digits) {
  if (slot < 0) return;
  clear(slot);
  put_span(slot, sum.low, sum.high, digits, sum.is_range);
}

void Outlook::decide_card(std::size_t index) {
  const CardPlan& plan = plan_->cards[index];
  CardOutlook& out = cards_[index];
  Sum points{plan.initial, plan.initial, false};
  std::vector<Sum> groups(plan.groups.size());
  std::vector<Sum> subsets(plan.card->subsets.size());
  for (const CriterionPlan& criterion : plan.criteria) {
    const Sum own = points_of(criterion);
    (criterion.group >= 0 ? groups[static_cast<std::size_t>(criterion.group)] : points).add(own);
    for (std::uint64_t left = criterion.subsets; left != 0; left &= left - 1)
      subsets[static_cast<std::size_t>(std::countr_zero(left))].add(own);
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    groups[g].low = std::clamp(groups[g].low, plan.groups[g].low, plan.groups[g].high);
    groups[g].high = std::clamp(groups[g].high, plan.groups[g].low, plan.groups[g].high);
    points.add(groups[g]);
    put_sum(plan.card->groups[g].slot, groups[g], plan.digits);
  }
  for (std::size_t s = 0; s < subsets.size(); ++s)
    put_sum(plan.card->subsets[s].slot, subsets[s], plan.digits);
  put_sum(plan.card->points_slot, points, plan.digits);
  out.low = points.low;
  out.high = points.high;
  out.can_be_open = points.is_range;
  const std::int32_t slot = plan.card->band_slot;
  if (slot < 0) return;
  const auto band_of = [&](std::int64_t at) {
    return static_cast<std::int32_t>(std::upper_bound(plan.below.begin(), plan.below.end(), at) -
                                     plan.below.begin());
  };
  out.lowest_band = band_of(out.low);
  out.highest_band = band_of(out.high);
  clear(slot);
  for (std::int32_t band = out.lowest_band; band <= out.highest_band; ++band) {
    const auto place = static_cast<std::size_t>(band);
    put_value(slot, plan.band_codes[place], plan.band_values[place]);
  }
  if (points.is_range && out.lowest_band != out.highest_band) {
    put_value(slot, plan_->scale(slot).unknown(), Value::unknown(feel::Type::text));
  }
}

}  // namespace sandan::rules
