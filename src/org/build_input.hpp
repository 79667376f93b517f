#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/buffer.hpp"
#include "core/cells.hpp"
#include "core/id_index.hpp"
#include "core/interner.hpp"
#include "org/map_data.hpp"

/// Reading the tables that decision maps are built from: which rows count, what
/// is wrong in the others, and ids as numbers.
namespace sandan::org {

using process::Wanted;

inline constexpr std::uint64_t no_mask = std::uint64_t{1} << 63;
inline constexpr std::uint64_t unfit_part = std::uint64_t{1} << 62;

/// The bit of a code; unfit_part for one below 0.
constexpr std::uint64_t bit_of(std::int32_t code) noexcept {
  return code < 0 ? unfit_part : std::uint64_t{1} << code;
}

/// Calls `body(part)` for what stands between the ";" of a text, without the
/// spaces around; not for nothing.
template <class Body>
void each_part(std::string_view text, Body&& body) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (part.starts_with(' '))
      part.remove_prefix(1);
    while (part.ends_with(' '))
      part.remove_suffix(1);
    if (!part.empty()) body(part);
  }
}

/// First and last days by row; empty where the column is absent.
struct Span {
  std::vector<Day> from;
  std::vector<Day> to;
};

/// A table being read. Faults of rows that do not count are not told.
class Source {
 public:
  /// `name` is static text.
  Source(const arrow::Table& table, std::string_view name);

  const arrow::Table& table() const noexcept { return table_; }
  std::int64_t rows() const noexcept { return table_.rows(); }
  bool counts(std::int64_t row) const noexcept { return state(row) == State::counted; }
  bool is_unseen(std::int64_t row) const noexcept { return state(row) == State::unseen; }

  /// The row is no part of the book, and that is no fault.
  void skip(std::int64_t row) noexcept;
  /// The row is at fault and left out.
  void set_aside(std::int64_t row, std::string_view column, std::string_view fault);
  /// A cell is at fault; the row counts without it.
  void flag(std::int64_t row, std::string_view column, std::string_view fault);

  /// Sets aside the rows whose cell is null.
  void need(const arrow::Column& column, std::string_view fault);
  /// Leaves out rows that columns from_on and to_on put outside the day, and
  /// returns the columns.
  Span keep_day(std::optional<Day> as_of);
  /// Days of a column; no_day for null, a fault, and an absent column.
  std::vector<Day> days(std::string_view name);

  /// What becomes of a row with a text that is a fault.
  enum class Unfit : std::uint8_t { flag, set_aside };
  /// Codes of a text column: of `code_of`, which gives -1 for a text that is a
  /// fault; -1 for null too. Empty where the column is absent.
  template <class CodeOf>
  std::vector<std::int8_t> words(std::string_view name, std::string_view fault, CodeOf&& code_of,
                                 Unfit unfit = Unfit::flag);
  /// Of a column of lists, or of texts with ";" between, a bit for each text by
  /// `code_of`, which gives -1 for one that is a fault; no_mask for null, and
  /// for a list of which nothing is known. Empty where the column is absent.
  template <class CodeOf>
  std::vector<std::uint64_t> masks(std::string_view name, std::string_view fault, CodeOf&& code_of);
  /// Codes of a text column, -1 for null. Empty where the column is absent.
  std::vector<std::int32_t> texts(std::string_view name, Interner& interner) const;
  /// Cells of a column of true and false. Empty where it is absent.
  std::vector<Truth> truths(std::string_view name) const;
  /// Whether a text column says something: no for an empty text.
  std::vector<Truth> is_said(std::string_view name) const;
  /// Texts of these rows, for display.
  std::vector<std::optional<std::string>> shown(std::string_view name,
                                                const std::vector<std::int32_t>& rows) const;

  /// Calls `body(row, number)` for the numbers of rows that count.
  template <class Body>
  void each_number(std::string_view name, Body&& body) const;
  /// Calls `body(row, integer)` for the whole numbers of rows that count.
  template <class Body>
  void each_integer(std::string_view name, Body&& body) const;

