#include "quota/rates.hpp"

#include <algorithm>

#include "core/arrow_column.hpp"
#include "core/ratio.hpp"
#include "core/text.hpp"
#include "process/history_data.hpp"
#include "process/inputs.hpp"

namespace sandan::quota {
namespace {

using process::no_day;
using process::Wanted;

[[noreturn]] void refuse(const arrow::Table& table, const arrow::Column& column, std::int64_t row,
                         std::string_view detail, std::string message) {
  throw table.error(Status::data, detail, std::move(message))
      .at(column.name())
      .in_row(row)
      .in_column(column.position());
}

constexpr bool is_small(std::int64_t value) noexcept {
  return value > -(std::int64_t{1} << 31) && value < std::int64_t{1} << 31;
}

/// amount × num ÷ den, half to even, for factors whose product fits 64 bits.
Minor small_ratio(std::int64_t amount, std::int64_t num, std::int64_t den) noexcept {
  const std::int64_t product = amount * num;
  const std::int64_t above = product < 0 ? -product : product;
  std::int64_t quotient = above / den;
  const std::int64_t rest = above % den;
  if (rest > den - rest || (rest == den - rest && (quotient & 1) != 0)) ++quotient;
  return product < 0 ? -quotient : quotient;
}

}  // namespace

Rates::Rates(const Tables& tables, std::string_view to) : to_(to) {
  currencies_.code(to);
  rates_.emplace_back();
  const arrow::Table* table = tables.find("rates");
  if (table == nullptr) return;
  const auto& date = process::required_column(*table, "date", Wanted::day);
  const auto& from = process::required_column(*table, "from_currency", Wanted::text);
  const auto& into = process::required_column(*table, "to_currency", Wanted::text);
  const auto& num = process::required_column(*table, "num", Wanted::integer);
  const auto& den = process::required_column(*table, "den", Wanted::integer);
  const auto days = process::read_days(date, [&](std::int64_t row) {
    refuse(*table, date, row, "impossible_date", "a rate's date lies outside 1900 to 2199");
  });
  const auto value = [&](const arrow::Column& column, std::int64_t row) {
    const auto read = column.integer(row);
    if (!read) refuse(*table, column, row, "missing_rate_value", "a rate needs num and den");
    if (*read <= 0) {
      refuse(*table, column, row, "bad_rate", "num and den of a rate must be above 0");
    }
    return *read;
  };
  for (std::int64_t row = 0; row < table->rows(); ++row) {
    const auto target = into.text(row);
    const auto source = from.text(row);
    if (!target) refuse(*table, into, row, "missing_rate_value", "a rate needs to_currency");
    if (!source) refuse(*table, from, row, "missing_rate_value", "a rate needs from_currency");
    if (*target != to || *source == to) continue;
    const Day day = days[static_cast<std::size_t>(row)];
    if (day == no_day) refuse(*table, date, row, "missing_rate_value", "a rate needs a date");
    const auto code = static_cast<std::size_t>(currencies_.code(*source));
    if (code >= rates_.size()) rates_.resize(code + 1);
    rates_[code].push_back({day, value(num, row), value(den, row), row});
  }
  for (auto& of_currency : rates_) {
    std::stable_sort(of_currency.begin(), of_currency.end(),
                     [](const Rate& a, const Rate& b) { return a.day < b.day; });
    for (std::size_t i = 1; i < of_currency.size(); ++i) {
      const Rate& before = of_currency[i - 1];
      const Rate& rate = of_currency[i];
      if (rate.day != before.day || (rate.num == before.num && rate.den == before.den)) continue;
      refuse(*table, date, rate.row, "duplicate_rate",
             "two rates of one pair of currencies on " + format_day(rate.day) + " differ");
    }
  }
}

std::int32_t Rates::code(std::string_view from) const noexcept { return currencies_.find(from); }

std::optional<Minor> Rates::convert(Minor amount, std::int32_t from, Day day) const {
  if (from == 0) return amount;
  if (from < 0) return std::nullopt;
  const auto& of_currency = rates_[static_cast<std::size_t>(from)];
  const auto after =
      std::upper_bound(of_currency.begin(), of_currency.end(), day,
                       [](Day wanted, const Rate& rate) { return wanted < rate.day; });
  if (after == of_currency.begin()) return std::nullopt;
  const Rate& rate = *std::prev(after);
  if (is_small(amount) && is_small(rate.num)) return small_ratio(amount, rate.num, rate.den);
  return rounded_ratio({amount, rate.num}, {rate.den});
}

Error no_rate(const arrow::Table& table, const arrow::Column& column, std::int64_t row,
              std::string_view from, std::string_view to, Day day, bool values) {
  return table
      .error(Status::data, "no_rate",
             "an amount in " + (values ? shortened(from, 20) : std::string("a currency")) +
                 " has no rate into " + shortened(to, 20) + " on or before " + format_day(day) +
                 "; add one to table \"rates\", or leave the row out")
      .at(column.name())
      .in_row(row)
      .in_column(column.position());
}

}  // namespace sandan::quota
