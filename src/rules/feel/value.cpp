#include "rules/feel/value.hpp"

#include <climits>
#include <utility>

namespace sandan::rules::feel {
namespace {

Value known(Type type) noexcept {
  Value value;
  value.known = Known::value;
  value.type = type;
  return value;
}

Value whole(Type type, std::int64_t integer) noexcept {
  Value value = known(type);
  value.integer = integer;
  return value;
}

std::uint64_t magnitude_of(std::int64_t value) noexcept {
  const auto bits = static_cast<std::uint64_t>(value);
  return value < 0 ? 0 - bits : bits;
}

constexpr std::uint64_t micros_per_second = 1'000'000;
constexpr std::uint64_t day_micros = static_cast<std::uint64_t>(micros_per_day);

/// Reads the parts of a duration from the left and adds them up.
class DurationReader {
 public:
  explicit DurationReader(std::string_view text) : text_(text) {}

  bool take(char wanted) noexcept {
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }

  /// Reads "<digits><unit>" where it stands and adds that many times `size`.
  void part(char unit, std::uint64_t size) noexcept {
    std::string_view rest = text_;
    std::uint64_t count = 0;
    if (!digits(rest, count) || rest.empty() || rest.front() != unit) return;
    text_ = rest.substr(1);
    found_ = true;
    add(count, size);
  }

  /// Seconds with a fraction of up to six digits.
  void seconds() noexcept {
    std::string_view rest = text_;
    std::uint64_t count = 0;
    std::uint64_t micros = 0;
    if (!digits(rest, count)) return;
    if (!rest.empty() && rest.front() == '.') {
      rest.remove_prefix(1);
      if (!fraction(rest, micros)) return;
    }
    if (rest.empty() || rest.front() != 'S') return;
    text_ = rest.substr(1);
    found_ = true;
    add(count, micros_per_second);
    add(micros, 1);
  }

  bool at_end() const noexcept { return text_.empty(); }
  bool found() const noexcept { return found_; }
  void expect_more() noexcept { found_ = false; }

  /// The sum with its sign, where it fits 64 bits.
  std::optional<std::int64_t> sum(bool negative) const noexcept {
    if (!fits_ || sum_ > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    const auto value = static_cast<std::int64_t>(sum_);
    return negative ? -value : value;
  }

 private:
  /// Moves past the digits; a number that does not fit is one that does not as a sum.
  bool digits(std::string_view& rest, std::uint64_t& count) noexcept {
    const std::size_t before = rest.size();
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      const auto digit = static_cast<std::uint64_t>(rest.front() - '0');
      if (count > (static_cast<std::uint64_t>(INT64_MAX) - digit) / 10) {
        fits_ = false;
      } else {
        count = count * 10 + digit;
      }
      rest.remove_prefix(1);
    }
    return rest.size() != before;
  }

  /// Digits after the point as microseconds; false where there are finer ones.
  static bool fraction(std::string_view& rest, std::uint64_t& micros) noexcept {
    std::uint64_t size = micros_per_second;
    const std::size_t before = rest.size();
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      const auto digit = static_cast<std::uint64_t>(rest.front() - '0');
      size /= 10;
      if (size == 0 && digit != 0) return false;
      micros += digit * size;
      rest.remove_prefix(1);
    }
    return rest.size() != before;
  }

  void add(std::uint64_t count, std::uint64_t size) noexcept {
    constexpr auto most = static_cast<std::uint64_t>(INT64_MAX);
    if (count > most / size || count * size > most - sum_) {
      fits_ = false;
    } else {
      sum_ += count * size;
    }
  }

  std::string_view text_;
  std::uint64_t sum_ = 0;
  bool found_ = false;
  bool fits_ = true;
};

void append_part(std::string& out, std::uint64_t count, char unit) {
  if (count != 0) out.append(std::to_string(count)) += unit;
}

void append_seconds(std::string& out, std::uint64_t micros) {
  if (micros == 0) return;
  out += std::to_string(micros / micros_per_second);
  if (micros % micros_per_second != 0) {
    std::string fraction = std::to_string(micros_per_second + micros % micros_per_second);
    fraction.front() = '.';
    fraction.erase(fraction.find_last_not_of('0') + 1);
    out += fraction;
  }
  out += 'S';
}

std::string quoted(std::string_view text) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append("\\") += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      out.append("\\u00").append({hex[byte >> 4], hex[byte & 15]});
    } else {
      out += c;
    }
  }
  return out += '"';
}

