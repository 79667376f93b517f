#pragma once

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core/dates.hpp"
#include "sandan/core/labels.hpp"
#include "sandan/core/status.hpp"

/// Reading JSON with places: every refusal names a JSON pointer.
namespace sandan::json {

using Value = boost::json::value;

struct Limits {
  std::size_t bytes = std::size_t{16} << 20;
  std::size_t depth = 64;
  std::size_t members = 100'000;  ///< of one object or array
};

/// Parses one JSON text. Refuses duplicate members, non-finite numbers and
/// integers beyond 64 bits. Throws Error{parse} or Error{limit}.
Value parse(std::string_view text, const Limits& limits = {});

/// Sorted members, no null members, no white space, shortest numbers.
std::string canonical(const Value& value);

/// Appends `text` as a JSON string with its quotes; safe inside HTML scripts.
void append_quoted(std::string& out, std::string_view text);
/// Appends a finite double in shortest round-trip form.
void append_number(std::string& out, double value);

class Members;

/// A value and where it stands in its text.
class Node {
 public:
  /// `status` is what refusals carry: document or invalid_argument.
  Node(const Value& value, std::string pointer, Status status)
      : value_(&value), pointer_(std::move(pointer)), status_(status) {}

  const std::string& pointer() const noexcept { return pointer_; }
  const Value& value() const noexcept { return *value_; }

  bool is_text() const noexcept { return value_->is_string(); }
  bool is_object() const noexcept { return value_->is_object(); }

  std::string_view text() const;
  /// Non-empty text of at most `max_bytes` without control characters.
  std::string_view code(std::size_t max_bytes = 64) const;
  bool boolean() const;
  std::int64_t integer(std::int64_t least, std::int64_t most) const;
  double number(double least, double most) const;
  Day day() const;
  Labels labels() const;
  /// Index of the text among `choices`.
  std::size_t choice(std::initializer_list<std::string_view> choices) const;
  std::vector<Node> items() const;
  /// The object's members; refuses names outside `known` unless they begin
  /// with "x_".
  Members members(std::initializer_list<std::string_view> known) const;

  /// A refusal at this place.
  Error error(std::string_view detail, std::string message) const;

 private:
  const Value* value_;
  std::string pointer_;
  Status status_;
};

class Members {
 public:
  explicit Members(Node object) : object_(std::move(object)) {}

  /// The member of that name; nothing when absent or null.
  std::optional<Node> find(std::string_view name) const;
  /// The member of that name; refuses when absent or null.
  Node required(std::string_view name) const;

 private:
  Node object_;
};

/// `parent` with one more token, escaped as RFC 6901 asks.
std::string child_pointer(const std::string& parent, std::string_view token);

/// Reads a request: an empty text is an empty object.
Value parse_request(std::string_view text);

/// Root of a parsed request.
inline Node request_root(const Value& value) { return Node(value, "", Status::invalid_argument); }

/// Checks "sandan": "<kind>/<major>" of a document's root and that the major
/// is one this library knows.
void expect_document_kind(const Node& root, std::string_view kind, int major);

}  // namespace sandan::json
