#include "process/inputs.hpp"

#include <algorithm>

#include "core/cells.hpp"
#include "core/id_index.hpp"

namespace sandan::process {
namespace {

constexpr CivilMicros first_moment = first_day * micros_per_day;
constexpr CivilMicros after_last_moment = (last_day + std::int64_t{1}) * micros_per_day;

std::string_view wanted_name(Wanted wanted) {
  switch (wanted) {
    case Wanted::id:
      return "text or a whole number";
    case Wanted::text:
      return "text";
    case Wanted::integer:
      return "a whole number";
    case Wanted::day:
      return "a date";
    case Wanted::moment:
      return "a date or a timestamp";
  }
  return "";
}

bool fits(const arrow::Type& type, Wanted wanted) {
  if (type.kind == arrow::Kind::null) return true;
  switch (wanted) {
    case Wanted::id:
      return type.is_text() || type.is_integer();
    case Wanted::text:
      return type.is_text();
    case Wanted::integer:
      return type.is_integer();
    case Wanted::day:
      return type.is_date() || (type.is_timestamp() && type.zone.empty());
    case Wanted::moment:
      return type.is_date() || type.is_timestamp();
  }
  return false;
}

}  // namespace

const arrow::Column* optional_column(const arrow::Table* table, std::string_view name,
                                     Wanted wanted) {
  const arrow::Column* column = table == nullptr ? nullptr : table->find(name);
  if (column == nullptr) return nullptr;
  if (!fits(column->type(), wanted)) {
    const bool fractions =
        column->type().kind == arrow::Kind::float32 || column->type().kind == arrow::Kind::float64;
    const bool whole = wanted == Wanted::id || wanted == Wanted::integer;
    throw table
        ->error(Status::schema, "wrong_type",
                "column \"" + column->name() + "\" is " + type_name(column->type()) + "; " +
                    std::string(wanted_name(wanted)) + " is wanted" +
                    (fractions && whole ? " (cast it to int64, with nulls for gaps)" : ""))
        .at(column->name())
        .in_column(column->position());
  }
  return column;
}

const arrow::Column& required_column(const arrow::Table& table, std::string_view name,
                                     Wanted wanted) {
  if (const auto* column = optional_column(&table, name, wanted)) return *column;
  throw table
      .error(Status::schema, "missing_column",
             "column \"" + std::string(name) + "\" is missing (" +
                 std::string(wanted_name(wanted)) + ")")
      .at(std::string(name));
}

MomentReader::MomentReader(const arrow::Table& table, const arrow::Column& column,
                           const std::vector<ZoneTransition>& zone)
    : column_(&column), zone_(&zone) {
  const bool zoned = !column.type().zone.empty();
  if (zoned && zone.empty()) {
    throw table
        .error(Status::invalid_argument, "zone_needed",
               "column \"" + column.name() + "\" has the time zone \"" + column.type().zone +
                   "\"; give utc_offset or zone_transitions in the request, or civil times")
        .at(column.name())
        .in_column(column.position());
  }
  if (!zoned && !zone.empty() && column.type().kind != arrow::Kind::null) {
    throw table
        .error(Status::invalid_argument, "zone_not_needed",
               "column \"" + column.name() +
                   "\" has no time zone, so its times are civil already; leave utc_offset and "
                   "zone_transitions out")
        .at(column.name())
        .in_column(column.position());
  }
}

std::int32_t MomentReader::offset_at(std::int64_t utc_micros) const noexcept {
  const auto after = std::upper_bound(zone_->begin(), zone_->end(), utc_micros,
                                      [](std::int64_t moment, const ZoneTransition& transition) {
                                        return moment < transition.utc_micros;
                                      });
  // Before the first transition its offset holds, as the best that is known.
  return after == zone_->begin() ? after->offset_seconds : std::prev(after)->offset_seconds;
}

CivilMicros MomentReader::to_civil(std::int64_t value) const noexcept {
  const auto micros = arrow::micros_of(column_->type().kind, value);
  if (!micros || *micros < first_moment - micros_per_day ||
      *micros >= after_last_moment + micros_per_day) {
    return impossible;
  }
  const std::int64_t civil =
      zone_->empty() ? *micros : *micros + std::int64_t{offset_at(*micros)} * 1'000'000;
  return civil < first_moment || civil >= after_last_moment ? impossible : civil;
}

void MomentReader::read(std::int64_t from, std::int64_t to, CivilMicros* out) const {
  const arrow::Type& type = column_->type();
  if (type.kind == arrow::Kind::null) {
    std::fill(out, out + (to - from), missing);
    return;
  }
  if (type.is_dictionary()) {
    for (std::int64_t row = from; row < to; ++row) {
      const auto value = column_->integer(row);
      *out++ = value ? to_civil(*value) : missing;
    }
    return;
  }
  column_->for_each_piece(
      from, to,
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        CivilMicros* moments = out + (first_row - from);
        if (!chunk.has_nulls() && type.kind == arrow::Kind::timestamp_micros && zone_->empty()) {
          const auto* values = static_cast<const std::int64_t*>(chunk.values) + chunk.offset;
          for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t value = values[i];
            *moments++ = value >= first_moment && value < after_last_moment ? value : impossible;
          }
          return;
        }
        for (std::int64_t i = begin; i < end; ++i) {
          *moments++ = chunk.is_valid(i) ? to_civil(integer_at(chunk, type.kind, i)) : missing;
        }
      });
}

std::vector<Day> read_days(const arrow::Column& column,
                           const std::function<void(std::int64_t)>& impossible) {
  const arrow::Type& type = column.type();
  std::vector<Day> days(static_cast<std::size_t>(column.rows()), no_day);
  if (type.kind == arrow::Kind::null) return days;
  column.for_each_piece(
      0, column.rows(),
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        for (std::int64_t i = begin; i < end; ++i) {
          const std::int64_t row = first_row + (i - begin);
          std::optional<std::int64_t> value;
          if (type.is_dictionary()) {
            value = column.integer(row);
          } else if (chunk.is_valid(i)) {
            value = integer_at(chunk, type.kind, i);
          }
          if (!value) continue;
          const auto micros = arrow::micros_of(type.kind, *value);
          if (micros && *micros >= first_moment && *micros < after_last_moment) {
            days[static_cast<std::size_t>(row)] = day_of_moment(*micros);
          } else {
            impossible(row);
          }
        }
      });
  return days;
}

std::vector<Day> days_or(const arrow::Table& table, std::string_view name, Day otherwise,
                         bool values) {
  const auto* column = optional_column(&table, name, Wanted::day);
  if (column == nullptr) return std::vector<Day>(static_cast<std::size_t>(table.rows()), otherwise);
  auto days = read_days(*column, [&](std::int64_t row) {
    throw arrow::cell_error(table, *column, row, "impossible_date",
                            "a day is wanted from 1900 to 2199", values);
  });
  for (Day& day : days) {
    if (day == no_day) day = otherwise;
  }
  return days;
}

}  // namespace sandan::process
