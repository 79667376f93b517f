#pragma once

#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/handles.hpp"
#include "support/arrow_builder.hpp"

/// Arrow columns of random types and values whose buffers are as large as their
/// lengths ask for.
namespace sandan::fuzz {

using namespace sandan::testing;
using Texts = std::vector<std::optional<std::string>>;

inline constexpr int most_rows = 24;

/// Takes values off the front of the input; zeros when it is used up.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  int below(int n) { return byte() % n; }
  std::int64_t wide() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
      value = value << 8 | byte();
    return static_cast<std::int64_t>(value);
  }
  /// What is left, as a text.
  std::string rest() {
    std::string text(reinterpret_cast<const char*>(data_), left_);
    left_ = 0;
    return text;
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

/// A refusal is told whole: the status, and texts that end.
inline void check_error(const sandan_error& error, std::int32_t status) {
  expect(status != SANDAN_INTERNAL);
  if (status == SANDAN_OK) return;
  expect(error.code == status && error.detail[0] != 0 && error.message[0] != 0);
  expect(std::memchr(error.where, 0, sizeof error.where) != nullptr);
  expect(std::memchr(error.message, 0, sizeof error.message) != nullptr);
}

inline Texts random_texts(Input& input, int rows) {
  static const char* const words[] = {"a",
                                      "b",
                                      "w",
                                      "s",
                                      "lost",
                                      "won",
                                      "open",
                                      "p",
                                      "CNY",
                                      "",
                                      "a text of more than twelve bytes",
                                      "单子",
                                      "1"};
  Texts texts_of;
  for (int i = 0; i < rows; ++i) {
    const int choice = input.below(16);
    if (choice < 13) {
      texts_of.emplace_back(words[choice]);
    } else if (choice == 13) {
      texts_of.emplace_back(
          std::string(static_cast<std::size_t>(input.below(20)), static_cast<char>(input.byte())));
    } else {
      texts_of.emplace_back();
    }
  }
  return texts_of;
}

template <class T>
std::vector<std::optional<T>> random_numbers(Input& input, int rows, std::int64_t base, int span) {
  std::vector<std::optional<T>> values;
  for (int i = 0; i < rows; ++i) {
    const int choice = input.below(20);
    if (choice == 0) {
      values.emplace_back(static_cast<T>(input.wide()));
    } else if (choice == 1) {
      values.emplace_back();
    } else {
      values.emplace_back(static_cast<T>(base + input.below(span)));
    }
  }
  return values;
}

/// Bends offsets, views and codes; text bytes stay where they are, and no
/// bitmap or buffer becomes smaller than the lengths say.
inline void bend(Input& input, Column& column) {
  const int what = input.below(24);
  if (what == 0) column.null_count = -1;
  if (what == 1 && column.buffers.size() > 1 && column.buffers[1] && !column.buffers[1]->empty()) {
    Bytes& values = *column.buffers[1];
    const bool offsets = column.format == "u" || column.format == "U";
    const std::size_t at = static_cast<std::size_t>(input.byte()) % values.size();
    if (!offsets) {
      values[at] = input.byte();
    } else {
      // An offset that points beyond the bytes is the caller's word; one that
      // goes back is for the library to find.
      const std::size_t width = column.format == "u" ? 4 : 8;
      const std::size_t place = at / width * width;
      std::memset(values.data() + place, 0, width);
      if (input.below(2) == 0 && place + width < values.size()) values[place + width - 1] = 0x80;
    }
  }
  if (what == 2 && !column.buffers.empty() && input.below(4) == 0) {
    column.buffers.erase(column.buffers.begin() +
                         input.below(static_cast<int>(column.buffers.size())));
  }
  if (what == 3 && column.length > 1) {
    const int cut = input.below(static_cast<int>(column.length));
    column.offset += cut;
    column.length -= cut;
    column.null_count = -1;
  }
}

inline Column random_column(Input& input, const std::string& name, int rows) {
  const std::int64_t day = day_number("2026-01-01");
  const std::int64_t micros = day * 86'400'000'000;
  switch (input.below(15)) {
    case 0:
      return texts(name, random_texts(input, rows));
    case 1:
      return large_texts(name, random_texts(input, rows));
    case 2:
      return text_views(name, random_texts(input, rows));
    case 3:
      return coded_texts(name, random_texts(input, rows));
    case 4:
      return dictionary<std::int8_t>(name, "c", random_numbers<std::int8_t>(input, rows, 0, 4),
                                     texts("", random_texts(input, 4)));
    case 5:
      return dictionary<std::uint16_t>(name, "S", random_numbers<std::uint16_t>(input, rows, 0, 3),
                                       int64s("", random_numbers<std::int64_t>(input, 3, 0, 5)));
    case 6:
      return int64s(name, random_numbers<std::int64_t>(input, rows, 0, 6));
    case 7:
      return numbers<std::int32_t>(name, "i", random_numbers<std::int32_t>(input, rows, 0, 6));
    case 8:
      return numbers<std::uint64_t>(name, "L", random_numbers<std::uint64_t>(input, rows, 0, 6));
    case 9:
      return numbers<std::int32_t>(name, "tdD", random_numbers<std::int32_t>(input, rows, day, 90));
    case 10:
      return numbers<std::int64_t>(name,
                                   "tsu:", random_numbers<std::int64_t>(input, rows, micros, 99));
    case 11:
      return numbers<std::int64_t>(
          name, input.below(2) == 0 ? "tsn:" : "tss:UTC",
          random_numbers<std::int64_t>(input, rows, micros / 1'000'000, 99));
    case 12:
      return nulls(name, rows);
    case 13: {
      Column column = numbers<double>(
          name, "g", std::vector<std::optional<double>>(static_cast<std::size_t>(rows), 1.5));
      if (input.below(2) == 0) column.format = "d:10,2";
      return column;
    }
    default:
      return booleans(name, std::vector<std::optional<bool>>(static_cast<std::size_t>(rows), true));
  }
}

/// Mostly the type the column should have, so that the depths are reached: i whole
/// numbers, n numbers, b truths, d days, w spans of time, t texts.
inline Column likely_column(Input& input, const std::string& name, char type, int rows) {
  if (input.below(32) == 0) return random_column(input, name, rows);
  const std::int64_t day = day_number("2026-01-01");
  if (type == 'i') return int64s(name, random_numbers<std::int64_t>(input, rows, 0, 8));
  if (type == 'b') {
    std::vector<std::optional<bool>> truths;
    for (int i = 0; i < rows; ++i) {
      const int choice = input.below(3);
      truths.push_back(choice == 2 ? std::nullopt : std::optional(choice == 1));
    }
    return booleans(name, truths);
  }
  if (type == 'n') {
    std::vector<std::optional<double>> halves;
    for (const auto& number : random_numbers<std::int64_t>(input, rows, -2, 20))
      halves.push_back(number ? std::optional(static_cast<double>(*number) / 2) : std::nullopt);
    return numbers<double>(name, "g", halves);
  }
  if (type == 'w') {
    return numbers<std::int64_t>(name, "tDs", random_numbers<std::int64_t>(input, rows, 0, 7'000));
  }
  if (type == 'd') {
    return numbers<std::int32_t>(name, "tdD", random_numbers<std::int32_t>(input, rows, day, 60));
  }
  return input.below(2) == 0 ? texts(name, random_texts(input, rows))
                             : coded_texts(name, random_texts(input, rows));
}

}  // namespace sandan::fuzz
