#include "rules/columns_out.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace sandan::rules {
namespace {

using results::ColumnType;

/// Eight bytes of 0 or 1 as bits, the first the lowest.
std::uint8_t packed(const std::uint8_t* flags) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t eight;
    std::memcpy(&eight, flags, 8);
    return static_cast<std::uint8_t>((eight * 0x0102040810204080u) >> 56);
  }
  std::uint8_t bits = 0;
  for (int i = 0; i < 8; ++i)
    bits = static_cast<std::uint8_t>(bits | flags[i] << i);
  return bits;
}

/// How many of n bytes of 0 or 1 are set.
std::size_t count_set(const std::uint8_t* flags, std::size_t n) noexcept {
  std::size_t set = 0;
  for (std::size_t begin = 0; begin < n;) {
    const std::size_t end = std::min<std::size_t>(n, begin + UINT8_MAX);
    std::uint8_t some = 0;
    for (; begin < end; ++begin)
      some = static_cast<std::uint8_t>(some + flags[begin]);
    set += some;
  }
  return set;
}

/// Writes n flags as bits from a byte's start on.
void put_bits(std::uint8_t* bits, const std::uint8_t* flags, std::size_t n) noexcept {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8)
    bits[i / 8] = packed(flags + i);
  if (i == n) return;
  std::array<std::uint8_t, 8> rest{};
  std::copy(flags + i, flags + n, rest.begin());
  bits[i / 8] = packed(rest.data());
}

std::size_t bytes_for(std::int64_t rows) { return static_cast<std::size_t>(rows / 8 + 1); }

constexpr std::int64_t small = std::int64_t{1} << 51;

/// Whether all numbers are from -2^51 to 2^51 - 1.
bool are_small(const std::int64_t* numbers, std::size_t n) {
  std::uint64_t moved = 0;
  for (std::size_t i = 0; i < n; ++i)
    moved |= static_cast<std::uint64_t>(numbers[i]) + static_cast<std::uint64_t>(small);
  return moved >> 52 == 0;
}

/// Quotients of small numbers. Only arithmetic, so that it runs in vectors: the bits of
/// 1.5 * 2^52 plus a small number are those of the sum.
void put_small(const std::int64_t* numbers, std::size_t n, double divisor, double* out) {
  constexpr double middle = 6'755'399'441'055'744.0;
  constexpr std::uint64_t middle_bits = 0x4338000000000000u;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t bits = static_cast<std::uint64_t>(numbers[i]) + middle_bits;
    double sum;
    std::memcpy(&sum, &bits, sizeof sum);
    out[i] = sum - middle;
  }
  if (divisor == 1) return;
  for (std::size_t i = 0; i < n; ++i)
    out[i] /= divisor;
}

template <class T>
std::shared_ptr<const void> shared_values(Buffer<T>&& buffer) {
  std::shared_ptr<const T> values = std::move(buffer).share();
  if (values == nullptr) return std::make_shared<T>();
  return values;
}

}  // namespace

