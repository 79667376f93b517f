#include "org/map_tables.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "org/schemas.hpp"

namespace sandan::org {
namespace {

using Type = results::ColumnType;

std::size_t at_row(std::int64_t row) noexcept { return static_cast<std::size_t>(row); }

template <class T>
results::Column whole_column(std::string name, Type type, const std::vector<std::int64_t>& whole) {
  std::vector<T> values(whole.size());
  std::transform(whole.begin(), whole.end(), values.begin(),
                 [](std::int64_t value) { return static_cast<T>(value); });
  return results::number_column(std::move(name), type, std::move(values));
}

std::span<const results::ColumnSpec> specs_of(std::string_view name) {
  const auto described = described_contents();
  const auto found = std::find_if(described.begin(), described.end(),
                                  [&](const auto& table) { return table.table == name; });
  if (found == described.end()) throw std::logic_error("no such table");
  return found->columns;
}

}  // namespace

void CellColumn::append_text(std::string_view text) {
  bytes_ += text;
  ends_.push_back(static_cast<std::int64_t>(bytes_.size()));
}

void CellColumn::append(const Cell& cell) {
  const bool null = is_null(cell);
  valid_.push_back(null ? 0 : 1);
  nulls_ += null ? 1 : 0;
  switch (spec_->type) {
    case Type::boolean:
      whole_.push_back(!null && std::get<bool>(cell) ? 1 : 0);
      break;
    case Type::float64:
      reals_.push_back(null ? 0 : std::get<double>(cell));
      break;
    case Type::text:
      append_text(null ? std::string_view() : std::get<std::string_view>(cell));
      break;
    case Type::dictionary:
      whole_.push_back(null ? -1 : words_.code(std::get<std::string_view>(cell)));
      break;
    default:
      whole_.push_back(null ? 0 : std::get<std::int64_t>(cell));
  }
}

Cell CellColumn::at(std::int64_t row) const {
  const std::size_t i = at_row(row);
  if (valid_[i] == 0) return {};
  switch (spec_->type) {
    case Type::boolean:
      return whole_[i] != 0;
    case Type::float64:
      return reals_[i];
    case Type::text:
      return std::string_view(bytes_).substr(at_row(ends_[i]), at_row(ends_[i + 1] - ends_[i]));
    case Type::dictionary:
      return words_.text(static_cast<std::int32_t>(whole_[i]));
    default:
      return whole_[i];
  }
}

results::Column CellColumn::plain() {
  std::string name(spec_->name);
  switch (spec_->type) {
    case Type::boolean:
      return results::boolean_column(std::move(name),
                                     std::vector<std::uint8_t>(whole_.begin(), whole_.end()));
    case Type::float64:
      return results::number_column(std::move(name), Type::float64, std::move(reals_));
    case Type::text: {
      results::Column column;
      column.name = std::move(name);
      column.type = Type::text;
      column.length = static_cast<std::int64_t>(valid_.size());
      auto ends = std::make_shared<std::vector<std::int64_t>>(std::move(ends_));
      auto bytes = std::make_shared<std::string>(std::move(bytes_));
      column.values = std::shared_ptr<const void>(ends, ends->data());
      column.bytes = std::shared_ptr<const char>(bytes, bytes->data());
      return column;
    }
    case Type::int32:
    case Type::day:
      return whole_column<std::int32_t>(std::move(name), spec_->type, whole_);
    default:
      return whole_column<std::int64_t>(std::move(name), spec_->type, whole_);
  }
}

results::Column CellColumn::take() && {
  if (spec_->type == Type::dictionary) {
    const std::vector<std::int32_t> codes(whole_.begin(), whole_.end());
    auto column = results::dictionary_column(
        std::string(spec_->name), codes,
        std::make_shared<const results::Column>(results::text_column("", words_.texts())));
    column.nullable = spec_->nullable;
    return column;
  }
  results::Column column = plain();
  column.nullable = spec_->nullable;
  column.null_count = nulls_;
  if (nulls_ > 0) column.validity = results::bits_of(valid_.data(), valid_.size());
  return column;
}

MapTable::MapTable(std::string_view name) : name_(name), specs_(specs_of(name)) {
  columns_.reserve(specs_.size());
  for (const results::ColumnSpec& spec : specs_)
    columns_.emplace_back(spec);
}

void MapTable::append(std::span<const Cell> cells) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].append(cells[i]);
    const auto* text = std::get_if<std::string_view>(&cells[i]);
    text_bytes_ += text == nullptr ? 0 : text->size();
  }
  ++rows_;
}

results::Table MapTable::take() && {
  results::Table table;
  table.name = name_;
  for (CellColumn& column : columns_)
    table.add(std::move(column).take());
  return table;
}

}  // namespace sandan::org
