#include "core/id_values.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

#include "sandan/core/status.hpp"

namespace sandan {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  if (fault != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

}  // namespace

std::int64_t IdValues::size() const noexcept {
  return static_cast<std::int64_t>(kind_ == IdKind::integer ? integers_.size() : ends_.size());
}

void IdValues::append(const arrow::Column& column, std::int64_t row) {
  if (kind_ == IdKind::integer) {
    integers_.push_back(column.integer(row).value_or(0));
  } else {
    append_text(column.text(row).value_or(std::string_view()));
  }
}

void IdValues::append(std::string_view text) {
  if (kind_ == IdKind::text) return append_text(text);
  const auto number = whole_number(text);
  if (!number) {
    throw Error(Status::invalid_argument, "not_an_id",
                "\"" + std::string(text) + "\" is no id here: ids are whole numbers");
  }
  integers_.push_back(*number);
}

void IdValues::append(const IdValues& others, std::int64_t from, std::int64_t to) {
  if (kind_ == IdKind::integer) {
    integers_.insert(integers_.end(), others.integers_.begin() + from,
                     others.integers_.begin() + to);
    return;
  }
  if (from == to) return;
  const std::int64_t begin = from == 0 ? 0 : others.ends_[at(from) - 1];
  const std::int64_t moved = static_cast<std::int64_t>(bytes_.size()) - begin;
  bytes_.insert(bytes_.end(), others.bytes_.begin() + begin,
                others.bytes_.begin() + others.ends_[at(to) - 1]);
  std::transform(others.ends_.begin() + from, others.ends_.begin() + to, std::back_inserter(ends_),
                 [&](std::int64_t end) { return end + moved; });
}

void IdValues::append_text(std::string_view text) {
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  ends_.push_back(static_cast<std::int64_t>(bytes_.size()));
}

std::string_view IdValues::view(std::int64_t index) const noexcept {
  const std::int64_t begin = index == 0 ? 0 : ends_[at(index) - 1];
  return {bytes_.data() + begin, at(ends_[at(index)] - begin)};
}

std::string IdValues::text(std::int64_t index) const {
  return kind_ == IdKind::integer ? std::to_string(integers_[at(index)]) : std::string(view(index));
}

std::int64_t IdValues::find(std::string_view text) const noexcept {
  if (kind_ == IdKind::integer) {
    const auto number = whole_number(text);
    const auto found =
        number ? std::find(integers_.begin(), integers_.end(), *number) : integers_.end();
    return found == integers_.end() ? -1 : found - integers_.begin();
  }
  for (std::int64_t i = 0; i < size(); ++i) {
    if (view(i) == text) return i;
  }
  return -1;
}

results::Column IdValues::text_ids(std::string name,
                                   const std::vector<std::int64_t>& indices) const {
  auto offsets = std::make_shared<std::vector<std::int64_t>>();
  auto bytes = std::make_shared<std::string>();
  std::vector<std::uint8_t> valid(indices.size());
  offsets->reserve(indices.size() + 1);
  offsets->push_back(0);
  results::Column column;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    valid[i] = indices[i] >= 0 ? 1 : 0;
    if (indices[i] >= 0) *bytes += view(indices[i]);
    column.null_count += indices[i] < 0 ? 1 : 0;
    offsets->push_back(static_cast<std::int64_t>(bytes->size()));
  }
  column.name = std::move(name);
  column.type = results::ColumnType::text;
  column.length = static_cast<std::int64_t>(indices.size());
  column.values = std::shared_ptr<const void>(offsets, offsets->data());
  column.bytes = std::shared_ptr<const char>(bytes, bytes->data());
  if (column.null_count > 0) column.validity = results::bits_of(valid.data(), valid.size());
  return column;
}

results::Column IdValues::column(std::string name, const std::vector<std::int64_t>& indices) const {
  results::Column column;
  if (kind_ == IdKind::text) {
    column = text_ids(std::move(name), indices);
  } else {
    std::vector<std::optional<std::int64_t>> numbers(indices.size());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (indices[i] >= 0) numbers[i] = integers_[at(indices[i])];
    }
    column = results::int64_column(std::move(name), numbers);
  }
  column.nullable = column.null_count > 0;
  return column;
}

}  // namespace sandan
