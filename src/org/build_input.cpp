#include "org/build_input.hpp"

#include "core/text.hpp"

namespace sandan::org {
namespace {

/// Bytes of a cell that a fault shows.
constexpr std::size_t most_shown = 200;

}  // namespace

Source::Source(const arrow::Table& table, std::string_view name)
    : table_(table), name_(name), states_(static_cast<std::size_t>(table.rows()), State::counted) {}

void Source::skip(std::int64_t row) noexcept {
  State& state = states_[static_cast<std::size_t>(row)];
  if (state == State::counted) state = State::unseen;
}

void Source::set_aside(std::int64_t row, std::string_view column, std::string_view fault) {
  if (!counts(row)) return;
  states_[static_cast<std::size_t>(row)] = State::left_out;
  faults_.push_back({row, column, fault, true});
}

void Source::flag(std::int64_t row, std::string_view column, std::string_view fault) {
  if (counts(row)) faults_.push_back({row, column, fault, false});
}

void Source::need(const arrow::Column& column, std::string_view fault) {
  const bool all_null = column.type().kind == arrow::Kind::null;
  column.for_each_piece(
      0, rows(),
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        const arrow::Chunk* values = chunk.dictionary.get();
        const bool by_value = values != nullptr && values->has_nulls();
        if (!all_null && !chunk.has_nulls() && !by_value) return;
        for (std::int64_t i = begin; i < end; ++i) {
          bool valid = !all_null && chunk.is_valid(i);
          if (valid && by_value) {
            valid = values->is_valid(arrow::integer_at(chunk, column.type().index, i));
          }
          if (!valid) set_aside(first_row + (i - begin), column.name(), fault);
        }
      });
}

Span Source::keep_day(std::optional<Day> as_of) {
  Span span{days("from_on"), days("to_on")};
  if (!as_of) return span;
  for (std::int64_t row = 0; row < rows(); ++row) {
    const Day first = cell_or(span.from, row, no_day);
    const Day last = cell_or(span.to, row, no_day);
    if ((first != no_day && first > *as_of) || (last != no_day && last < *as_of)) skip(row);
  }
  // What is wrong in a row of another day is not told.
  std::erase_if(faults_, [&](const Found& fault) { return is_unseen(fault.row); });
  return span;
}

std::vector<Day> Source::days(std::string_view name) {
  const auto* column = process::optional_column(&table_, name, Wanted::day);
  if (column == nullptr) return {};
  return process::read_days(*column, [&](std::int64_t row) { flag(row, name, "impossible_date"); });
}

std::vector<std::int32_t> Source::texts(std::string_view name, Interner& interner) const {
  const auto* column = process::optional_column(&table_, name, Wanted::text);
  if (column == nullptr || column->type().kind == arrow::Kind::null) return {};
  std::vector<std::int32_t> codes(states_.size(), -1);
  code_texts<std::int32_t>(
      *column, 0, rows(), -1, [&](std::string_view text) { return interner.code(text); },
      codes.data());
  return codes;
}

std::vector<Truth> Source::is_said(std::string_view name) const {
  const auto* column = process::optional_column(&table_, name, Wanted::text);
  if (column == nullptr || column->type().kind == arrow::Kind::null) return {};
  std::vector<Truth> said(states_.size(), Truth::unknown);
  code_texts<Truth>(
      *column, 0, rows(), Truth::unknown,
      [](std::string_view text) { return text.empty() ? Truth::no : Truth::yes; }, said.data());
  return said;
}

std::vector<Truth> Source::truths(std::string_view name) const {
  const arrow::Column* column = table_.find(name);
  if (column == nullptr || column->type().kind == arrow::Kind::null) return {};
  if (column->type().kind != arrow::Kind::boolean) {
    throw table_
        .error(Status::schema, "wrong_type",
               "column \"" + column->name() + "\" is " + type_name(column->type()) +
                   "; true or false is wanted")
        .at(column->name())
        .in_column(column->position());
  }
  std::vector<Truth> cells(states_.size(), Truth::unknown);
  const bool coded = column->type().is_dictionary();
  const auto bit_at = [](const arrow::Chunk& chunk, std::int64_t at) {
    const std::int64_t bit = chunk.offset + at;
    return (static_cast<const std::uint8_t*>(chunk.values)[bit >> 3] >> (bit & 7) & 1) != 0;
  };
  column->for_each_piece(
      0, rows(),
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        for (std::int64_t i = begin; i < end; ++i) {
          if (!chunk.is_valid(i)) continue;
          const arrow::Chunk& values = coded ? *chunk.dictionary : chunk;
          const std::int64_t at = coded ? arrow::integer_at(chunk, column->type().index, i) : i;
          if (coded && !values.is_valid(at)) continue;
          cells[static_cast<std::size_t>(first_row + (i - begin))] =
              bit_at(values, at) ? Truth::yes : Truth::no;
        }
      });
  return cells;
}