  /// Moves the faults to `to` with their cells as text, in the order of rows.
  void tell(std::vector<FaultRow>& to, bool values);

 private:
  enum class State : std::uint8_t { counted, unseen, left_out };
  struct Found {
    std::int64_t row;
    std::string_view column;
    std::string_view fault;
    bool set_aside;
  };

  template <class CodeOf>
  void read_lists(const arrow::Column& column, CodeOf& code_of,
                  std::vector<std::uint64_t>& masks) const;
  void settle_masks(std::string_view name, std::string_view fault,
                    std::vector<std::uint64_t>& masks);

  State state(std::int64_t row) const noexcept { return states_[static_cast<std::size_t>(row)]; }

  const arrow::Table& table_;
  std::string_view name_;
  std::vector<State> states_;
  std::vector<Found> faults_;
};

/// What an id stands for: a number of the book, or why it has none.
inline constexpr std::int32_t no_id = -1;      ///< null
inline constexpr std::int32_t not_found = -2;  ///< in no row that counts
inline constexpr std::int32_t not_seen = -3;   ///< of a row that is unseen that day

/// Ids of a table with the numbers of its rows in the book.
class Members {
 public:
  /// `same(first, again)` says which of two rows of an id counts.
  Members(const arrow::Table& table, const arrow::Column& ids, Budget& budget,
          const std::function<std::int32_t(std::int32_t, std::int32_t)>& same);

  IdKind kind() const noexcept { return index_.kind(); }
  const arrow::Column& ids() const noexcept { return ids_; }

  /// The row that stands for each row's id; below 0 for null.
  std::vector<std::int32_t> rows_of_ids() const;
  /// Sets the number of a row, or not_found or not_seen.
  void set(std::int64_t row, std::int32_t number) noexcept {
    numbers_[static_cast<std::size_t>(row)] = number;
  }
  /// The number of a row of the table.
  std::int32_t number(std::int64_t row) const noexcept {
    return numbers_[static_cast<std::size_t>(row)];
  }
  /// Numbers of the ids of a column of `table`; refuses ids of another type.
  std::vector<std::int32_t> find(const arrow::Table& table, const arrow::Column& column) const;
  /// The same for an optional column; empty where it is absent.
  std::vector<std::int32_t> find(const arrow::Table& table, std::string_view name) const;

 private:
  void expect_kind(const arrow::Table& table, const arrow::Column& column) const;

  const arrow::Table& table_;
  const arrow::Column& ids_;
  IdIndex index_;
  std::vector<std::int32_t> numbers_;
};

/// Gives texts that count their codes in a list of the book, in the order in
/// which they are first asked for.
class Kept {
 public:
  Kept(const Interner& from, std::vector<std::string>& to)
      : from_(from), to_(to), codes_(static_cast<std::size_t>(from.size()), -1) {}

  std::int32_t operator()(std::int32_t code);
  /// Keeps these codes in the order of their texts, whatever that of the rows.
  void add_sorted(const std::vector<std::uint8_t>& is_wanted);
  /// The code of a text that stands in the list already.
  void set(std::string_view text, std::int32_t code);

 private:
  const Interner& from_;
  std::vector<std::string>& to_;
  std::vector<std::int32_t> codes_;
};

/// A cell of a column that may be absent.
template <class Cells, class Value>
Value cell_or(const Cells& cells, std::int64_t row, Value otherwise) noexcept {
  return cells.empty() ? otherwise : static_cast<Value>(cells[static_cast<std::size_t>(row)]);
}

