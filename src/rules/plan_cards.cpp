#include <algorithm>
#include <cstdlib>

#include "rules/plan_parts.hpp"
#include "sandan/core/status.hpp"

namespace sandan::rules {
namespace {

constexpr int most_digits = 9;
constexpr std::int64_t most_points = std::int64_t{1} << 40;
/// Up to so many attributes the truths of all are one code.
constexpr std::size_t most_packed = 5;
constexpr std::size_t most_subsets = 64;

Error too_wide(const std::string& what) {
  return Error(Status::limit, "number_too_wide",
               "the points of " + what + " need too many digits; round them");
}

/// Points of a card as whole numbers of one power of ten.
class Points {
 public:
  explicit Points(const Card& card) {
    note(card.initial);
    for (const Criterion& criterion : card.criteria) {
      for (const Attribute& attribute : criterion.attributes)
        note(weighted(criterion, attribute.points));
      if (criterion.if_unknown) note(weighted(criterion, *criterion.if_unknown));
      if (criterion.baseline) note(weighted(criterion, *criterion.baseline));
    }
    for (const Group& group : card.groups) {
      if (group.cap) note(*group.cap);
      if (group.floor) note(*group.floor);
    }
    for (const Band& band : card.bands) {
      if (band.below) note(*band.below);
    }
    if (digits_ > most_digits) throw too_wide("the scorecard");
  }

  int digits() const noexcept { return digits_; }

  Decimal weighted(const Criterion& criterion, const Decimal& points) const {
    const auto product = Decimal::multiply(criterion.weight, points);
    if (!product) throw too_wide("criterion \"" + criterion.item.code + "\"");
    return *product;
  }

  std::int64_t scaled(const Decimal& points) const {
    const auto whole = points.scaled(digits_);
    if (!whole || *whole > most_points || *whole < -most_points) throw too_wide("the scorecard");
    return *whole;
  }

 private:
  void note(const Decimal& points) { digits_ = std::max(digits_, points.fraction_digits()); }

  int digits_ = 0;
};

/// What one criterion says for one code, from the truths of its attributes.
class CriterionBuilder {
 public:
  CriterionBuilder(const Card& card, const Criterion& criterion, const Points& points) {
    for (const Attribute& attribute : criterion.attributes)
      points_.push_back(points.scaled(points.weighted(criterion, attribute.points)));
    if (criterion.if_unknown) {
      if_unknown_ = points.scaled(points.weighted(criterion, *criterion.if_unknown));
    }
    above_ = card.algorithm == Card::Reasons::points_above;
    baseline_ = criterion.baseline ? points.scaled(points.weighted(criterion, *criterion.baseline))
                : above_           ? *std::min_element(points_.begin(), points_.end())
                                   : *std::max_element(points_.begin(), points_.end());
  }

  void add(CriterionPlan& out, const std::uint8_t* truths) const {
    std::int64_t low = INT64_MAX;
    std::int64_t high = INT64_MIN;
    const auto take = [&](std::int64_t points) {
      low = std::min(low, points);
      high = std::max(high, points);
    };
    bool is_open = false;
    std::int16_t found = -1;
    for (std::size_t a = 0; a < points_.size(); ++a) {
      if (truths[a] == static_cast<std::uint8_t>(Truth::no)) continue;
      take(points_[a]);
      if (truths[a] == static_cast<std::uint8_t>(Truth::yes)) {
        found = static_cast<std::int16_t>(a);
        break;
      }
      is_open = true;
    }
    if (found < 0) take(0);
    out.if_no.push_back(found < 0 ? 0 : points_[static_cast<std::size_t>(found)]);
    out.if_any.push_back({low, high});
    add(out, low, high, is_open, found);
  }

  bool has_unknown() const noexcept { return if_unknown_.has_value(); }

  /// The input is unknown, and that has points of its own.
  void add_unknown(CriterionPlan& out) const {
    out.if_no.push_back(*if_unknown_);
    out.if_any.push_back(any_points());
    add(out, *if_unknown_, *if_unknown_, true, -1);
  }

  /// Any attribute may hold, or none.
  void add_open(CriterionPlan& out) const {
    const Range64 any = any_points();
    out.if_no.push_back(0);
    out.if_any.push_back(any);
    add(out, any.low, any.high, true, -1);
  }

 private:
  Range64 any_points() const {
    const auto [low, high] = std::minmax_element(points_.begin(), points_.end());
    return {std::min<std::int64_t>(*low, 0), std::max<std::int64_t>(*high, 0)};
  }

  void add(CriterionPlan& out, std::int64_t low, std::int64_t high, bool is_open,
           std::int16_t found) const {
    if (is_open && if_unknown_) low = high = out.if_no.back() = *if_unknown_;
    out.low.push_back(low);
    out.high.push_back(high);
    out.attribute.push_back(is_open ? std::int16_t{-2} : found);
    const bool is_known = !is_open || if_unknown_;
    out.difference.push_back(!is_known ? 0 : above_ ? low - baseline_ : baseline_ - low);
  }