std::vector<std::optional<std::string>> Source::shown(std::string_view name,
                                                      const std::vector<std::int32_t>& rows) const {
  const auto* column = process::optional_column(&table_, name, Wanted::text);
  std::vector<std::optional<std::string>> texts(rows.size());
  if (column == nullptr || column->type().kind == arrow::Kind::null) return texts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (const auto text = column->text(rows[i])) texts[i] = std::string(*text);
  }
  return texts;
}

void Source::settle_masks(std::string_view name, std::string_view fault,
                          std::vector<std::uint64_t>& masks) {
  for (std::size_t row = 0; row < masks.size(); ++row) {
    if ((masks[row] & unfit_part) == 0) continue;
    masks[row] &= ~unfit_part;
    if (masks[row] == 0) masks[row] = no_mask;
    flag(static_cast<std::int64_t>(row), name, fault);
  }
}

void Source::tell(std::vector<FaultRow>& to, bool values) {
  std::stable_sort(faults_.begin(), faults_.end(),
                   [](const Found& a, const Found& b) { return a.row < b.row; });
  to.reserve(to.size() + faults_.size());
  for (const Found& found : faults_) {
    FaultRow told;
    told.fault = {name_, found.row, std::string(found.column), found.fault, found.set_aside};
    const arrow::Column* column = values ? table_.find_texts(found.column) : nullptr;
    if (column != nullptr) {
      if (const auto cell = column->printed(found.row)) told.value = shortened(*cell, most_shown);
    }
    to.push_back(std::move(told));
  }
  faults_.clear();
}

Members::Members(const arrow::Table& table, const arrow::Column& ids, Budget& budget,
                 const std::function<std::int32_t(std::int32_t, std::int32_t)>& same)
    : table_(table),
      ids_(ids),
      index_(table, ids, budget, same),
      numbers_(static_cast<std::size_t>(table.rows()), not_found) {}

std::vector<std::int32_t> Members::rows_of_ids() const {
  std::vector<std::int32_t> found(numbers_.size());
  index_.find(ids_, 0, ids_.rows(), found.data());
  return found;
}

void Members::expect_kind(const arrow::Table& table, const arrow::Column& column) const {
  const bool empty = ids_.type().kind == arrow::Kind::null || table_.rows() == 0 ||
                     column.type().kind == arrow::Kind::null || table.rows() == 0;
  if (empty || id_kind(table, column) == index_.kind()) return;
  throw table
      .error(Status::schema, "id_types_differ",
             "column \"" + column.name() + "\" is " + type_name(column.type()) + ", \"" +
                 ids_.name() + "\" of \"" + table_.name() + "\" is " + type_name(ids_.type()) +
                 "; both must be text or both whole numbers")
      .at(column.name())
      .in_column(column.position());
}

std::vector<std::int32_t> Members::find(const arrow::Table& table,
                                        const arrow::Column& column) const {
  expect_kind(table, column);
  std::vector<std::int32_t> found(static_cast<std::size_t>(table.rows()));
  index_.find(column, 0, table.rows(), found.data());
  for (std::int32_t& row : found) {
    row = row == IdIndex::null ? no_id : row == IdIndex::unknown ? not_found : number(row);
  }
  return found;
}

std::vector<std::int32_t> Members::find(const arrow::Table& table, std::string_view name) const {
  const auto* column = process::optional_column(&table, name, Wanted::id);
  return column == nullptr ? std::vector<std::int32_t>() : find(table, *column);
}

std::int32_t Kept::operator()(std::int32_t code) {
  if (code < 0) return -1;
  std::int32_t& kept = codes_[static_cast<std::size_t>(code)];
  if (kept < 0) {
    kept = static_cast<std::int32_t>(to_.size());
    to_.emplace_back(from_.text(code));
  }
  return kept;
}

void Kept::add_sorted(const std::vector<std::uint8_t>& is_wanted) {
  std::vector<std::int32_t> wanted;
  for (std::size_t code = 0; code < is_wanted.size(); ++code) {
    if (is_wanted[code] != 0) wanted.push_back(static_cast<std::int32_t>(code));
  }
  std::sort(wanted.begin(), wanted.end(),
            [this](std::int32_t a, std::int32_t b) { return from_.text(a) < from_.text(b); });
  for (const std::int32_t code : wanted)
    (*this)(code);
}

void Kept::set(std::string_view text, std::int32_t code) {
  const std::int32_t known = from_.find(text);
  if (known >= 0) codes_[static_cast<std::size_t>(known)] = code;
}

}  // namespace sandan::org
