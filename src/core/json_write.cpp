#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "core/json.hpp"

namespace sandan::json {
namespace {

void append(std::string& out, const Value& value);

/// Beyond this whole doubles would read back as integers of other value.
constexpr double most_integer = 9e18;

/// A double such that it reads back as the same number.
void append_real(std::string& out, double value) {
  if (value == 0) {  // -0 too
    out += '0';
    return;
  }
  const std::size_t from = out.size();
  append_number(out, value);
  if (std::abs(value) >= most_integer && out.find_first_of(".e", from) == std::string::npos) {
    out += ".0";
  }
}

void append_object(std::string& out, const boost::json::object& object) {
  std::vector<const boost::json::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object) {
    if (!member.value().is_null()) members.push_back(&member);
  }
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return a->key() < b->key(); });
  out += '{';
  bool first = true;
  for (const auto* member : members) {
    if (!first) out += ',';
    first = false;
    append_quoted(out, {member->key().data(), member->key().size()});
    out += ':';
    append(out, member->value());
  }
  out += '}';
}

void append_array(std::string& out, const boost::json::array& array) {
  out += '[';
  bool first = true;
  for (const auto& item : array) {
    if (!first) out += ',';
    first = false;
    append(out, item);
  }
  out += ']';
}

void append(std::string& out, const Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out += "null";
      break;
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case boost::json::kind::int64:
      out += std::to_string(value.get_int64());
      break;
    case boost::json::kind::uint64:
      out += std::to_string(value.get_uint64());
      break;
    case boost::json::kind::double_:
      append_real(out, value.get_double());
      break;
    case boost::json::kind::string:
      append_quoted(out, {value.get_string().data(), value.get_string().size()});
      break;
    case boost::json::kind::array:
      append_array(out, value.get_array());
      break;
    case boost::json::kind::object:
      append_object(out, value.get_object());
      break;
  }
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20 || c == '<' || c == '>' || c == '&' || byte == 0x7f) {
          out += "\\u00";
          out += hex[byte >> 4];
          out += hex[byte & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void append_number(std::string& out, double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

std::string canonical(const Value& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace sandan::json