template <typename T>
int order_of(const T& a, const T& b) noexcept {
  if (a == b) return 0;
  return a < b ? -1 : 1;
}

}  // namespace

std::string_view type_name(Type type) noexcept {
  switch (type) {
    case Type::null:
      return "null";
    case Type::boolean:
      return "bool";
    case Type::number:
      return "number";
    case Type::text:
      return "text";
    case Type::date:
      return "date";
    case Type::duration:
      return "duration";
    case Type::months:
      return "months";
  }
  return "null";
}

Value Value::unknown(Type type) {
  Value value;
  value.known = Known::unknown;
  value.type = type;
  return value;
}

Value Value::absent() { return {}; }

Value Value::of(bool truth) {
  Value value = feel::known(Type::boolean);
  value.truth = truth;
  return value;
}

Value Value::of(Decimal number) {
  Value value = feel::known(Type::number);
  value.number = number;
  return value;
}

Value Value::of_text(std::string text) {
  Value value = feel::known(Type::text);
  value.text = std::move(text);
  return value;
}

Value Value::of_day(Day day) { return whole(Type::date, day); }
Value Value::of_duration(std::int64_t micros) { return whole(Type::duration, micros); }
Value Value::of_months(std::int64_t months) { return whole(Type::months, months); }

int compare(const Value& a, const Value& b) noexcept {
  switch (a.type) {
    case Type::null:
      return 0;
    case Type::boolean:
      return static_cast<int>(a.truth) - static_cast<int>(b.truth);
    case Type::number:
      return order_of(a.number, b.number);
    case Type::text:
      return order_of(a.text.compare(b.text), 0);
    case Type::date:
    case Type::duration:
    case Type::months:
      return order_of(a.integer, b.integer);
  }
  return 0;
}

std::optional<Value> parse_duration(std::string_view text) {
  DurationReader reader(text);
  const bool negative = reader.take('-');
  if (!reader.take('P')) return std::nullopt;
  reader.part('Y', 12);
  reader.part('M', 1);
  if (reader.found()) {
    const auto months = reader.sum(negative);
    if (!reader.at_end() || !months) return std::nullopt;
    return Value::of_months(*months);
  }
  reader.part('D', day_micros);
  if (reader.take('T')) {
    reader.expect_more();
    reader.part('H', 3600 * micros_per_second);
    reader.part('M', 60 * micros_per_second);
    reader.seconds();
  }
  const auto micros = reader.sum(negative);
  if (!reader.found() || !reader.at_end() || !micros) return std::nullopt;
  return Value::of_duration(*micros);
}

std::string format_duration(std::int64_t micros) {
  if (micros == 0) return "PT0S";
  const std::uint64_t size = magnitude_of(micros);
  std::string out = micros < 0 ? "-P" : "P";
  append_part(out, size / day_micros, 'D');
  const std::uint64_t within = size % day_micros;
  if (within == 0) return out;
  out += 'T';
  append_part(out, within / (3600 * micros_per_second), 'H');
  append_part(out, within / (60 * micros_per_second) % 60, 'M');
  append_seconds(out, within % (60 * micros_per_second));
  return out;
}

std::string format_months(std::int64_t months) {
  if (months == 0) return "P0M";
  const std::uint64_t size = magnitude_of(months);
  std::string out = months < 0 ? "-P" : "P";
  append_part(out, size / 12, 'Y');
  append_part(out, size % 12, 'M');
  return out;
}

std::string display(const Value& value) {
  if (!value.is_value()) return "null";
  switch (value.type) {
    case Type::null:
      break;
    case Type::boolean:
      return value.truth ? "true" : "false";
    case Type::number:
      return value.number.text();
    case Type::text:
      return value.text;
    case Type::date:
      return format_day(static_cast<Day>(value.integer));
    case Type::duration:
      return format_duration(value.integer);
    case Type::months:
      return format_months(value.integer);
  }
  return "null";
}

std::string literal_text(const Value& value) {
  if (!value.is_value()) return "null";
  switch (value.type) {
    case Type::text:
      return quoted(value.text);
    case Type::date:
    case Type::duration:
    case Type::months:
      return "@\"" + display(value) + '"';
    default:
      return display(value);
  }
}

}  // namespace sandan::rules::feel