  std::vector<std::int64_t> points_;
  std::optional<std::int64_t> if_unknown_;
  std::int64_t baseline_ = 0;
  bool above_ = false;
};

/// With nulls that are values, what is null does not hold.
void settle_nulls(const Plan& plan, std::int32_t slot, std::vector<std::uint8_t>& truths) {
  if (plan.keeps()) return;
  for (Code code = 0; code < plan.scale(slot).total(); ++code) {
    if (code != plan.scale(slot).unknown() && truths[code] == 1) truths[code] = 0;
  }
}

void plan_by_slot(const Compiler& compiler, CriterionPlan& out, const CriterionBuilder& builder,
                  const std::vector<feel::Node>& attributes, const Plan& plan,
                  std::int32_t tested) {
  out.total = plan.scale(out.slot).total();
  std::vector<std::vector<std::uint8_t>> truths;
  for (const feel::Node& attribute : attributes) {
    truths.push_back(compiler.truths(attribute, out.slot));
    settle_nulls(plan, out.slot, truths.back());
  }
  std::vector<std::uint8_t> of_code(truths.size());
  for (Code code = 0; code < out.total; ++code) {
    const bool is_unknown = code == plan.scale(out.slot).unknown() ||
                            (code == plan.scale(out.slot).bad() && plan.keeps());
    if (is_unknown && out.slot == tested && builder.has_unknown()) {
      builder.add_unknown(out);
      continue;
    }
    for (std::size_t a = 0; a < truths.size(); ++a)
      of_code[a] = truths[a][code];
    builder.add(out, of_code.data());
  }
}

/// One more code, for when the input is unknown and that has points of its own.
void add_unknown_input(CriterionPlan& out, const CriterionBuilder& builder, std::int32_t tested) {
  if (tested < 0 || !builder.has_unknown()) return;
  out.unknown_input = tested;
  out.unknown_code = out.total++;
  builder.add_unknown(out);
}

void plan_by_conditions(Compiler& compiler, CriterionPlan& out, const CriterionBuilder& builder,
                        const std::vector<feel::Node>& attributes, std::int32_t tested) {
  out.by_slot = false;
  for (const feel::Node& attribute : attributes)
    out.conditions.push_back(compiler.condition(attribute, tested));
  const std::size_t count = attributes.size();
  out.is_packed = count <= most_packed;
  std::vector<std::uint8_t> truths(count);
  if (out.is_packed) {
    out.total = 1;
    for (std::size_t a = 0; a < count; ++a)
      out.total *= 3;
    for (Code code = 0; code < out.total; ++code) {
      Code left = code;
      for (std::size_t a = 0; a < count; ++a, left /= 3)
        truths[a] = static_cast<std::uint8_t>(left % 3);
      builder.add(out, truths.data());
    }
    return add_unknown_input(out, builder, tested);
  }
  for (std::size_t first = 0; first <= count; ++first) {  // none is the last
    std::fill(truths.begin(), truths.end(), std::uint8_t{0});
    if (first < count) truths[first] = 2;
    builder.add(out, truths.data());
  }
  builder.add_open(out);
  out.any_open_code = static_cast<Code>(count + 1);
  out.total = static_cast<Code>(count + 2);
  add_unknown_input(out, builder, tested);
}

/// The slot all attributes test alone; -2 where there is none.
std::int32_t common_slot(const std::vector<feel::Node>& attributes, std::int32_t tested) {
  std::int32_t found = -1;
  for (const feel::Node& attribute : attributes) {
    const std::int32_t alone = tested_alone(attribute, tested);
    if (alone == -1) continue;
    if (alone == -2 || (found >= 0 && found != alone)) return -2;
    found = alone;
  }
  return found;
}

/// Sums of 254 criteria, and of their spreads, stay within 32 bits when each does within this.
constexpr std::int64_t most_narrow_points = INT32_MAX / 512;

void plan_bytes(CardPlan& plan) {
  plan.differences.assign(plan.criteria.size() * 256, 0);
  std::int64_t widest = 0;
  for (const CriterionPlan& criterion : plan.criteria) {
    for (const std::int64_t difference : criterion.difference)
      widest = std::max(widest, std::abs(difference));
  }
  if (plan.card->reasons > 0 && widest > INT32_MAX) {
    throw too_wide("a scorecard with reasons");
  }
  for (std::size_t c = 0; c < plan.criteria.size(); ++c) {
    const CriterionPlan& criterion = plan.criteria[c];
    plan.counts.push_back(static_cast<std::uint16_t>(criterion.total));
    for (Code code = 0; code < criterion.total && widest <= INT32_MAX; ++code) {
      plan.differences[c * 256 + code] = static_cast<std::int32_t>(criterion.difference[code]);
    }
    plan.opens.emplace_back(256, 0);
    for (Code code = 0; code < criterion.total; ++code)
      plan.opens.back()[code] = criterion.is_open(code) ? 1 : 0;
    plan.narrow_points.emplace_back();
    plan.narrow_spreads.emplace_back();
    const auto are_narrow = [](const std::vector<std::int64_t>& points) {
      return std::all_of(points.begin(), points.end(),
                         [](std::int64_t each) { return std::abs(each) <= most_narrow_points; });
    };
    if (!are_narrow(criterion.low) || !are_narrow(criterion.high)) continue;
    plan.narrow_points.back().assign(criterion.low.begin(), criterion.low.end());
    plan.narrow_points.back().resize(256, 0);
    plan.narrow_spreads.back().assign(256, 0);
    for (Code code = 0; code < criterion.total; ++code) {
      plan.narrow_spreads.back()[code] =
          static_cast<std::int32_t>(criterion.high[code] - criterion.low[code]);
    }
  }
}

}  // namespace

Code CriterionPlan::code_of_truths(const std::uint8_t* truths) const noexcept {
  const std::size_t count = conditions.size();
  if (is_packed) {
    Code code = 0;
    for (std::size_t a = count; a-- > 0;)
      code = code * 3 + truths[a];
    return code;
  }
  for (std::size_t a = 0; a < count; ++a) {
    if (truths[a] == static_cast<std::uint8_t>(Truth::yes)) return static_cast<Code>(a);
    if (truths[a] == static_cast<std::uint8_t>(Truth::maybe)) return static_cast<Code>(count + 1);
  }
  return static_cast<Code>(count);
}

Range64 CriterionPlan::range_of_truths(const std::uint8_t* truths) const noexcept {
  Range64 range{INT64_MAX, INT64_MIN};
  const auto take = [&](std::int64_t points) {
    range.low = std::min(range.low, points);
    range.high = std::max(range.high, points);
  };
  const std::size_t count = conditions.size();
  for (std::size_t a = 0; a < count; ++a) {
    if (truths[a] == static_cast<std::uint8_t>(Truth::no)) continue;
    take(low[a]);
    if (truths[a] == static_cast<std::uint8_t>(Truth::yes)) return range;
  }
  take(low[count]);  // none holds
  return range;
}

CardPlan plan_card(Compiler& compiler, const Card& card, const std::vector<feel::Node>& attributes,
                   std::int32_t decision) {
  const Points points(card);
  CardPlan plan;
  plan.card = &card;
  plan.decision = decision;
  plan.digits = points.digits();
  plan.initial = points.scaled(card.initial);
  if (card.subsets.size() > most_subsets) {
    throw Error(Status::limit, "too_many", "a scorecard has 64 subsets at most");
  }
  auto next = attributes.begin();
  for (std::size_t i = 0; i < card.criteria.size(); ++i) {
    const Criterion& criterion = card.criteria[i];
    const auto end = next + static_cast<std::ptrdiff_t>(criterion.attributes.size());
    const std::vector<feel::Node> own(next, end);
    next = end;
    const CriterionBuilder builder(card, criterion, points);
    CriterionPlan planned;
    planned.group = criterion.group;
    planned.slot = common_slot(own, criterion.input);
    // "-" alone names no slot; that the input is unknown still counts.
    if (planned.slot == -1 && criterion.if_unknown) planned.slot = criterion.input;
    const bool is_wide = planned.slot >= 0 && !compiler.plan().scale(planned.slot).is_narrow();
    if (planned.slot >= 0 && !is_wide) {
      plan_by_slot(compiler, planned, builder, own, compiler.plan(), criterion.input);
      compiler.plan().is_read[static_cast<std::size_t>(planned.slot)] = 1;
    } else {
      plan_by_conditions(compiler, planned, builder, own, criterion.input);
    }
    for (std::size_t s = 0; s < card.subsets.size(); ++s) {
      const auto& members = card.subsets[s].criteria;
      if (std::find(members.begin(), members.end(), static_cast<std::int32_t>(i)) !=
          members.end()) {
        planned.subsets |= std::uint64_t{1} << s;
      }
    }
    plan.criteria.push_back(std::move(planned));
  }
  for (const Group& group : card.groups) {
    Limits64 limits;
    if (group.floor) limits.low = points.scaled(*group.floor);
    if (group.cap) limits.high = points.scaled(*group.cap);
    plan.groups.push_back(limits);
  }
  for (const Band& band : card.bands) {
    if (band.below) plan.below.push_back(points.scaled(*band.below));
    plan.band_values.push_back(Value::of_text(band.item.code));
    plan.band_codes.push_back(
        compiler.plan().scale(card.band_slot).code_of(plan.band_values.back()));
  }
  plan_bytes(plan);
  return plan;
}

}  // namespace sandan::rules
