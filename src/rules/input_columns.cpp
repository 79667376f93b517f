#include "rules/input_columns.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include "rules/double_places.hpp"

namespace sandan::rules {
namespace {

using arrow::Chunk;
using arrow::Kind;

/// Places that the loops over bytes take.
constexpr std::size_t most_places = 120;

std::optional<Decimal> decimal_of(float number) {
  if (!std::isfinite(number)) return std::nullopt;
  std::array<char, 64> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return Decimal::parse({text.data(), static_cast<std::size_t>(end - text.data())});
}

Decimal decimal_of(std::uint64_t number) {
  const auto whole = Decimal::parse(std::to_string(number));
  return whole.value_or(Decimal());
}

template <class T>
bool all_finite(const T* numbers, std::size_t n) {
  using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  constexpr Bits exponent =
      sizeof(T) == 8 ? static_cast<Bits>(0x7ff0000000000000u) : static_cast<Bits>(0x7f800000u);
  constexpr Bits sign = Bits{1} << (8 * sizeof(T) - 1);
  // One more than the largest exponent carries into the sign; only arithmetic, so that it
  // runs in vectors.
  Bits carried = 0;
  for (std::size_t i = 0; i < n; ++i) {
    Bits bits;
    std::memcpy(&bits, numbers + i, sizeof bits);
    carried |= (bits & exponent) + (sign - exponent);
  }
  return (carried & sign) == 0;
}

template <class T>
const T* at_row(const Chunk& chunk, std::int64_t row) {
  return static_cast<const T*>(chunk.values) + chunk.offset + row;
}

bool fits(feel::Type type, const arrow::Type& column) {
  switch (type) {
    case feel::Type::boolean:
      return column.kind == Kind::boolean && !column.is_dictionary();
    case feel::Type::number:
      return !column.is_dictionary() &&
             (column.is_integer() || column.kind == Kind::float32 || column.kind == Kind::float64);
    case feel::Type::text:
      return column.is_text();
    case feel::Type::date:
      return !column.is_dictionary() &&
             (column.is_date() || (column.is_timestamp() && column.zone.empty()));
    case feel::Type::duration:
      return !column.is_dictionary() && column.is_duration();
    default:
      return false;
  }
}

std::string wanted_types(feel::Type type) {
  switch (type) {
    case feel::Type::boolean:
      return "bool";
    case feel::Type::number:
      return "an integer or a floating point number";
    case feel::Type::text:
      return "text, plain or a dictionary";
    case feel::Type::date:
      return "a date, or a timestamp without a zone";
    default:
      return "a duration";
  }
}

/// Sorts and leaves out what repeats.
template <class T>
void make_distinct(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

InputColumn::InputColumn(const Plan& plan, std::int32_t slot, const arrow::Table& table,
                         const arrow::Column* column)
    : plan_(plan),
      slot_(slot),
      scale_(plan.scale(slot)),
      column_(column),
      null_code_(plan.null_code(slot)) {
  if (column_ == nullptr || column_->type().kind == Kind::null) {
    column_ = nullptr;
    return;
  }
  check_type(table);
  switch (scale_.type()) {
    case feel::Type::text:
      texts_.emplace(plan.slot(slot), scale_);
      may_be_null_ = may_be_bad_ = !column_->type().is_dictionary();
      if (column_->type().is_dictionary()) prepare_dictionaries();
      break;
    case feel::Type::boolean:
      break;
    default:
      prepare_numbers();
  }
}

void InputColumn::check_type(const arrow::Table& table) const {
  if (fits(scale_.type(), column_->type())) return;
  throw table
      .error(Status::schema, "wrong_type",
             "column \"" + column_->name() + "\" is " + arrow::type_name(column_->type()) + "; " +
                 wanted_types(scale_.type()) + " is wanted")
      .at(column_->name())
      .in_column(column_->position());
}

bool InputColumn::is_float() const noexcept {
  return column_->type().kind == Kind::float32 || column_->type().kind == Kind::float64;
}

void InputColumn::prepare_numbers() {
  if (is_float()) {
    DoublePlaces found(scale_, column_->type().kind == Kind::float32);
    doubles_ = std::move(found.places);
    code_of_place_ = std::move(found.codes);
  } else {
    const bool is_number = scale_.type() == feel::Type::number;
    for (const Value& constant : scale_.constants())
      integers_.push_back(is_number ? constant.number.floor_int64() : constant.integer);
    make_distinct(integers_);
    const auto place = [&](std::int64_t number) {
      Value value = Value::of(Decimal(number));
      if (!is_number) {
        value = scale_.type() == feel::Type::date ? Value::of_day(static_cast<Day>(number))
                                                  : Value::of_duration(number);
      }
      code_of_place_.push_back(scale_.code_of(value));
    };
    const auto before = [](std::int64_t number) {
      return number == INT64_MIN ? number : number - 1;
    };
    const auto after = [](std::int64_t number) {
      return number == INT64_MAX ? number : number + 1;
    };
    place(integers_.empty() ? 0 : before(integers_.front()));
    for (const std::int64_t number : integers_) {
      place(number);
      place(after(number));
    }
    const auto is_short = [](std::int64_t number) {
      return number >= INT32_MIN && number <= INT32_MAX;
    };
    if (std::all_of(integers_.begin(), integers_.end(), is_short)) {
      for (const std::int64_t number : integers_)
        shorts_.push_back(static_cast<std::int32_t>(number));
    }
  }
  find_double_ = PlaceFinder<double>(doubles_);
  find_integer_ = PlaceFinder<std::int64_t>(integers_);
  bool is_same = true;
  for (std::size_t i = 0; i < code_of_place_.size(); ++i)
    is_same = is_same && code_of_place_[i] == i;
  if (is_same || !scale_.is_narrow() || code_of_place_.size() > 2 * most_places + 1) return;
  byte_of_place_.assign(256, static_cast<std::uint8_t>(scale_.bad()));
  for (std::size_t i = 0; i < code_of_place_.size(); ++i)
    byte_of_place_[i] = static_cast<std::uint8_t>(code_of_place_[i]);
}

void InputColumn::prepare_dictionaries() {
  for (const Chunk& chunk : column_->chunks()) {
    const Chunk& values = *chunk.dictionary;
    std::vector<Code> codes(static_cast<std::size_t>(values.length), null_code_);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      if (!values.is_valid(row)) {
        may_be_null_ = true;
        continue;
      }
      codes[i] = (*texts_)(arrow::text_at(values, column_->type().kind, row));
      may_be_bad_ = may_be_bad_ || codes[i] == scale_.bad();
    }
    if (scale_.is_narrow()) {
      dictionaries_.emplace(&chunk, std::vector<std::uint8_t>(codes.begin(), codes.end()));
    }
    wide_dictionaries_.emplace(&chunk, std::move(codes));
  }
}

void InputColumn::finish_places(const kernels::Set& kernels, std::size_t n,
                                std::uint8_t* out) const {
  if (!byte_of_place_.empty()) kernels.map_codes(out, n, byte_of_place_.data(), out);
}

void InputColumn::code_floats(const kernels::Set& kernels, const Chunk& chunk, std::int64_t begin,
                              std::size_t n, std::uint8_t* out) const {
  const auto run = [&](const auto* numbers, auto kernel) {
    const auto bad = static_cast<std::uint8_t>(scale_.bad());
    kernel(numbers, n, doubles_.data(), doubles_.size(), std::uint8_t{0}, out);
    finish_places(kernels, n, out);
    if (all_finite(numbers, n)) return;
    for (std::size_t i = 0; i < n; ++i) {
      auto number = *numbers;
      std::memcpy(&number, numbers + i, sizeof number);
      if (!std::isfinite(number)) out[i] = bad;
    }
  };
  if (column_->type().kind == Kind::float32) {
    run(at_row<float>(chunk, begin), kernels.code_f32);
  } else {
    run(at_row<double>(chunk, begin), kernels.code_f64);
  }
}

std::optional<std::int64_t> InputColumn::in_unit(std::int64_t raw) const noexcept {
  const arrow::Type& type = column_->type();
  if (scale_.type() == feel::Type::date) {
    if (type.kind == Kind::date_days) {
      return is_possible_day(raw) ? std::optional(raw) : std::nullopt;
    }
    const auto micros = arrow::micros_of(type.kind, raw);
    if (!micros) return std::nullopt;
    const std::int64_t day = *micros / micros_per_day - (*micros % micros_per_day < 0 ? 1 : 0);
    return is_possible_day(day) ? std::optional(day) : std::nullopt;
  }
  if (scale_.type() == feel::Type::duration) {
    const auto scaled = [&](std::int64_t factor) -> std::optional<std::int64_t> {
      if (raw > INT64_MAX / factor || raw < INT64_MIN / factor) return std::nullopt;
      return raw * factor;
    };
    switch (type.kind) {
      case Kind::duration_seconds:
        return scaled(1'000'000);
      case Kind::duration_millis:
        return scaled(1'000);
      case Kind::duration_nanos:
        return raw / 1'000 - (raw % 1'000 < 0 ? 1 : 0);
      default:
        return raw;
    }
  }
  return raw;
}

void InputColumn::code_integers(const kernels::Set& kernels, const Chunk& chunk, std::int64_t begin,
                                std::size_t n, std::uint8_t* out) const {
  const Kind kind = column_->type().kind;
  const auto bad = static_cast<std::uint8_t>(scale_.bad());
  const bool is_plain_short =
      (kind == Kind::int32 || kind == Kind::date_days) && shorts_.size() == integers_.size();
  const bool is_plain_long =
      (kind == Kind::int64 && scale_.type() == feel::Type::number) || kind == Kind::duration_micros;
  if (is_plain_short) {
    const auto* numbers = at_row<std::int32_t>(chunk, begin);
    kernels.code_i32(numbers, n, shorts_.data(), shorts_.size(), out);
    finish_places(kernels, n, out);
    if (kind != Kind::date_days) return;
    for (std::size_t i = 0; i < n; ++i) {
      std::int32_t day;
      std::memcpy(&day, numbers + i, sizeof day);
      out[i] = is_possible_day(day) ? out[i] : bad;
    }
    return;
  }
  if (is_plain_long) {
    kernels.code_i64(at_row<std::int64_t>(chunk, begin), n, integers_.data(), integers_.size(),
                     out);
    finish_places(kernels, n, out);
    return;
  }
  std::array<std::int64_t, kernels::batch_rows> numbers{};
  std::array<bool, kernels::batch_rows> is_bad{};
  bool any_bad = false;
  for (std::size_t i = 0; i < n; ++i) {
    const auto number =
        in_unit(arrow::integer_at(chunk, kind, begin + static_cast<std::int64_t>(i)));
    numbers[i] = number.value_or(0);
    is_bad[i] = !number;
    any_bad = any_bad || !number;
  }
  kernels.code_i64(numbers.data(), n, integers_.data(), integers_.size(), out);
  finish_places(kernels, n, out);
  for (std::size_t i = 0; any_bad && i < n; ++i) {
    if (is_bad[i]) out[i] = bad;
  }
}

void InputColumn::code_texts(const kernels::Set& kernels, const Chunk& chunk, std::int64_t begin,
                             std::size_t n, std::uint8_t* out) const {
  const arrow::Type& type = column_->type();
  if (!type.is_dictionary()) {
    // What stands where a row is null does not matter: its code is put afterwards.
    if (type.kind == Kind::text) {
      texts_->codes(at_row<std::int32_t>(chunk, begin), n, chunk.bytes,
                    arrow::element<std::int32_t>(chunk, chunk.length), out);
      return;
    }
    if (type.kind == Kind::large_text) {
      texts_->codes(at_row<std::int64_t>(chunk, begin), n, chunk.bytes,
                    arrow::element<std::int64_t>(chunk, chunk.length), out);
      return;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const std::int64_t row = begin + static_cast<std::int64_t>(i);
      out[i] = static_cast<std::uint8_t>(
          chunk.is_valid(row) ? (*texts_)(arrow::text_at(chunk, type.kind, row)) : null_code_);
    }
    return;
  }
  const auto& table = dictionaries_.at(&chunk);
  switch (type.index) {
    case Kind::int8:
      kernels.look_up_i8(at_row<std::int8_t>(chunk, begin), n, table.data(), table.size(), out);
      return;
    case Kind::int16:
      kernels.look_up_i16(at_row<std::int16_t>(chunk, begin), n, table.data(), table.size(), out);
      return;
    case Kind::int32:
      kernels.look_up_i32(at_row<std::int32_t>(chunk, begin), n, table.data(), table.size(), out);
      return;
    default:
      for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t row = begin + static_cast<std::int64_t>(i);
        const bool is_there = chunk.is_valid(row);
        out[i] = is_there
                     ? table[static_cast<std::size_t>(arrow::integer_at(chunk, type.index, row))]
                     : static_cast<std::uint8_t>(null_code_);
      }
  }
}

void InputColumn::code_piece(const kernels::Set& kernels, const Chunk& chunk, std::int64_t begin,
                             std::size_t n, std::uint8_t* out) const {
  switch (scale_.type()) {
    case feel::Type::boolean:
      kernels.code_bits(static_cast<const std::uint8_t*>(chunk.values),
                        static_cast<std::size_t>(chunk.offset + begin), n, 0, 1, out);
      return;
    case feel::Type::text:
      return code_texts(kernels, chunk, begin, n, out);
    default:
      return is_float() ? code_floats(kernels, chunk, begin, n, out)
                        : code_integers(kernels, chunk, begin, n, out);
  }
}

Code InputColumn::code_of_number(double number) const noexcept {
  return code_of_place_[find_double_(number)];
}

Code InputColumn::code_of_integer(std::int64_t number) const noexcept {
  return code_of_place_[find_integer_(number)];
}

Code InputColumn::wide_code(const Chunk& chunk, std::int64_t at) const {
  const arrow::Type& type = column_->type();
  if (!chunk.is_valid(at)) return null_code_;
  switch (scale_.type()) {
    case feel::Type::text: {
      if (!type.is_dictionary()) return (*texts_)(arrow::text_at(chunk, type.kind, at));
      const auto index = static_cast<std::size_t>(arrow::integer_at(chunk, type.index, at));
      return wide_dictionaries_.at(&chunk)[index];
    }
    case feel::Type::boolean: {
      const auto* bits = static_cast<const std::uint8_t*>(chunk.values);
      const std::int64_t bit = chunk.offset + at;
      return (bits[bit >> 3] >> (bit & 7) & 1) != 0 ? 1 : 0;
    }
    default: {
      if (is_float()) {
        const double number = type.kind == Kind::float32
                                  ? static_cast<double>(arrow::element<float>(chunk, at))
                                  : arrow::element<double>(chunk, at);
        return std::isfinite(number) ? code_of_number(number) : scale_.bad();
      }
      const auto number = in_unit(arrow::integer_at(chunk, type.kind, at));
      return number ? code_of_integer(*number) : scale_.bad();
    }
  }
}

template <class Put>
void InputColumn::wide_codes(const Chunk& chunk, std::int64_t begin, std::int64_t end,
                             Put&& put) const {
  const arrow::Type& type = column_->type();
  if (type.kind != Kind::float64 || type.is_dictionary()) {
    for (std::int64_t at = begin; at < end; ++at)
      put(at - begin, wide_code(chunk, at));
    return;
  }
  const bool has_nulls = chunk.has_nulls();
  for (std::int64_t at = begin; at < end; ++at) {
    const double number = arrow::element<double>(chunk, at);
    Code code = std::isfinite(number) ? code_of_number(number) : scale_.bad();
    if (has_nulls && !chunk.is_valid(at)) code = null_code_;
    put(at - begin, code);
  }
}

void InputColumn::codes(const kernels::Set& kernels, std::int64_t from, std::size_t n,
                        CodeBatch& out) const {
  out.is_open = out.has_bad = false;
  const bool by_bytes =
      scale_.is_narrow() && doubles_.size() <= most_places && integers_.size() <= most_places;
  if (scale_.is_narrow()) {
    out.narrow.resize(kernels::batch_rows);
  } else {
    out.wide.resize(kernels::batch_rows);
  }
  if (column_ == nullptr) {
    std::fill(out.narrow.begin(), out.narrow.end(), static_cast<std::uint8_t>(null_code_));
    std::fill(out.wide.begin(), out.wide.end(), null_code_);
    out.is_open = null_code_ == scale_.unknown();
    return;
  }
  std::size_t nulls = 0;
  column_->for_each_piece(
      from, from + static_cast<std::int64_t>(n),
      [&](const Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        const auto at = static_cast<std::size_t>(first_row - from);
        const auto count = static_cast<std::size_t>(end - begin);
        if (!by_bytes) {
          wide_codes(chunk, begin, end, [&](std::int64_t i, Code code) {
            const std::size_t row = at + static_cast<std::size_t>(i);
            if (scale_.is_narrow()) {
              out.narrow[row] = static_cast<std::uint8_t>(code);
            } else {
              out.wide[row] = code;
            }
            nulls += code == scale_.unknown() ? 1 : 0;
          });
          return;
        }
        std::uint8_t* codes = out.narrow.data() + at;
        code_piece(kernels, chunk, begin, count, codes);
        const auto null = static_cast<std::uint8_t>(null_code_);
        if (chunk.validity != nullptr) {
          nulls += kernels.put_nulls(chunk.validity, static_cast<std::size_t>(chunk.offset + begin),
                                     count, null, codes);
        }
        if (chunk.row_validity != nullptr) {
          nulls += kernels.put_nulls(chunk.row_validity,
                                     static_cast<std::size_t>(chunk.row_offset + begin), count,
                                     null, codes);
        }
      });
  const auto holds = [&](Code code) {
    if (!scale_.is_narrow())
      return std::find(out.wide.begin(), out.wide.begin() + static_cast<std::ptrdiff_t>(n), code) !=
             out.wide.begin() + static_cast<std::ptrdiff_t>(n);
    return std::memchr(out.narrow.data(), static_cast<int>(code), n) != nullptr;
  };
  const bool may_have_bad = may_be_bad_ || is_float() || !by_bytes ||
                            scale_.type() == feel::Type::date ||
                            scale_.type() == feel::Type::duration;
  out.has_bad = may_have_bad && holds(scale_.bad());
  if (!plan_.keeps()) return;
  const bool may_have_null = nulls > 0 || may_be_null_;
  out.is_open =
      out.has_bad || (may_have_null && null_code_ == scale_.unknown() && holds(scale_.unknown()));
}

Value InputColumn::value(std::int64_t row) const {
  const Value bad = plan_.keeps() ? Value::unknown(scale_.type()) : Value::absent();
  const auto null = [&] {
    return null_code_ == scale_.unknown() ? Value::unknown(scale_.type()) : Value::absent();
  };
  if (column_ == nullptr || column_->is_null(row)) return null();
  const arrow::Type& type = column_->type();
  switch (scale_.type()) {
    case feel::Type::boolean:
      return Value::of(*column_->boolean(row));
    case feel::Type::text: {
      const std::string_view text = *column_->text(row);
      return (*texts_)(text) == scale_.bad() ? bad : Value::of_text(std::string(text));
    }
    default:
      break;
  }
  Value out = bad;
  column_->for_each_piece(
      row, row + 1, [&](const Chunk& chunk, std::int64_t begin, std::int64_t, std::int64_t) {
        if (type.kind == Kind::float32) {
          if (const auto number = decimal_of(arrow::element<float>(chunk, begin))) {
            out = Value::of(*number);
          }
          return;
        }
        if (type.kind == Kind::float64) {
          if (const auto number = Decimal::shortest(arrow::element<double>(chunk, begin))) {
            out = Value::of(*number);
          }
          return;
        }
        const std::int64_t raw = arrow::integer_at(chunk, type.kind, begin);
        if (type.kind == Kind::uint64) {
          out = Value::of(decimal_of(static_cast<std::uint64_t>(raw)));
          return;
        }
        const auto number = in_unit(raw);
        if (!number) return;
        out = scale_.type() == feel::Type::number ? Value::of(Decimal(*number))
              : scale_.type() == feel::Type::date ? Value::of_day(static_cast<Day>(*number))
                                                  : Value::of_duration(*number);
      });
  return out;
}

FaultKind InputColumn::fault(std::int64_t) const {
  if (scale_.type() == feel::Type::text) return FaultKind::unknown_value;
  return scale_.type() == feel::Type::number ? FaultKind::not_a_number : FaultKind::out_of_range;
}

}  // namespace sandan::rules