template <class CodeOf>
std::vector<std::int8_t> Source::words(std::string_view name, std::string_view fault,
                                       CodeOf&& code_of, Unfit unfit) {
  constexpr std::int8_t is_unfit = -2;
  const auto* column = process::optional_column(&table_, name, Wanted::text);
  if (column == nullptr || column->type().kind == arrow::Kind::null) return {};
  std::vector<std::int8_t> codes(states_.size(), -1);
  code_texts<std::int8_t>(
      *column, 0, rows(), -1,
      [&](std::string_view text) {
        const std::int32_t code = code_of(text);
        return code < 0 ? is_unfit : static_cast<std::int8_t>(code);
      },
      codes.data());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] != is_unfit) continue;
    codes[row] = -1;
    if (unfit == Unfit::flag) {
      flag(static_cast<std::int64_t>(row), name, fault);
    } else {
      set_aside(static_cast<std::int64_t>(row), name, fault);
    }
  }
  return codes;
}

template <class CodeOf>
void Source::read_lists(const arrow::Column& column, CodeOf& code_of,
                        std::vector<std::uint64_t>& masks) const {
  const bool of_nulls = column.type().items->kind == arrow::Kind::null;
  column.for_each_piece(
      0, rows(),
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        for (std::int64_t i = begin; i < end; ++i) {
          if (!chunk.is_valid(i)) continue;
          std::uint64_t mask = 0;
          arrow::for_each_item(column.type(), chunk, i, [&](std::string_view text) {
            mask |= of_nulls ? no_mask : bit_of(code_of(text));
          });
          masks[static_cast<std::size_t>(first_row + (i - begin))] = mask;
        }
      });
}

template <class CodeOf>
std::vector<std::uint64_t> Source::masks(std::string_view name, std::string_view fault,
                                         CodeOf&& code_of) {
  const arrow::Column* column = table_.find_texts(name);
  if (column != nullptr && !column->type().is_list()) {
    column = process::optional_column(&table_, name, Wanted::text);
  }
  if (column == nullptr || column->type().kind == arrow::Kind::null) return {};
  std::vector<std::uint64_t> masks(states_.size(), no_mask);
  if (column->type().is_list()) {
    read_lists(*column, code_of, masks);
  } else {
    const auto mask_of = [&](std::string_view text) {
      std::uint64_t mask = 0;
      each_part(text, [&](std::string_view part) { mask |= bit_of(code_of(part)); });
      return mask;
    };
    code_texts<std::uint64_t>(*column, 0, rows(), no_mask, mask_of, masks.data());
  }
  settle_masks(name, fault, masks);
  return masks;
}

template <class Body>
void Source::each_number(std::string_view name, Body&& body) const {
  const auto* column = arrow::optional_number(&table_, name);
  if (column == nullptr || column->type().kind == arrow::Kind::null) return;
  const arrow::Type& type = column->type();
  const auto value_at = [&](const arrow::Chunk& chunk, std::int64_t at) {
    if (type.kind == arrow::Kind::float64) return arrow::element<double>(chunk, at);
    if (type.kind == arrow::Kind::float32)
      return static_cast<double>(arrow::element<float>(chunk, at));
    return static_cast<double>(arrow::integer_at(chunk, type.kind, at));
  };
  column->for_each_piece(
      0, rows(),
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        for (std::int64_t i = begin; i < end; ++i) {
          const std::int64_t row = first_row + (i - begin);
          if (!counts(row) || !chunk.is_valid(i)) continue;
          if (!type.is_dictionary()) {
            body(row, value_at(chunk, i));
            continue;
          }
          const std::int64_t code = arrow::integer_at(chunk, type.index, i);
          if (chunk.dictionary->is_valid(code)) body(row, value_at(*chunk.dictionary, code));
        }
      });
}

template <class Body>
void Source::each_integer(std::string_view name, Body&& body) const {
  const auto* column = process::optional_column(&table_, name, Wanted::integer);
  if (column == nullptr || column->type().kind == arrow::Kind::null) return;
  column->for_each_integer([&](std::int64_t row, std::optional<std::int64_t> value) {
    if (value && counts(row)) body(row, *value);
  });
}

}  // namespace sandan::org
