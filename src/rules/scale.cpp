#include "rules/scale.hpp"

#include <algorithm>

namespace sandan::rules {
namespace {

/// More values than this get no codes for ranges: these count as unknown.
constexpr Code most_ranged_values = 64;

bool precedes(const Value& a, const Value& b) noexcept { return feel::compare(a, b) < 0; }

bool is_same(const Value& a, const Value& b) noexcept { return feel::compare(a, b) == 0; }

Decimal plus(const Decimal& number, std::int64_t more) {
  return Decimal::add(number, Decimal(more)).value_or(number);
}

std::optional<Value> whole_between(const Decimal* low, const Decimal* high) {
  if (low == nullptr) {
    const Decimal below = plus(Decimal(high->floor_int64()), -1);
    return below < *high ? std::optional(Value::of(below)) : std::nullopt;
  }
  const Decimal above = plus(Decimal(low->floor_int64()), 1);
  if (!(*low < above) || (high != nullptr && !(above < *high))) return std::nullopt;
  return Value::of(above);
}

std::optional<Value> number_between(const Decimal* low, const Decimal* high) {
  Decimal middle;
  if (low == nullptr) {
    middle = plus(*high, -1);
  } else if (high == nullptr) {
    middle = plus(*low, 1);
  } else {
    const auto sum = Decimal::add(*low, *high);
    const auto half = sum ? Decimal::divide(*sum, Decimal(2)) : std::nullopt;
    if (!half) return std::nullopt;
    middle = *half;
  }
  if ((low != nullptr && !(*low < middle)) || (high != nullptr && !(middle < *high))) {
    return std::nullopt;
  }
  return Value::of(middle);
}

std::optional<Value> text_between(const std::string* low, const std::string* high) {
  std::string text = low == nullptr ? std::string() : *low + '\x01';
  if (low != nullptr && high != nullptr && text >= *high) text = *low + std::string(1, '\0');
  if (high != nullptr && text >= *high) return std::nullopt;
  return Value::of_text(std::move(text));
}

/// A text that is none of these.
std::string another_text(const std::vector<Value>& constants) {
  std::string text = "other";
  while (std::any_of(constants.begin(), constants.end(),
                     [&](const Value& constant) { return constant.text == text; })) {
    text += '_';
  }
  return text;
}

}  // namespace

Truth truth_of(const Value& value, Unknowns unknowns) noexcept {
  if (value.known == feel::Known::absent) {
    return unknowns == Unknowns::feel ? Truth::maybe : Truth::no;
  }
  if (!value.is_value() || value.type != feel::Type::boolean) return Truth::maybe;
  return value.truth ? Truth::yes : Truth::no;
}

Scale::Scale(const Slot& slot, std::vector<Value> constants, bool ordered, bool ranges)
    : type_(slot.type),
      ordered_(ordered || slot.type != feel::Type::text),
      whole_(slot.whole),
      listed_(slot.values),
      constants_(std::move(constants)) {
  std::sort(constants_.begin(), constants_.end(), precedes);
  constants_.erase(std::unique(constants_.begin(), constants_.end(), is_same), constants_.end());
  const auto count = static_cast<Code>(constants_.size());
  if (type_ == feel::Type::boolean) {
    values_ = 2;
  } else {
    values_ = ordered_ ? 2 * count + 1 : count + 1;
  }
  total_ = values_ + 3;
  if (ranges && values_ <= most_ranged_values) total_ += values_ * (values_ - 1) / 2;
}

Code Scale::code_of(const Value& value) const noexcept {
  if (value.known == feel::Known::absent) return absent();
  if (value.known == feel::Known::unknown || value.type != type_) return unknown();
  if (type_ == feel::Type::boolean) return value.truth ? 1 : 0;
  const auto at = std::lower_bound(constants_.begin(), constants_.end(), value, precedes);
  const auto place = static_cast<Code>(at - constants_.begin());
  const bool equal = at != constants_.end() && is_same(*at, value);
  if (!ordered_) return equal ? place : static_cast<Code>(constants_.size());
  return 2 * place + (equal ? 1 : 0);
}

Code Scale::code_of_range(Code low, Code high) const noexcept {
  if (low == high) return low;
  if (!is_value(low) || !is_value(high) || total_ == values_ + 3) return unknown();
  return values_ + 3 + high * (high - 1) / 2 + low;
}

std::pair<Code, Code> Scale::span(Code code) const noexcept {
  if (code < values_) return {code, code};
  if (code < values_ + 3) return {0, values_ - 1};
  Code left = code - values_ - 3;
  Code high = 1;
  while (left >= high)
    left -= high++;
  return {left, high};
}

std::optional<Value> Scale::between(std::size_t place) const {
  const Value* low = place == 0 ? nullptr : &constants_[place - 1];
  const Value* high = place == constants_.size() ? nullptr : &constants_[place];
  switch (type_) {
    case feel::Type::number:
      if (low == nullptr && high == nullptr) return Value::of(Decimal(0));
      return number_between(low == nullptr ? nullptr : &low->number,
                            high == nullptr ? nullptr : &high->number);
    case feel::Type::text:
      if (low == nullptr && high == nullptr) return Value::of_text("");
      return text_between(low == nullptr ? nullptr : &low->text,
                          high == nullptr ? nullptr : &high->text);
    default: {
      Value value = low != nullptr ? *low : high != nullptr ? *high : Value::of_day(0);
      if (low == nullptr && high == nullptr) {
        value.type = type_;
        return value;
      }
      if (value.integer == (low != nullptr ? INT64_MAX : INT64_MIN)) return std::nullopt;
      value.integer += low != nullptr ? 1 : -1;
      if (low != nullptr && high != nullptr && value.integer >= high->integer) return std::nullopt;
      if (type_ == feel::Type::date && !is_possible_day(value.integer)) return std::nullopt;
      return value;
    }
  }
}

std::optional<Value> Scale::sample(Code code) const {
  if (code >= values_) return std::nullopt;
  if (type_ == feel::Type::boolean) return Value::of(code == 1);
  if (!ordered_) {
    return code < constants_.size() ? constants_[code] : Value::of_text(another_text(constants_));
  }
  return code % 2 == 1 ? std::optional(constants_[code / 2]) : between(code / 2);
}

std::optional<Value> Scale::example(Code code) const {
  if (code >= values_) return std::nullopt;
  if (type_ == feel::Type::text && !listed_.empty()) {
    for (const std::string& text : listed_) {
      Value value = Value::of_text(text);
      if (code_of(value) == code) return value;
    }
    return std::nullopt;
  }
  if (type_ == feel::Type::number && whole_) {
    const std::size_t place = code / 2;
    if (code % 2 == 1) {
      if (!constants_[place].number.is_whole()) return std::nullopt;
      return constants_[place];
    }
    const Decimal* low = place == 0 ? nullptr : &constants_[place - 1].number;
    const Decimal* high = place == constants_.size() ? nullptr : &constants_[place].number;
    if (low == nullptr && high == nullptr) return Value::of(Decimal(0));
    return whole_between(low, high);
  }
  return sample(code);
}

}  // namespace sandan::rules