std::optional<double> told_number(const Value& value) noexcept {
  if (!value.is_value()) return std::nullopt;
  const double number = value.number.to_double();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

ColumnType column_type(feel::Type type) noexcept {
  switch (type) {
    case feel::Type::boolean:
      return ColumnType::boolean;
    case feel::Type::text:
      return ColumnType::dictionary;
    case feel::Type::date:
      return ColumnType::day;
    case feel::Type::duration:
    case feel::Type::months:
      return ColumnType::int64;
    default:
      return ColumnType::float64;
  }
}

ValidBits::ValidBits(std::int64_t rows, Budget& budget) : bits_(bytes_for(rows), budget) {}

void ValidBits::put(std::int64_t from, const std::uint8_t* valid, std::size_t n) {
  put_bits(bits_.data() + from / 8, valid, n);
  const std::size_t set = count_set(valid, n);
  if (set < n) nulls_ += static_cast<std::int64_t>(n - set);
}

void ValidBits::put_all(std::int64_t from, std::size_t n) {
  std::memset(bits_.data() + from / 8, 0xff, (n + 7) / 8);
}

void ValidBits::finish(results::Column& column) && {
  column.nullable = true;
  column.null_count = nulls_;
  if (column.null_count > 0) column.validity = std::move(bits_).share();
}

FiniteColumn::FiniteColumn(std::string name, feel::Type type, const std::vector<Value>& values,
                           std::int64_t rows, Budget& budget)
    : name_(std::move(name)), type_(type), count_(values.size()), rows_(rows), bits_(rows, budget) {
  for (const Value& value : values) {
    const bool is_number = column_type(type) == ColumnType::float64;
    valid_.push_back((is_number ? told_number(value).has_value() : value.is_value()) ? 1 : 0);
    numbers_.push_back(value.number.to_double());
    integers_.push_back(type == feel::Type::boolean ? (value.truth ? 1 : 0) : value.integer);
    codes_.push_back(value.is_value() ? static_cast<std::int32_t>(texts_.size()) : 0);
    if (value.is_value()) texts_.push_back(value.text);
  }
  const auto size = static_cast<std::size_t>(rows);
  switch (column_type(type)) {
    case ColumnType::dictionary:
      by_bytes_ = texts_.size() <= INT8_MAX && count_ <= 254;
      is_plain_ = by_bytes_ && texts_.size() == count_;
      if (texts_.size() <= INT8_MAX) {
        small_ = Buffer<std::int8_t>(size, budget);
      } else {
        large_ = Buffer<std::int32_t>(size, budget);
      }
      break;
    case ColumnType::boolean:
      truths_ = Buffer<std::uint8_t>(bytes_for(rows), budget);
      break;
    case ColumnType::day:
      days_ = Buffer<std::int32_t>(size, budget);
      break;
    case ColumnType::int64:
      longs_ = Buffer<std::int64_t>(size, budget);
      break;
    default:
      doubles_ = Buffer<double>(size, budget);
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(count_, 256); ++i) {
    code_bytes_[i] = static_cast<std::uint8_t>(codes_[i]);
    valid_bytes_[i] = valid_[i];
  }
}

template <class Place>
void FiniteColumn::put_places(std::int64_t from, std::size_t n, const Place* places) {
  std::array<std::uint8_t, kernels::batch_rows> valid;
  std::array<std::uint8_t, kernels::batch_rows> truths;
  const auto is_place = [&](Place place) {
    return place >= 0 && static_cast<std::size_t>(place) < count_ &&
           valid_[static_cast<std::size_t>(place)] != 0;
  };
  const auto fill = [&](auto* out, const auto& of_place) {
    for (std::size_t i = 0; i < n; ++i) {
      valid[i] = is_place(places[i]) ? 1 : 0;
      using Out = std::remove_reference_t<decltype(out[0])>;
      out[i] =
          valid[i] != 0 ? static_cast<Out>(of_place[static_cast<std::size_t>(places[i])]) : Out{};
    }
  };
  switch (column_type(type_)) {
    case ColumnType::dictionary:
      if (small_.size() > 0) {
        fill(small_.data() + from, codes_);
      } else {
        fill(large_.data() + from, codes_);
      }
      break;
    case ColumnType::boolean:
      fill(truths.data(), integers_);
      put_bits(truths_.data() + from / 8, truths.data(), n);
      break;
    case ColumnType::day:
      fill(days_.data() + from, integers_);
      break;
    case ColumnType::int64:
      fill(longs_.data() + from, integers_);
      break;
    default:
      fill(doubles_.data() + from, numbers_);
  }
  bits_.put(from, valid.data(), n);
}

/// Where every value is one, only what is no place is null.
void FiniteColumn::put_plain(std::int64_t from, std::size_t n, const std::uint8_t* places) {
  const auto count = static_cast<std::uint8_t>(count_);
  auto* codes = reinterpret_cast<std::uint8_t*>(small_.data() + from);
  std::uint8_t highest = 0;
  for (std::size_t i = 0; i < n; ++i)
    highest = std::max(highest, places[i]);
  if (highest < count) {
    std::memcpy(codes, places, n);
    return bits_.put_all(from, n);
  }
  std::array<std::uint8_t, kernels::batch_rows> valid;
  for (std::size_t i = 0; i < n; ++i) {
    const bool is_place = places[i] < count;
    valid[i] = is_place ? 1 : 0;
    codes[i] = is_place ? places[i] : std::uint8_t{0};
  }
  bits_.put(from, valid.data(), n);
}

void FiniteColumn::put(const kernels::Set& kernels, std::int64_t from, std::size_t n,
                       const std::uint8_t* narrow, const std::int32_t* wide) {
  if (wide != nullptr) return put_places(from, n, wide);
  if (!by_bytes_) return put_places(from, n, narrow);
  if (is_plain_) return put_plain(from, n, narrow);
  std::array<std::uint8_t, kernels::batch_rows> valid;
  auto* codes = reinterpret_cast<std::uint8_t*>(small_.data() + from);
  kernels.map_codes(narrow, n, code_bytes_.data(), codes);
  kernels.map_codes(narrow, n, valid_bytes_.data(), valid.data());
  bits_.put(from, valid.data(), n);
}

results::Column FiniteColumn::finish() && {
  results::Column column;
  column.name = std::move(name_);
  column.type = column_type(type_);
  column.length = rows_;
  switch (column.type) {
    case ColumnType::dictionary:
      column.code_bytes = texts_.size() <= INT8_MAX ? 1 : 4;
      column.values = column.code_bytes == 1 ? shared_values(std::move(small_))
                                             : shared_values(std::move(large_));
      column.dictionary = std::make_shared<const results::Column>(results::text_column("", texts_));
      break;
    case ColumnType::boolean:
      column.values = shared_values(std::move(truths_));
      break;
    case ColumnType::day:
      column.values = shared_values(std::move(days_));
      break;
    case ColumnType::int64:
      column.values = shared_values(std::move(longs_));
      break;
    default:
      column.values = shared_values(std::move(doubles_));
  }
  std::move(bits_).finish(column);
  return column;
}

ScaledColumn::ScaledColumn(std::string name, int digits, std::int64_t rows, Budget& budget)
    : name_(std::move(name)),
      digits_(digits),
      numbers_(static_cast<std::size_t>(rows), budget),
      bits_(rows, budget) {
  for (int i = 0; i < digits; ++i)
    divisor_ *= 10;
}

void ScaledColumn::put_any(const std::int64_t* scaled, std::size_t n, double* out) const {
  // Both are exact where they are below 2^53, and so the quotient is rounded once.
  constexpr std::int64_t exact = std::int64_t{1} << 53;
  for (std::size_t i = 0; i < n; ++i) {
    if (digits_ == 0 || (scaled[i] < exact && scaled[i] > -exact)) {
      out[i] = static_cast<double>(scaled[i]) / divisor_;
    } else {
      const auto number =
          Decimal::divide(Decimal(scaled[i]), Decimal(static_cast<std::int64_t>(divisor_)));
      out[i] = number.value_or(Decimal()).to_double();
    }
  }
}

void ScaledColumn::put_same(const ScaledColumn& other, std::int64_t from, std::size_t n) {
  std::copy_n(other.numbers_.data() + from, n, numbers_.data() + from);
  bits_.put_all(from, n);
}

void ScaledColumn::put(std::int64_t from, std::size_t n, const std::int64_t* scaled,
                       const std::uint8_t* valid) {
  double* out = numbers_.data() + from;
  if (are_small(scaled, n)) {
    put_small(scaled, n, divisor_, out);
  } else {
    put_any(scaled, n, out);
  }
  if (valid == nullptr) {
    bits_.put_all(from, n);
  } else {
    bits_.put(from, valid, n);
  }
}

results::Column ScaledColumn::finish() && {
  results::Column column;
  column.name = std::move(name_);
  column.type = ColumnType::float64;
  column.length = static_cast<std::int64_t>(numbers_.size());
  column.values = shared_values(std::move(numbers_));
  std::move(bits_).finish(column);
  return column;
}

results::Column values_column(std::string name, feel::Type type, const std::vector<Value>& values) {
  const auto each = [&](auto&& of) {
    std::vector<std::optional<std::decay_t<decltype(of(values.front()))>>> out;
    for (const Value& value : values) {
      if (value.is_value()) {
        out.emplace_back(of(value));
      } else {
        out.emplace_back(std::nullopt);
      }
    }
    return out;
  };
  switch (type) {
    case feel::Type::boolean:
      return results::boolean_column(std::move(name),
                                     each([](const Value& value) { return value.truth; }));
    case feel::Type::text:
      return results::text_column(std::move(name),
                                  each([](const Value& value) { return value.text; }));
    case feel::Type::date:
      return results::day_column(std::move(name), each([](const Value& value) {
                                   return static_cast<Day>(value.integer);
                                 }));
    case feel::Type::duration:
    case feel::Type::months:
      return results::int64_column(std::move(name),
                                   each([](const Value& value) { return value.integer; }));
    default: {
      std::vector<std::optional<double>> numbers;
      numbers.reserve(values.size());
      for (const Value& value : values)
        numbers.push_back(told_number(value));
      return results::float64_column(std::move(name), numbers);
    }
  }
}

}  // namespace sandan::rules
