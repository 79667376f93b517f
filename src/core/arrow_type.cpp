#include <array>
#include <utility>

#include "core/arrow_column.hpp"

namespace sandan::arrow {
namespace {

struct Format {
  std::string_view format;
  Kind kind;
  std::string_view name;
};

constexpr std::array formats = {Format{"n", Kind::null, "null"},
                                Format{"b", Kind::boolean, "bool"},
                                Format{"c", Kind::int8, "int8"},
                                Format{"s", Kind::int16, "int16"},
                                Format{"i", Kind::int32, "int32"},
                                Format{"l", Kind::int64, "int64"},
                                Format{"C", Kind::uint8, "uint8"},
                                Format{"S", Kind::uint16, "uint16"},
                                Format{"I", Kind::uint32, "uint32"},
                                Format{"L", Kind::uint64, "uint64"},
                                Format{"f", Kind::float32, "float32"},
                                Format{"g", Kind::float64, "float64"},
                                Format{"u", Kind::text, "text"},
                                Format{"U", Kind::large_text, "text"},
                                Format{"vu", Kind::text_view, "text"},
                                Format{"tdD", Kind::date_days, "date"},
                                Format{"tdm", Kind::date_millis, "date"},
                                Format{"tDs", Kind::duration_seconds, "duration"},
                                Format{"tDm", Kind::duration_millis, "duration"},
                                Format{"tDu", Kind::duration_micros, "duration"},
                                Format{"tDn", Kind::duration_nanos, "duration"}};

struct OtherFormat {
  std::string_view prefix;
  std::string_view name;
};

/// Formats that are known by name and not read.
constexpr std::array other_formats = {OtherFormat{"e", "float16"},
                                      OtherFormat{"z", "binary"},
                                      OtherFormat{"Z", "binary"},
                                      OtherFormat{"vz", "binary"},
                                      OtherFormat{"w:", "fixed-size binary"},
                                      OtherFormat{"d:", "decimal"},
                                      OtherFormat{"tt", "time of day"},
                                      OtherFormat{"ti", "interval"},
                                      OtherFormat{"+r", "run-end encoded"},
                                      OtherFormat{"+l", "list"},
                                      OtherFormat{"+L", "list"},
                                      OtherFormat{"+vl", "list view"},
                                      OtherFormat{"+vL", "list view"},
                                      OtherFormat{"+w", "fixed-size list"},
                                      OtherFormat{"+s", "struct"},
                                      OtherFormat{"+m", "map"},
                                      OtherFormat{"+u", "union"}};

Kind timestamp_kind(char unit) noexcept {
  switch (unit) {
    case 's':
      return Kind::timestamp_seconds;
    case 'm':
      return Kind::timestamp_millis;
    case 'u':
      return Kind::timestamp_micros;
    case 'n':
      return Kind::timestamp_nanos;
    default:
      return Kind::other;
  }
}

std::pair<Kind, std::string> kind_of(std::string_view format) {
  for (const auto& known : formats) {
    if (known.format == format) return {known.kind, {}};
  }
  if (format.size() >= 4 && format.starts_with("ts") && format[3] == ':') {
    return {timestamp_kind(format[2]), std::string(format.substr(4))};
  }
  return {Kind::other, {}};
}

/// Of lists, what they hold where it is text, or nothing but nulls: so come
/// lists of which all are empty.
std::shared_ptr<const Type> items_of(const ArrowSchema& schema, std::string_view format) {
  const bool list = format == "+l" || format == "+L";
  if (!list || schema.n_children != 1 || schema.children == nullptr ||
      schema.children[0] == nullptr) {
    return nullptr;
  }
  // Lists of lists are not read, however deep: no look inside.
  const char* inner = schema.children[0]->format;
  if (inner == nullptr || inner[0] == '+') return nullptr;
  auto items = std::make_shared<const Type>(parse_type(*schema.children[0]));
  return items->is_text() || items->kind == Kind::null ? items : nullptr;
}

}  // namespace

Type parse_type(const ArrowSchema& schema) {
  const std::string_view format = schema.format == nullptr ? "" : schema.format;
  Type type;
  if (schema.dictionary != nullptr) {
    type = parse_type(*schema.dictionary);
    type.index = type.is_dictionary() ? Kind::other : kind_of(format).first;
    const bool indexable = type.index >= Kind::int8 && type.index <= Kind::uint64;
    if (!indexable) type.kind = Kind::other;
    type.items = nullptr;                                   // a dictionary of lists
    if (type.kind == Kind::null) type.index = Kind::other;  // nothing but nulls
    return type;
  }
  std::tie(type.kind, type.zone) = kind_of(format);
  type.format = format;
  type.items = items_of(schema, format);
  return type;
}

std::string type_name(const Type& type) {
  if (type.is_timestamp()) {
    static constexpr std::array units = {"s", "ms", "us", "ns"};
    const auto unit =
        static_cast<std::size_t>(type.kind) - static_cast<std::size_t>(Kind::timestamp_seconds);
    std::string name = std::string("timestamp[") + units[unit];
    if (!type.zone.empty()) name += ", " + type.zone;
    return name + "]";
  }
  for (const auto& known : formats) {
    if (known.kind == type.kind) return std::string(known.name);
  }
  if (type.format.starts_with("d:") && type.format.ends_with(",256")) return "decimal256";
  for (const auto& other : other_formats) {
    if (type.format.starts_with(other.prefix)) return std::string(other.name);
  }
  return "Arrow format \"" + type.format + "\"";
}

}  // namespace sandan::arrow
