#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/json.hpp"

namespace sandan::json {
namespace {

using boost::json::error_code;
using boost::json::string_view;

void append_pointer_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

/// Builds a value from parser events and refuses what JSON leaves open:
/// duplicate members, numbers that would change.
class ValueBuilder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  ValueBuilder(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {
    stack_.reset();
  }

  Value release() { return stack_.release(); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_array_begin(error_code&) { return open(false); }
  bool on_object_begin(error_code&) { return open(true); }
  bool on_array_end(std::size_t n, error_code&) {
    levels_.pop_back();
    stack_.push_array(n);
    return true;
  }
  bool on_object_end(std::size_t n, error_code&) {
    levels_.pop_back();
    stack_.push_object(n);
    return true;
  }

  bool on_key_part(string_view part, std::size_t, error_code&) {
    pending_.append(part.data(), part.size());
    return true;
  }
  bool on_key(string_view part, std::size_t, error_code&) {
    pending_.append(part.data(), part.size());
    Level& level = levels_.back();
    level.key = pending_;
    count_member(level);
    if (!level.names.insert(pending_).second) {
      refuse(Status::parse, "duplicate_member", "member occurs twice", part);
    }
    stack_.push_key(pending_);
    pending_.clear();
    return true;
  }

  bool on_string_part(string_view part, std::size_t, error_code&) {
    pending_.append(part.data(), part.size());
    return true;
  }
  bool on_string(string_view part, std::size_t, error_code&) {
    count_item();
    pending_.append(part.data(), part.size());
    stack_.push_string(pending_);
    pending_.clear();
    return true;
  }

  bool on_number_part(string_view part, error_code&) {
    pending_.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t, string_view part, error_code&) { return number(part); }
  bool on_uint64(std::uint64_t, string_view part, error_code&) { return number(part); }
  bool on_double(double, string_view part, error_code&) { return number(part); }

  bool on_bool(bool value, error_code&) {
    count_item();
    stack_.push_bool(value);
    return true;
  }
  bool on_null(error_code&) {
    count_item();
    stack_.push_null();
    return true;
  }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

 private:
  struct Level {
    bool is_object;
    std::size_t size = 0;
    std::string key;
    std::unordered_set<std::string> names;
  };

  bool open(bool is_object) {
    count_item();
    levels_.push_back(Level{is_object, 0, {}, {}});
    return true;
  }

  void count_item() {
    if (!levels_.empty() && !levels_.back().is_object) count_member(levels_.back());
  }

  void count_member(Level& level) {
    if (++level.size > limits_.members) {
      refuse(Status::limit, "too_many_members", "more members than the limit allows", {});
    }
  }

  bool number(string_view part) {
    count_item();
    pending_.append(part.data(), part.size());
    const char* begin = pending_.data();
    const char* end = begin + pending_.size();
    if (pending_.find_first_of(".eE") == std::string::npos) {
      std::int64_t integer = 0;
      if (std::from_chars(begin, end, integer).ec != std::errc{}) {
        refuse(Status::parse, "integer_too_large", "integer does not fit 64 bits", part);
      }
      stack_.push_int64(integer);
    } else {
      double real = 0;
      const auto read = std::from_chars(begin, end, real);
      // from_chars reports both overflow and underflow; an underflow is zero.
      if (read.ec == std::errc::result_out_of_range && !underflows()) {
        refuse(Status::parse, "number_too_large", "number is beyond the range of doubles", part);
      }
      stack_.push_double(read.ec == std::errc::result_out_of_range ? 0.0 : real);
    }
    pending_.clear();
    return true;
  }

  /// True when the pending number, which is not zero and out of range, is
  /// smaller than one: by the decimal exponent of its first digit.
  bool underflows() const {
    const auto e = std::min(pending_.find_first_of("eE"), pending_.size());
    const auto point = std::min(pending_.find('.'), e);
    const auto first = pending_.find_first_of("123456789");
    const auto place = first < point ? static_cast<std::int64_t>(point - first) - 1
                                     : -static_cast<std::int64_t>(first - point);
    if (e == pending_.size()) return place < 0;
    const bool negative = pending_[e + 1] == '-';
    const char* digits = pending_.data() + e + (negative || pending_[e + 1] == '+' ? 2 : 1);
    std::int64_t exponent = 0;
    const auto read = std::from_chars(digits, pending_.data() + pending_.size(), exponent);
    if (read.ec != std::errc{}) return negative;
    return place + (negative ? -exponent : exponent) < 0;
  }

  [[noreturn]] void refuse(Status status, std::string_view detail, std::string message,
                           string_view part) {
    if (part.data() >= text_.data() && part.data() <= text_.data() + text_.size()) {
      message += " (byte " + std::to_string(part.data() - text_.data()) + ")";
    }
    throw Error(status, detail, std::move(message)).at(pointer());
  }

  std::string pointer() const {
    std::string out;
    for (const Level& level : levels_) {
      append_pointer_token(
          out, level.is_object ? level.key : std::to_string(level.size == 0 ? 0 : level.size - 1));
    }
    return out;
  }

  std::string_view text_;
  const Limits& limits_;
  boost::json::value_stack stack_;
  std::vector<Level> levels_;
  std::string pending_;
};

}  // namespace

Value parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    throw Error(Status::limit, "text_too_large",
                "text has " + std::to_string(text.size()) + " bytes; the limit is " +
                    std::to_string(limits.bytes));
  }
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::basic_parser<ValueBuilder> parser(options, text, limits);
  error_code failure;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), failure);
  if (!failure && read < text.size()) failure = boost::json::error::extra_data;
  if (failure == boost::json::error::too_deep) {
    throw Error(Status::limit, "too_deep",
                "nesting is deeper than " + std::to_string(limits.depth) + " levels")
        .at("byte " + std::to_string(read));
  }
  if (failure) {
    throw Error(Status::parse, "not_json", "not JSON: " + failure.message())
        .at("byte " + std::to_string(read));
  }
  return parser.handler().release();
}

Value parse_request(std::string_view text) {
  return text.empty() ? Value(boost::json::object()) : parse(text);
}

std::string child_pointer(const std::string& parent, std::string_view token) {
  std::string out = parent;
  append_pointer_token(out, token);
  return out;
}

}  // namespace sandan::json
